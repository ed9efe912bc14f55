"""The journal: what a student did in one lesson, one event a line, on the disk before anyone says “Saved”."""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

from carrying.saving import NotSaved, reason, sync_folder
from carrying.study import Study
from carrying.words import _
from curriculum.evidence import AnyEvent, NewerVersion, read_event, write_event

FILE = "journal.jsonl"
E = TypeVar("E", bound=AnyEvent)


def now() -> datetime:
    """The machine's clock, in UTC."""
    return datetime.now(UTC)


def here_now() -> datetime:
    """The same moment on the clock of the wall: an evening's work belongs to the student's own day, and not to the next one in London."""
    return now().astimezone()


def here_today() -> date:
    """The day on the calendar on the wall, the student's own or the teacher's."""
    return here_now().date()


class Journal:
    """The journal of the lesson in `folder`."""

    def __init__(
        self, folder: Path, lesson: str, study: Study, clock: Callable[[], datetime] = here_now
    ) -> None:
        self.path = folder / FILE
        self.lesson = lesson
        self._study = study
        self._clock = clock

    @property
    def owner(self) -> str:
        """Whose journal it is, by id."""
        return self._study.profile.student

    def append(self, kind: type[E], **fields: Any) -> E:
        """Write one event of `kind` and wait until it is on the disk. Raises NotSaved; nothing already written is touched."""
        try:
            number = self._study.count()
            by = (self._study.profile.installation, number)
            event = kind(by=by, at=self._clock().isoformat(timespec="seconds"), lesson=self.lesson, **fields)
            new = not self.path.exists()
            with self.path.open("ab") as file:
                # A line torn by a crash is closed first, so that it spoils itself only.
                mend = b"" if new or _ends_whole(self.path) else b"\n"
                file.write(mend + write_event(event))
                file.flush()
                os.fsync(file.fileno())
            if new:
                sync_folder(self.path.parent)
        except OSError as error:
            raise NotSaved(
                _("This could not be saved: {why}. What you saved before is safe.").format(why=reason(error))
            ) from error
        return event

    def read(self) -> list[AnyEvent]:
        """Every event, in the order written. Torn lines, and lines of a kind not known here, are passed over."""
        return read_journal(self.path)


def read_journal(path: Path) -> list[AnyEvent]:
    """The events of a journal file; none where there is no file."""
    return [event for line in journal_lines(path) if (event := _event(line)) is not None]


def journal_lines(path: Path) -> list[bytes]:
    """The raw lines of a journal file, so that they can be carried on exactly as they were written."""
    try:
        return lines_of(path.read_bytes())
    except FileNotFoundError:
        return []


def lines_of(data: bytes) -> list[bytes]:
    """The lines of a journal's bytes, without what an editor may have added: a byte order mark, carriage returns, empty lines."""
    return [bare for line in data.removeprefix(codecs.BOM_UTF8).split(b"\n") if (bare := line.strip())]


def _event(line: bytes) -> AnyEvent | None:
    try:
        return read_event(line)
    except NewerVersion:
        return None


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(0, os.SEEK_END)
        if file.tell() == 0:
            return True
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
