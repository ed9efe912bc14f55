"""Every command in docs/exports.md and docs/surveys.md, from top to bottom, on a class with keys, grades and a roster."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from grading.class_folder import ClassFolder
from grading.gradebook import open_gradebook
from grading.roster import Roster, write_roster
from kit.command import main
from tests.grading.conftest import klass, released_once
from tests.test_docs import commands

__all__ = ["klass", "released_once"]

AMINA, BEN = "k3f92m7qx0ab", "p8r4wz2n6cde"
NAMED_ALONE = {"trellis restore"}
"""Told without what it takes; the line with it is run."""


@pytest.mark.slow
@pytest.mark.parametrize("page", ["exports.md", "surveys.md"])
def test_the_commands_of_the_page_run(
    page: str,
    klass: ClassFolder,
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_roster(
        klass.roster, Roster({AMINA: "Amina", BEN: "Ben"}, {AMINA: {"email": "amina@school.example"}})
    )
    with open_gradebook(klass) as gradebook:
        gradebook.update_or_create_student(AMINA)
        for notebook in gradebook.add_submission("halving", AMINA).notebooks:
            for grade in notebook.grades:
                grade.auto_score, grade.needs_manual_grade = 0.5, False
        gradebook.db.commit()
    monkeypatch.setattr(
        "grading.class_keys.unlock", lambda *_: klass.keys
    )  # the tests' keys have no passphrase
    monkeypatch.setattr("grading.restoring.unlock", lambda *_: klass.keys)
    monkeypatch.setenv("TRELLIS_PASSPHRASE", "seven quiet rivers")
    monkeypatch.chdir(klass.root)
    for name in ("stick", "out"):
        (tmp_path / name).mkdir()
    (klass.root / "week.csv").write_text("name,date,attendance\nAmina,2026-11-02,late\n", "utf-8")
    told = commands((root / "docs" / page).read_text("utf-8"))
    assert len(told) >= 4
    for line in told:
        if line in NAMED_ALONE:
            continue
        backups = sorted((tmp_path / "stick").glob("*.trellis-backup"))
        places = {
            "STICK": tmp_path / "stick",
            "FILE": backups[-1] if backups else "",
            "FOLDER": tmp_path / "new",
            "AMINA": "Amina",
        }
        words = [str(places.get(word, word)) for word in shlex.split(line)[1:]]
        assert main(words) == 0, (line, capsys.readouterr().err)
    written = {path.name.partition("-")[0] for path in (tmp_path / "stick").iterdir()}
    assert written == ({"class", "grades"} if page == "exports.md" else set())
