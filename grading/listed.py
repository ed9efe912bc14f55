"""People as a file lists them, before anything is decided about the roster."""

from __future__ import annotations

import re
import unicodedata

import msgspec

from grading.words import _

MAX_NAME = 80
MAX_PEOPLE = 100_000
NOT_A_NAME = tuple("=+@-")
"""What a spreadsheet takes for a formula when it opens roster.csv."""


class ListFault(Exception):
    """A file cannot be taken for a list of students; the message is a sentence for the teacher. Nothing has been changed.

    `what` is the message without that last sentence.
    """

    def __init__(self, what: str) -> None:
        safe = _("Nothing has been changed.")
        super().__init__(f"{what} {safe}")
        self.what = what


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A student as a file has them. `source` is the id that the file's maker gave, `own` a value that may be an id of ours."""

    name: str
    where: str
    source: str = ""
    guardian: str = ""
    language: str = ""
    family_language: str = ""
    email: str = ""
    own: str = ""


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """A class in a file; `title` is empty where the file says nothing of classes; `label` tells two of one title apart.

    `names` are other names it can be chosen by, `notes` sentences about its lines that were passed over.
    """

    title: str
    people: tuple[Person, ...]
    label: str = ""
    names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds. `notes` are sentences for the teacher, such as about lines that were passed over."""

    groups: tuple[Group, ...]
    notes: tuple[str, ...] = ()


def tidy(text: str) -> str:
    """One line of composed letters, without what cannot be seen (but with the joiners that some scripts need)."""
    seen = "".join(
        " " if unicodedata.category(letter) == "Cc" else letter
        for letter in unicodedata.normalize("NFC", text)
        if unicodedata.category(letter) not in ("Cf", "Cn", "Co", "Cs") or letter in "\u200c\u200d"
    )
    return " ".join(seen.split())


def named(name: str, where: str) -> str:
    """The name, tidy; raises ListFault where it cannot be one. `where` names the file and line."""
    name = tidy(name)
    if name.startswith(NOT_A_NAME) or not any(letter.isalpha() for letter in name):
        raise ListFault(
            _("{where}: “{name}” is no name. Correct the line in a copy of the file and try again.").format(
                where=where, name=name[:40]
            )
        )
    if len(name) > MAX_NAME:
        raise ListFault(
            _(
                "{where}: “{name}…” is longer than {most} letters. Shorten it in a copy of the file "
                "and try again."
            ).format(where=where, name=name[:40], most=MAX_NAME)
        )
    return name


def harmless(text: str) -> str:
    """A detail that is no name (a guardian, a language), tidy, short, and no formula."""
    return tidy(text).lstrip("".join(NOT_A_NAME) + " ")[:200]


def whole_name(first: str, last: str) -> str:
    """First and last name together: the first in front, but in Chinese, Japanese and Korean the last in front, close up."""
    first, last = tidy(first), tidy(last)
    if first and last and _CJK.fullmatch(first) and _CJK.fullmatch(last):
        return last + first
    return f"{first} {last}".strip()


_CJK = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]+")
