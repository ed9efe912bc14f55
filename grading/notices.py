"""Notices: what the work of a class gives to notice, student by student (curriculum.noticing)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from curriculum.course import Course
from curriculum.language import apart
from curriculum.noticing import Flag, Looked, flags
from grading.paths import StudentWork


def notices(
    work: Mapping[str, StudentWork], course: Course, today: date, newest: date | None = None
) -> dict[str, list[Flag]]:
    """Everyone's flags, the most urgent first; students without any are left out.

    `newest` is the day of the class's latest hand-in, where `work` is not the whole class.
    """
    newest, titles = newest or newest_of(work), titles_of(course)
    found = {student: _flags(one, newest, titles, today) for student, one in work.items()}
    return {student: own for student, own in found.items() if own}


def notices_of(work: Mapping[str, StudentWork], student: str, course: Course, today: date) -> list[Flag]:
    """One student's flags; of the others only the day of the latest hand-in matters."""
    return _flags(work[student], newest_of(work), titles_of(course), today)


def last_came_in(one: StudentWork) -> date | None:
    """The day of a student's latest hand-in on the teacher's calendar; None where nothing has come in yet."""
    return one.handed_in.astimezone().date() if one.handed_in else None


def newest_of(work: Mapping[str, StudentWork]) -> date | None:
    """The day of the class's latest hand-in."""
    return max((came for one in work.values() if (came := last_came_in(one))), default=None)


def titles_of(course: Course) -> dict[str, str]:
    """What skills, lessons and wrong ideas are called, and places in lessons (`lesson/place`)."""
    titles = {name: idea.name for name, idea in course.misconceptions.items()}
    titles |= {
        f"{lesson}/{node.id}": node.title for lesson, graph in course.graphs.items() for node in graph.nodes
    }
    titles |= {skill.id: skill.title for skill in course.outline.skills}
    titles |= {f"project/{project.id}": project.title for project in course.outline.projects}
    titles |= {lesson.id: lesson.title for lesson in course.outline.lessons}
    return {name: apart(title) for name, title in titles.items()}


def _flags(one: StudentWork, newest: date | None, titles: Mapping[str, str], today: date) -> list[Flag]:
    looked = Looked(
        lately=one.lately,
        seen=one.seen,
        standing=one.standings,
        due=one.known.due,
        until=last_came_in(one),
        newest=newest,
        titles=titles,
    )
    return flags(looked, today)
