"""nbgrader list: what is in the exchange and in this machine's cache, in the shapes that nbgrader's own pages read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import msgspec
from nbgrader.exchange import abc
from traitlets import Bool

from carrying.bundle import Refused
from carrying.keys import Keys
from carrying.saving import reason
from carrying.sealing import ForAnother
from grading.exchange.cache import Kept, forget, kept
from grading.exchange.exchange import Exchange, moment
from grading.exchange.fetch_assignment import released
from grading.exchange.folder import CourseFolder, courses, heads
from grading.exchange.keyring import kept_keys
from grading.exchange.letter import About, Head, read_letter
from grading.exchange.portable import stamp

Info = dict[str, Any]
"""What nbgrader's pages and commands take: its own words, as JSON."""


class Entry(msgspec.Struct, frozen=True):
    """One line of the list: a letter, or a copy in the cache. `others` are further files of the same."""

    about: About
    path: Path
    digest: str = ""
    others: tuple[Path, ...] = ()


class ExchangeList(abc.ExchangeList, Exchange):  # type: ignore[misc]
    """Lists, and with --remove takes away, what is released, submitted, or kept here."""

    as_json = Bool(False, help="Print the list as JSON.").tag(config=True)

    def ensure_root(self) -> None:
        """Nothing released yet is an empty list, as long as the stick is there."""
        if self.cached or (self.root and Path(self.root).parent.is_dir()):
            return
        super().ensure_root()

    def init_src(self) -> None:
        """There is nothing to find."""

    def init_dest(self) -> None:
        """Find what is to be listed."""
        course = self.coursedir
        wanted, student = course.assignment_id or "*", course.student_id or "*"
        self.entries = [
            entry
            for entry in self._entries(course.course_id)
            if fnmatchcase(entry.about.assignment, wanted)
            and (entry.about.what == "assignment" or fnmatchcase(entry.about.student, student))
        ]

    def copy_files(self) -> None:
        """There is nothing to copy."""

    def list_files(self) -> list[Info]:
        """The list; also logged, a line each."""
        return self._told(
            "Submitted assignments:" if self.inbound or self.cached else "Released assignments:"
        )

    def remove_files(self) -> list[Info]:
        """The list of what is then removed."""
        told = self._told(
            "Removing submitted assignments:"
            if self.inbound or self.cached
            else "Removing released assignments:"
        )
        for entry in self.entries:
            try:
                if self.cached:
                    forget(Kept(entry.about, entry.path))
                for path in () if self.cached else (entry.path, *entry.others):
                    path.unlink(missing_ok=True)
            except OSError as error:
                self.say_no(f"{entry.path} could not be removed: {reason(error)}.")
        return told

    def parse_assignments(self) -> list[Info]:
        """The list, in nbgrader's shapes: one entry per assignment, or per student and assignment with all submissions."""
        allowed = self._courses_allowed()
        entries = [entry for entry in self.entries if allowed is None or entry.about.course in allowed]
        if not (self.inbound or self.cached):
            return [self._released(entry) for entry in entries]
        grouped: dict[tuple[str, str, str], list[Info]] = {}
        for entry in entries:
            about = entry.about
            grouped.setdefault((about.course, about.student, about.assignment), []).append(
                self._submitted(entry)
            )
        return [
            {
                "course_id": course,
                "student_id": student,
                "assignment_id": assignment,
                "status": submissions[0]["status"],
                "submissions": submissions,
            }
            for (course, student, assignment), submissions in sorted(grouped.items())
        ]

    def _told(self, title: str) -> list[Info]:
        assignments = self.parse_assignments()
        if self.as_json:
            print(json.dumps(assignments, indent=2))  # noqa: T201 - what was asked for
            return assignments
        self.log.info(title)
        for info in assignments:
            for one in info.get("submissions", [info]):
                self.log.info(_line(one))
        return assignments

    def _entries(self, course: str) -> list[Entry]:
        if self.cached:
            found = [Entry(one.about, one.path) for one in kept(Path(self.cache), course, self.log)]
        else:
            found = list(self._in_exchange(course))
        return sorted(found, key=_order)

    def _in_exchange(self, course: str) -> Iterator[Entry]:
        what, place = ("submission", "inbound") if self.inbound else ("assignment", "outbound")
        keyring = self.class_keyring
        for folder in courses(Path(self.root), course, self.log):
            same: dict[str, list[Head]] = {}
            for head in heads(folder / place, what, course or None, self.log, keyring):  # type: ignore[arg-type]
                key = head.digest if self.inbound else f"{head.about.course}\n{head.about.assignment}"
                same.setdefault(key, []).append(head)
            for copies in same.values():
                newest = max(copies, key=released)
                others = tuple(copy.path for copy in copies if copy is not newest)
                yield Entry(newest.about, newest.path, newest.digest, others)

    def _courses_allowed(self) -> Sequence[str] | None:
        if not self.coursedir.student_id:
            return None
        allowed: Sequence[str] | None = self.authenticator.get_student_courses(self.coursedir.student_id)
        return allowed

    def _released(self, entry: Entry) -> Info:
        about, work = entry.about, self.work_folder(entry.about.course, entry.about.assignment)
        fetched = work.exists()
        path = work if fetched else entry.path
        names = sorted(one.stem for one in path.glob("*.ipynb")) if fetched else about.notebooks
        if not names:
            self.log.warning("No notebooks found in %s", path)
        return {
            "course_id": about.course,
            "assignment_id": about.assignment,
            "status": "removed" if self.remove else "fetched" if fetched else "released",
            "path": str(path),
            "notebooks": [{"notebook_id": name, "path": str(path / f"{name}.ipynb")} for name in names],
        }

    def _submitted(self, entry: Entry) -> Info:
        about, path = entry.about, entry.path
        info: Info = {
            "course_id": about.course,
            "student_id": about.student,
            "assignment_id": about.assignment,
            "timestamp": about.timestamp,
            **({"random_string": f"+{entry.digest[:12]}"} if self.inbound else {}),
            "status": "removed" if self.remove else "submitted",
            "path": str(path),
        }
        if not about.notebooks:
            self.log.warning("No notebooks found in %s", path)
        notebooks: list[Info] = [
            {"notebook_id": name, "path": str(path / f"{name}.ipynb")} for name in about.notebooks
        ]
        info["notebooks"] = notebooks
        if self.remove:
            return info
        when = moment(about.timestamp)
        local = (
            self.work_folder(about.course, about.assignment)
            / "feedback"
            / (stamp(when) if when else "unknown time")
        )
        ready = self._feedback(about)
        for notebook in notebooks:
            html = f"{notebook['notebook_id']}.html"
            here = local / html
            fetched = here.is_file()
            there = html in ready
            notebook["has_local_feedback"] = fetched
            notebook["has_exchange_feedback"] = there
            notebook["local_feedback_path"] = str(here) if fetched else None
            there_now = ready.get(html)
            notebook["feedback_updated"] = (
                fetched and there_now is not None and there_now != here.read_bytes()
            )
        info["has_local_feedback"] = bool(notebooks) and all(one["has_local_feedback"] for one in notebooks)
        info["has_exchange_feedback"] = bool(notebooks) and all(
            one["has_exchange_feedback"] for one in notebooks
        )
        info["feedback_updated"] = any(one["feedback_updated"] for one in notebooks)
        info["local_feedback_path"] = str(local) if info["has_local_feedback"] else None
        return info

    def _feedback(self, about: About) -> dict[str, bytes | None]:
        """The feedback in the exchange by its files' names; without its bytes where another machine's key opens it."""
        path = CourseFolder(Path(self.root), about.course).feedback_path(about)
        if not about.secret or not path.is_file():
            return {}
        try:
            return dict(read_letter(path, self._own_keys()).files)
        except ForAnother:
            return dict.fromkeys(f"{name}.html" for name in about.notebooks)
        except Refused as error:
            self.log.warning("Skipping %s: %s", path, error)
            return {}

    def _own_keys(self) -> Sequence[Keys]:
        return kept_keys(Path(self.cache))


def _order(entry: Entry) -> tuple[str, str, str, str, str]:
    about = entry.about
    when = moment(about.timestamp)
    return about.course, about.assignment, about.student, when.isoformat() if when else "", entry.digest


def _line(info: Info) -> str:
    """A line for a person, in nbgrader's words."""
    if "student_id" not in info:
        fetched = " (already downloaded)" if info["status"] == "fetched" else ""
        return f"{info['course_id']} {info['assignment_id']}{fetched}"
    line = f"{info['course_id']} {info['student_id']} {info['assignment_id']} {info['timestamp']}"
    if info["status"] != "submitted":
        return line
    if info["has_local_feedback"] and not info["feedback_updated"]:
        return f"{line} (feedback already fetched)"
    return (
        f"{line} (feedback ready to be fetched)"
        if info["has_exchange_feedback"]
        else f"{line} (no feedback available)"
    )
