"""The language that Trellis speaks now, and a room's texts in it: gettext catalogues, read as they are written.

What stands in the code is English. A room keeps `locale/<language>/LC_MESSAGES/*.po` and hands out `_` and `ngettext` in its
`words.py`. Which language is spoken is decided where a page is asked for, a kernel or a command starts, and nowhere else.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

LANGUAGES = ("en", "es", "fr", "ar")
"""Those that Trellis speaks."""
RTL = frozenset({"ar"})
ENDONYMS = {"en": "English", "es": "Español", "fr": "Français", "ar": "العربية"}
"""Each language's name for itself, as somebody who reads no other looks for it."""


class _Process:
    language = "en"


_here: ContextVar[str] = ContextVar("language", default="")


def spoken() -> str:
    """The language spoken now, of LANGUAGES."""
    return _here.get() or _Process.language


def direction(language: str = "") -> str:
    """`ltr` or `rtl`, as HTML says it, for a language or the one spoken now."""
    return "rtl" if (language or spoken()) in RTL else "ltr"


def apart(text: str) -> str:
    """A name or a title in a sentence that is read from the right: kept apart, so that neither upsets the other's order (UAX 9)."""
    return f"\u2068{text}\u2069" if text and spoken() in RTL else text


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language of LANGUAGES within the block: in this thread or task, and in those that copy its context."""
    token = _here.set(language)
    try:
        yield
    finally:
        _here.reset(token)


def speak_here(language: str) -> None:
    """Speak a language of LANGUAGES for the rest of this task or thread, as a handler does from its beginning to its end."""
    _here.set(language)


def speak(language: str) -> None:
    """Speak a language of LANGUAGES in the whole process from now on, where no block says otherwise: a kernel's, a command's."""
    _Process.language = language


def first_known(wanted: Iterable[str]) -> str:
    """The first language tag that names a language of ours (`fr-CA`, `es_MX.UTF-8`); empty if none does."""
    for tag in wanted:
        language = tag.strip().lower().replace("_", "-").partition("-")[0].partition(".")[0]
        if language in LANGUAGES:
            return language
    return ""


class Words:
    """The texts of one room, in the language spoken when they are asked for."""

    def __init__(self, locale: Path) -> None:
        """`locale` is the room's folder of catalogues."""
        self.locale = locale

    def gettext(self, text: str) -> str:
        """The text in the language spoken now; itself where nobody has translated it."""
        return self._now().gettext(text)

    def ngettext(self, one: str, many: str, number: float) -> str:
        """The form for `number`; with placeholders still to be filled."""
        return self._now().ngettext(one, many, _whole(number))

    def pgettext(self, context: str, text: str) -> str:
        """The text where the same English means several things; `context` says which."""
        return self._now().pgettext(context, text)

    def _now(self) -> NullTranslations:
        return translations(self.locale, spoken())


def later(text: str) -> str:
    """Mark a constant for the catalogues (as `N_`); it is translated where it is shown."""
    return text


@lru_cache(maxsize=64)
def translations(locale: Path, language: str) -> NullTranslations:
    """All catalogues of a room in one language. Reading them costs some milliseconds, once."""
    found = NullTranslations()
    if language != "en":
        # Last to first, so that the first by name is asked first.
        for path in sorted((locale / language / "LC_MESSAGES").glob("*.po"), reverse=True):
            catalogue = _read(path, language)
            catalogue.add_fallback(found)
            found = catalogue
    return found


def _read(path: Path, language: str) -> GNUTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def _whole(number: float) -> int:
    # The plural rules are for whole numbers; 1.5 is "many" in all our languages.
    return int(number) if number == int(number) else max(int(number), 2)
