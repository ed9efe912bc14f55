"""Every text is in every catalogue, with its placeholders and all its plurals, and no catalogue holds a dead one."""

from __future__ import annotations

import re

import pytest

from grading.catalogues import long_date, words_in
from tests.catalogues import (
    OTHERS,
    SOURCES,
    Source,
    forms,
    in_the_code,
    is_translated,
    key_of,
    messages,
    path_of,
    read,
)

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*(?:[:!.][^{}]*)?\}")


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("source", SOURCES, ids=lambda source: f"{source.room}-{source.name}")
def test_every_text_is_translated_and_none_is_left_over(source: Source, language: str) -> None:
    wanted = {key_of(message) for _name, message in in_the_code(source)}
    assert path_of(source, language).exists() or not wanted
    catalogue = read(source, language)
    assert {key_of(message) for message in messages(catalogue)} == wanted, "run python -m tests.catalogues"
    for message in messages(catalogue):
        assert is_translated(message, catalogue), f"{message.id} has no translation in {language}"
        assert not message.fuzzy, message.id
        asked = sorted(PLACEHOLDER.findall(message.id if isinstance(message.id, str) else message.id[-1]))
        for said in forms(message)[-1:]:
            assert sorted(PLACEHOLDER.findall(said)) == asked, said
        for said in forms(message)[:-1]:  # "one try" may leave its number out
            assert set(PLACEHOLDER.findall(said)) <= set(asked), said


@pytest.mark.parametrize(
    ("count", "says"),
    [(1, "يوم واحد (1)"), (2, "يومان (2)"), (7, "7 أيام"), (12, "12 يومًا"), (100, "100 يوم")],
)
def test_arabic_counts_in_its_own_way(count: int, says: str) -> None:
    one, many = (
        "Worked on %(count)d day in the last four weeks.",
        "Worked on %(count)d days in the last four weeks.",
    )
    assert (
        words_in("ar").ngettext(one, many, count) % {"count": count}
        == f"العمل في الأسابيع الأربعة الأخيرة: {says}."
    )


def test_days_are_written_out() -> None:
    assert [long_date("2026-12-18", language) for language in ("en", *OTHERS)] == [
        "18 December 2026",
        "18 de diciembre de 2026",
        "18 décembre 2026",
        "18 ديسمبر 2026",
    ]
