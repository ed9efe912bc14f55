"""The contract between kernel and page, held from both sides."""

from __future__ import annotations

import re

import msgspec
import pytest

from widgets.protocol import (
    Blank,
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
from widgets.script import STATIC, script
from widgets.words import CODE, PAGE

CONTRACT = (STATIC / "page" / "contract.js").read_text(encoding="utf-8")
SCRIPT = script()


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
    [
        (Part, "Part"),
        (Option, "Option"),
        (Blank, "Blank"),
        (Feedback, "Feedback"),
        (Screen, "Screen"),
        (Reply, "Reply"),
    ],
)
def test_the_page_s_types_name_the_same_fields(struct: type[msgspec.Struct], name: str) -> None:
    header = CONTRACT[: CONTRACT.index("*/")].replace("\n * ", " ")
    written = next(part for part in header.split("@typedef ") if re.search(rf"\}} {name}\b", part))
    inner = re.sub(
        r"\{[^{}]*\}", "", written.strip().removeprefix("{{")
    )  # a nested type's fields are its own
    assert set(re.findall(r"(\w+)\??:", inner)) == {field.name for field in msgspec.structs.fields(struct)}


def test_the_page_s_nested_types_name_the_same_fields() -> None:
    for struct in (Twin, Summary):
        fields = ", ".join(rf"{field.name}: [\w\[\]]+" for field in msgspec.structs.fields(struct))
        assert re.search(r"\{" + fields + r"\}", CONTRACT), struct.__name__


def test_the_page_asks_for_no_word_that_is_not_there_and_none_is_left_over() -> None:
    named = set(re.findall(r"\bwords\.(\w+)", SCRIPT)) | {"too-easy", "just-right", "too-hard", "stuck"}
    # these are looked up by a name put together on the spot
    named |= {
        "up",
        "down",
        "in",
        "out",
        "up_label",
        "down_label",
        "in_label",
        "out_label",
        "saving",
        "saved",
        "not_saved",
    }

    shared = named - set(PAGE)  # with the editor's own widget
    assert shared <= set(CODE)
    assert named - shared == set(PAGE)


def test_the_page_brings_everything_along() -> None:
    assert not re.search(r"^\s*import\s", SCRIPT, re.MULTILINE)
    assert re.findall(r"^export .*", SCRIPT, re.MULTILINE) == ["export default { render };"]
    assert "https://" not in SCRIPT
    assert "http://" not in SCRIPT


def test_no_two_modules_of_the_page_declare_the_same_name() -> None:
    declared = re.findall(r"^(?:async )?(?:const|let|class|function)\*? (\w+)", SCRIPT, re.MULTILINE)

    assert len(declared) > 10
    assert sorted(declared) == sorted(set(declared))


def test_every_module_of_the_page_is_in_its_script() -> None:
    for path in [*STATIC.glob("types/*.js"), *STATIC.glob("page/*.js")]:
        for name in re.findall(
            r"^export (?:const|let|class|function) (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE
        ):
            assert re.search(rf"^(?:const|let|class|function) {name}\b", SCRIPT, re.MULTILINE), (path, name)
