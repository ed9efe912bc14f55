"""What Trellis tells families, in their language and not in the teacher's."""

from __future__ import annotations

from datetime import date
from gettext import NullTranslations
from pathlib import Path

from curriculum.days import long_day
from curriculum.language import LANGUAGES, RTL, speaking, translations

__all__ = ["LANGUAGES", "RTL", "long_date", "words_in"]

LOCALE = Path(__file__).parent / "locale"


def words_in(language: str) -> NullTranslations:
    """The words of a language of LANGUAGES: `gettext` and `ngettext`."""
    return translations(LOCALE, language)


def long_date(text: str, language: str) -> str:
    """A day (ISO 8601) as a family reads it: `26 de noviembre de 2026`."""
    with speaking(language):
        return long_day(date.fromisoformat(text[:10]))
