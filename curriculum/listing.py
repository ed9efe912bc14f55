"""Several things in a row, as people write them in the language spoken now."""

from __future__ import annotations

import re
from collections.abc import Sequence

from curriculum.language import spoken

_LAST = {
    ("en", "and"): " and ",
    ("es", "and"): " y ",
    ("fr", "and"): " et ",
    ("ar", "and"): " و",
    ("en", "or"): " or ",
    ("es", "or"): " o ",
    ("fr", "or"): " ou ",
    ("ar", "or"): " أو ",
}


def listed(parts: Sequence[str]) -> str:
    """`Ben`, `Ben and Ife`, `Luis, Ben and Ife`; empty for none."""
    return _joined(parts, "and")


def either(parts: Sequence[str]) -> str:
    """`Luis, Ben or Ife`; empty for none."""
    return _joined(parts, "or")


def in_a_row(parts: Sequence[str]) -> str:
    """`Luis, Ben, Ife`: a list that does not say that it is all of them."""
    return _comma().join(parts)


def one_stop(sentence: str) -> str:
    """The sentence without a full stop behind a title that ends in `?`, `!` or `…` of its own."""
    return re.sub(r"([?!…؟])\.(?=\s|$)", r"\1", sentence)


def _comma() -> str:
    return "، " if spoken() == "ar" else ", "


def _joined(parts: Sequence[str], how: str) -> str:
    if len(parts) < 2:
        return "".join(parts)
    *before, last = parts
    language = spoken()
    # Arabic writes its "and" before every part.
    between = (_LAST["ar", how] if how == "and" else _comma()) if language == "ar" else _comma()
    word = _LAST[language, how]
    if language == "es":
        word = _before_the_same_sound(word, last)
    return between.join(before) + word + last


def _before_the_same_sound(word: str, following: str) -> str:
    """Spanish `y` and `o` become `e` and `u` before their own sound: `Ana e Inés`, `siete u ocho`."""
    start = following.lstrip("“\"'(«¿¡").lower()
    if (
        word == " y "
        and start.startswith(("i", "hi", "í", "hí"))
        and not start.startswith(("hie", "hia", "ie"))
    ):
        return " e "
    if word == " o " and start.startswith(("o", "ho", "ó", "hó")):
        return " u "
    return word
