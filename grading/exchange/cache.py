"""What a student's machine keeps of its own submissions: a plain copy of each, and the secret by which its feedback is found."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from grading.exchange.folder import CourseFolder
from grading.exchange.letter import About
from grading.exchange.portable import short_digest, slug, stamp
from grading.exchange.tree import put_down
from grading.graded_copy import remove

ABOUT = ".submission.json"
TIMESTAMP = "timestamp.txt"
SECRET = "submission_secret.txt"  # noqa: S105 - the name of nbgrader's file
OURS = (ABOUT, TIMESTAMP, SECRET)
"""Files that the exchange writes itself, whatever a student has under these names."""


class Kept(msgspec.Struct, frozen=True):
    """One submission in the cache."""

    about: About
    path: Path


def with_marks(about: About, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files, with nbgrader's timestamp and secret beside them as nbgrader looks for them."""
    own = {name: data for name, data in files.items() if name.partition("/")[0].casefold() not in OURS}
    return {**own, TIMESTAMP: about.timestamp.encode(), SECRET: about.secret.encode()}


def keep(cache: Path, about: About, files: Mapping[str, bytes], when: datetime) -> Path:
    """Keep a submission. Raises NotSaved."""
    course = CourseFolder(cache, about.course).path
    path = course / f"{slug(about.assignment)} {stamp(when)} {short_digest(about.secret)}"
    put_down(path, {**with_marks(about, files), ABOUT: msgspec.json.encode(about)})
    return path


def kept(cache: Path, course: str, log: logging.Logger) -> list[Kept]:
    """The submissions kept, of one course or of all where `course` is empty."""
    folders = [CourseFolder(cache, course).path] if course else _inside(cache)
    found: list[Kept] = []
    for path in (path for folder in folders for path in _inside(folder)):
        if path.name.startswith(".") or not path.is_dir():
            continue  # cut short while it was written
        try:
            about = msgspec.json.decode((path / ABOUT).read_bytes(), type=About)
        except FileNotFoundError:
            continue  # nbgrader's own exchange keeps its copies here too
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
            log.warning("Skipping %s: it cannot be read (%s).", path, error)
            continue
        found.append(Kept(about, path))
    return found


def forget(one: Kept) -> None:
    """Remove a copy. Raises OSError."""
    remove(one.path)


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_dir())
    except OSError:
        return []
