"""Moodle XML, GIFT and jupyterquiz: banks of single questions, in words of our own."""

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.importers.bank import Bank, Refused, reasons
from curriculum.importers.html_text import read_html
from curriculum.importers.question import plain_text
from curriculum.importers.sources import read_bank
from curriculum.items import Item, draw
from curriculum.marking import mark
from curriculum.prose import prose
from curriculum.types.code import Code
from curriculum.variants import Variant

HERE = Path(__file__).parent


QUIZ = [
    {"question": "What is $x^2$ for $x = 3$?", "type": "numeric", "answers": [
        {"type": "value", "value": 9, "correct": True, "feedback": "Three times three."},
        {"type": "value", "value": 6, "correct": False, "feedback": "That is two times three."},
        {"type": "default", "feedback": "Multiply it by itself."}]},
    {"question": "Which are birds?", "type": "many_choice", "answers": [
        {"answer": "hen", "correct": True}, {"answer": "cow", "correct": False, "feedback": "Has it wings?"}]},
    {"question": "Pick the hen.", "type": "multiple_choice", "answers": [
        {"answer": "hen", "correct": True}, {"answer": "pig", "correct": False}]},
    {"question": "Write hen.", "type": "string", "answers": [
        {"answer": "hen", "correct": True, "match_case": True}, {"answer": "Hen", "correct": False, "feedback": "Small."}]},
    {"question": "Draw.", "type": "drawing", "answers": []},
    "nonsense",
]  # fmt: skip


def bank_in(tmp_path: Path, name: str, text: str) -> Bank:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read_bank(tmp_path / name)


def drawn(bank: Bank, name: str) -> Variant:
    (problem,) = (problem for problem in bank.problems if problem.name == name)
    item = msgspec.convert(problem.steps[0].item, Item)
    assert not isinstance(item, Code)
    return draw(item, 0, "skill", {})


def pick(variant: Variant, *texts: str) -> list[int]:
    return [[option.text for option in variant.options].index(text) for text in texts]


def test_moodle_xml() -> None:
    bank = read_bank(HERE / "farm.xml")

    legs = drawn(bank, "Legs")
    assert legs.prompt.text == "How many legs have two hens, if one has 2 & costs $5?"
    assert mark(legs, pick(legs, "4")[0]).right
    assert mark(legs, pick(legs, "2")[0]).say.text == "That is one hen."
    assert mark(legs, pick(legs, "4")[0]).say.text == "2 × 2 legs."
    assert [hint.text for hint in legs.hints] == ["Count one hen first."]
    birds = drawn(bank, "Birds")
    assert mark(birds, pick(birds, "hen", "duck")).right
    milk = drawn(bank, "Milk")
    assert mark(milk, pick(milk, "False")[0]).right
    assert mark(milk, pick(milk, "True")[0]).say.text == "Cows do."
    young = drawn(bank, "Young")
    assert mark(young, "A chick").right
    assert mark(young, "calf").say.text == "That is a cow's."
    assert mark(young, "egg").say.text == "It says cheep."
    fence = drawn(bank, "Fence")
    assert mark(fence, "2.6").right
    assert not mark(fence, "2.7").right
    assert fence.unit == "m"
    assert "<msup>" in fence.prompt.html
    assert len(drawn(bank, "Homes").options) == 3
    assert reasons(bank.refused) == {"open work, which no key can mark": ["Tell: essay"]}
    assert reasons(bank.lesser) == {"part of the credit for a choice": ["Legs: three or four"]}
    assert [problem.name for problem in bank.problems if problem.waits_for] == ["Seen"]
    assert bank.pictures == {"sty-a-sty-gif.gif": b"GIF89a"}
    assert drawn(bank, "Sty").prompt.text == "A pig lives here.\n\n[A low house of bricks]"
    assert {problem.lesson for problem in bank.problems} == {"Barns"}
    assert (
        drawn(bank, "Milk").credit
        == "farm.xml, from Moodle; adapted. no licence named: ask its author before you pass it on"
    )


def test_gift() -> None:
    bank = read_bank(HERE / "farm.gift")

    legs = drawn(bank, "Legs")
    assert legs.prompt.text == "How many legs have two hens: 2 + 2?"
    assert mark(legs, pick(legs, "4")[0]).say.text == "2 × 2 legs."
    assert mark(legs, pick(legs, "2")[0]).say.text == "That is one hen."
    milk = drawn(bank, "Milk")
    assert mark(milk, pick(milk, "True")[0]).say.text == "Cows do."
    assert drawn(bank, "Young").prompt.text == "A young hen is a ______ in its nest."
    assert mark(drawn(bank, "Young"), "chick").right
    assert not mark(drawn(bank, "Young"), "bird").right
    assert mark(drawn(bank, "Fence"), "2.4").right
    assert mark(drawn(bank, "Between"), "5").right
    assert not mark(drawn(bank, "Between"), "5.1").right
    assert len(drawn(bank, "Homes").places) == 3
    birds = drawn(bank, "Birds")
    assert mark(birds, pick(birds, "hen", "duck")).right
    assert reasons(bank.refused) == {
        "open work, which no key can mark": ["Tell"],
        "it asks nothing": ["question 9"],
    }


def test_jupyterquiz(tmp_path: Path) -> None:
    bank = bank_in(tmp_path, "farm.json", json.dumps(QUIZ))

    square = drawn(bank, "question 1")
    assert square.prompt.html.count("<math") == 2
    assert mark(square, "9").right
    assert mark(square, "6").say.text == "That is two times three."
    assert mark(square, "5").say.text == "Multiply it by itself."
    birds = drawn(bank, "question 2")
    assert mark(birds, pick(birds, "hen")).right
    hen = drawn(bank, "question 4")
    assert mark(hen, "hen").right
    assert not mark(hen, "Hen").right
    assert reasons(bank.refused) == {
        "its kind of question is not known here": ["question 5: drawing"],
        "it is no question": ["question 6"],
    }


def test_a_text_without_end_is_refused_and_the_others_come(tmp_path: Path) -> None:
    long = {
        "question": "\\(" * 100_000,
        "type": "numeric",
        "answers": [{"type": "value", "value": 9, "correct": True}],
    }
    bank = bank_in(tmp_path, "farm.json", json.dumps([long, *QUIZ[:1]]))
    assert reasons(bank.refused) == {"a text of it is very long": ["question 1: 200,000 characters"]}
    assert [problem.name for problem in bank.problems] == ["question 2"]


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE q [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><quiz>&b;</quiz>',
        '<!DOCTYPE q [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz><question type="essay"><name>&x;</name></question></quiz>',
        "<quiz><question>", "<html></html>", "",
    ],
)  # fmt: skip
def test_xml_that_is_none_or_hostile_is_refused(tmp_path: Path, xml: str) -> None:
    with pytest.raises(Refused):
        bank_in(tmp_path, "bad.xml", xml)


@given(st.text(alphabet="<>/abpisu \"'=&;$\\()[]{}*_`#\n0", max_size=80))
def test_any_html_becomes_markdown_without_html(source: str) -> None:
    html = prose(plain_text(read_html(source).markdown)).html
    assert "<script" not in html
    assert "<img" not in html
