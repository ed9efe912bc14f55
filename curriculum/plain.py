"""Whether data is a canonical value at all: what a hostile process sent is looked through before anything else touches it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from curriculum import figures, frames
from curriculum.values import (
    BOUNDS,
    MAX_NAME,
    Bounds,
    NotPlain,
    Value,
    is_whole,
    name_of,
    sorting_key,
    tag_of,
    to_microseconds,
)


def checked(value: object, bounds: Bounds = BOUNDS) -> Value:
    """`value`, when it is in canonical form and within `bounds`. Raises NotPlain."""
    _Check(bounds).value(value, 0)
    return value


class _Check:
    def __init__(self, bounds: Bounds) -> None:
        # What was read from JSON cannot hold itself; some room more than the encoder had for the maps that it made.
        self.bounds = bounds
        self.nodes = self.size = 0

    def value(self, value: object, depth: int) -> None:
        self.nodes += 1
        if depth > 4 * self.bounds.depth + 8 or self.nodes > 4 * self.bounds.nodes + 100:
            raise NotPlain("It is too big.")
        kind = type(value)
        if value is None or kind is bool:
            return
        if kind is int:
            if not -(1 << 63) <= value < 1 << 63:  # type: ignore[operator]
                raise NotPlain("A whole number is written as it is, and is too large for that.")
        elif kind is float:
            if not math.isfinite(value):  # type: ignore[arg-type]
                raise NotPlain("A number is not finite.")
        elif kind is str:
            self.text(value)
        elif kind is list:
            for item in value:  # type: ignore[attr-defined]
                self.value(item, depth + 1)
        elif kind is dict:
            self.map(value, depth)  # type: ignore[arg-type]
        else:
            raise NotPlain(f"“{name_of(kind)}” is not plain data.")

    def text(self, text: object) -> None:
        if type(text) is not str:
            raise NotPlain("A text is missing.")
        try:
            self.size += len(text.encode())
        except UnicodeEncodeError:
            raise NotPlain("A text is not UTF-8.") from None
        if self.size > 4 * self.bounds.size + 1000:
            raise NotPlain("It is too long.")

    def map(self, value: dict[object, object], depth: int) -> None:
        for key in value:
            self.text(key)
        if not any(str(key).startswith("$") for key in value):
            for item in value.values():
                self.value(item, depth + 1)
            return
        if len(value) != 1:
            raise NotPlain("A map mixes its own keys with one that begins with $.")
        ((tag, inside),) = value.items()
        look = _TAGS.get(str(tag))
        if look is None:
            raise NotPlain(f"There is no {str(tag)[:MAX_NAME]}.")
        self.value(inside, depth + 1)
        if not look(inside):
            raise NotPlain(f"A {tag} is not as it should be.")


def _is(pattern: str, most: int = 0) -> Callable[[Any], bool]:
    whole = re.compile(pattern, re.ASCII)
    return lambda inside: (
        type(inside) is str and (not most or len(inside) <= most) and bool(whole.fullmatch(inside))
    )


def _numbers(count: int) -> Callable[[Any], bool]:
    return lambda inside: type(inside) is list and len(inside) == count and all(map(is_whole, inside))


def _is_list(inside: Any) -> bool:
    return type(inside) is list


def _is_together(inside: Any) -> bool:
    return type(inside) is list and len({sorting_key(item) for item in inside}) == len(inside)


def _is_pairs(inside: Any) -> bool:
    return (
        type(inside) is list
        and all(type(pair) is list and len(pair) == 2 for pair in inside)
        and _is_together([pair[0] for pair in inside])
    )


def _is_hex(inside: Any) -> bool:
    return type(inside) is str and len(inside) % 2 == 0 and bool(re.fullmatch(r"[0-9a-f]*", inside))


def _is_complex(inside: Any) -> bool:
    return (
        type(inside) is list
        and len(inside) == 2
        and all(type(part) is float or tag_of(part) == "$float" for part in inside)
    )


def _is_iso(kind: str) -> Callable[[Any], bool]:
    def look(inside: Any) -> bool:
        import datetime as dt

        try:
            getattr(dt, kind).fromisoformat(to_microseconds(inside))
        except (TypeError, ValueError):
            return False
        return True

    return look


_TAGS: dict[str, Callable[[Any], bool]] = {
    "$int": _is(r"-?0x[1-9a-f][0-9a-f]*"),
    "$float": _is(r"nan|-?inf"),
    "$text": _is_hex,
    "$complex": _is_complex,
    "$tuple": _is_list,
    "$set": _is_together,
    "$frozenset": _is_together,
    "$dict": _is_pairs,
    "$range": lambda inside: _numbers(3)(inside) and inside[2] != 0,
    "$bytes": _is_hex,
    "$bytearray": _is_hex,
    "$decimal": _is(r"-?(s?NaN\d*|Infinity|\d+(\.\d+)?(E[+-]\d{1,19})?)"),
    "$fraction": lambda inside: (
        _numbers(2)(inside) and (inside[1] > 0 if type(inside[1]) is int else inside[1]["$int"][0] != "-")
    ),
    "$date": _is_iso("date"),
    "$time": _is_iso("time"),
    "$datetime": _is_iso("datetime"),
    "$timedelta": _numbers(3),
    "$missing": lambda inside: inside is True,
    "$other": lambda inside: type(inside) is str and len(inside) <= MAX_NAME,
    "$too-big": lambda inside: type(inside) is str and len(inside) <= MAX_NAME,
    **frames.SHAPES,
    **figures.SHAPES,
}
