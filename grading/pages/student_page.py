"""The student page: what comes next and why, where every skill stands, the student's own answers, lessons and points, and the days."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date

import msgspec

from curriculum.course import Course
from curriculum.mastery import RECENT
from curriculum.path import Progress, Step
from curriculum.steps import day as when
from grading.answers import Question, answers
from grading.insight import Cell, cell, grid
from grading.notices import notices_of
from grading.one_path import decided
from grading.pages.class_page import TalkCard, by_name, class_title, talk_card
from grading.pages.render import Links, Person, render
from grading.paths import StudentWork
from grading.records import Outcome
from grading.roster import short_code
from grading.talks import talks, wrong_idea
from grading.timeline import Moment, timeline
from grading.words import count, day, points

LOOKS_SHOWN = 5
DAYS_OPEN = 3
SHORT_DAY = 12
RIGHT = 0.8
"""As in curriculum.mastery: what counts as right at the first try, hints taken off."""

_STEPS = {
    "go-on": ("next", "now"),
    "strengthen": ("another round", "due"),
    "review": ("due again", "due"),
    "stretch": ("stretch", "more"),
    "ask-teacher": ("talk", "help"),
    "find-out": ("at the start", "now"),
    "project": ("project", "more"),
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
    """A skill's row. `after` names the tries, `shows` a wrong idea seen more than once.

    `first_tries` is what was right at once among the last questions; `strip` says it one by one, the oldest first.
    """

    title: str
    cell: Cell
    after: str = ""
    first_tries: str = ""
    strip: tuple[bool, ...] = ()
    shows: str = ""


class TryLine(msgspec.Struct, frozen=True):
    """One try as shown."""

    said: str
    right: bool
    result: str
    idea: str


class QuestionCard(msgspec.Struct, frozen=True, kw_only=True):
    """A question with its tries. `prompt` is HTML rendered from the course; `code` is the latest source, empty for other questions."""

    label: str
    place: str
    skill: str
    day: str
    shown: str
    right: bool
    prompt: str
    prompt_text: str
    tries: tuple[TryLine, ...]
    last: str
    code: str = ""
    checks: str = ""


class LessonAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson's questions: those most worth a look, more of them, and those right at the first try in short."""

    title: str
    look: tuple[QuestionCard, ...]
    more: tuple[QuestionCard, ...]
    more_title: str
    at_once: tuple[QuestionCard, ...]
    at_once_title: str


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

    name: str
    code: str
    course: str
    class_title: str
    class_href: str
    before: Person | None
    after: Person | None
    handed_in: str
    talk: TalkCard | None
    steps: tuple[StepLine, ...]
    decided: tuple[str, ...]
    noticed: tuple[str, ...]
    skills: tuple[SkillLine, ...]
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
) -> str:
    """The page of `student`, who is in `work`, as HTML. The rest of the class gives the order, and what stands out."""
    links = links or Links()
    one = work[student]
    order = by_name(work, name)
    here = order.index(student)
    talk = next((talk for talk in talks(work, course, today) if talk.student == student), None)
    page = StudentPage(
        name=name(student),
        code=short_code(student),
        course=course.outline.title,
        class_title=class_title(title),
        class_href=links.class_page,
        before=_person(order[here - 1], name, links) if here else None,
        after=_person(order[here + 1], name, links) if here + 1 < len(order) else None,
        handed_in=f"handed in {day(one.handed_in.astimezone())}" if one.handed_in else "",
        talk=talk_card(talk, name, "") if talk else None,
        steps=tuple(_step(step, one.path.chosen, course) for step in one.path.steps),
        decided=tuple(decided(one, course, today)),
        noticed=tuple(
            f"{flag.reason} Since {when(flag.since)}." if flag.since else flag.reason
            for flag in notices_of(work, student, course, today)
        ),
        skills=tuple(
            _skill(column.title, column.skill, one, course) for column in grid(work, course).columns
        ),
        lessons=tuple(_answers(answers(one.events, course), course)),
        notebooks=tuple(_lessons(one, course)),
        days=tuple(_days(timeline(one, course))),
    )
    return render("student.html", page)


def _person(student: str, name: Callable[[str], str], links: Links) -> Person:
    return Person(name(student), links.student(student))


def _step(step: Step, chosen: str, course: Course) -> StepLine:
    tag, colour = _STEPS[step.kind]
    return StepLine(
        title=step.title,
        tag=tag,
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
    return _IDS.sub(lambda found: f"“{names[found[0]]}”" if found[0] in names else found[0], because)


_IDS = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+|(?:^|(?<=: )|(?<=, ))[a-z0-9]+(?=[:,]|$)")
"""What may be an id: words joined by hyphens anywhere, and a single word where the planner lists ids."""


def _skill(title: str, skill: str, one: StudentWork, course: Course) -> SkillLine:
    where, standing = cell(one, skill), one.standings.get(skill)
    if standing is None:
        return SkillLine(title=title, cell=where)
    first = [seen.score >= RIGHT for seen in one.seen if seen.skill == skill and seen.attempt == 1][-RECENT:]
    found = wrong_idea(one, skill)
    idea = course.misconceptions.get(found[0]) if found and not standing.mastered else None
    return SkillLine(
        title=title,
        cell=where,
        after=f"after {count(standing.tries, 'try', 'tries')}",
        first_tries=f"{standing.right} of {count(standing.first_tries, 'question')}",
        strip=tuple(first),
        shows=f"“{idea.name}”, {found[1]} of {found[2]} tries" if idea and found else "",
    )


def _answers(questions: list[Question], course: Course) -> list[LessonAnswers]:
    skills = {skill.id: skill.title for skill in course.outline.skills}
    titles = {lesson.id: lesson.title for lesson in course.outline.lessons}
    found: list[LessonAnswers] = []
    for lesson in dict.fromkeys(question.lesson for question in questions):
        own = [question for question in questions if question.lesson == lesson]
        at_once = tuple(_question(one, skills) for one in own if one.tries[0].right and not one.is_code)
        look = [
            _question(one, skills) for one in sorted(own, key=_tells) if one.is_code or not one.tries[0].right
        ]
        found.append(
            LessonAnswers(
                title=titles.get(lesson, lesson),
                look=tuple(look[:LOOKS_SHOWN]),
                more=tuple(look[LOOKS_SHOWN:]),
                more_title=count(len(look) - LOOKS_SHOWN, "more question") if len(look) > LOOKS_SHOWN else "",
                at_once=at_once,
                at_once_title=f"{count(len(at_once), 'question')} right at the first try",
            )
        )
    return found


def _tells(question: Question) -> tuple[bool, int]:
    """What tells most comes first: what is not right yet, then what took the most tries."""
    return question.right, -len(question.tries)


def _question(question: Question, skills: Mapping[str, str]) -> QuestionCard:
    last = question.tries[-1]
    return QuestionCard(
        label=f"{question.place or skills.get(question.skill, question.item)}: {question.shown}",
        place=question.place,
        skill=skills.get(question.skill, ""),
        day=day(question.day) if question.day else "",
        shown=question.shown,
        right=question.right,
        prompt=question.prompt.html if question.prompt else "",
        prompt_text=question.prompt.text if question.prompt else "",
        tries=tuple(TryLine(one.said, one.right, one.result, one.idea) for one in question.tries),
        last=last.said,
        code=last.said if question.is_code else "",
        checks=_checks(question) if question.is_code else "",
    )


def _checks(question: Question) -> str:
    last = question.tries[-1]
    idea = f" Idea shown: “{last.idea}”." if last.idea else ""
    return f"Checked {count(len(question.tries), 'time')}; the latest, below: {last.result}.{idea}"


def _lessons(one: StudentWork, course: Course) -> list[LessonLine]:
    outcomes = {outcome.lesson: outcome for outcome in one.outcomes}
    return [
        _lesson(lesson.title, one.progress.get(lesson.id, Progress()), outcomes.get(lesson.id))
        for lesson in course.outline.lessons
        if lesson.id in one.progress or lesson.id in outcomes
    ]


def _lesson(title: str, progress: Progress, outcome: Outcome | None) -> LessonLine:
    far = "not opened"
    if progress.finished:
        far = "finished" + (", puzzle part too" if progress.stretched else "")
    elif progress.started:
        far = f"{progress.done} of about {count(progress.of, 'question')}"
    if outcome is None:
        return LessonLine(title=title, far=far, points="not graded yet", note="")
    if outcome.kind == "failed":
        return LessonLine(title=title, far=far, points="could not be graded", note=outcome.reason)
    scored = f"{points(outcome.score)} of {points(outcome.max_score)}"
    note = f"Repaired before grading: {outcome.reason}" if outcome.kind == "repaired" else outcome.reason
    said = " ".join(filter(None, (note, outcome.moved, *_trust(outcome))))
    return LessonLine(title=title, far=far, points=scored, note=said)


def _trust(outcome: Outcome) -> Iterator[str]:
    """What a teacher should know before relying on the points."""
    if outcome.isolation == "none":
        yield "Its code ran without being shut in."
    if outcome.self_judged:
        yield f"{points(outcome.self_judged)} of the points were decided by the notebook's own test cells (self-judged)."


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
        title=day(when) if when else "Day not known",
        summary=f"{count(len(answered), 'question')}, {right} right in the end" if answered else "",
        moments=tuple(
            MomentLine(f"{moment.at:%H:%M}" if moment.at else "", moment.text, moment.good)
            for moment in moments
        ),
        open=newest and len(moments) <= SHORT_DAY,
    )
