"""The student page: what comes next and why, where every skill stands, the student's own answers, lessons and points, and the days."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date

import msgspec

from curriculum.accommodations import Accommodations
from curriculum.course import Course
from curriculum.language import apart
from curriculum.mastery import RECENT, RIGHT, Difficulties
from curriculum.noticing import growth
from curriculum.path import Progress, Step
from grading.insight import Cell, cell, grid
from grading.notices import newest_of, notices_of, titles_of
from grading.one_path import decided
from grading.pages.accommodations_part import AccommodationsPart, accommodations_part
from grading.pages.answer_cards import LessonAnswers, answers_part
from grading.pages.asked import Asked
from grading.pages.class_page import TalkCard, by_name, talk_card
from grading.pages.growth_part import Growth, growth_part
from grading.pages.render import Frame, Links, Person, render
from grading.pages.writing import Writing, writing
from grading.paths import StudentWork
from grading.records import Outcome
from grading.roster import short_code
from grading.talks import talks, wrong_idea
from grading.timeline import Moment, Told, timeline
from grading.words import N_, _, class_title, day, ngettext, points

DAYS_OPEN = 3
SHORT_DAY = 12

_STEPS = {
    "go-on": (N_("next"), "now"),
    "strengthen": (N_("another round"), "due"),
    "review": (N_("due again"), "due"),
    "stretch": (N_("stretch"), "more"),
    "ask-teacher": (N_("talk"), "help"),
    "find-out": (N_("at the start"), "now"),
    "project": (N_("project"), "more"),
}


class StepLine(msgspec.Struct, frozen=True, kw_only=True):
    """A step of the path as shown."""

    title: str
    tag: str
    colour: str
    chosen: bool
    minutes: int
    reason: str
    because: str
    evidence: tuple[str, ...]


class SkillLine(msgspec.Struct, frozen=True, kw_only=True):
    """A skill's row. Between `between` the chance lies nine times in ten, `after` names the tries, `shows` a wrong idea seen twice.

    `first_tries` is what was right at once among the last questions; `strip` says it one by one, the oldest first.
    """

    skill: str
    title: str
    cell: Cell
    between: str = ""
    after: str = ""
    first_tries: str = ""
    strip: tuple[bool, ...] = ()
    shows: str = ""


class IdeaLine(msgspec.Struct, frozen=True, kw_only=True):
    """A wrong idea that was seen: in which skill, how often, the last day, and a sentence to open with."""

    name: str
    skill: str
    times: str
    last: str
    opening: str


class LessonLine(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson's row: how far, points, and a note from grading."""

    title: str
    far: str
    points: str
    note: str


class MomentLine(msgspec.Struct, frozen=True):
    """A line of the timeline."""

    time: str
    text: str
    good: bool | None


class Day(msgspec.Struct, frozen=True):
    """A day of the timeline; `summary` sums it up, `open` says whether its lines are shown at once."""

    title: str
    summary: str
    moments: tuple[MomentLine, ...]
    open: bool


class StudentPage(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on the page, in words."""

    frame: Frame
    name: str
    code: str
    course: str
    class_title: str
    before: Person | None
    after: Person | None
    handed_in: str
    talk: TalkCard | None
    steps: tuple[StepLine, ...]
    decided: tuple[str, ...]
    noticed: tuple[str, ...]
    writing: Writing
    needs: AccommodationsPart | None
    skills: tuple[SkillLine, ...]
    growth: Growth | None
    ideas: tuple[IdeaLine, ...]
    lessons: tuple[LessonAnswers, ...]
    notebooks: tuple[LessonLine, ...]
    days: tuple[Day, ...]


def student_page(
    title: str,
    course: Course,
    work: Mapping[str, StudentWork],
    student: str,
    name: Callable[[str], str],
    today: date,
    links: Links | None = None,
    *,
    asked: Asked | None = None,
    told: Told | None = None,
    difficulties: Difficulties | None = None,
    seen_so_far: str = "",
    accommodations: Accommodations | None = None,
) -> str:
    """The page of `student`, who is in `work`, as HTML. The rest of the class gives the order, and what stands out.

    `told` is what teachers said; `seen_so_far` marks all that is written about the student, so that forms can tell what came meanwhile.
    """
    links, asked, told = links or Links(), asked or Asked(), told or Told()
    one = work[student]
    order = by_name(work, name)
    here = order.index(student)
    talk = next(iter(talks({student: one}, course, today, {student: told.check_ins}, newest_of(work))), None)
    flags = notices_of(work, student, course, today)
    frame = Frame(
        class_title=class_title(title), links=links, here="student", title=name(student), asked=asked
    )
    page = StudentPage(
        frame=frame,
        name=name(student),
        code=short_code(student),
        course=course.outline.title,
        class_title=class_title(title),
        before=_person(order[here - 1], name, links) if here else None,
        after=_person(order[here + 1], name, links) if here + 1 < len(order) else None,
        handed_in=_("handed in {day}").format(day=day(one.handed_in.astimezone())) if one.handed_in else "",
        talk=talk_card(talk, name, "") if talk else None,
        steps=tuple(_step(step, one.path.chosen, course) for step in one.path.steps),
        decided=tuple(decided(one, course, today)),
        noticed=tuple(
            _("{reason} Since {day}.").format(reason=flag.reason, day=day(flag.since))
            if flag.since
            else flag.reason
            for flag in flags
        ),
        writing=writing(student, course, told, links, seen_so_far),
        needs=accommodations_part(accommodations) if accommodations is not None else None,
        skills=tuple(
            _skill(column.title, column.skill, one, course) for column in grid({student: one}, course).columns
        ),
        growth=growth_part(
            growth(one.seen, difficulties, one.known.placement) if difficulties else (), titles_of(course)
        ),
        ideas=tuple(_ideas(one, course)),
        lessons=answers_part(one.events, course),
        notebooks=tuple(_lessons(one, course)),
        days=tuple(_days(timeline(one, course, told=msgspec.structs.replace(told, flags=flags)))),
    )
    return render("student.html", page)


def _person(student: str, name: Callable[[str], str], links: Links) -> Person:
    return Person(name(student), links.student(student))


def _step(step: Step, chosen: str, course: Course) -> StepLine:
    tag, colour = _STEPS[step.kind]
    return StepLine(
        title=step.title,
        tag=_(tag),
        colour=colour,
        chosen=bool(chosen) and step.key == chosen,
        minutes=step.minutes,
        reason=step.reason,
        because=_titled(step.because.rstrip("."), course),
        evidence=step.evidence,
    )


def _titled(because: str, course: Course) -> str:
    """The planner's reason with the names of skills, lessons and wrong ideas in place of their ids."""
    names = {skill.id: skill.title for skill in course.outline.skills}
    names |= {lesson.id: lesson.title for lesson in course.outline.lessons}
    names |= {key: idea.name for key, idea in course.misconceptions.items()}
    return _IDS.sub(
        lambda found: _("“{title}”").format(title=names[found[0]]) if found[0] in names else found[0], because
    )


_IDS = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+|(?:^|(?<=: )|(?<=, ))[a-z0-9]+(?=[:,]|$)")
"""What may be an id: words joined by hyphens anywhere, and a single word where the planner lists ids."""


def _ideas(one: StudentWork, course: Course) -> Iterator[IdeaLine]:
    """The wrong ideas seen, those of the last days first."""
    titles = titles_of(course)
    found: dict[tuple[str, str], list[date | None]] = {}
    for seen in one.seen:
        if seen.misconception in course.misconceptions and seen.score < 1:
            found.setdefault((seen.misconception, seen.skill), []).append(seen.day)

    def newest(days: list[date | None]) -> date:
        return max((when for when in days if when), default=date.min)

    for (idea, skill), days in sorted(
        found.items(), key=lambda pair: (newest(pair[1]), len(pair[1])), reverse=True
    ):
        known = course.misconceptions[idea]
        yield IdeaLine(
            name=known.name,
            skill=titles.get(skill, skill),
            times=ngettext("{n} time", "{n} times", len(days)).format(n=len(days)),
            last=day(newest(days)) if newest(days) > date.min else "",
            opening=known.opening,
        )


def _skill(title: str, skill: str, one: StudentWork, course: Course) -> SkillLine:
    where, standing = cell(one, skill), one.standings.get(skill)
    if standing is None:
        return SkillLine(skill=skill, title=title, cell=where)
    first = [seen.score >= RIGHT for seen in one.seen if seen.skill == skill and seen.attempt == 1][-RECENT:]
    found = wrong_idea(one, skill)
    idea = course.misconceptions.get(found[0]) if found and not standing.mastered else None
    return SkillLine(
        skill=skill,
        title=title,
        cell=where,
        between=_("{low}–{high}%").format(low=round(100 * standing.low), high=round(100 * standing.high)),
        after=ngettext("after {n} try", "after {n} tries", standing.tries).format(n=standing.tries),
        first_tries=ngettext(
            "{right} of {n} question", "{right} of {n} questions", standing.first_tries
        ).format(right=standing.right, n=standing.first_tries),
        strip=tuple(first),
        shows=ngettext("“{idea}”, {times} of {n} try", "“{idea}”, {times} of {n} tries", found[2]).format(
            idea=apart(idea.name), times=found[1], n=found[2]
        )
        if idea and found
        else "",
    )


def _lessons(one: StudentWork, course: Course) -> list[LessonLine]:
    outcomes = {outcome.lesson: outcome for outcome in one.outcomes}
    return [
        _lesson(lesson.title, one.progress.get(lesson.id, Progress()), outcomes.get(lesson.id))
        for lesson in course.outline.lessons
        if lesson.id in one.progress or lesson.id in outcomes
    ]


def _lesson(title: str, progress: Progress, outcome: Outcome | None) -> LessonLine:
    far = _("not opened")
    if progress.finished:
        far = _("finished, puzzle part too") if progress.stretched else _("finished")
    elif progress.started:
        far = ngettext("{done} of about {n} question", "{done} of about {n} questions", progress.of).format(
            done=progress.done, n=progress.of
        )
    if outcome is None:
        return LessonLine(title=title, far=far, points=_("not graded yet"), note="")
    if outcome.kind == "failed":
        return LessonLine(title=title, far=far, points=_("could not be graded"), note=outcome.reason)
    scored = _("{score} of {most}").format(score=points(outcome.score), most=points(outcome.max_score))
    note = (
        _("Repaired before grading: {reason}").format(reason=outcome.reason)
        if outcome.kind == "repaired"
        else outcome.reason
    )
    said = " ".join(filter(None, (note, outcome.moved, *_trust(outcome))))
    return LessonLine(title=title, far=far, points=scored, note=said)


def _trust(outcome: Outcome) -> Iterator[str]:
    """What a teacher should know before relying on the points."""
    if outcome.isolation == "none":
        yield _("Its code ran without being shut in.")
    if outcome.self_judged:
        yield _("{points} of the points were decided by the notebook’s own test cells (self-judged).").format(
            points=points(outcome.self_judged)
        )


def _days(moments: list[Moment]) -> list[Day]:
    """The days, the newest first, each in its own order; what has no readable time is a day of its own, last."""
    by_day: dict[date | None, list[Moment]] = {}
    for moment in moments:
        by_day.setdefault(moment.at.date() if moment.at else None, []).append(moment)
    order = sorted((when for when in by_day if when), reverse=True)
    undated: list[date | None] = [None] if None in by_day else []
    return [
        _day(when, by_day[when], newest=index < DAYS_OPEN) for index, when in enumerate([*order, *undated])
    ]


def _day(when: date | None, moments: list[Moment], *, newest: bool) -> Day:
    answered = [moment for moment in moments if moment.kind == "answered"]
    right = sum(moment.good is True for moment in answered)
    return Day(
        title=day(when) if when else _("Day not known"),
        summary=ngettext(
            "{n} question, {right} right in the end", "{n} questions, {right} right in the end", len(answered)
        ).format(n=len(answered), right=right)
        if answered
        else "",
        moments=tuple(
            MomentLine(
                f"{moment.at:%H:%M}" if moment.at and not moment.all_day else "", moment.text, moment.good
            )
            for moment in moments
        ),
        open=newest and len(moments) <= SHORT_DAY,
    )
