"""Progress: a line rewritten on a terminal, plain lines elsewhere, and how long the rest may take."""

from __future__ import annotations

import io

import pytest

from kit.progress import Progress, in_words


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    def __init__(self, *ticks: float) -> None:
        self.ticks = list(ticks)

    def __call__(self) -> float:
        return self.ticks.pop(0)


def test_a_file_gets_a_line_now_and_then() -> None:
    out = io.StringIO()
    with Progress("Grading", 4, out, Clock(0, 1, 11, 12, 30)) as progress:
        progress.step("amina")
        progress.step("luis")
        progress.step("mei")
    assert out.getvalue() == "Grading …\n  Grading: 2 of 4 · about 11 s left · luis\n  done, 30 s\n"


def test_a_terminal_sees_one_line_that_is_replaced_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    out = Terminal()
    with Progress("Grading", 2, out, Clock(0, 5, 9)) as progress:
        progress.step()
    assert out.getvalue() == f"\r{'Grading: 1 of 2 · about 5 s left':<39}\r{' ' * 39}\rGrading: done, 9 s\n"


def test_an_error_ends_the_line_as_stopped() -> None:
    out = io.StringIO()
    with pytest.raises(ValueError, match="x"), Progress("Collecting", 0, out, Clock(0, 3)):
        raise ValueError("x")
    assert out.getvalue() == "Collecting …\n  stopped, 3 s\n"


def test_a_job_can_say_how_far_it_is() -> None:
    out = io.StringIO()
    progress = Progress("Releasing", stream=out, clock=Clock(0, 20))
    progress.step("halving", 1, 3)
    assert out.getvalue().endswith("  Releasing: 1 of 3 · about 40 s left · halving\n")


@pytest.mark.parametrize(("seconds", "words"), [(0.4, "0 s"), (59.6, "60 s"), (90, "2 min"), (600, "10 min")])
def test_durations_are_said_as_people_say_them(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
