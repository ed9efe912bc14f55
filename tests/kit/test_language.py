"""Which language the command speaks."""

from __future__ import annotations

import pytest

from kit.language import chosen


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"TRELLIS_LANGUAGE": "ar", "LANG": "fr_FR.UTF-8"}, "ar"),
        ({"LANG": "fr_CA.UTF-8"}, "fr"),
        ({"LC_ALL": "es_MX.UTF-8", "LANG": "fr_FR.UTF-8"}, "es"),
        ({"TRELLIS_LANGUAGE": "xx", "LANG": "es"}, "es"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LC_ALL": "C", "LANG": "fr_FR.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_variable_then_the_machine_then_english(environment: dict[str, str], language: str) -> None:
    assert chosen(environment) == language
