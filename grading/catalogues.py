"""What Trellis says in other languages: gettext catalogues, read as they are written (`locale/<language>/LC_MESSAGES/grading.po`)."""

from __future__ import annotations

import io
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"
DOMAIN = "grading"
LANGUAGES = ("en", "es", "fr", "ar")
"""Those that Trellis speaks; what stands in the code is English."""
RTL = frozenset({"ar"})


def catalogue_path(language: str, locale: Path = LOCALE, domain: str = DOMAIN) -> Path:
    """Where the catalogue of a language is, in gettext's own order of folders."""
    return locale / language / "LC_MESSAGES" / f"{domain}.po"


@lru_cache(maxsize=16)
def words_in(language: str, locale: Path = LOCALE, domain: str = DOMAIN) -> NullTranslations:
    """The words of a language of LANGUAGES: `gettext` and `ngettext`. A room with texts of its own names its `locale` and `domain`."""
    if language == "en":
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with catalogue_path(language, locale, domain).open("rb") as file:
        catalogue = read_po(file, locale=language, domain=domain)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def long_date(text: str, language: str) -> str:
    """A day (ISO 8601) as a family reads it: `26 de noviembre de 2026`."""
    from datetime import date

    from babel.dates import format_date

    # English families live in more countries than one, and most of them write the day first.
    return format_date(
        date.fromisoformat(text[:10]), "long", locale="en_GB" if language == "en" else language
    )
