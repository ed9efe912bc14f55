"""The contract between kernel and page, held from both sides."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

import widgets
from widgets.protocol import (
    Feedback,
    GiveAnswer,
    GoOn,
    Message,
    Option,
    Part,
    Reply,
    SayFeeling,
    Screen,
    Summary,
    Twin,
    Unintelligible,
    read_message,
)
from widgets.words import PAGE

PAGE_SCRIPT = Path(widgets.__file__).parent / "static" / "exercise.js"
SCRIPT = PAGE_SCRIPT.read_text(encoding="utf-8")


def test_a_message_is_read() -> None:
    content = {"id": "m1", "on": "k", "action": {"do": "answer", "value": [0, 2], "seconds": 3.5}}

    assert read_message(content) == Message("m1", "k", GiveAnswer([0, 2], 3.5))
    assert read_message({"id": "m2", "on": "k", "action": {"do": "go"}}).action == GoOn()
    assert read_message(
        {"id": "m3", "on": "k", "action": {"do": "feel", "feeling": "stuck"}}
    ).action == SayFeeling("stuck")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({"id": "m1", "on": "k", "action": {"do": "format-disk"}}, "m1"),
        ({"id": "m1", "on": "k", "action": {"do": "answer", "value": {"a": 1}}}, "m1"),
        ({"id": "m1", "on": "k", "action": {"do": "feel", "feeling": "rich"}}, "m1"),
        ({"id": 7}, ""),
        ("hello", ""),
        (None, ""),
        ([], ""),
    ],
)
def test_what_is_no_message_is_refused_with_its_id(content: object, told: str) -> None:
    with pytest.raises(Unintelligible) as error:
        read_message(content)
    assert error.value.id == told


@pytest.mark.parametrize(
    ("struct", "name"),
    [(Part, "Part"), (Option, "Option"), (Feedback, "Feedback"), (Screen, "Screen"), (Reply, "Reply")],
)
def test_the_page_s_types_name_the_same_fields(struct: type[msgspec.Struct], name: str) -> None:
    header = SCRIPT[: SCRIPT.index("*/")].replace("\n * ", " ")
    written = next(part for part in header.split("@typedef ") if part.split()[-1] == name)
    inner = re.sub(
        r"\{[^{}]*\}", "", written.strip().removeprefix("{{")
    )  # a nested type's fields are its own
    assert set(re.findall(r"(\w+)\??:", inner)) == {field.name for field in msgspec.structs.fields(struct)}


def test_the_page_s_nested_types_name_the_same_fields() -> None:
    for struct in (Twin, Summary):
        fields = ", ".join(rf"{field.name}: [\w\[\]]+" for field in msgspec.structs.fields(struct))
        assert re.search(r"\{" + fields + r"\}", SCRIPT), struct.__name__


def test_the_page_asks_for_no_word_that_is_not_there_and_none_is_left_over() -> None:
    named = set(re.findall(r"\bwords\.(\w+)", SCRIPT)) | {"too-easy", "just-right", "too-hard", "stuck"}
    # these are looked up by a name put together on the spot
    named |= {"up", "down", "up_label", "down_label", "saving", "saved", "not_saved"}

    assert named == set(PAGE)


def test_the_page_brings_everything_along() -> None:
    assert not re.search(r"^\s*import\s", SCRIPT, re.MULTILINE)
    assert "https://" not in SCRIPT
    assert "http://" not in SCRIPT
