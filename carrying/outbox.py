"""The outbox: what was handed in and not yet received by the class. It goes along with every hand-in until a receipt is here.

Why an older hand-in may be dropped. A hand-in holds everything a student did, and a journal only grows. So a newer one that holds the
whole journal of every lesson in the older (the older's bytes at its beginning), and a notebook wherever the older has one, says all that
the older said: the older need not travel any more. Where a journal was lost or damaged meanwhile, the newer does not cover the older, and
both go along. Nothing else leaves the outbox but by the class's own receipt. docs/decisions/0011-outbox-and-receipts.md.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Collection, Mapping
from pathlib import Path

import msgspec

from carrying.saving import NotSaved, patiently, reason, save
from carrying.study import HIDDEN, Study
from carrying.words import _

OUTBOX = "outbox"
RECEIVED = "received.json"
SUFFIX = ".trellis"
MOST_ALONG = 20
"""So many older hand-ins go along at a time, the newest of them. The others stay in the outbox until those have been received."""
MOST_REMEMBERED = 60


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What a hand-in holds of one lesson: the length and SHA-256 of its journal, and whether there is a notebook."""

    size: int
    sha256: str
    notebook: bool


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A hand-in in the outbox.

    `digest` is the SHA-256 of its bytes, `reader` the fingerprint of the class it is sealed for, `work` a digest of all that is in it:
    the same work again is the same file again. `at` is the student's clock.
    """

    digest: str
    counter: int
    at: str
    reader: str
    work: str
    lessons: dict[str, Part]
    v: int = 1


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """A hand-in that the class has: handed in `at` by the student's clock, `received` by the teacher's."""

    digest: str
    counter: int
    at: str
    received: str


class _Memory(msgspec.Struct, frozen=True, kw_only=True):
    received: tuple[Received, ...] = ()
    v: int = 1


def parts_of(journals: Mapping[str, bytes], notebooks: Collection[str]) -> dict[str, Part]:
    """What a hand-in of these journals, and of notebooks of these lessons, holds."""
    return {
        lesson: Part(
            size=len(journals.get(lesson, b"")),
            sha256=hashlib.sha256(journals.get(lesson, b"")).hexdigest(),
            notebook=lesson in notebooks,
        )
        for lesson in sorted({*journals, *notebooks})
    }


def covers(journals: Mapping[str, bytes], notebooks: Collection[str], older: Waiting) -> bool:
    """Whether these journals and notebooks say all that an older hand-in said."""
    return all(
        hashlib.sha256(journals.get(lesson, b"")[: part.size]).hexdigest() == part.sha256
        and (not part.notebook or lesson in notebooks)
        for lesson, part in older.lessons.items()
    )


def waiting(study: Study) -> list[Waiting]:
    """What the class has not received yet, the oldest first. Raises NotSaved where the outbox cannot be read."""
    known = {one.digest for one in received(study)}
    return [one for one in _kept(study) if one.digest not in known]


def data_of(study: Study, one: Waiting) -> bytes:
    """The bytes of a hand-in in the outbox. Raises NotSaved where they are not there any more or were damaged."""
    path = _place(study, one)
    try:
        data = patiently(path.read_bytes)
    except OSError as error:
        raise NotSaved(
            _("{path} cannot be read: {why}. Your work is safe; hand in once more.").format(
                path=path, why=reason(error)
            )
        ) from error
    if hashlib.sha256(data).hexdigest() != one.digest:
        raise NotSaved(_("{path} is damaged. Your work itself is safe; hand in once more.").format(path=path))
    return data


def put(study: Study, one: Waiting, data: bytes) -> None:
    """Keep a hand-in until it is received. Raises NotSaved; then it is not in the outbox."""
    place = _place(study, one)
    save(place.with_suffix(".json"), msgspec.json.encode(one))  # first: without its file it counts as nothing
    save(place, data)


def drop(study: Study, one: Waiting) -> None:
    """Take a hand-in out. What cannot be removed just now goes along once more, which does no harm."""
    place = _place(study, one)
    with contextlib.suppress(OSError):
        place.unlink(missing_ok=True)
        place.with_suffix(".json").unlink(missing_ok=True)


def received(study: Study, *, or_fail: bool = False) -> list[Received]:
    """What the class has received, the oldest first. A damaged list counts as none: the hand-ins go along once more.

    So does one that the disk refuses to read just now; where it is about to be written anew, that is raised as NotSaved.
    """
    path = _folder(study) / RECEIVED
    try:
        return list(msgspec.json.decode(path.read_bytes(), type=_Memory).received)
    except (FileNotFoundError, msgspec.MsgspecError, UnicodeDecodeError):
        return []
    except OSError as error:
        if or_fail:
            raise NotSaved(
                _("{path} cannot be read: {why}. Your work is safe.").format(path=path, why=reason(error))
            ) from error
        return []


def settle(study: Study, taken: Mapping[str, str]) -> list[Received]:
    """Empty the outbox of what the class has: `taken` maps digests to the teacher's clock. Returns what is new. Raises NotSaved.

    Any receipt, in any order, any number of times: they only ever add up.
    """
    before = received(study, or_fail=True)
    known = {one.digest for one in before}
    named = [one for one in _kept(study, all_or_none=True) if one.digest in taken]
    new = [
        Received(digest=one.digest, counter=one.counter, at=one.at, received=taken[one.digest])
        for one in named
        if one.digest not in known
    ]
    if new:
        all_ = sorted([*before, *new], key=lambda one: one.counter)[-MOST_REMEMBERED:]
        save(_folder(study) / RECEIVED, msgspec.json.encode(_Memory(received=tuple(all_))))
    for one in named:  # only now, and only what is remembered
        drop(study, one)
    return new


def _kept(study: Study, *, all_or_none: bool = False) -> list[Waiting]:
    """All that is in the outbox, the oldest first, received or not.

    What the disk refuses to read just now is passed over and stays where it is, or, where all is wanted, raised as NotSaved.
    """
    found = []
    for path in _listed(_folder(study)):
        if path.suffix != ".json" or path.name == RECEIVED or not path.with_suffix(SUFFIX).is_file():
            continue
        try:
            found.append(msgspec.json.decode(path.read_bytes(), type=Waiting))
        except OSError as error:
            if all_or_none:
                raise NotSaved(
                    _("{path} cannot be read: {why}. Your work is safe.").format(path=path, why=reason(error))
                ) from error
        except (msgspec.MsgspecError, UnicodeDecodeError):
            continue
    return sorted(found, key=lambda one: one.counter)


def _folder(study: Study) -> Path:
    return study.folder / HIDDEN / OUTBOX


def _place(study: Study, one: Waiting) -> Path:
    return _folder(study) / f"{one.digest[:16]}{SUFFIX}"


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise NotSaved(
            _("{folder} cannot be read: {why}. Your work is safe.").format(folder=folder, why=reason(error))
        ) from error
