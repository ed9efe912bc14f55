"""What every importer brings: problems made of items, and a reason for all that could not be brought."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Any

import msgspec

from curriculum.faults import ItemError
from curriculum.items import Item, draw
from curriculum.marking import UNSCORED, Unreadable, from_canonical, mark
from curriculum.types.code import Code
from curriculum.variants import OpenKey
from curriculum.words import N_, _

MAX_ID = 40
UNDESCRIBED = N_("a picture has no description for those who do not see it: write its `alt`")

Written = dict[str, Any]
"""An item as it will stand in a course file: plain data, with its `id` and `type`."""


class Refused(Exception):
    """A question that cannot be expressed. `reason` is one of few, `detail` says what about this one."""

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason, self.detail = reason, detail
        super().__init__(f"{reason}: {detail}" if detail else reason)


class Refusal(msgspec.Struct, frozen=True):
    """Something that was left out: where it stands in the source, and why."""

    where: str
    reason: str
    detail: str = ""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One question of a problem. `support` are smaller questions for those who are stuck; `skill` is its title."""

    item: Written
    skill: str
    title: str = ""
    support: tuple[Written, ...] = ()


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """A problem: its steps in order. One that waits for its pictures is kept, but not put into a lesson."""

    name: str
    lesson: str
    steps: tuple[Step, ...]
    waits_for: tuple[str, ...] = ()


class Bank(msgspec.Struct, frozen=True, kw_only=True):
    """A question bank as it was read. `lessons` are titles in their order; `credit` is for the notebooks."""

    title: str
    language: str
    credit: str
    lessons: tuple[str, ...]
    problems: tuple[Problem, ...]
    refused: tuple[Refusal, ...]
    pictures: dict[str, bytes] = {}
    """Pictures by the names that items have for them."""
    lesser: tuple[Refusal, ...] = ()
    """What was left out of problems that did come: a hint's picture, a step of support."""

    @property
    def found(self) -> int:
        """How many problems the source holds."""
        return len(self.problems) + len({refusal.where for refusal in self.refused})


def identifier(text: str, taken: set[str] | None = None) -> str:
    """An id made of `text`: short, lower case, and none of those that are taken."""
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    if not plain[:1].isalpha():
        plain = f"q-{plain}".rstrip("-")
    if plain.startswith("ask-"):
        plain = f"q-{plain}"
    digest = hashlib.sha256(text.encode()).hexdigest()
    if len(plain) > MAX_ID:
        plain = f"{plain[: MAX_ID - 7].rstrip('-')}-{digest[:6]}"
    found, length = plain, 4
    while taken is not None and found in taken:
        found = f"{plain[: MAX_ID - length - 1].rstrip('-')}-{digest[:length]}"
        length += 1
    if taken is not None:
        taken.add(found)
    return found


def is_marked(problem: Problem) -> bool:
    """Whether something in it is right or wrong, so that it can count."""
    return any(step.item["type"] not in UNSCORED for step in problem.steps)


def verify(written: Written) -> None:
    """Hold an item to what every item must do, in every draw: it is drawn, its own key is right, other choices are wrong.

    Raises Refused.
    """
    try:
        item: Item = msgspec.convert(written, Item)
    except msgspec.ValidationError as error:
        raise Refused(N_("it does not fit an item type"), str(error)) from error
    if isinstance(item, Code):
        raise Refused(N_("it does not fit an item type"), "code")
    for number in range(max(1, len(item.together))):
        try:
            variant = draw(item, number, "skill", {})
        except ItemError as error:
            raise Refused(_reason(error), error.what) from error
        assert isinstance(variant.key, OpenKey)
        if variant.type in UNSCORED:
            continue  # there is no key to hold it to
        try:
            right = from_canonical(variant, variant.key.accepts[0])
            if not mark(variant, right).right:
                raise Refused(N_("its own answer is not marked right"), str(right))
            others = range(len(variant.options)) if variant.type == "choice" else ()
            for other in others:
                if other != right and mark(variant, other).right:
                    raise Refused(N_("a wrong choice is marked right"), variant.options[other].text)
        except Unreadable as error:
            raise Refused(N_("its own answer cannot be read"), str(error)) from error


def _reason(error: ItemError) -> str:
    if error.field == "answers":
        return N_("its answer cannot be read")
    if error.field in {"wrong", "answer"}:
        return N_("two choices read the same")
    return N_("it cannot be drawn")


def told(reason: str) -> str:
    """A reason in the language spoken now. Reports keep the English ones, which are the same everywhere."""
    return _(reason)


def shortened(text: str, most: int) -> str:
    """`text` in at most so many characters, cut between words."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut[most // 2 :] else cut}…"


def reasons(refusals: Iterable[Refusal]) -> dict[str, list[str]]:
    """Where each reason was met."""
    found: dict[str, list[str]] = {}
    for refusal in refusals:
        found.setdefault(refusal.reason, []).append(
            f"{refusal.where}: {refusal.detail}" if refusal.detail else refusal.where
        )
    return found
