"""Where students' code cannot be shut in, grading explains and asks first, on the page and in the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from grading.box import isolation, running
from grading.class_folder import new_class
from kit.commands import teacher
from kit.desk import desk
from kit.job import Order, do
from kit.stop import Stop
from kit.work import Report
from tests.tiny import write_course


@pytest.fixture
def klass(tmp_path: Path) -> Path:
    return new_class(tmp_path / "7b", "7b", write_course(tmp_path / "7b" / "course")).root


@pytest.fixture
def no_walls(monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer such as Windows, which has nothing to shut code in with."""
    monkeypatch.setattr(isolation, "best", lambda: "none")
    monkeypatch.setattr(running, "best", lambda: "none")


@pytest.mark.usefixtures("no_walls")
def test_the_desk_says_so_before_the_button(klass: Path) -> None:
    assert desk(klass).unisolated == isolation.sentence()


@pytest.mark.sandbox
def test_where_code_is_shut_in_the_desk_asks_nothing(klass: Path) -> None:
    assert desk(klass).unisolated == ""


@pytest.mark.usefixtures("no_walls")
def test_a_job_that_was_not_accepted_grades_nothing(klass: Path) -> None:
    with pytest.raises(running.Unisolated):
        do(Order(kind="grade", folder=str(klass)), lambda *_: None)
    accepted = do(Order(kind="grade", folder=str(klass), accept_unisolated=True), lambda *_: None)
    assert accepted.outcome == "No pieces of work graded."


def refused(accept_unisolated: bool) -> Report:  # noqa: FBT001 - as the real ones are called
    if not accept_unisolated:
        raise running.Unisolated(isolation.sentence())
    return Report(outcome="Graded.")


def test_a_terminal_is_asked(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    answers = iter(["yes", "n", ""])
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    assert teacher.asking(refused, accepted=False).outcome == "Graded."
    assert isolation.sentence() in capsys.readouterr().out
    for _ in ("no", "nothing"):
        with pytest.raises(Stop, match="Nothing was graded"):
            teacher.asking(refused, accepted=False)


def test_without_a_terminal_the_option_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    with pytest.raises(Stop, match="--accept-unisolated"):
        teacher.asking(refused, accepted=False)
    assert teacher.asking(refused, accepted=True).outcome == "Graded."
