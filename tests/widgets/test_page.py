"""The widget between page and engine: messages in, replies out, each counted once."""

from __future__ import annotations

from pathlib import Path

import pytest

from carrying.journal import read_journal
from tests.widgets.places import lesson_folder
from widgets.exercise import Exercise
from widgets.page import ExerciseWidget, stylesheet
from widgets.protocol import plain


@pytest.fixture
def widget(tmp_path: Path) -> ExerciseWidget:
    return ExerciseWidget(Exercise.open(lesson_folder(tmp_path, "halving"), "branch", "halving"))


def message(widget: ExerciseWidget, name: str, **action: object) -> dict[str, object]:
    return {"id": name, "on": widget.exercise.key, "action": action}


def answers(widget: ExerciseWidget) -> list[object]:
    return [event.answer for event in widget.exercise.events if hasattr(event, "answer")]


def test_a_new_view_finds_what_to_show_in_the_screen_trait(widget: ExerciseWidget) -> None:
    assert widget.screen == plain(widget.exercise.screen())
    assert widget.screen["html"].startswith("<p>What is half of")
    assert (widget.lang, widget.dir, widget.words["check"]) == ("en", "ltr", "Check")


def test_a_reply_comes_after_the_journal_has_the_line(widget: ExerciseWidget) -> None:
    reply = widget.receive(message(widget, "m1", do="answer", value="1000", seconds=2))

    assert (reply.id, reply.saved) == ("m1", True)
    assert [
        event.answer for event in read_journal(widget.exercise.journal.path) if hasattr(event, "answer")
    ] == ["1000"]


def test_the_same_message_twice_is_answered_twice_and_counted_once(widget: ExerciseWidget) -> None:
    sent = message(widget, "m1", do="answer", value="1000", seconds=2)
    first = widget.receive(sent)

    again = widget.receive(sent)

    assert again == first
    assert answers(widget) == ["1000"]


def test_a_message_that_was_not_saved_may_come_again(widget: ExerciseWidget) -> None:
    sent = message(widget, "m1", do="answer", value="", seconds=2)
    assert widget.receive(sent).problem == "unreadable"
    sent["action"] = {"do": "answer", "value": "1000", "seconds": 2}

    assert widget.receive(sent).saved
    assert answers(widget) == ["1000"]


def test_an_old_message_repeated_brings_the_present_screen_not_the_old_one(widget: ExerciseWidget) -> None:
    old = message(widget, "m1", do="answer", value="1000", seconds=2)
    widget.receive(old)
    widget.receive(message(widget, "m2", do="hint"))

    assert len(widget.receive(old).screen.hints) == 1


def test_a_message_that_is_none_is_told_so_kindly(widget: ExerciseWidget) -> None:
    reply = widget.receive({"id": "m1", "action": {"do": "sing"}})

    assert (reply.id, reply.saved, reply.problem) == ("m1", False, "not-saved")
    assert reply.say == "That did not come through. Nothing is lost: please try once more."


def test_the_stylesheet_stays_inside_the_exercise() -> None:
    style = stylesheet()

    assert ":root, :host" not in style
    assert ".trellis-exercise:not([data-jp-theme-light] *)" in style
    assert "@import" not in style
    assert "url(" not in style


def test_what_goes_wrong_in_our_own_code_is_said_and_not_left_waiting(
    widget: ExerciseWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[dict[str, object]] = []
    monkeypatch.setattr(widget, "send", sent.append)
    monkeypatch.setattr(widget, "receive", lambda _: 1 / 0)

    widget._receive(widget, {"id": "m1", "on": "", "action": {"do": "go"}}, None)

    [told] = sent
    assert (told["id"], told["saved"], told["problem"], told["screen"]) == (
        "m1",
        False,
        "not-saved",
        widget.screen,
    )
    assert "Something in Trellis itself went wrong here (ZeroDivisionError" in str(told["say"])
