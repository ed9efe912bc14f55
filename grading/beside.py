"""What stands beside a student's journal: who was there, work on paper that a teacher saw, and surveys a student showed by name."""

from __future__ import annotations

from datetime import date, datetime, time, tzinfo

from curriculum.listing import in_a_row
from curriculum.surveys import scale, survey
from grading.attendance import entries_of
from grading.attendance import in_words as entry_in_words
from grading.paper_work import in_words as work_in_words
from grading.paper_work import work_on_paper
from grading.records import Records
from grading.surveys import named_answers
from grading.timeline import Moment
from grading.words import _


def beside(records: Records, student: str, zone: tzinfo | None = None) -> list[Moment]:
    """The entries for a student's timeline, in the language spoken now, each with its day and no time.

    A day on which the student simply was there is no entry. Surveys are here only where the student said that the teacher may see whose
    they are. Raises RecordsFault.
    """
    found: list[Moment] = []
    for entry in entries_of(records, student):
        if entry.state != "present" or entry.note:
            text = _("Attendance: {state}.").format(state=entry_in_words(entry))
            good = False if entry.state == "absent" else None
            found.append(
                Moment(at=_at(entry.day, zone), all_day=True, kind="attendance", text=text, good=good)
            )
    found += [
        Moment(at=_at(work.day, zone), all_day=True, kind="paper", text=work_in_words(work))
        for work in work_on_paper(records, student)
    ]
    about = {question.id: question.about for question in survey("student").questions}
    words = scale()
    for day, answers in named_answers(records, student):
        told = in_a_row(
            [
                _("{about}: {answer}").format(about=about[name], answer=words[answer - 1])
                for name, answer in answers.items()
            ]
        )
        text = _("Answered the survey, and lets you see it: {answers}.").format(answers=told)
        found.append(Moment(at=_at(day, zone), all_day=True, kind="surveyed", text=text))
    return found


def _at(day: str, zone: tzinfo | None) -> datetime | None:
    """The beginning of a day on the reader's clock; None where a student's clock says no day."""
    try:
        return datetime.combine(date.fromisoformat(day), time.min, zone).astimezone(zone)
    except (ValueError, OverflowError):
        return None
