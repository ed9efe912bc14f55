"""One student's path as a teacher reads it: steps with their evidence, the goal, who decided what, what there is to notice, growth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from curriculum.course import Course
from curriculum.days import day_text, short_date
from curriculum.goals import goal_of, goal_words, reached
from curriculum.listing import in_a_row, one_stop
from curriculum.mastery import gauge
from curriculum.noticing import growth
from curriculum.path import DONE
from grading.notices import notices_of, titles_of
from grading.paths import StudentWork
from grading.words import N_, _, ngettext

SAID = {
    "pin": N_("Pinned by {by} on {day}: {what}. {reason}"),
    "skip": N_("Skipped by {by} on {day}: {what}. {reason}"),
    "assign": N_("Assigned by {by} on {day}: {what}. {reason}"),
}
DUE = {
    "pin": N_("Pinned by {by} on {day}: {what}, due {due}. {reason}"),
    "skip": N_("Skipped by {by} on {day}: {what}, due {due}. {reason}"),
    "assign": N_("Assigned by {by} on {day}: {what}, due {due}. {reason}"),
}


def path_in_words(
    work: Mapping[str, StudentWork], student: str, name: str, course: Course, today: date
) -> str:
    """The path of `student`, who is in `work`, as plain text."""
    one = work[student]
    titles = titles_of(course)
    lines = [f"{name}, {short_date(today)}", ""]
    for number, step in enumerate(one.path.steps, 1):
        whose = {"teacher": _("your word"), "goal": _("the student's goal")}.get(step.by, "")
        chosen = _("chosen by the student") if one.path.chosen and step.key == one.path.chosen else ""
        said = "".join(f" ({words})" for words in (whose, chosen) if words)
        lines += [
            f"{number}. {step.title} [{step.kind}]{said}",
            "   " + _("To the student: {reason}").format(reason=step.reason),
            "   " + one_stop(_("Because: {because}.").format(because=step.because)),
            *(f"   – {line}" for line in step.evidence),
        ]
    lines += ["", *decided(one, course, today), "", _("To notice:")]
    lines += [
        "  "
        + (_("{kind}, since {day}: {reason}") if flag.since else _("{kind}: {reason}")).format(
            kind=flag.kind, day=short_date(flag.since) if flag.since else "", reason=flag.reason
        )
        for flag in notices_of(work, student, course, today)
    ] or ["  " + _("nothing")]
    grown = growth(one.seen, gauge({s: other.seen for s, other in work.items()}), one.known.placement)
    lines += [
        "",
        _("Grown (chance of solving a typical task, from the first three tries or the start to now):"),
    ]
    lines += [
        "  "
        + _grown(
            titles.get(each.skill, each.skill),
            f"{each.first[0]:.0%} ({each.first[1]:.0%}–{each.first[2]:.0%}) → "
            f"{each.now[0]:.0%} ({each.now[1]:.0%}–{each.now[2]:.0%})",
            each.tries,
            sure=each.is_sure,
        )
        for each in grown
    ] or ["  " + _("too little work yet")]
    return "\n".join(lines)


def _grown(title: str, figures: str, tries: int, *, sure: bool) -> str:
    sentence = (
        ngettext("{title}: {figures}, {n} try", "{title}: {figures}, {n} tries", tries)
        if sure
        else ngettext(
            "{title}: {figures}, {n} try; may be chance",
            "{title}: {figures}, {n} tries; may be chance",
            tries,
        )
    )
    return sentence.format(title=title, figures=figures, n=tries)


def decided(one: StudentWork, course: Course, today: date) -> Iterator[str]:
    """The goal, the student's choices and the teacher's words, a sentence each."""
    titles = titles_of(course)
    goal = goal_of(one.aims, today)
    if goal is None:
        yield _("Goal for this week: none set.")
    else:
        far = reached(goal, one.seen, one.standings, one.progress, _due(one, today))
        words = goal_words(goal, course.outline)
        yield (
            _("Goal for this week: {goal} So far: {done} of {of}.").format(
                goal=words, done=far.done, of=far.of
            )
            if far.of
            else _("Goal for this week: {goal}").format(goal=words)
        )
    chosen = [_called(key, titles) for key in one.known.work.choices[-5:]]
    yield (
        one_stop(_("Chosen by the student, lately: {chosen}.").format(chosen=in_a_row(chosen)))
        if chosen
        else _("Chosen by the student, lately: nothing.")
    )
    for override in one.overrides:
        what, by = titles.get(override.lesson, override.lesson), override.by or _("the teacher")
        sentence = _(DUE[override.action] if override.due else SAID[override.action])
        said = sentence.format(
            what=what,
            by=by,
            day=day_text(override.at),
            due=day_text(override.due) if override.due else "",
            reason=override.reason,
        )
        yield one_stop(said.rstrip())


def _called(key: str, titles: Mapping[str, str]) -> str:
    """A choice in words: a lesson's title, or what a round is about."""
    step = key.removeprefix(DONE)
    kind, _slash, about = step.partition("/")
    if kind == "theme":
        return _("the theme “{about}”").format(about=about)
    named = in_a_row([titles.get(name, name) for name in about.split(",")])
    words = titles.get(step, f"{kind}: {named}" if about else step)
    return _("{step} (done)").format(step=words) if key.startswith(DONE) else words


def _due(one: StudentWork, today: date) -> list[str]:
    return [skill for skill, when in one.known.due.items() if when <= today]
