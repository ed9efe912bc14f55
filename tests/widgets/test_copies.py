"""The copy beside a widget: whole for machines, readable for people."""

from __future__ import annotations

from pathlib import Path

from carrying.copies import MIME, answers_in
from curriculum.language import speaking
from tests.widgets.places import lesson_folder
from widgets.copies import bundle
from widgets.exercise import Exercise


def test_before_anything_is_answered_the_copy_is_empty_and_takes_no_room(tmp_path: Path) -> None:
    exercise = Exercise.open(lesson_folder(tmp_path, "doubling"), "branch", "doubling")

    copy = bundle(exercise.lesson, exercise.name, exercise.events)

    assert (copy["text/plain"], copy["text/html"]) == ("", "")
    assert copy[MIME] == {"v": 1, "lesson": "doubling", "call": "doubling", "events": []}


def test_the_latest_answers_are_there_in_words_and_every_event_whole(tmp_path: Path) -> None:
    exercise = Exercise.open(lesson_folder(tmp_path, "doubling"), "branch", "doubling")
    assert exercise.variant is not None
    texts = [option.text for option in exercise.variant.options]
    exercise.answer([texts.index("3")])
    exercise.answer([texts.index("4"), texts.index("6")])
    exercise.go()

    copy = bundle(exercise.lesson, exercise.name, exercise.events)

    picked = "; ".join(text for text in texts if text in {"4", "6"})
    assert (
        copy["text/plain"]
        == f"Your answers so far (1):\n– Which are doubles of a whole number? → {picked} (right)"
    )
    assert "<summary>Your answers so far (1)</summary>" in copy["text/html"]
    with speaking("ar"):
        assert 'dir="rtl"' in bundle(exercise.lesson, exercise.name, exercise.events)["text/html"]
    notebook = {"cells": [{"outputs": [{"data": copy}]}]}
    assert [event.score for event in answers_in(notebook)] == [0.0, 1.0]


def test_what_a_student_typed_is_shown_as_text(tmp_path: Path) -> None:
    exercise = Exercise.open(lesson_folder(tmp_path, "doubling"), "ask", "word")
    exercise.answer("<img src=x onerror=alert(1)>")

    page = bundle(exercise.lesson, exercise.name, exercise.events)["text/html"]

    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "<img" not in page


def test_every_type_is_told_in_words_and_what_has_no_right_is_noted(tmp_path: Path) -> None:
    folder = lesson_folder(tmp_path, "all-types", "zoo")
    said = {
        "same-share": ([0, 1, 2], " ↔ "),
        "how-was-it": ([3, -1], "How was it? I'm stuck (noted)"),
        "tell-the-story": ("It rained.\nA lot.", "It rained.\nA lot. (noted)"),
        "sketch-the-pets": (["1", "2", "3"], "Cat 1; Dog 2; Fish 3"),
        "walk-to-school": ("0.5 km", "→ 0.5 km ("),
        "count-evens": ([5, 0, 4, 1, 3, 0, 2, 0, 1, 0, 0, 0], "\n    "),
    }
    for item, (answer, words) in said.items():
        exercise = Exercise.open(folder, "ask", item)
        exercise.answer(answer)

        copy = bundle(exercise.lesson, exercise.name, exercise.events)

        assert words in copy["text/plain"], item
        assert [event.answer for event in answers_in({"cells": [{"outputs": [{"data": copy}]}]})] == [answer]
