"""The picture PIN: four pictures in order that open a study folder's page on a shared machine.

It keeps classmates out of the page. It hides nothing from somebody who can read the disk: there are 20,736 ways to choose, and the
notebooks are not encrypted.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from carrying.join import read_code
from carrying.join_table import is_proof
from carrying.saving import NotSaved, save
from carrying.study import HIDDEN, Study
from carrying.trust import own_keys
from carrying.words import _, ngettext

PICTURES = (
    "sun", "moon", "star", "cloud", "tree", "flower", "fish", "boat", "house", "key", "cup", "umbrella",
)  # fmt: skip
"""The pictures to choose from, in the order in which they are shown. A picture is known by its word."""

FILE = "pictures.json"
LENGTH = 4
FREE = 3
"""Misses without a pause."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(minutes=5)
N, R, P = 2**14, 8, 1
MEMORY = 64 * 2**20


class WrongPictures(Exception):
    """The pictures do not open this place; the message is a sentence for a child."""


class WaitFirst(WrongPictures):
    """Too many misses: a pause; the message says how long."""


class _Lock(msgspec.Struct, frozen=True, kw_only=True):
    """pictures.json: the scrypt digest with its parameters, salt and digest hexadecimal, and the misses since the last success."""

    salt: str
    digest: str
    n: int = N
    r: int = R
    p: int = P
    misses: int = 0
    missed: datetime | None = None
    v: int = 1

    def __post_init__(self) -> None:
        """Refuse what scrypt cannot do, or could do only with more memory than there is."""
        bytes.fromhex(self.salt + self.digest)
        if self.n not in (2**power for power in range(10, 16)) or (self.r, self.p) != (R, P):
            raise ValueError("scrypt settings that were never ours")


def is_locked(folder: Path) -> bool:
    """Whether the study folder has a picture PIN."""
    return (folder / HIDDEN / FILE).is_file()


def lock(folder: Path, pictures: Sequence[str]) -> None:
    """Set the picture PIN, in place of one before. Raises NotSaved, WrongPictures where these are not four of the pictures."""
    if not _are_pictures(pictures):
        raise WrongPictures(_("Choose four pictures."))
    salt = secrets.token_bytes(16)
    made = _Lock(salt=salt.hex(), digest=_digest(pictures, salt, N, R, P).hex())
    _keep(folder, made)


def unlock(folder: Path) -> None:
    """Take the picture PIN away. Raises NotSaved."""
    path = folder / HIDDEN / FILE
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise NotSaved(
            _("{path} could not be removed ({why}). Your work is safe.").format(path=path, why=error.strerror)
        ) from error


def check(folder: Path, pictures: Sequence[str], now: datetime) -> None:
    """Let pass who chose the right pictures, and whoever comes where there is no PIN. Raises WrongPictures, WaitFirst, NotSaved."""
    held = _read(folder)
    if held is None:
        return
    _wait(held, now)
    right = _are_pictures(pictures) and hmac.compare_digest(
        _digest(pictures, bytes.fromhex(held.salt), held.n, held.r, held.p), bytes.fromhex(held.digest)
    )
    if not right:
        raise WrongPictures(
            _("These are not the four pictures. {then}").format(then=_miss(folder, held, now))
        )
    if held.misses:
        _keep(folder, msgspec.structs.replace(held, misses=0, missed=None))


def open_by_card(study: Study, typed: str, now: datetime) -> None:
    """Take the PIN away for who types the code on the card that was typed here before.

    Raises NotACode, WrongPictures where it is another card or none was typed, WaitFirst, NotSaved.
    """
    held = _read(study.folder)
    if held is None:
        return
    _wait(held, now)
    code = read_code(typed)
    if not study.profile.proof:
        raise WrongPictures(_("No card was ever typed here, so no card opens this. Ask your teacher."))
    if not is_proof(study.profile.proof, code, bytes.fromhex(own_keys(study).card.verify)):
        raise WrongPictures(
            _("This is not the card that was typed here. {then}").format(then=_miss(study.folder, held, now))
        )
    unlock(study.folder)


def pause(misses: int) -> timedelta:
    """How long to wait after so many misses in a row: nothing at first, then ever twice as long."""
    if misses < FREE:
        return timedelta(0)
    return min(FIRST_PAUSE * (1 << min(misses - FREE, 10)), LONGEST_PAUSE)


def in_words(wait: timedelta) -> str:
    """A pause as a child reads it."""
    seconds = max(1, round(wait.total_seconds()))
    if seconds < 60:
        return ngettext("one second", "{n} seconds", seconds).format(n=seconds)
    minutes = -(-seconds // 60)
    return ngettext("one minute", "{n} minutes", minutes).format(n=minutes)


def _wait(held: _Lock, now: datetime) -> None:
    # A clock that was set back ends the pause: nobody may be kept from their work for years.
    if held.missed is None or now < held.missed:
        return
    left = held.missed + pause(held.misses) - now
    if left > timedelta(0):
        raise WaitFirst(
            _("Wait {time}, then try again. Everything here is safe.").format(time=in_words(left))
        )


def _miss(folder: Path, held: _Lock, now: datetime) -> str:
    misses = held.misses + 1
    _keep(folder, msgspec.structs.replace(held, misses=misses, missed=now))
    wait = pause(misses)
    return _("Wait {time} before you try again.").format(time=in_words(wait)) if wait else _("Try again.")


def _are_pictures(pictures: Sequence[str]) -> bool:
    return len(pictures) == LENGTH and all(one in PICTURES for one in pictures)


def _digest(pictures: Sequence[str], salt: bytes, n: int, r: int, p: int) -> bytes:
    said = "trellis pictures\n" + " ".join(pictures)
    return hashlib.scrypt(said.encode(), salt=salt, n=n, r=r, p=p, maxmem=MEMORY, dklen=32)


def _read(folder: Path) -> _Lock | None:
    path = folder / HIDDEN / FILE
    try:
        held = msgspec.json.decode(path.read_bytes(), type=_Lock)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, msgspec.MsgspecError) as error:
        raise NotSaved(
            _(
                "The pictures of this place cannot be read ({error}). The work is safe. Ask your teacher "
                "to take the pictures away: trellis profiles reset NAME."
            ).format(error=error)
        ) from error
    return held


def _keep(folder: Path, held: _Lock) -> None:
    save(folder / HIDDEN / FILE, msgspec.json.encode(held))
