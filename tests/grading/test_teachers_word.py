"""What a teacher writes about a student: all of it or nothing, and nothing lost where two write at once."""

from __future__ import annotations

import pytest

from grading.notes import note_for, notes
from grading.records import CheckIn, Records
from grading.teachers_word import Form, WordFault, keep, seen_so_far

ANA = "ana001"
KNOWN = {"halving", "halves"}


@pytest.fixture
def records() -> Records:
    return Records("sqlite://")


def test_a_check_in_keeps_the_words_the_step_and_the_day(records: Records) -> None:
    keep(
        records, ANA, "check-in", {"text": " We  folded. ", "step": "Two strips.", "due": "2026-12-18"}, "Ray"
    )
    (kept,) = records.check_ins(ANA)
    assert (kept.text, kept.step, kept.due, kept.by) == ("We folded.", "Two strips.", "2026-12-18", "Ray")


@pytest.mark.parametrize(
    ("form", "fields", "field"),
    [
        ("check-in", {"text": " ", "step": ""}, "text"),
        ("check-in", {"text": "We talked.", "due": "2026-12-18"}, "step"),
        ("check-in", {"text": "We talked.", "step": "Go on.", "due": "soon"}, "due"),
        ("check-in", {"text": "long " * 1000}, "text"),
        ("path", {"action": "grow", "lesson": "halving", "reason": "x"}, "action"),
        ("path", {"action": "pin", "lesson": "nothing", "reason": "x"}, "lesson"),
        ("path", {"action": "pin", "lesson": "halving", "reason": ""}, "reason"),
        ("path", {"action": "pin", "lesson": "halving", "reason": "x", "due": "2026-12-18"}, "due"),
        ("path", {"action": "take-back", "lesson": "halving"}, "lesson"),
        ("private", {"text": ""}, "text"),
    ],
)
def test_wrong_input_is_said_at_its_field_and_keeps_nothing(
    records: Records, form: Form, fields: dict[str, str], field: str
) -> None:
    before = seen_so_far(records, ANA)
    with pytest.raises(WordFault) as told:
        keep(records, ANA, form, fields, "Ray", KNOWN)
    assert told.value.field == field
    assert str(told.value).endswith((".", "?"))
    assert seen_so_far(records, ANA) == before


def test_a_word_on_the_path_can_be_said_and_taken_back(records: Records) -> None:
    keep(records, ANA, "path", {"action": "pin", "lesson": "halves", "reason": "For Friday."}, "Ray", KNOWN)
    assert [(one.action, one.lesson) for one in records.overrides(ANA)] == [("pin", "halves")]
    keep(records, ANA, "path", {"action": "take-back", "lesson": "halves"}, "Kim", KNOWN)
    assert records.overrides(ANA) == []
    assert [(one.action, one.by) for one in records.said(ANA)] == [("pin", "Ray"), ("", "Kim")]


def test_two_check_ins_at_once_are_both_kept_and_the_second_is_told(records: Records) -> None:
    page = seen_so_far(records, ANA)
    assert not keep(records, ANA, "check-in", {"text": "First.", "seen": page}, "Ray").meanwhile
    assert keep(records, ANA, "check-in", {"text": "Second.", "seen": page}, "Kim").meanwhile
    assert [one.text for one in records.check_ins(ANA)] == ["First.", "Second."]


def test_a_note_that_would_hide_one_not_seen_yet_is_not_kept_at_once(records: Records) -> None:
    page = seen_so_far(records, ANA)
    keep(records, ANA, "note", {"text": "Bring your stick.", "seen": page}, "Ray")
    with pytest.raises(WordFault, match=r"Ray wrote “Bring your stick\.”"):
        keep(records, ANA, "note", {"text": "See you.", "seen": page}, "Kim")
    keep(records, ANA, "home", {"text": "All well.", "seen": page}, "Kim")  # another kind: nothing is hidden
    keep(records, ANA, "note", {"text": "See you.", "seen": seen_so_far(records, ANA)}, "Kim")
    assert [one.text for one in notes(records, ANA)] == ["Bring your stick.", "See you."]


def test_private_notes_and_those_for_home_never_go_to_the_student(records: Records) -> None:
    keep(records, ANA, "private", {"text": "Moved house."}, "Ray")
    keep(records, ANA, "home", {"text": "Reads well."}, "Ray")
    assert note_for(records, ANA) is None
    home = note_for(records, ANA, "home")
    assert home is not None
    assert home.text == "Reads well."


def test_done_talking_is_a_check_in_without_words(records: Records) -> None:
    keep(records, ANA, "talked", {}, "Ray")
    (kept,) = records.check_ins(ANA)
    assert kept == CheckIn(student=ANA, text="", by="Ray", at=kept.at)
