"""What a drop box gives out: the class's own lessons to every machine of the class, and a sealed pack to whoever has its reader's hint."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from carrying.archive import Refused
from carrying.bundle import digest, read_file, unpack
from carrying.keys import Card
from carrying.lan.protocol import Offer
from carrying.sealing import HINT, read_header

LOOK_AGAIN = 0.5
"""Seconds between two looks at the folders."""
MOST = 50
"""Packs offered to one student: the newest."""


class Pack(msgspec.Struct, frozen=True, kw_only=True):
    """A file that may be fetched. `hint` is its reader's, empty where every machine of the class may read it."""

    path: Path
    digest: str
    size: int
    hint: str

    @property
    def offer(self) -> Offer:
        """As it is told to a student's machine."""
        return Offer(digest=self.digest, size=self.size)


class Offers:
    """The packs in some folders. Anything else that lies there is never given out: not named, not sealed, not signed by this class."""

    def __init__(self, places: Sequence[tuple[Path, str]], card: Card, clock: Callable[[], float]) -> None:
        """`places` are folders, each with the pattern of the names that are looked at there; `card` is the class's."""
        self._places, self._signer, self._clock = places, card.verify, clock
        self._own = card.fingerprint[:HINT]
        self._looked = float("-inf")
        self._known: dict[tuple[Path, int, int], Pack | None] = {}
        self._packs: list[Pack] = []

    def for_reader(self, hint: str = "") -> list[Offer]:
        """What there is for every machine, or, with a hint, for its owner alone; in the order in which it was made."""
        return [pack.offer for pack in self._look() if pack.hint == hint][-MOST:]

    def find(self, wanted: str, hint: str = "") -> Pack | None:
        """The pack with this digest, if whoever asks may have it."""
        return next(
            (pack for pack in self._look() if pack.digest == wanted and pack.hint in ("", hint)), None
        )

    def _look(self) -> list[Pack]:
        if self._clock() - self._looked < LOOK_AGAIN:
            return self._packs
        self._looked = self._clock()
        seen = {}
        for path in self._files():
            with contextlib.suppress(OSError):
                state = path.stat()
                key = (path, state.st_mtime_ns, state.st_size)
                seen[key] = self._known[key] if key in self._known else self._read(path)
        self._known = seen
        # Made on this one machine, so its own clock may say what came after what.
        self._packs = [
            pack for key, pack in sorted(seen.items(), key=lambda one: one[0][1]) if pack is not None
        ]
        return self._packs

    def _files(self) -> Iterator[Path]:
        for folder, names in self._places:
            if folder.is_dir():
                yield from (path for path in sorted(folder.glob(names)) if path.name[:1] != ".")

    def _read(self, path: Path) -> Pack | None:
        try:
            data = read_file(path)
            header = read_header(data)
            if header.envelope == "signed" and unpack(data).signer != self._signer:
                return None
        except Refused:
            return None
        if header.envelope == "clear" or header.hint == self._own:
            return None  # what is sealed for the class itself is students' work
        return Pack(path=path, digest=digest(data), size=len(data), hint=header.hint)
