"""nbgrader release_feedback: the feedback on each submission as a letter that only the machine it came from can open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from glob import glob
from pathlib import Path

import msgspec
from nbgrader.exchange import abc

from carrying.saving import NotSaved, save
from grading.exchange.cache import SECRET, TIMESTAMP
from grading.exchange.exchange import Exchange
from grading.exchange.keyring import for_feedback
from grading.exchange.letter import About, CannotCarry, write_letter
from grading.exchange.senders import Senders


class OnFeedback(msgspec.Struct, frozen=True):
    """A student's folder in feedback/."""

    student: str
    path: Path


class ExchangeReleaseFeedback(Exchange, abc.ExchangeReleaseFeedback):  # type: ignore[misc]
    """Released again, feedback takes the place of the old."""

    def init_src(self) -> None:
        """Find the feedback."""
        course = self.coursedir
        wanted = course.format_path(course.feedback_directory, course.student_id or "*", course.assignment_id)
        own = re.compile(
            course.format_path(
                course.feedback_directory, "(?P<student>.*)", course.assignment_id, escape=True
            )
        )
        left_out = {one.strip() for one in course.student_id_exclude.split(",")}
        found = [
            OnFeedback(match["student"], Path(path))
            for path in sorted(glob(wanted))  # noqa: PTH207 - a whole path with a pattern in it
            if (match := own.fullmatch(path))
        ]
        self.found = [one for one in found if one.student not in left_out]

    def init_dest(self) -> None:
        """Find the place for feedback."""
        self.dest_path = self.folder.feedback

    def copy_files(self) -> None:
        """Write the letters."""
        self.senders = Senders(Path(self.coursedir.root))
        for one in self.found:
            self._release(one)

    def _release(self, one: OnFeedback) -> None:
        folder, course = self.folder, self.coursedir
        files = dict(_pages(one.path))
        secret, timestamp = _text(one.path / SECRET), _text(one.path / TIMESTAMP)
        card = self.senders.card(one.student, secret) if secret else None
        if not files:
            return
        if card is None:
            self.log.warning(
                "The work of %s did not come through this exchange, so their feedback cannot be sealed for them and stays in %s.",
                one.student, one.path,
            )  # fmt: skip
            return
        about = About(
            what="feedback",
            course=folder.course,
            assignment=course.assignment_id,
            student=one.student,
            timestamp=timestamp,
            secret=secret,
        )
        self.log.info(
            "Releasing feedback for student '%s' on assignment '%s/%s' (%s)",
            one.student, folder.course, course.assignment_id, timestamp,
        )  # fmt: skip
        try:
            data = write_letter(about, files, for_feedback(card))
        except (CannotCarry, ValueError) as error:
            raise NotSaved(f"The feedback of {one.student} cannot be released: {error}") from error
        path = folder.feedback_path(about)
        save(path, data)
        self.log.info("Feedback released to: %s", path)


def _pages(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.glob("*.html")):
        yield path.name, path.read_bytes()


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
