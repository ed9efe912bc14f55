import gzip
import json
import random
from pathlib import Path

import msgspec
import pytest

from curriculum.importers.bank import UNDESCRIBED, Bank, Refused, reasons
from curriculum.importers.oatutor import read_oatutor
from curriculum.importers.sources import read_bank
from curriculum.items import Item, draw
from curriculum.marking import mark, seal
from curriculum.types.code import Code
from curriculum.variants import Variant
from tests.oatutor import write_folder, write_lines

SHARED = Path("/work/shared/data/oatutor")
COURSES = ("elementary-algebra", "introductory-statistics")


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    return read_oatutor(write_folder(tmp_path_factory.mktemp("oatutor")))


def drawn(bank: Bank, name: str, number: int = 0, step: int = 0, support: int | None = None) -> Variant:
    (problem,) = (problem for problem in bank.problems if problem.name == name)
    found = problem.steps[step]
    item = msgspec.convert(found.item if support is None else found.support[support], Item)
    assert not isinstance(item, Code)
    return draw(item, number, "skill", {})


def test_a_folder_and_its_lines_are_read_alike(bank: Bank, tmp_path: Path) -> None:
    assert read_bank(write_lines(tmp_path / "farm.jsonl.gz")) == bank
    assert (bank.title, bank.language, bank.lessons) == ("Farm: Counting", "en", ("1.1 Hens", "2.1 Hay"))


def test_money_stars_and_braces_are_read_as_they_stand(bank: Bank) -> None:
    prompt = drawn(bank, "hens1").prompt
    assert (
        prompt.text
        == "Six hens cost $30 in all. *Each* costs as much as {the} others.\n\nHow much are h hens?"
    )
    assert prompt.html.count("<math") == 1
    assert prompt.html.count("<p>") == 2


def test_hints_become_the_ladder_and_scaffolds_smaller_questions(bank: Bank) -> None:
    variant = drawn(bank, "hens1")
    assert [hint.text for hint in variant.hints] == [
        "Look\n\nDivide first.",
        "Look\n\nHow much is one?",
        "Look\n\nWhich is right?",
    ]
    small = drawn(bank, "hens1", support=0)
    assert mark(small, "30/6").right
    assert [hint.text for hint in small.hints] == ["Look\n\nWhat is 30/6?"]
    assert [option.text for option in drawn(bank, "hens1", support=1).options if option.text == "less"] == [
        "less"
    ]


def test_what_is_equal_is_right(bank: Bank) -> None:
    variant = drawn(bank, "hens1")
    assert mark(variant, "h*5").right
    assert mark(variant, "10h/2").right
    assert not mark(variant, "5").right


def test_choices_are_taken_apart_and_stand_once(bank: Bank) -> None:
    variant = drawn(bank, "hens2")
    assert {option.text for option in variant.options} == {"x ≥ 3", "x<3", "x>3"}
    right = [index for index in range(len(variant.options)) if mark(variant, index).right]
    assert [variant.options[index].text for index in right] == ["x ≥ 3"]


def test_matrices_lists_and_words(bank: Bank) -> None:
    assert mark(drawn(bank, "barn1"), "[[1,2],[3,4]]").right
    assert mark(drawn(bank, "barn1", step=1), "-2, 5").right
    assert not mark(drawn(bank, "barn1", step=1), "-2.5").right
    assert mark(drawn(bank, "words1"), "dne").right
    assert mark(drawn(bank, "words1"), "Does not exist").right


def test_numeric_answers_are_right_where_they_round_to_the_same(bank: Bank) -> None:
    variant = drawn(bank, "round1")
    assert mark(variant, "0.33").right
    assert mark(variant, "0.334").right
    assert not mark(variant, "0.34").right


def test_variables_are_drawn_together_the_same_in_every_part(bank: Bank) -> None:
    assert [drawn(bank, "sums1", number).prompt.text for number in range(3)] == [
        "Add 2 and 1/2.",
        "Add 3 and x.",
        "Add 4 and 5.",
    ]
    assert mark(drawn(bank, "sums1", 0), "2.5").right
    assert mark(drawn(bank, "sums1", 1), "x+3").right
    assert drawn(bank, "sums1", 2).hints[0].text == "Look\n\nStart with 4."
    assert mark(drawn(bank, "sums1", 1, support=0), "x").right
    assert drawn(bank, "sums1").family == drawn(bank, "sums1", support=0).family == "sums1"


def test_a_picture_that_is_not_there_is_said_and_the_problem_set_aside(bank: Bank) -> None:
    waits = {problem.name: problem.waits_for for problem in bank.problems if problem.waits_for}
    assert waits == {"chart1": ("figure1.png",)}
    assert (
        "A picture belongs here that did not come with the question: figure1.png."
        in drawn(bank, "chart1").prompt.text
    )
    assert "picture" not in drawn(bank, "plain1").prompt.text


def test_a_picture_that_is_there_comes_with_its_question(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "farm")
    figure = folder / "content-pool/chart1/figures/figure1.png"
    figure.parent.mkdir()
    figure.write_bytes(b"GIF89a, whatever its name says")

    bank = read_oatutor(folder)

    assert [problem.name for problem in bank.problems if problem.waits_for] == []
    assert bank.pictures == {"chart1-figure1-png.gif": figure.read_bytes()}
    prompt = drawn(bank, "chart1").prompt
    assert "[A picture that came without a description: figure1.png]" in prompt.text
    assert '<img src="trellis-picture:chart1-figure1-png.gif" alt="A picture that came' in prompt.html
    assert len(reasons(bank.lesser)[UNDESCRIBED]) == 1


def test_a_hints_picture_that_is_there_comes_with_the_hint(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "farm")
    barn = folder / "content-pool/barn1/figures/barn.png"
    barn.parent.mkdir()
    barn.write_bytes(b"\x89PNG\r\n\x1a\n and so on")

    bank = read_oatutor(folder)

    assert bank.pictures == {"barn1-barn-png.png": barn.read_bytes()}
    [rung] = drawn(bank, "barn1", step=1).hints
    assert rung.text == "Look\n\n[A picture that came without a description: barn.png]"
    assert '<img src="trellis-picture:barn1-barn-png.png" alt="A picture that came' in rung.html
    assert reasons(bank.lesser) == {UNDESCRIBED: ["barn1/barn1b-h1: barn.png"]}


def test_courses_in_one_pool_keep_their_lessons_apart(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "farm")
    path = folder / "content-pool/words1/words1.json"
    path.write_text(
        path.read_text(encoding="utf-8")
        .replace("Farm: Counting", "Limits")
        .replace('"lesson": "2.1 Hay"', '"x": 1'),
        encoding="utf-8",
    )
    bank = read_oatutor(folder)
    assert set(bank.lessons) == {"Farm: Counting: 1.1 Hens", "Farm: Counting: 2.1 Hay", "Limits"}


def test_what_cannot_be_expressed_is_listed_with_its_reason(bank: Bank) -> None:
    assert set(reasons(bank.refused)) == {"there is nothing to choose from", "its answer cannot be read"}
    assert bank.found == 10
    assert reasons(bank.lesser) == {"a hint's picture is not there": ["barn1/barn1b-h1: barn.png"]}


def test_skills_are_carried_over(bank: Bank) -> None:
    skills = {problem.name: [step.skill for step in problem.steps] for problem in bank.problems}
    assert skills["hens1"] == ["Count hens"]
    assert skills["barn1"] == ["Share, count, and sort hay", "Hay"]


def test_every_item_says_where_it_is_from_and_its_licence(bank: Bank) -> None:
    credit = "The Farm Book (https://example.org/farm), by way of OATutor (https://OATutor.io); adapted. CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)"
    assert drawn(bank, "hens1").credit == credit
    assert drawn(bank, "hens1", support=0).credit.startswith(
        "OATutor (https://OATutor.io); adapted. CC BY 4.0"
    )


def test_broken_files_are_listed_and_the_rest_is_read(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "farm")
    (folder / "content-pool/hens1/hens1.json").write_text("{", encoding="utf-8")
    (folder / "content-pool/hens2/steps/hens2a/hens2a.json").write_text("[" * 100_000, encoding="utf-8")
    refused = reasons(read_oatutor(folder).refused)
    assert [where.split(":")[0] for where in refused["a file of it is not JSON"]] == ["hens1", "hens2"]
    with gzip.open(tmp_path / "bad.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.write(
            "nonsense\n" + json.dumps({"path": "content-pool/a/a.json", "content": {"id": "a"}}) + "\n"
        )
    assert [refusal.where for refusal in read_bank(tmp_path / "bad.jsonl.gz").refused] == ["line 1", "a"]


def test_what_is_no_bank_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        read_bank(tmp_path / "nothing")
    (tmp_path / "note.txt").write_text("Hello.", encoding="utf-8")
    with pytest.raises(Refused):
        read_bank(tmp_path / "note.txt")


@pytest.mark.slow
@pytest.mark.skipif(
    not SHARED.is_dir(),
    reason="OATutor's Elementary Algebra and Introductory Statistics are not on this machine",
)
def test_of_oatutors_own_problems_at_least_95_of_100_become_items_that_mark_their_own_key_right() -> None:
    banks = [read_oatutor(SHARED / f"{name}.jsonl.gz") for name in COURSES]
    found, became = sum(bank.found for bank in banks), sum(len(bank.problems) for bank in banks)
    assert found == 2899
    assert (
        became >= 0.95 * found
    )  # each of them was held to its own key when it was read: curriculum.importers.bank.verify
    steps = [step.item for bank in banks for problem in bank.problems for step in problem.steps]
    for written in random.Random(6).sample(steps, 100):
        item = msgspec.convert(written, Item)
        assert not isinstance(item, Code)
        variant = draw(item, 0, "skill", {})
        sealed = seal(variant, "salt")
        right = variant.written or next(
            iter(index for index in range(len(variant.options)) if mark(variant, index).right), ""
        )
        if right != "":
            assert mark(variant, right).right
            assert mark(sealed, right).right
