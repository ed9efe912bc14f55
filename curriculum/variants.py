"""Variants: items with their numbers drawn, as they travel to a student's machine, and their keys, open or sealed."""

from __future__ import annotations

import unicodedata
from typing import Literal

import msgspec

from curriculum.prose import Prose


class OpenKey(msgspec.Struct, frozen=True, tag="open", tag_field="key"):
    """A key that may be read: the canonical answers that are right (curriculum.marking.canonical)."""

    accepts: tuple[str, ...]


class SealedKey(msgspec.Struct, frozen=True, tag="sealed", tag_field="key"):
    """A key that only says right or wrong: scrypt digests of the canonical answers, hexadecimal, under `salt`."""

    salt: str
    digests: tuple[str, ...]


class Remark(msgspec.Struct, frozen=True):
    """What to say to one known wrong answer. `matches` is a canonical answer, or its digest under a sealed key."""

    matches: str
    say: Prose
    misconception: str = ""


class Field(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One of several places of an answer: a box to type in, or options to choose from. `label` names it for the student."""

    kind: Literal["number", "text", "choice"]
    label: str = ""
    options: tuple[Prose, ...] = ()
    unit: str = ""
    tolerance: str = "0"
    exact: bool = False


class Parts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the type of an item brings to a variant.

    `options` are the options of choice, multi and match, and the shuffled lines of order; answers refer to them by 0-based
    index. `places` are what match finds partners for. `fields` are the blanks of fill and the
    marks of sketch, `body` the text or chart they are in, `top` and `step` the highest value of a chart and how its marks move.
    `tolerance` is an exact number as text; `units` are names with what they are worth in the key's unit; `figures` and
    `decimals` are how a number is to be rounded. `indent`: the lines of order are to be moved in, too; `spare`: some left out.
    `most`: how many options may be picked.
    `written` is the right answer where its canonical form cannot be read. `several` and `any_order` say how the answer of an
    expression is read, `given` are expressions that the question itself shows.
    """

    options: tuple[Prose, ...] = ()
    remarks: tuple[Remark, ...] = ()
    mono: bool = False
    unit: str = ""
    tolerance: str = "0"
    units: tuple[tuple[str, str], ...] = ()
    figures: int | None = None
    decimals: int | None = None
    lowest_terms: bool = False
    exact: bool = False
    indent: bool = False
    spare: bool = False
    most: int = 1
    places: tuple[Prose, ...] = ()
    fields: tuple[Field, ...] = ()
    body: Prose | None = None
    top: str = ""
    step: str = ""
    written: str = ""
    several: bool = False
    any_order: bool = False
    given: tuple[str, ...] = ()


class Variant(Parts, frozen=True, kw_only=True, omit_defaults=True):
    """An item with its numbers drawn: all that is needed to show it, and to mark it as far as its key allows.

    `credit` says who made the question, and under which licence. Items of one `family` are asked with the same numbers. `fewer` are
    the options of a student who is to have fewer, where the key is sealed and cannot say it (curriculum.accommodations).
    """

    item: str
    number: int
    type: str
    skill: str
    difficulty: int
    prompt: Prose
    key: OpenKey | SealedKey
    well_done: Prose
    not_yet: Prose
    hints: tuple[Prose, ...] = ()
    solution: Prose | None = None
    credit: str = ""
    family: str = ""
    fewer: tuple[int, ...] = ()


def canonical_text(text: str, *, exact: bool) -> str:
    """`text` as it is compared: as typed when `exact`, else without case, outer and repeated spaces, final full stops, and typography."""
    if exact:
        return unicodedata.normalize("NFC", text).rstrip("\r\n")
    seen = unicodedata.normalize("NFKC", text.translate(_PLAIN))
    plain = "".join(
        str(int(char)) if char.isdecimal() else char for char in seen if unicodedata.category(char) != "Cf"
    )
    plain = " ".join(unicodedata.normalize("NFKC", plain.casefold()).split())
    return plain.rstrip(".。۔ ") or plain


_PLAIN = str.maketrans(
    dict.fromkeys("‘’‛ʼ′`´", "'")
    | dict.fromkeys("“”„«»″", '"')
    | dict.fromkeys("‐‑‒–—−", "-")
    | dict.fromkeys(
        "ـ\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652"
    )  # drawn out, and vowels, which few people type
)
"""What word processors, phones and other keyboards make of a sign."""
