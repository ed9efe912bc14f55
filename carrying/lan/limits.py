"""How much one machine may ask of a drop box, and all of them together. A class behind one router counts as one machine."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from carrying.archive import MAX_FILE

FORGET_AFTER = 4_096
"""Machines remembered; the one not seen for longest is forgotten first."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """The bounds. Sizes in bytes, times in seconds; a burst is what may come at once, a rate what is granted anew each second."""

    file: int = MAX_FILE
    unfinished: int = 200
    unfinished_bytes: int = 2_000_000_000
    keep_free: int = 300_000_000
    connections: int = 256
    connections_each: int = 96
    headers: int = 8_192
    header_seconds: float = 20.0
    body_seconds: float = 120.0
    idle_write_seconds: float = 20.0
    requests_burst: float = 600.0
    requests_rate: float = 20.0
    files_burst: float = 120.0
    files_rate: float = 1.0
    bytes_burst: float = 1_000_000_000.0
    bytes_rate: float = 2_000_000.0


class Allowance:
    """A store that fills up by `rate` a second to at most `burst`, and from which is taken."""

    def __init__(self, burst: float, rate: float, now: float) -> None:
        self._burst, self._rate = burst, rate
        self._left, self._at = burst, now

    def take(self, amount: float, now: float, debt: float = 0.0) -> float:
        """Take `amount` if more is left than `-debt` (it may fall below that); otherwise the seconds to wait until there is."""
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left <= -debt:
            return (1 - debt - self._left) / self._rate
        self._left -= amount
        return 0.0


class Guests:
    """What each machine, by its address, has taken of its allowance."""

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits, self._clock = limits, clock
        self._known: dict[str, tuple[Allowance, Allowance, Allowance]] = {}

    def request(self, address: str, debt: float = 0.0) -> float:
        """One more request; the seconds to wait first, 0 where it may be answered. What was announced before has a `debt`."""
        return self._of(address)[0].take(1, self._clock(), debt)

    def file(self, address: str) -> float:
        """One more file begun; the seconds to wait first."""
        return self._of(address)[1].take(1, self._clock())

    def received(self, address: str, size: int) -> float:
        """So many bytes have come; the seconds to wait before more may."""
        return self._of(address)[2].take(size, self._clock())

    def _of(self, address: str) -> tuple[Allowance, Allowance, Allowance]:
        found = self._known.pop(address, None)
        if found is None:
            most, now = self._limits, self._clock()
            found = (
                Allowance(most.requests_burst, most.requests_rate, now),
                Allowance(most.files_burst, most.files_rate, now),
                Allowance(most.bytes_burst, most.bytes_rate, now),
            )
            while len(self._known) >= FORGET_AFTER:
                self._known.pop(next(iter(self._known)))
        self._known[address] = found
        return found
