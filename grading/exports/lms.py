"""The grades as the files that Moodle, Canvas and Google Classroom import, each with the columns it knows students by.

Moodle maps columns by hand when importing; it finds a student by `useremail`, `useridnumber` or `username` (docs.moodle.org, Grade import).
Canvas reads `Student, ID, SIS User ID, SIS Login ID, Section`, then a column a lesson, and a row “Points Possible”; it looks for the
ID, then the SIS ids, then the name (canvas-lms, lib/gradebook_importer.rb). Classroom documents no file for grades, only a programming
interface; what imports tables into it finds students by the e-mail address.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, get_args

import msgspec

from grading.exports.cells import Value, csv_bytes, number
from grading.exports.grades import Grades
from grading.name_list import folded
from grading.words import _, ngettext, points

Platform = Literal["moodle", "canvas", "classroom"]
PLATFORMS: tuple[Platform, ...] = get_args(Platform)
MOST_NAMED = 5

HEADERS = {
    "email": "email|e mail|email address|mail|correo|correo electronico|courriel|adresse e mail|البريد|البريد الالكتروني",
    "idnumber": "id number|idnumber|numero de id|numero d identification",
    "username": "username|user name|login|login id|sis login id|usuario|identifiant|اسم المستخدم",
    "sis": "sis user id|sis id|source",
    "canvas": "canvas id|canvas user id",
    "section": "section|seccion|groupe|الشعبه",
}
"""What a column of roster.csv may be called that says by what another program knows a student, as `folded` makes it."""


class NothingToExport(Exception):
    """There is nothing to write, or nobody the other program could find; the message is a sentence for the teacher."""


class GradeFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file for a platform, and sentences about what it could not hold."""

    name: str
    data: bytes
    students: int
    lines: tuple[str, ...]


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """By what other programs know a student; empty where the roster does not say."""

    name: str
    email: str = ""
    idnumber: str = ""
    username: str = ""
    sis: str = ""
    canvas: str = ""
    section: str = ""


def grade_file(grades: Grades, platform: Platform, class_name: str) -> GradeFile:
    """The file for a platform. Raises NothingToExport."""
    if not grades.points:
        raise NothingToExport(
            _("There is no finished grade yet, so there is nothing to export. Grade first: trellis grade.")
        )
    known = {student: _known(grades, student) for student in grades.roster.names}
    header, cells, above = _FORMS[platform]
    found = {student: one for student, one in known.items() if cells(one, class_name) is not None}
    if not found:
        raise NothingToExport(_WANTED[platform]())
    left_out = [grades.roster.display_name(student) for student in known if student not in found]
    rows: list[Sequence[Value]] = list(above(grades))
    for student, one in sorted(found.items(), key=lambda pair: (pair[1].name.casefold(), pair[0])):
        rows.append([*(cells(one, class_name) or ()), *_points(grades, student)])
    titles = _titles(grades, with_points=platform == "moodle")
    return GradeFile(
        name=f"grades-{platform}.csv",
        data=csv_bytes([*header, *titles], rows),
        students=len(found),
        lines=tuple(_lines(grades, left_out, platform)),
    )


def _known(grades: Grades, student: str) -> Known:
    own = {folded(column): value.strip() for column, value in grades.roster.more.get(student, {}).items()}

    def first(which: str) -> str:
        return next((own[column] for column in HEADERS[which].split("|") if own.get(column)), "")

    return Known(
        name=grades.roster.names[student],
        email=first("email"),
        idnumber=first("idnumber") or own.get("source", ""),
        username=first("username"),
        sis=first("sis"),
        canvas=first("canvas"),
        section=first("section"),
    )


def _points(grades: Grades, student: str) -> list[Value]:
    return [
        number(grades.points[student, lesson.lesson]) if (student, lesson.lesson) in grades.points else ""
        for lesson in grades.lessons
    ]


def _titles(grades: Grades, *, with_points: bool) -> list[str]:
    """The lessons' titles, told apart where two are the same."""
    titles = [lesson.title for lesson in grades.lessons]
    told = [
        lesson.title if titles.count(lesson.title) == 1 else f"{lesson.title} ({lesson.lesson})"
        for lesson in grades.lessons
    ]
    if not with_points:
        return told
    return [f"{title} / {points(lesson.most)}" for title, lesson in zip(told, grades.lessons, strict=True)]


def _moodle(one: Known, _class_name: str) -> list[Value] | None:
    if not (one.email or one.idnumber or one.username):
        return None
    return [one.name, one.email, one.idnumber, one.username]


def _canvas(one: Known, class_name: str) -> list[Value] | None:
    if not (one.name or one.canvas or one.sis or one.username):
        return None
    return [one.name, one.canvas, one.sis, one.username, one.section or class_name]


def _classroom(one: Known, _class_name: str) -> list[Value] | None:
    return [one.name, one.email] if one.email else None


def _nothing_above(_grades: Grades) -> list[Sequence[Value]]:
    return []


def _points_possible(grades: Grades) -> list[Sequence[Value]]:
    return [["    Points Possible", "", "", "", "", *(number(lesson.most) for lesson in grades.lessons)]]


def _points_row(grades: Grades) -> list[Sequence[Value]]:
    return [["Points", "", *(number(lesson.most) for lesson in grades.lessons)]]


_Cells = Callable[[Known, str], "list[Value] | None"]
_Above = Callable[[Grades], "list[Sequence[Value]]"]
_FORMS: dict[Platform, tuple[tuple[str, ...], _Cells, _Above]] = {
    "moodle": (("Full name", "Email address", "ID number", "Username"), _moodle, _nothing_above),
    "canvas": (("Student", "ID", "SIS User ID", "SIS Login ID", "Section"), _canvas, _points_possible),
    "classroom": (("Name", "Email Address"), _classroom, _points_row),
}


def _no_moodle() -> str:
    return _(
        "Moodle finds students by e-mail address, ID number or user name, and roster.csv has none of them. Add a column “email”, "
        "“id number” or “username” to it, as Moodle has them, and export again. Nothing was written."
    )


def _no_classroom() -> str:
    return _(
        "Google Classroom finds students by their e-mail address, and roster.csv has none. Add a column “email” to it, with the addresses "
        "that Classroom has, and export again. Nothing was written."
    )


def _no_canvas() -> str:
    return _(
        "Canvas finds students by their names or ids, and nobody on the roster has either. Nothing was written."
    )


_WANTED: dict[Platform, Callable[[], str]] = {
    "moodle": _no_moodle,
    "canvas": _no_canvas,
    "classroom": _no_classroom,
}


def _lines(grades: Grades, left_out: Sequence[str], platform: Platform) -> list[str]:
    said: list[str] = []
    if left_out:
        named = ", ".join(left_out[:MOST_NAMED]) + (" …" if len(left_out) > MOST_NAMED else "")
        said.append(
            ngettext(
                "{n} student is left out, because roster.csv does not say by what the other program knows them: {names}.",
                "{n} students are left out, because roster.csv does not say by what the other program knows them: {names}.",
                len(left_out),
            ).format(n=len(left_out), names=named)
        )
    if grades.waiting:
        said.append(
            ngettext(
                "{n} piece of work still waits for your points; its cell is empty.",
                "{n} pieces of work still wait for your points; their cells are empty.",
                len(grades.waiting),
            ).format(n=len(grades.waiting))
        )
    said.append(_HOW[platform]())
    return said


def _how_moodle() -> str:
    return _(
        "In Moodle: Grades, Import, CSV file. Map “Email address” to “useremail” (or the ID number), and each lesson to “new grade "
        "item” or to one you have; look at the preview. What comes after the slash in a title is the most points."
    )


def _how_canvas() -> str:
    return _(
        "In Canvas: Grades, Import. Canvas shows which students and lessons it did not recognise before anything changes; where it has "
        "only the name to go by, check that it is written the same."
    )


def _how_classroom() -> str:
    return _(
        "Google Classroom describes no file for importing grades. This one has what such importers ask for: the e-mail address and plain "
        "points. Without one, copy a lesson’s column by hand."
    )


_HOW: dict[Platform, Callable[[], str]] = {
    "moodle": _how_moodle,
    "canvas": _how_canvas,
    "classroom": _how_classroom,
}
