"""A lesson that speaks Spanish: released sealed, opened in the student's language, handed in and graded like any other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from carrying.handin import hand_in
from carrying.packs import open_lesson
from curriculum.course import load_course
from curriculum.language import speaking
from curriculum.lesson import read_lesson
from curriculum.variants import SealedKey
from grading.autograde import grade
from grading.class_folder import ClassFolder, new_class
from grading.collect import collect
from grading.release import ReleaseFault, release
from tests.curriculum.test_translated import HALVES, MISCONCEPTIONS, OUTLINE
from tests.grading.work import do_halving, study_with
from tests.keys import give_keys
from tests.tiny import HALVING_NOTEBOOK, write_course

SPANISH = HALVING_NOTEBOOK.replace("# Halving", "# La mitad").replace(
    "A half is one of two equal parts.", "Una mitad es una de dos partes iguales."
)


@pytest.fixture
def spanish(tmp_path: Path) -> ClassFolder:
    root = tmp_path / "7b"
    course = write_course(root / "course")
    for name, text in (
        ("es.yaml", OUTLINE),
        ("es/items/halves.yaml", HALVES),
        ("es/misconceptions.yaml", MISCONCEPTIONS),
        ("es/notebooks/halving.md", SPANISH),
    ):
        path = course / "locale" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return give_keys(new_class(root, "7b", course))


def texts(notebook: Path) -> list[str]:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]


@pytest.mark.slow
@pytest.mark.sandbox
def test_it_is_opened_in_spanish_and_graded_as_ever(spanish: ClassFolder, tmp_path: Path) -> None:
    release(spanish)
    words = read_lesson(spanish.release / "halving").spoken["es"]
    assert {type(variant.key) for variant in words.variants["half-sealed"]} == {SealedKey}
    with speaking("es"):
        study = study_with(spanish, tmp_path / "study", "amina0", "amina0machine"[:12])
        notebook = open_lesson(study, "halving")
    assert texts(notebook) == ["# La mitad", "Una mitad es una de dos partes iguales."]
    do_halving(study, load_course(spanish.course_folder()))
    with speaking("fr"):  # a lesson that is open stays as it is
        assert texts(open_lesson(study, "halving")) == texts(notebook)
    (tmp_path / "stick").mkdir()
    collect(spanish, hand_in(study, tmp_path / "stick"))
    assert [(one.kind, one.score) for one in grade(spanish, lessons=["halving"]).outcomes] == [
        ("graded", 2.0)
    ]


@pytest.mark.slow
def test_a_translation_with_other_cells_is_refused_before_anything_is_released(spanish: ClassFolder) -> None:
    path = spanish.course_folder() / "locale" / "es" / "notebooks" / "halving.md"
    path.write_text(SPANISH.replace("Una mitad es una de dos partes iguales.", ""), encoding="utf-8")
    with pytest.raises(
        ReleaseFault, match=r"^locale/es/notebooks/halving\.md: has 1 texts .* and the lesson has 2"
    ):
        release(spanish)
    assert not list(spanish.release.glob("*"))
