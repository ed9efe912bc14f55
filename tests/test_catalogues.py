"""Every catalogue of every room: whole, equal to the code, and with the same placeholders in every language."""

from __future__ import annotations

import re
from functools import lru_cache

import pytest
from babel.messages.catalog import Catalog, Message

from tests.catalogues import (
    OTHERS,
    ROOT,
    SOURCES,
    Key,
    Source,
    forms,
    in_the_code,
    is_translated,
    key_of,
    messages,
    path_of,
    read,
)

PLACEHOLDER = re.compile(r"\{[^{}]*\}|%\(\w+\)[#0\- +]*\d*(?:\.\d+)?[sdrf]|%[srd]")
ALL = [(source, language) for source in SOURCES for language in OTHERS]
NAMES = [f"{source.room}/{source.name}-{language}" for source, language in ALL]


@lru_cache
def catalogue_of(source: Source, language: str) -> Catalog:
    return read(source, language)


@lru_cache
def said(source: Source) -> dict[Key, Message]:
    """What the code of a catalogue says, a plural before the same text alone."""
    found: dict[Key, Message] = {}
    for _name, message in in_the_code(source):
        if message.pluralizable or key_of(message) not in found:
            found[key_of(message)] = message
    return found


@pytest.mark.parametrize(("source", "language"), ALL, ids=NAMES)
def test_a_catalogue_holds_what_the_code_says_and_nothing_else(source: Source, language: str) -> None:
    there = {key_of(message): message.pluralizable for message in messages(catalogue_of(source, language))}
    assert there == {key: message.pluralizable for key, message in said(source).items()}, (
        "python -m tests.catalogues brings them together"
    )


@pytest.mark.parametrize(("source", "language"), ALL, ids=NAMES)
def test_everything_is_translated_and_nothing_is_a_guess(source: Source, language: str) -> None:
    catalogue = catalogue_of(source, language)
    lacking = [key_of(message) for message in messages(catalogue) if not is_translated(message, catalogue)]
    assert lacking == []
    assert [key_of(message) for message in messages(catalogue) if message.fuzzy] == []


@pytest.mark.parametrize(("source", "language"), ALL, ids=NAMES)
def test_placeholders_come_back(source: Source, language: str) -> None:
    lost = []
    for message in messages(catalogue_of(source, language)):
        one, *many = [message.id] if isinstance(message.id, str) else message.id
        wanted, known = placeholders((many or [one])[-1]), placeholders(one, *many)
        # The forms for exactly one and two may say the number in a word; whatever is there must be known.
        *few, last = forms(message)
        if placeholders(last) != wanted or not placeholders(*few) <= known:
            lost.append((one, forms(message)))
    assert lost == []


@pytest.mark.parametrize(("source", "language"), ALL, ids=NAMES)
def test_lines_and_the_spaces_around_a_text_come_back(source: Source, language: str) -> None:
    lost = []
    for message in messages(catalogue_of(source, language)):
        one = key_of(message)[1]
        lost += [form for form in forms(message) if edges(form) != edges(one)]
    assert lost == []


def test_no_catalogue_lies_where_nobody_reads_it() -> None:
    known = {path_of(source, language) for source, language in ALL}
    assert {
        path for room in {source.room for source in SOURCES} for path in (ROOT / room).rglob("*.po")
    } <= known


def placeholders(*texts: str) -> set[str]:
    """Those of some texts together, without the doubled braces of a literal one."""
    return {
        found for text in texts for found in PLACEHOLDER.findall(text.replace("{{", "").replace("}}", ""))
    }


def edges(text: str) -> tuple[bool, bool, int]:
    """Whether it begins and ends with white space, and how many lines it breaks into."""
    return text[:1].isspace(), text[-1:].isspace(), text.count("\n")
