"""What a student needs, as the form of the student page shows and sends it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from curriculum.accommodations import Accommodations
from curriculum.language import ENDONYMS
from grading.words import _

TIMES = (1.0, 1.25, 1.5, 2.0)


class Choice(msgspec.Struct, frozen=True):
    """An option of a list: what is sent, what is shown, whether it holds."""

    value: str
    title: str
    chosen: bool


class AccommodationsPart(msgspec.Struct, frozen=True, kw_only=True):
    """The form's lists and boxes."""

    times: tuple[Choice, ...]
    sizes: tuple[Choice, ...]
    languages: tuple[Choice, ...]
    fewer_options: bool
    read_aloud: bool


def accommodations_part(now: Accommodations) -> AccommodationsPart:
    """What holds now, to be changed."""
    words = (_("No extra time"), _("A quarter more"), _("Half as much again"), _("Twice the time"))
    nearest = min(TIMES, key=lambda one: abs(one - now.time))
    likes = _("As the student likes")
    sizes = (("", likes), ("large", _("Large")), ("largest", _("Very large")))
    return AccommodationsPart(
        times=tuple(
            Choice(f"{time:g}", word, time == nearest) for time, word in zip(TIMES, words, strict=True)
        ),
        sizes=tuple(Choice(value, word, value == (now.size or "")) for value, word in sizes),
        languages=(
            Choice("", likes, not now.language),
            *(Choice(code, name, code == now.language) for code, name in ENDONYMS.items()),
        ),
        fewer_options=bool(now.fewer_options),
        read_aloud=bool(now.read_aloud),
    )


def filled_in(now: Accommodations, fields: Mapping[str, str]) -> Accommodations:
    """What the form says, over what holds now; the rest stays. Raises msgspec.ValidationError where it is no form of ours."""
    time = fields.get("time", "1")
    said: dict[str, Any] = {
        "extra_time": None if time == "1" else float(time) if time in {f"{one:g}" for one in TIMES} else time,
        "size": fields.get("size") or None,
        "language": fields.get("language") if fields.get("language") in ENDONYMS else None,
        "fewer_options": True if fields.get("fewer") else None,
        "read_aloud": True if fields.get("aloud") else None,
    }
    return msgspec.convert({**msgspec.structs.asdict(now), **said}, Accommodations)
