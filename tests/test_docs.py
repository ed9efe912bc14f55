"""Every command in the README and in docs/ is one that runs."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

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


def test_every_command_in_the_docs_is_known(root: Path) -> None:
    from kit.commands import COMMANDS

    texts = [root / "README.md", root / "CONTRIBUTING.md", *sorted((root / "docs").rglob("*.md"))]
    for path in texts:
        for line in commands(path.read_text(encoding="utf-8")):
            words = line.removeprefix("trellis ").split()
            assert line.startswith("python3") or words[0] in COMMANDS, f"{path.name}: {line}"
