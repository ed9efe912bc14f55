"""Surveys: what may be answered, and when a student is asked again."""

from __future__ import annotations

from datetime import date

import pytest

from curriculum.evidence import Surveyed, read_event, write_event
from curriculum.language import LANGUAGES, speaking
from curriculum.surveys import (
    AUDIENCES,
    SurveyFault,
    checked_answers,
    is_due,
    question_ids,
    readable,
    scale,
    survey,
)


def answered(day: str, **answers: int) -> Surveyed:
    return Surveyed(
        by=("inst01", 1), at=f"{day}T08:00:00+00:00", lesson="halving", survey="student", answers=answers
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_survey_is_short_and_said_in_every_language(audience, language) -> None:
    english = survey(audience)
    with speaking(language):
        said, words = survey(audience), scale()
    assert 3 <= len(said.questions) <= 6
    assert len(set(words)) == 5
    assert said.ids == english.ids
    if language != "en":
        texts = zip(said.questions, english.questions, strict=True)
        assert all(own.text != other.text and own.about != other.about for own, other in texts)
        assert said.promise != english.promise


def test_answers_are_whole_numbers_of_the_scale_and_some_may_be_left_out() -> None:
    given = {"clarity": "5", "interest": " 1 ", "help": "", "other": "9"}
    assert checked_answers("student", given) == {"interest": 1, "clarity": 5}
    assert checked_answers("student", {"interest": "٤"}) == {"interest": 4}


@pytest.mark.parametrize("answer", ["0", "6", "-1", "4.5", "yes", "44", "²"])
def test_any_other_answer_is_refused_in_words(answer: str) -> None:
    with pytest.raises(SurveyFault, match="whole number from 1 to 5"):
        checked_answers("student", {"interest": answer})


def test_a_sheet_without_an_answer_is_none() -> None:
    with pytest.raises(SurveyFault, match="at least one question"):
        checked_answers("family", {"interest": 3})


def test_the_event_comes_back_as_it_was_and_foreign_answers_are_passed_over() -> None:
    event = answered("2026-11-26", interest=4, belonging=9, other=3)
    assert read_event(write_event(event).strip()) == event
    assert readable(event) == {"interest": 4}
    assert readable(Surveyed(by=("i", 1), at="", lesson="", survey="pets", answers={"interest": 4})) == {}


def test_a_student_is_asked_at_the_start_and_again_after_six_weeks() -> None:
    today = date(2026, 11, 26)
    assert is_due([], today)
    assert not is_due([answered("2026-10-16", interest=3)], today)
    assert is_due([answered("2026-10-15", interest=3)], today)
    assert not is_due([answered("2026-09-01", interest=3), answered("2026-11-25", interest=3)], today)
    assert is_due([answered("2027-06-01", interest=3)], today), (
        "a clock set wrong does not silence it for long"
    )


def test_ids_are_as_short_as_the_rest() -> None:
    assert question_ids("student") == ("interest", "confidence", "belonging", "help", "clarity")
