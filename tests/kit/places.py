"""Study folders, class folders and running servers for the tests of the kit."""

from __future__ import annotations

import http.cookiejar
import os
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

import jupytext
import nbformat

from carrying.packs import pack_lessons
from carrying.saving import save
from carrying.sealing import Signed
from carrying.study import Study, open_study
from carrying.trust import remember_class
from curriculum.course import Course, load_course
from curriculum.lesson import encode
from curriculum.releasing import release_lesson
from kit.server import Ready, Role, running
from tests.browser import wait_until
from tests.keys import CLASS
from tests.tiny import write_course


@cache
def tiny_course() -> Course:
    """The tiny course, loaded once."""
    return load_course(write_course(Path(mkdtemp(prefix="tiny-course-"))))


@cache
def tiny_lessons() -> tuple[Path, ...]:
    """Folders with the lessons of the tiny course as students get them, made without nbgrader."""
    root = Path(mkdtemp(prefix="tiny-lessons-"))
    course = tiny_course()
    for lesson in ("halving", "doubling"):
        notebook = jupytext.read(course.notebook(lesson))
        notebook.metadata["trellis"] = {"course": "tiny", "lesson": lesson, "format": 1}
        save(root / lesson / f"{lesson}.ipynb", nbformat.writes(notebook).encode())
        save(root / lesson / "lesson.json", encode(release_lesson(course, lesson, "salt")))
    return (root / "halving", root / "doubling")


def pack_file(folder: Path) -> Path:
    """A teacher's file with the tiny course's lessons."""
    path = folder / "lessons.trellis"
    path.write_bytes(pack_lessons(tiny_lessons(), "tiny", Signed(CLASS)))
    return path


def study_with_lessons(folder: Path) -> Study:
    """A study folder with the tiny course's lessons on its shelf, as from a pack of the tests' class."""
    study = open_study(folder, "tiny")
    remember_class(study, CLASS.card)
    for lesson in tiny_lessons():
        for path in lesson.iterdir():
            save(study.shelf / lesson.name / path.name, path.read_bytes())
    return study


class Answer(NamedTuple):
    """What a server answered, after redirects unless they were not followed."""

    status: int
    url: str
    text: str


class Served:
    """A running `trellis` server. `get` and `post` are logged in; `ask` is nobody."""

    def __init__(self, process: subprocess.Popen[bytes], ready: Ready, folder: Path) -> None:
        self.process, self.ready, self.folder = process, ready, folder
        self.cookies = http.cookiejar.CookieJar()
        self._known = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.cookies)
        )
        self._nobody = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stay())
        self.get("/trellis/", token=self.ready.token)

    def url(self, page: str) -> str:
        """The address of a page, token included."""
        return self.ready.url(page)

    def get(self, page: str, **query: str) -> Answer:
        """A page, as the one who is logged in."""
        asked = f"?{urllib.parse.urlencode(query)}" if query else ""
        return _answer(self._known, urllib.request.Request(self.ready.address + page + asked))

    def post(self, page: str, fields: dict[str, str | list[str]], *, xsrf: bool = True) -> Answer:
        """Send a form, as the one who is logged in; without its XSRF token if `xsrf` is false."""
        if xsrf:
            fields = {**fields, "_xsrf": next(one.value or "" for one in self.cookies if one.name == "_xsrf")}
        data = urllib.parse.urlencode(fields, doseq=True).encode()
        return _answer(self._known, urllib.request.Request(self.ready.address + page, data=data))

    def send_file(self, page: str, name: str, content: bytes, **fields: str) -> Answer:
        """Send a form with a file, as the one who is logged in."""
        token = next(one.value or "" for one in self.cookies if one.name == "_xsrf")
        parts = [(f'name="{field}"', text.encode()) for field, text in {**fields, "_xsrf": token}.items()]
        parts.append((f'name="file"; filename="{name}"', content))
        body = b"".join(
            b"--x\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (head.encode(), data)
            for head, data in parts
        )
        head = {"Content-Type": "multipart/form-data; boundary=x"}
        return _answer(
            self._known, urllib.request.Request(self.ready.address + page, body + b"--x--\r\n", head)
        )

    def ask(self, page: str, data: bytes | None = None) -> Answer:
        """A page, as somebody without a token; redirects are not followed."""
        return _answer(self._nobody, urllib.request.Request(self.ready.address + page, data=data))

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(30)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Stay where we are."""


def _answer(opener: urllib.request.OpenerDirector, request: urllib.request.Request) -> Answer:
    try:
        with opener.open(request, timeout=60) as answer:
            return Answer(answer.status, answer.url, answer.read().decode("utf-8", "replace"))
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.headers.get("Location", ""), error.read().decode("utf-8", "replace"))


def trellis(*words: str | Path, home: Path, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    """Run the `trellis` command as a process of its own."""
    environment = {**os.environ, "TRELLIS_HOME": str(home)}
    command = [sys.executable, "-P", "-m", "kit.command", *map(str, words)]
    return subprocess.run(
        command, env=environment, capture_output=True, encoding="utf-8", timeout=timeout, check=False
    )


def serve(role: Role, folder: Path, words: Iterable[str | Path], home: Path) -> Served:
    """Start a server with a `trellis` command and wait until it answers."""
    home.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "TRELLIS_HOME": str(home)}
    log = home / f"{role}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "kit.command", *map(str, words), "--no-browser"],
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    found: list[Ready] = []

    def answers() -> bool:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        ready = running(folder, role)
        found.extend([ready] if ready else [])
        return bool(found)

    wait_until(answers, 90, lambda: log.read_text(encoding="utf-8"))
    return Served(process, found[0], folder)
