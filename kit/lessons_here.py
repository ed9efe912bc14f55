"""What a study folder holds: its lessons as released, their journals, and the outline of its course."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from carrying.journal import FILE as JOURNAL
from carrying.journal import read_journal
from carrying.packs import on_shelf
from carrying.study import Study
from curriculum.course import find_course
from curriculum.evidence import AnyEvent
from curriculum.faults import CourseError
from curriculum.language import spoken
from curriculum.lesson import ReleasedLesson, UnreadableLesson, read_lesson
from curriculum.outline import Lesson, Outline, Skill, Unit, load_outline
from curriculum.steps import ROUNDS
from curriculum.translation import in_language
from kit.finding_out import rounds_of
from kit.words import _


def worked_on(study: Study, lessons: Mapping[str, ReleasedLesson]) -> dict[str, ReleasedLesson]:
    """The lessons, and the rounds of questions, if there have been any."""
    rounds = rounds_of(study)
    return {**lessons, ROUNDS: rounds} if rounds is not None else dict(lessons)


def events_of(study: Study, lessons: Iterable[str]) -> dict[str, list[AnyEvent]]:
    """The journals, by lesson."""
    return {name: read_journal(study.lesson(name) / JOURNAL) for name in lessons}


def released(study: Study) -> tuple[dict[str, ReleasedLesson], list[str]]:
    """The lessons a student can open, as released, and sentences about those that cannot be read."""
    lessons: dict[str, ReleasedLesson] = {}
    unreadable: list[str] = []
    for name in on_shelf(study):
        if name == ROUNDS:
            continue
        opened = study.lesson(name)
        try:
            lessons[name] = read_lesson(opened if (opened / "lesson.json").is_file() else study.shelf / name)
        except UnreadableLesson as error:
            unreadable.append(f"{name}: {error}")
    return lessons, unreadable


def outline_of(course: str, lessons: Mapping[str, ReleasedLesson]) -> Outline:
    """The outline of a course of the kit, with what the lessons here say where the course does not have them."""
    try:
        folder = find_course(course)
        outline = in_language(load_outline(folder), folder, spoken())
    except (FileNotFoundError, CourseError):
        outline = None
    if outline is not None and all(name in {lesson.id for lesson in outline.lessons} for name in lessons):
        return outline
    return _outline_from(course, {name: lesson.in_language(spoken()) for name, lesson in lessons.items()})


def _outline_from(course: str, lessons: Mapping[str, ReleasedLesson]) -> Outline:
    """A plain outline for a course that is not in this kit: its lessons, without an order of skills."""
    titles = {skill: title for lesson in lessons.values() for skill, title in lesson.skills.items()}
    titles = titles or {"none": "–"}
    return Outline(
        format=1,
        id=course,
        title=course.replace("-", " ").capitalize() or _("Lessons"),
        ages=(0, 99),
        languages=["en"],
        about="",
        strands={"skill": _("Skills")},
        skills=[Skill(id=skill, title=title, can=title, strand="skill") for skill, title in titles.items()],
        units=[Unit(id="lessons", title=_("Lessons"), about="", skills=list(titles))],
        lessons=[
            Lesson(
                id=name,
                title=lesson.title,
                unit="lessons",
                skills=list(lesson.skills) or ["none"],
                minutes=25,
                about="",
            )
            for name, lesson in sorted(lessons.items())
        ],
    )
