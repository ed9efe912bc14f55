"""Accommodations: how one student's pages look, speak and give time; what the teacher set and what the student chose, made one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from curriculum.variants import OpenKey, Variant

VERSION = 1
FEWEST = 3
"""Options that stay, where there are to be fewer."""
MOST_TIME = 4.0
FEWER_OF = ("choice", "multi")
"""The item types whose options may be fewer; elsewhere each option is a part of what is asked."""

Theme = Literal["auto", "light", "dark", "contrast"]
Size = Literal["normal", "large", "largest"]
Spacing = Literal["normal", "wide"]
Font = Literal["legible", "plain"]


class Accommodations(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one student needs. None: nobody said anything, and the page decides.

    `language` is a code such as `ar`; `font` legible is the vendored one, plain the machine's own. `calm`: nothing moves. `read_aloud`:
    reading aloud is offered first. `extra_time` multiplies minutes, from 1 to 4. `fewer_options`: a
    choice has three options where it had more.
    """

    language: str | None = None
    theme: Theme | None = None
    size: Size | None = None
    spacing: Spacing | None = None
    font: Font | None = None
    calm: bool | None = None
    read_aloud: bool | None = None
    extra_time: float | None = None
    fewer_options: bool | None = None

    @property
    def time(self) -> float:
        """By how much minutes are multiplied."""
        return 1.0 if self.extra_time is None else min(max(self.extra_time, 1.0), MOST_TIME)

    def minutes(self, minutes: int) -> int:
        """So many minutes, with this student's time."""
        return round(minutes * self.time)


NONE = Accommodations()
TEACHERS = ("extra_time", "fewer_options")
"""Where the teacher's word comes first; everywhere else the student's does."""


def merged(teacher: Accommodations, student: Accommodations) -> Accommodations:
    """What holds: the student's own look and voice, and the teacher's time and options, each where it was said."""
    return Accommodations(
        **{
            name: first if first is not None else second
            for name in Accommodations.__struct_fields__
            for first, second in [
                (getattr(teacher, name), getattr(student, name))
                if name in TEACHERS
                else (getattr(student, name), getattr(teacher, name))
            ]
        }
    )


def read_accommodations(data: object) -> Accommodations:
    """Accommodations from plain data, field by field: what this version does not know counts as not said. Never raises."""
    if not isinstance(data, Mapping):
        return NONE
    said: dict[str, Any] = {}
    for field in msgspec.structs.fields(Accommodations):
        try:
            said[field.name] = msgspec.convert(data.get(field.name), field.type)
        except msgspec.ValidationError:
            continue
    return Accommodations(**said)


def write_accommodations(accommodations: Accommodations, before: object = None) -> dict[str, Any]:
    """Plain data; what `before` held that this version does not know stays in it."""
    known = Accommodations.__struct_fields__
    earlier = before if isinstance(before, Mapping) else {}
    kept = {name: value for name, value in earlier.items() if name not in known}
    said = {name: value for name in known if (value := getattr(accommodations, name)) is not None}
    return {"v": VERSION, **kept, **said}


def root_attributes(accommodations: Accommodations) -> dict[str, str]:
    """The attributes of a page's or a widget's root, which look/tokens.css knows; none where nobody said anything."""
    said = {
        "data-theme": accommodations.theme if accommodations.theme != "auto" else None,
        "data-size": accommodations.size if accommodations.size != "normal" else None,
        "data-spacing": accommodations.spacing if accommodations.spacing != "normal" else None,
        "data-font": accommodations.font,
        "data-motion": "calm" if accommodations.calm else None,
    }
    return {name: value for name, value in said.items() if value is not None}


def offered(variant: Variant) -> tuple[int, ...]:
    """The options that are shown where there are to be fewer, by index, in the order of the variant; `()` where all of them are.

    Every right one stays. Of the others go first those that show no misconception; which, is another one in each draw, and the same on
    every machine. Under a sealed key the release has said it (`Variant.fewer`).
    """
    if variant.type not in FEWER_OF or variant.fewer or not isinstance(variant.key, OpenKey):
        return variant.fewer if variant.type in FEWER_OF else ()
    right = {int(index) for answer in variant.key.accepts for index in answer.split(",") if index}
    named = {
        int(remark.matches)
        for remark in variant.remarks
        if remark.misconception and remark.matches.isdecimal()
    }
    wrong = [index for index in range(len(variant.options)) if index not in right]
    stay = max(FEWEST - len(right), 1)
    if len(wrong) <= stay:
        return ()
    wrong.sort(key=lambda index: (index not in named, _draw(variant, index)))
    return tuple(sorted({*right, *wrong[:stay]}))


def _draw(variant: Variant, index: int) -> str:
    return hashlib.sha256(f"{variant.item}/{variant.number}/{index}".encode()).hexdigest()
