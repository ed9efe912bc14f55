"""Every command in the README and in docs/ is one that runs."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from curriculum.course import load_course
from curriculum.translated import read_translated
from kit.command import main
from kit.server import running
from tests.browser import wait_until

FENCE = re.compile(r"^```\n(python3 start\.py[^\n]*)\n```$", re.MULTILINE)
INLINE = re.compile(r"`(trellis [^`]+|python3 start\.py[^`]*)`")

RUN_ELSEWHERE = {
    "python3 start.py demo": "tests/practice.py plays it",
    "python3 start.py test": ".ci/run is that very command",
    "python3 start.py": "tests/kit opens the chooser",
}


def commands(text: str) -> list[str]:
    """The commands a text tells its reader to type."""
    return list(dict.fromkeys(FENCE.findall(text) + INLINE.findall(text)))


def test_the_readmes_commands_are_those_run_here(root: Path) -> None:
    told = commands((root / "README.md").read_text(encoding="utf-8"))
    known = [*RUN_ELSEWHERE, *(line for line in TEACHERS_DAY), "trellis review"]
    assert sorted(told) == sorted(known)


TEACHERS_DAY = (
    'trellis class new "7B"',
    "trellis release --to STICK",
    "trellis collect STICK",
    "trellis grade",
    "trellis paths",
    'trellis note AMINA "Well done."',
    "trellis return --to STICK",
)


@pytest.mark.slow
def test_a_teachers_first_day_by_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TRELLIS_PASSPHRASE", "seven quiet rivers")
    monkeypatch.chdir(tmp_path)
    for line in TEACHERS_DAY:
        if line == "trellis paths":
            # A student of that name, who has not handed in.
            (tmp_path / "home" / "class" / "roster.csv").write_text("id,name\nk3f92m7qx0ab,Amina\n", "utf-8")
        words = [str(stick) if word == "STICK" else word for word in shlex.split(line)[1:]]
        assert main(words) == 0, (line, capsys.readouterr().err)
    assert [path.suffix for path in stick.iterdir()] == [".trellis"]
    process = subprocess.Popen([sys.executable, "-m", "kit.command", "review", "--no-browser"])
    try:
        wait_until(lambda: running(tmp_path / "home" / "class", "teach"), 60)
    finally:
        process.terminate()
        process.wait(30)


AUTHORS_BLOCK = re.compile(r"^```yaml\n# (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.slow
def test_an_authors_half_hour_by_command(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """docs/authoring.md from top to bottom: its commands in order, its blocks written where they say."""
    text = (root / "docs" / "authoring.md").read_text(encoding="utf-8")
    (tmp_path / "stick").mkdir()
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TRELLIS_PASSPHRASE", "seven quiet rivers")
    monkeypatch.chdir(tmp_path)
    blocks = AUTHORS_BLOCK.findall(text)
    assert [file for file, _ in blocks] == [
        "items/first-skill.yaml",
        "misconceptions.yaml",
        "lessons/full-boxes.yaml",
        "locale/es/items/first-skill.yaml",
        "locale/es/misconceptions.yaml",
        "locale/es/lessons/full-boxes.yaml",
    ]
    told = [line for line in INLINE.findall(text) if not line.startswith("python3")]
    told.remove("trellis preview full-boxes")  # tests/kit/test_preview.py walks through it
    for line in told:
        if line.startswith("trellis new lesson"):
            monkeypatch.chdir(tmp_path / "boxes-and-bags")
        if line == "trellis preview full-boxes --list":
            for file, block in blocks:
                path = Path(file)
                path.parent.mkdir(parents=True, exist_ok=True)
                before = "" if file.startswith(("lessons/", "locale/")) else path.read_text("utf-8") + "\n"
                path.write_text(before + block, "utf-8")
        if "--from" in line:
            can_be_previewed(line, tmp_path)
            continue
        words = [str(tmp_path / "stick") if word == "STICK" else word for word in shlex.split(line)[1:]]
        assert main(words) == 0, (line, capsys.readouterr())
        if line == "trellis check":
            assert capsys.readouterr().out.endswith(
                "\nBoxes and bags: no faults. Skills: 1; lessons: 1; items: 3.\n"
            )
    assert [path.suffix for path in (tmp_path / "stick").iterdir()] == [".trellis"]
    assert Path("full-boxes.svg").is_file()
    translated = read_translated(load_course(Path()), "es")
    assert translated.items["boxes-from-pencils"].hints
    assert translated.nodes["full-boxes"].keys() == {"first-question", "another-look"}


def can_be_previewed(line: str, tmp_path: Path) -> None:
    """Start a preview as the line says, until it says where it is."""
    words = [sys.executable, "-P", "-m", "kit.command", *shlex.split(line)[1:], "--no-browser"]
    with (tmp_path / "preview.log").open("w+", encoding="utf-8") as said:
        process = subprocess.Popen(words, stdout=said, env={**os.environ, "PYTHONUNBUFFERED": "1"})
        try:
            wait_until(lambda: "http://127.0.0.1" in (tmp_path / "preview.log").read_text("utf-8"), 60)
        finally:
            process.terminate()
            process.wait(30)


def test_every_command_in_the_docs_is_known(root: Path) -> None:
    from kit.commands import COMMANDS

    texts = [root / "README.md", root / "CONTRIBUTING.md", *sorted((root / "docs").rglob("*.md"))]
    for path in texts:
        for line in commands(path.read_text(encoding="utf-8")):
            words = line.removeprefix("trellis ").split()
            assert line.startswith("python3") or words[0] in COMMANDS, f"{path.name}: {line}"
