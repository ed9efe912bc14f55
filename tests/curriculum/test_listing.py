"""Things in a row."""

from __future__ import annotations

import pytest

from curriculum.language import speaking
from curriculum.listing import either, listed, one_stop


@pytest.mark.parametrize(
    ("language", "parts", "said"),
    [
        ("en", [], ""),
        ("en", ["Ben"], "Ben"),
        ("en", ["Ben", "Ife"], "Ben and Ife"),
        ("en", ["Luis", "Ben", "Ife"], "Luis, Ben and Ife"),
        ("es", ["Luis", "Ben", "Ana"], "Luis, Ben y Ana"),
        ("es", ["Ana", "Inés"], "Ana e Inés"),
        ("es", ["agua", "hielo"], "agua y hielo"),
        ("fr", ["Luis", "Ben", "Ana"], "Luis, Ben et Ana"),
        ("ar", ["ليلى", "سامي", "نور"], "ليلى وسامي ونور"),
    ],
)
def test_all_of_them(language: str, parts: list[str], said: str) -> None:
    with speaking(language):
        assert listed(parts) == said


@pytest.mark.parametrize(
    ("language", "said"), [("en", "6, 7 or 8"), ("es", "6, 7 o 8"), ("fr", "6, 7 ou 8"), ("ar", "6، 7 أو 8")]
)
def test_one_of_them(language: str, said: str) -> None:
    with speaking(language):
        assert either(["6", "7", "8"]) == said


def test_spanish_hears_the_same_sound() -> None:
    with speaking("es"):
        assert either(["siete", "ocho"]) == "siete u ocho"


def test_a_title_that_ends_a_sentence_itself_takes_no_full_stop() -> None:
    assert one_stop("New here: Halves, Which is bigger?. Look.") == "New here: Halves, Which is bigger? Look."
    assert one_stop("New here: Halves.") == "New here: Halves."
