"""Every sentence for families is in every catalogue, with its placeholders and all its plurals."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from grading.catalogues import LANGUAGES, LOCALE, catalogue_path, long_date, words_in

KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
OTHERS = [language for language in LANGUAGES if language != "en"]


def in_the_code() -> set[str | tuple[str, ...]]:
    """The sentences marked for translation anywhere in grading/."""
    return {
        message if isinstance(message, str) else tuple(message)
        for path in sorted(LOCALE.parent.rglob("*.py"))
        for _, message, *_ in extract_from_file("python", path, keywords=KEYWORDS)
    }


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_is_translated_and_none_is_left_over(language: str) -> None:
    with catalogue_path(language).open("rb") as file:
        catalogue = read_po(file, locale=language)
    messages: list[Message] = [message for message in catalogue if message.id]
    assert {
        message.id if isinstance(message.id, str) else tuple(message.id) for message in messages
    } == in_the_code()
    for message in messages:
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        asked = message.id if isinstance(message.id, str) else message.id[0]
        assert len(said) == (catalogue.num_plurals if message.pluralizable else 1), asked
        for one in said:
            assert one, f"{asked} has no translation in {language}"
            assert sorted(PLACEHOLDER.findall(one)) == sorted(PLACEHOLDER.findall(asked)), one
        assert not message.fuzzy, asked


def test_the_catalogues_are_those_of_the_languages() -> None:
    assert sorted(path.name for path in LOCALE.iterdir()) == sorted(OTHERS)


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


def test_another_room_has_its_own_catalogue(tmp_path: Path) -> None:
    path = catalogue_path("fr", tmp_path, "kit")
    path.parent.mkdir(parents=True)
    path.write_text('msgid ""\nmsgstr ""\n\nmsgid "Start"\nmsgstr "Commencer"\n', encoding="utf-8")
    assert words_in("fr", tmp_path, "kit").gettext("Start") == "Commencer"


def test_days_are_written_out() -> None:
    assert [long_date("2026-12-18", language) for language in LANGUAGES] == [
        "18 December 2026",
        "18 de diciembre de 2026",
        "18 décembre 2026",
        "18 ديسمبر 2026",
    ]
