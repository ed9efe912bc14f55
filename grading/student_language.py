"""In which language a student is spoken to: the one that the roster's column `language` names, where Trellis speaks it."""

from __future__ import annotations

from curriculum.language import LANGUAGES, spoken
from grading.name_list import language_code
from grading.roster import Roster

COLUMN = "language"


def student_language(roster: Roster, student: str, otherwise: str = "") -> str:
    """The student's language, of LANGUAGES; where the roster names none of them `otherwise`, or the one spoken now."""
    own = language_code(roster.more.get(student, {}).get(COLUMN, ""))
    if own in LANGUAGES:
        return own
    return otherwise if otherwise in LANGUAGES else spoken()
