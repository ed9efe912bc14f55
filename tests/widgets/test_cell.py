"""`ask` and `branch` in a cell: what is said where there is no widget to show, and what is imported on the way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import widgets
from curriculum.lesson import FILE
from tests.widgets.places import lesson_folder
from widgets import ask, branch, cell


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What is displayed below the cell."""
    kept: list[dict[str, Any]] = []
    monkeypatch.setattr("IPython.display.display", lambda data, **_: kept.append(data))
    return kept


def test_a_missing_lesson_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown: list[Any]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cell, "STARTED_IN", tmp_path)

    assert branch("halving") is None

    [said] = shown
    assert said["text/plain"] == (
        "This notebook has lost its lesson: lesson.json is not beside it. Your answers are safe. "
        "Open the lesson again from your home page."
    )
    assert 'role="note"' in said["text/html"]


def test_a_damaged_lesson_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown: list[Any]
) -> None:
    folder = lesson_folder(tmp_path, "halving")
    folder.joinpath(FILE).write_text("{ torn", encoding="utf-8")
    monkeypatch.chdir(folder)

    ask("half-of")

    assert shown[0]["text/plain"].startswith("lesson.json is damaged (")


def test_an_unknown_item_is_a_sentence_with_the_nearest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown: list[Any]
) -> None:
    monkeypatch.chdir(lesson_folder(tmp_path, "halving"))

    ask("<b>")

    assert shown[0]["text/plain"].startswith('This lesson has no ask("<b>"). Nothing is lost.')
    assert "&lt;b&gt;" in shown[0]["text/html"]


def test_a_fault_of_our_own_is_a_sentence_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown: list[Any]
) -> None:
    monkeypatch.chdir(lesson_folder(tmp_path, "halving"))
    monkeypatch.setattr(cell.Exercise, "open", lambda *_: 1 / 0)

    branch("halving")

    assert shown[0]["text/plain"] == (
        "Something in Trellis itself went wrong here (ZeroDivisionError: division by zero). What is saved stays "
        "saved. Run this cell again; if it stays like this, show this sentence to your teacher."
    )


def test_the_lesson_is_found_after_the_student_s_code_has_gone_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = lesson_folder(tmp_path, "halving")
    monkeypatch.setattr(cell, "STARTED_IN", folder)
    monkeypatch.chdir(tmp_path)

    assert cell.lesson_folder() == folder


def test_under_nbgrader_there_is_one_line_and_no_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = lesson_folder(tmp_path, "halving")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")

    assert branch("halving") is None
    assert ask("half-of") is None

    assert capsys.readouterr() == (
        (
            'branch("halving"): the answers are marked from the journal.\n'
            'ask("half-of"): the answers are marked from the journal.\n'
        ),
        "",
    )
    assert not folder.joinpath("journal.jsonl").exists()


def loaded(code: str, folder: Path) -> set[str]:
    """The top-level modules that are loaded after `code` in a fresh Python."""
    ask_it = f"{code}\nimport sys; print(*{{name.partition('.')[0] for name in sys.modules}})"
    ran = subprocess.run(
        [sys.executable, "-c", ask_it], capture_output=True, text=True, check=True, cwd=folder
    )
    return set(ran.stdout.split())


def test_importing_widgets_imports_none_of_what_a_call_needs(tmp_path: Path) -> None:
    assert widgets.__all__ == ["ask", "branch", "check", "code"]
    heavy = {
        "anywidget",
        "msgspec",
        "curriculum",
        "carrying",
        "ipywidgets",
        "IPython",
        "pandas",
        "numpy",
        "nbgrader",
    }

    assert loaded("from widgets import ask, branch, check, code", tmp_path) & heavy == set()


def test_the_first_widget_needs_no_pandas_numpy_or_nbgrader(tmp_path: Path) -> None:
    names = loaded("import widgets.page, widgets.checking", tmp_path)

    assert "anywidget" in names
    assert (
        names & {"pandas", "numpy", "nbgrader", "sqlalchemy", "matplotlib", "cryptography", "yaml"} == set()
    )


def test_the_functions_are_not_hidden_by_modules_of_their_names(tmp_path: Path) -> None:
    code = "import widgets.page, widgets.checking, widgets.coding\n"
    code += "from widgets import ask, branch, check, code\nassert callable(check) and callable(code)"

    assert "widgets" in loaded(code, tmp_path)
