"""What OATutor's other courses do otherwise, each met in a real one; the words are our own."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from curriculum.importers.bank import Bank, reasons
from curriculum.importers.oatutor import read_oatutor
from curriculum.items import Item, draw
from curriculum.marking import mark
from curriculum.types.code import Code
from curriculum.variants import Variant
from tests.oatutor import PLANS, problem, step

PICTURE = b"GIF89a, whatever its name says"


def content(
    top: Path, *steps: dict[str, Any], plans: object = PLANS, skills: object = None, **head: Any
) -> Path:
    """A folder of problems of one step each."""
    files: dict[str, Any] = {"coursePlans.json": plans, "skillModel.json": skills or {}}
    for one in steps:
        name = one["id"][:-1]
        files[f"content-pool/{name}/{name}.json"] = problem(name, "On the farm.", **head)
        files[f"content-pool/{name}/steps/{one['id']}/{one['id']}.json"] = one
    for name, data in files.items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(data), encoding="utf-8")
    return top


def first(bank: Bank) -> Variant:
    item = msgspec.convert(bank.problems[0].steps[0].item, Item)
    assert not isinstance(item, Code)
    return draw(item, 0, "skill", {})


@pytest.mark.parametrize(
    ("answer", "tolerance", "right", "wrong"),
    [
        ("$$406$$", 10.0, ["406", "399.5", "4.1*10^2"], ["420"]),
        # A tolerance larger than the answer itself would let nought pass.
        (
            "$$1.06\\times {10}^{\\left(-3\\right)}$$",
            0.1,
            ["0.00106", "1.06 × 10⁻³", "1.061*10^-3"],
            ["0", "0.05"],
        ),
        ("$$2.46\\times {10}^3$$", 0.1, ["2460", "2463", "2,46*10^3"], ["2470"]),
    ],
)
def test_a_number_may_be_off_by_its_tolerance(
    tmp_path: Path, answer: str, tolerance: float, right: list[str], wrong: list[str]
) -> None:
    asked = step("milk1a", [answer], stepTitle="How much milk is it?", tolerance=tolerance)
    variant = first(read_oatutor(content(tmp_path, asked)))
    assert [mark(variant, typed).right for typed in right] == [True] * len(right)
    assert [mark(variant, typed).right for typed in wrong] == [False] * len(wrong)


def test_a_formula_with_a_bracket_too_many_is_asked_as_the_formula_it_is(tmp_path: Path) -> None:
    asked = step("hay1a", ["(-2*sin**(-1)(x))/(x+1))+1/x)"], stepTitle="What is the rate?")
    variant = first(read_oatutor(content(tmp_path, asked)))
    assert mark(variant, "1/x - 2arcsin(x)/(x+1)").right


def test_a_function_with_a_vector_in_it_is_right_by_its_right_side(tmp_path: Path) -> None:
    vector = "\\begin{bmatrix} x_1 \\\\ x_2 \\end{bmatrix}"
    asked = step("hay1a", [f"$$f({vector}={{x_1}}^2+x_2$$"], stepTitle="Write the function.")
    variant = first(read_oatutor(content(tmp_path, asked)))
    assert mark(variant, "x_2 + x_1^2").right
    assert mark(variant, "f(x) = x_1^2 + x_2").right
    assert not mark(variant, "x_1 + x_2").right


def test_an_integral_is_no_answer_where_its_value_is_asked(tmp_path: Path) -> None:
    value = step("hay1a", ["$$9$$"], stepTitle="Work out $$\\int_0^3 x^2 dx$$, as far as you can.")
    variant = first(read_oatutor(content(tmp_path / "value", value)))
    assert (mark(variant, "9").score, mark(variant, "int_0^3 t^2 dt").score) == (1, 0.5)

    setup = step("hay1a", ["$$\\int_0^3 x^2 dx$$"], stepTitle="Which integral is it?")
    variant = first(read_oatutor(content(tmp_path / "setup", setup)))
    assert mark(variant, "int_0^3 t^2 dt").score == 1
    assert "You can write an integral as int_0^1 x^2 dx" in variant.prompt.text


def test_a_sentence_that_is_typed_is_for_somebody_to_read(tmp_path: Path) -> None:
    said = "it is the number of eggs that a hen lays in a day"
    bank = read_oatutor(
        content(tmp_path, step("hens1a", [said], answerType="string", stepTitle="What does e(1) say?"))
    )
    item = bank.problems[0].steps[0].item
    assert (item["type"], item["solution"]) == ("rubric", said)


def test_what_cannot_be_typed_is_chosen_where_there_are_choices(tmp_path: Path) -> None:
    asked = step("hay1a", ["$$\\oint 2$$"], stepTitle="Which one?", choices=["$$\\oint 2$$", "$$\\oint 3$$"])
    assert first(read_oatutor(content(tmp_path, asked))).type == "choice"


def test_choices_that_are_pictures_come_where_the_pictures_are(tmp_path: Path) -> None:
    choices = ["##a.gif##", "##b.gif##"]
    asked = step(
        "hens1a",
        ["##a.gif##"],
        stepTitle="Which hen?",
        problemType="MultipleChoice",
        answerType="string",
        choices=choices,
    )
    top = content(tmp_path, asked)
    assert reasons(read_oatutor(top).refused) == {"its choices are pictures": ["hens1"]}

    figures = top / "content-pool/hens1/figures"
    figures.mkdir()
    for name in ("a.gif", "b.gif"):
        (figures / name).write_bytes(PICTURE)
    bank = read_oatutor(top)

    variant = first(bank)
    assert sorted(option.text for option in variant.options) == [
        "[A picture that came without a description: a.gif]",
        "[A picture that came without a description: b.gif]",
    ]
    assert "img" not in variant.prompt.html
    assert sorted(bank.pictures) == ["hens1-a-gif.gif", "hens1-b-gif.gif"]


@pytest.mark.parametrize(
    ("plans", "title", "language"),
    [
        ([{"courseName": "Gården", "language": "se"}], "Hur många höns?", "sv"),
        ([{"courseName": "Gården"}], "Bestäm hur många höns det är och vilken som är störst.", "sv"),
        ([], "¿Cuál es el número de gallinas para la granja?", "es"),
        ([], "What is the number of hens?", "en"),
    ],
)
def test_a_course_carries_its_language(tmp_path: Path, plans: object, title: str, language: str) -> None:
    assert (
        read_oatutor(content(tmp_path, step("hens1a", ["$$3$$"], stepTitle=title), plans=plans)).language
        == language
    )


def test_the_course_plans_licence_holds_where_a_problem_names_none(tmp_path: Path) -> None:
    plans = [
        {"courseName": name, "courseLicense": "https://example.org/ <All rights reserved>"}
        for name in ("A", "B")
    ]
    top = content(tmp_path, step("hens1a", ["$$3$$"]), plans=plans, license=0.0)
    assert (
        read_oatutor(top).problems[0].steps[0].item["licence"] == "All rights reserved (https://example.org/)"
    )


def test_one_problem_that_is_written_otherwise_does_not_stop_the_others(tmp_path: Path) -> None:
    odd = step("hens1a", ["$$3$$"], units={"of": ["a", 1]}, choices=[None, {}], variabilization={"a": None})
    top = content(
        tmp_path, odd, step("hens2a", ["$$3$$"]), plans=[1, {"lessons": "many"}], skills={"hens1a": 0.0}
    )
    head = top / "content-pool/hens1/hens1.json"
    head.write_text(
        head.read_text(encoding="utf-8").replace('"courseName": "Farm: Counting"', '"oer": ["x"]'),
        encoding="utf-8",
    )
    (top / "content-pool/hens2/steps/hens2a/tutoring").mkdir()
    pathway = top / "content-pool/hens2/steps/hens2a/tutoring/hens2aDefaultPathway.json"
    pathway.write_text(
        '["no hint", {"subHints": 3, "type": "scaffold", "hintAnswer": ["3"], "text": "How many?"}]',
        encoding="utf-8",
    )

    bank = read_oatutor(top)

    assert bank.found == 2
    assert reasons(bank.refused) == {
        "it is not written as OATutor writes": ["hens2: 'int' object is not iterable"]
    }


def test_an_address_is_no_skill(tmp_path: Path) -> None:
    top = content(tmp_path, step("hens1a", ["$$3$$"]), skills={"hens1a": ["https://example.org/notes"]})
    assert read_oatutor(top).problems[0].steps[0].skill == "Hens"


def test_a_power_of_ten_is_not_run_into_the_number_before_it(tmp_path: Path) -> None:
    variant = first(
        read_oatutor(content(tmp_path, step("hens1a", ["$$3$$"], stepTitle="Light has $$3{10}^8$$.")))
    )
    assert "3×10" in variant.prompt.text.replace(" ", "")


def test_words_between_dollars_are_words_and_a_matrix_is_set_as_one(tmp_path: Path) -> None:
    title = "Feed $$\\mat{(1,2),(3,4)}$$ hens $$$$: hay?$$ Give the answer in whole bales."
    variant = first(read_oatutor(content(tmp_path, step("hens1a", ["$$3$$"], stepTitle=title))))
    assert "hens : hay? Give the answer in whole bales." in variant.prompt.text
    assert "<mtable>" in variant.prompt.html
