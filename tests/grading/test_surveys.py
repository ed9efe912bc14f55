"""Surveys of a class: sheets from paper, students' own from their journals, and what may be shown of them."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from carrying.handin import HandedIn, HandIn
from curriculum.evidence import Surveyed, write_event
from curriculum.surveys import SurveyFault
from grading.class_folder import ClassFolder
from grading.records import Records
from grading.roster import Roster, write_roster
from grading.survey_paper import survey_papers
from grading.surveys import Trends, in_words, named_answers, sentence, take_sheets, trends
from kit.command import main

TODAY = date(2026, 11, 26)
STUDENTS = [f"{letter}3f92m7qx0ab" for letter in "abcdefg"]


def handed_in(student: str, *events: tuple[str, dict[str, int], bool]) -> HandIn:
    machine = f"{student[0]}nst00000000"
    lines = [
        write_event(
            Surveyed(
                by=(machine, number), at=at, lesson="halving", survey="student", answers=answers, named=named
            )
        )
        for number, (at, answers, named) in enumerate(events, 1)
    ]
    return HandIn(
        student=student,
        by=(machine, 90),
        at="2026-11-20T08:00:00+00:00",
        course="tiny",
        digest=student.ljust(64, "0"),
        lessons=(HandedIn(lesson="halving", journal=b"".join(lines), notebook=None),),
    )


@pytest.fixture
def asked(klass: ClassFolder) -> ClassFolder:
    """A class that was made in August."""
    about = msgspec.structs.replace(klass.about, made="2026-08-24T08:00:00+00:00")
    return msgspec.structs.replace(klass, about=about)


def shares(found: Trends, question: str) -> list[tuple[int, float] | None]:
    trend = next(trend for trend in found.trends if trend.question == question)
    return [(point.yes.n, round(point.yes.value, 3)) if point else None for point in trend.points]


def test_fewer_than_five_are_not_shown_and_the_periods_are_shared(asked: ClassFolder) -> None:
    with Records(asked.records_url) as records:
        sheets = [{"understanding": 5, "knowing": value} for value in (1, 2, 4, 5)]
        assert take_sheets(records, "family", sheets, date(2026, 9, 2)) == 4
        more = [{"understanding": 5, "knowing": value} for value in (1, 2, 4, 5)] + [{"understanding": 3}]
        assert take_sheets(records, "family", more, date(2026, 10, 13)) == 5
        take_sheets(records, "teacher", [{"workload": 2}], date(2026, 11, 26))
    found = trends(asked, TODAY)
    family = found["family"]
    assert [(one.start.isoformat(), one.people, one.hidden) for one in family.periods] == [
        ("2026-08-31", 0, True),
        ("2026-10-12", 5, False),
    ]
    assert shares(family, "understanding") == [None, (5, 0.8)]
    assert shares(family, "knowing") == [None, None], "one left it out, so that four are left"
    point = next(trend for trend in family.trends if trend.question == "understanding").points[1]
    assert point is not None
    assert point.counts == (0, 0, 1, 0, 4)
    assert point.mean == pytest.approx(4.6)
    assert shares(found["teacher"], "workload") == [None, None, (1, 0.0)]
    teachers = found["teacher"].trends[0].points[2]
    assert teachers is not None
    assert in_words(teachers) == "rather no"
    assert found["student"].is_empty


def test_students_answers_come_with_their_hand_ins_and_count_once_a_period(asked: ClassFolder) -> None:
    with Records(asked.records_url) as records:
        for student in STUDENTS[:5]:
            records.merge(
                handed_in(
                    student,
                    ("2026-09-01T08:00:00+00:00", {"interest": 1}, False),
                    ("2026-09-03T08:00:00+00:00", {"interest": 5}, False),
                    ("2026-11-20T08:00:00+00:00", {"interest": 2}, student == STUDENTS[0]),
                )
            )
        assert named_answers(records, STUDENTS[0]) == [("2026-11-20", {"interest": 2})]
        assert named_answers(records, STUDENTS[1]) == [], "not said to be shown with the name"
        take_sheets(records, "student", [{"interest": 4}], date(2026, 9, 4))
    students = trends(asked, TODAY)["student"]
    assert shares(students, "interest") == [(6, 1.0), (5, 0.0)]
    change = students.trends[0].change
    assert change is not None
    assert change.is_clear
    assert sentence(students.trends[0]) == (
        "From 100% to 0% who say yes: fewer, and more than chance alone would explain."
    )
    with Records(asked.records_url) as records:
        records.erase(STUDENTS[0])
    assert shares(trends(asked, TODAY)["student"], "interest") == [(5, 1.0), None]


def test_a_clock_set_wrong_counts_as_the_nearest_day_that_can_be(asked: ClassFolder) -> None:
    days = ["1999-01-01", "2044-01-01", "2026-11-26", "nonsense", "2026-08-25"]
    with Records(asked.records_url) as records:
        for student, day in zip(STUDENTS, days, strict=False):
            records.merge(handed_in(student, (f"{day}T08:00:00", {"help": 5}, False)))
    students = trends(asked, TODAY)["student"]
    assert [(one.start.isoformat(), one.people, one.hidden) for one in students.periods] == [
        ("2026-08-24", 0, True),
        ("2026-10-05", 0, False),
        ("2026-11-16", 0, True),
    ]


def test_the_same_form_sent_twice_counts_once_and_a_wrong_number_keeps_nothing(asked: ClassFolder) -> None:
    with Records(asked.records_url) as records:
        sheets = [{"welcome": 4}, {"welcome": 5}]
        assert take_sheets(records, "family", sheets, TODAY, names=("form-0", "form-1")) == 2
        assert take_sheets(records, "family", sheets, TODAY, names=("form-0", "form-1")) == 0
        with pytest.raises(SurveyFault):
            take_sheets(records, "family", [{"welcome": 4}, {"welcome": 7}], TODAY)
        assert take_sheets(records, "family", sheets, TODAY, names=("form-1", "form-2")) == 1


def test_sheets_are_in_the_language_of_each_family(asked: ClassFolder) -> None:
    names = {STUDENTS[0]: "Amina Diallo", STUDENTS[1]: "Ben Ortiz", STUDENTS[2]: "Luz Núñez"}
    more = {STUDENTS[0]: {"language": "ar"}, STUDENTS[2]: {"family language": "fr", "language": "es"}}
    write_roster(asked.roster, Roster(names, more))
    papers = survey_papers(asked, "family")
    assert papers.pages == {"en": 1, "fr": 1, "ar": 1}
    assert papers.pdf.count(b"/Type /Page\n") == 3
    assert survey_papers(asked, "student").pages == {"en": 1, "es": 1, "ar": 1}
    assert survey_papers(asked, "teacher").pages == {"en": 1}
    assert survey_papers(asked, "family", copies=2, language="ar").pages == {"ar": 2}


def test_the_command_prints_takes_down_and_shows(
    klass: ClassFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--class", str(klass.root)]
    assert main(["survey", *where]) == 0
    assert capsys.readouterr().out.count("Nobody has answered yet.") == 3
    assert main(["survey", "family", "--paper", "--copies", "2", "--language", "es", *where]) == 0
    assert (klass.root / "survey-family.pdf").read_bytes().startswith(b"%PDF")
    assert main(["survey", "family", "5,5,,4", "4,4", "5,5,5,5", "5,1", "5,2", *where]) == 0
    assert main(["survey", "family", *where]) == 0
    told = capsys.readouterr().out
    assert "5 sheets were taken down." in told
    assert "100% of 5 people say yes (between 57% and 100%)" in told
    assert "60% of 5 people say yes" in told
    assert told.count("fewer than 5 answers, not shown") == 2
    assert main(["survey", "family", "1,2,3,4,5", *where]) == 1
    assert main(["survey", "family", "1", "--day", "2999-01-01", *where]) == 1
    said = capsys.readouterr().err
    assert "has 5 answers, the sheet has 4 questions" in said
    assert "has not come yet" in said
