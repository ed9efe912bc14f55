"""A student's survey on the student's own machine: whether it is time for one, and taking the answers down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from carrying.study import Study
from curriculum.evidence import Surveyed
from curriculum.surveys import FORM, checked_answers, is_due
from kit.goal import all_events, any_journal


def survey_due(study: Study, today: date) -> bool:
    """Whether to ask now; never before there is a lesson to keep the answers beside."""
    return bool(study.opened()) and is_due(all_events(study), today)


def take_answers(study: Study, given: Mapping[str, object], *, named: bool = False) -> Surveyed:
    """Write the answers into the journal, so that they are handed in with the rest.

    Raises SurveyFault, GoalFault (no lesson is here yet), UnreadableLesson, NotSaved.
    """
    answers = checked_answers("student", given)
    return any_journal(study).append(Surveyed, survey="student", answers=answers, form=FORM, named=named)
