"""“Lessons and packs”: what goes out to the students, the file with it, and the course: its faults, more questions, and the estimate."""

from __future__ import annotations

import asyncio
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

import msgspec
from tornado import web

from curriculum.language import spoken
from kit.authoring import Made, new_course, new_lesson
from kit.drives import sticks
from kit.first_day import note
from kit.job import Order
from kit.own_courses import own, own_courses
from kit.pages import Route
from kit.pages.job import JobPage
from kit.pages.teacher import TeacherPage
from kit.previewing import Previews
from kit.server import runtime
from kit.stop import Stop
from kit.words import _

UPLOADS = "trellis-questions-"


def routes(common: dict[str, Any]) -> list[Route]:
    """Addresses of lessons, packs and the course; making lessons ready is a job (kit/pages/job.py)."""
    previews = Previews(runtime(common["folder"]) / "preview.log")
    return [
        (r"/trellis/desk/lessons", LessonsPage, common),
        (r"/trellis/desk/preview", WalkThrough, {**common, "previews": previews}),
        (r"/trellis/desk/pack", PackFile, common),
        (r"/trellis/desk/check", CheckCourse, common),
        (r"/trellis/desk/import", ImportQuestions, common),
        (r"/trellis/desk/new-lesson", NewLesson, common),
    ]


class Pack(msgspec.Struct, frozen=True):
    """The newest file with lessons, and how large it is in words."""

    name: str
    size: str


class Shelf(msgspec.Struct, frozen=True, kw_only=True):
    """What the page shows: the course, its lessons, the newest pack, the roster's own columns, the teacher's own courses."""

    course: str
    course_folder: str
    lessons: tuple[Any, ...]
    released: int
    all_out: bool
    pack: Pack | None
    columns: tuple[str, ...]
    own: tuple[str, ...]


class LessonsPage(TeacherPage):
    """Lessons and packs."""

    @web.authenticated
    async def get(self) -> None:
        """The page."""
        if not self.has_class:
            self.go("trellis/desk")
            return
        shown = await self.told(_shelf, self.folder)
        if shown is not None:
            await self.show_desk("desk_lessons.html", "lessons", shelf=shown, sticks=sticks())


class PackFile(TeacherPage):
    """The newest file for students, to put wherever the class finds it."""

    @web.authenticated
    async def get(self) -> None:
        """The file."""
        found = await self.told(_newest_pack, self.folder)
        if found is None:
            self.go("trellis/desk/lessons")
            return
        note(self.folder, carried=True)
        self.set_header("Content-Type", "application/octet-stream")
        self.set_header("Content-Disposition", f'attachment; filename="lessons-{found.name}"')
        self.set_header("Cache-Control", "no-store")
        self.finish(found.read_bytes())


class WalkThrough(TeacherPage):
    """A lesson as a student has it, in a folder that is thrown away."""

    def initialize(self, previews: Previews, **common: Any) -> None:  # type: ignore[override]  # tornado names all of them
        """Keep what can be started, and what every page of the teacher has."""
        super().initialize(**common)
        self.previews = previews

    @web.authenticated
    def get(self) -> None:
        """The lessons, for a reload."""
        self.go("trellis/desk/lessons")

    @web.authenticated
    async def post(self) -> None:
        """Start it, then lead on."""
        lesson, back = self.get_body_argument("lesson", ""), f"{self.base_url}trellis/desk/lessons"
        own_course = self._own(self.get_body_argument("course", ""))
        course = own_course or await self.told(_course_with, self.folder, lesson, back=back)
        if course is None:
            return
        await asyncio.to_thread(self.previews.start, lesson, course, spoken())
        address = problem = ""
        for _turn in range(180):
            address, problem = await asyncio.to_thread(self.previews.look)
            if address or problem:
                break
            await asyncio.sleep(0.5)
        if address:
            self.redirect(address, status=303)
            return
        self.say(
            _("The lesson did not open"),
            problem or _("It takes very long. Try once more."),
            status=500,
            back=back,
        )

    def _own(self, name: str) -> Path | None:
        """The teacher's own course of that name."""
        return next((one for one in own() if one.name == name), None)


class CheckCourse(TeacherPage):
    """Whether the course is well."""

    @web.authenticated
    async def post(self) -> None:
        """Every fault with its file and line, or that there is none."""
        faults = await self.told(_faults, self.folder)
        if faults is not None:
            await self.show_desk("desk_check.html", "lessons", faults=faults)


class NewLesson(TeacherPage):
    """The beginning of a lesson, with working examples to change."""

    @web.authenticated
    def get(self) -> None:
        """The lessons, for a reload of the answer."""
        self.go("trellis/desk/lessons")

    @web.authenticated
    async def post(self) -> None:
        """Begin it in a course of the teacher's own, or in a new one, and say which files it is in."""
        made = await self.told(
            _begun,
            self.get_body_argument("course", ""),
            self.get_body_argument("name", ""),
            self.get_body_argument("title", ""),
            back=f"{self.base_url}trellis/desk/lessons#new-lesson",
        )
        if made is not None:
            await self.show_desk("desk_new_lesson.html", "lessons", course=made[0], made=made[1])


class ImportQuestions(JobPage):
    """Other people's questions into a course of the teacher's own."""

    @web.authenticated
    def post(self) -> None:
        """Start bringing them in, from a file that was sent or a folder that was named."""
        sent = self.request.files.get("file") or []
        named = self.get_body_argument("source", "").strip()
        course = self._course()
        if course is None or not (named or (sent and sent[0]["filename"])):
            self.say(
                _("Which questions, and where to?"),
                _("Choose a file or write a folder, and say into which course the questions go."),
                status=400,
                back=f"{self.base_url}trellis/desk/lessons#questions",
            )
            return
        source = Path(named).expanduser() if named else _kept(sent[0]["filename"], sent[0]["body"])
        self.begin(
            Order(
                kind="import",
                folder=str(self.folder),
                source=str(source),
                place=str(course),
                language=spoken(),
                by=self.by,
            ),
            "desk/lessons",
        )

    def _course(self) -> Path | None:
        """The course that was chosen, or a new one by its name; None where neither is there."""
        chosen = self.get_body_argument("course", "")
        if chosen:
            return next((one for one in own() if one.name == chosen), None)
        name = re.sub(r"[^a-z0-9]+", "-", self.get_body_argument("name", "").lower()).strip("-")[:40]
        return own_courses() / name if name else None


def _begun(course: str, name: str, title: str) -> tuple[Path, Made]:
    """A new lesson and the course it is in. Raises Stop, CourseError, NotSaved."""
    if not title.strip():
        raise Stop(_("The lesson needs a title. Nothing was changed."))
    folder = next((one for one in own() if one.name == course), None)
    if folder is None and not name.strip():
        raise Stop(_("Say in which course, or give a new one a name. Nothing was changed."))
    return (found := folder or new_course(own_courses(), name)), new_lesson(found, title)


def _kept(filename: str, data: bytes) -> Path:
    """What was sent, as a file whose name says what it is. The job that reads it is the last that needs it."""
    name = re.sub(r"[^A-Za-z0-9._-]", "-", Path(filename.replace("\\", "/")).name)[-60:].lstrip(".") or "file"
    tidy()
    path = Path(tempfile.mkdtemp(prefix=UPLOADS)) / name
    path.write_bytes(data)
    return path


def tidy() -> None:
    """Delete what earlier imports left."""
    for old in Path(tempfile.gettempdir()).glob(f"{UPLOADS}*"):
        shutil.rmtree(old, ignore_errors=True)


def _shelf(folder: Path) -> Shelf:
    from curriculum.outline import load_outline
    from grading.class_folder import open_class
    from grading.roster import read_roster
    from kit.commands.hand_in import size_in_words
    from kit.desk import lesson_line

    opened = open_class(folder)
    where = opened.course_folder()
    outline, released = load_outline(where), set(opened.released())
    pack = _newest_pack(folder)
    columns = {column for more in read_roster(opened.roster).more.values() for column in more}
    return Shelf(
        course=outline.title,
        course_folder=str(where),
        lessons=tuple(lesson_line(lesson, released) for lesson in outline.lessons),
        released=len(released),
        all_out=released >= {one.id for one in outline.lessons},
        pack=Pack(pack.name, size_in_words(pack.stat().st_size)) if pack else None,
        columns=tuple(sorted(columns)),
        own=tuple(one.name for one in own()),
    )


def _course_with(folder: Path, lesson: str) -> Path:
    """The folder of the class's course. Raises Stop where it has no such lesson."""
    from curriculum.outline import load_outline
    from grading.class_folder import open_class

    course = open_class(folder).course_folder()
    if lesson not in {one.id for one in load_outline(course).lessons}:
        raise Stop(_("The course has no lesson “{lesson}”.").format(lesson=lesson[:60]))
    return course


def _newest_pack(folder: Path) -> Path | None:
    from grading.class_folder import open_class

    packs = list(open_class(folder).packs.glob("*.trellis"))
    return max(packs, key=lambda path: path.stat().st_mtime_ns, default=None)


def _faults(folder: Path) -> tuple[str, ...]:
    from curriculum.course import read_course
    from grading.class_folder import open_class

    _course, faults = read_course(open_class(folder).course_folder())
    return tuple(str(fault) for fault in faults)
