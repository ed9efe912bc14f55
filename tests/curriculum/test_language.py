"""The language spoken, in a block, a thread and the whole process; and days as people write them."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from pathlib import Path

import pytest

from curriculum.days import long_day, short_day, short_day_and_time, weekday
from curriculum.language import LANGUAGES, Words, direction, first_known, speak, speaking, spoken


@pytest.fixture
def words(tmp_path: Path) -> Words:
    for name, said in (("one", "Commencer"), ("two", "Finir")):
        path = tmp_path / "fr" / "LC_MESSAGES" / f"{name}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
            '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'
            f'msgid "{"Start" if name == "one" else "End"}"\nmsgstr "{said}"\n\n'
            'msgid "{n} try"\nmsgid_plural "{n} tries"\nmsgstr[0] "{n} essai"\nmsgstr[1] "{n} essais"\n',
            encoding="utf-8",
        )
    return Words(tmp_path)


def test_a_block_speaks_its_language_and_then_the_old_one(words: Words) -> None:
    assert spoken() == "en"
    with speaking("fr"):
        assert [words.gettext("Start"), words.gettext("End"), words.gettext("Other")] == [
            "Commencer",
            "Finir",
            "Other",
        ]
        assert [words.ngettext("{n} try", "{n} tries", n) for n in (1, 1.5, 2)] == [
            "{n} essai",
            "{n} essais",
            "{n} essais",
        ]
        with speaking("ar"):
            assert direction() == "rtl"
        assert direction() == "ltr"
    assert words.gettext("Start") == "Start"


def test_a_thread_started_for_a_task_speaks_its_language() -> None:
    async def asked() -> str:
        with speaking("es"):
            return await asyncio.to_thread(spoken)

    assert asyncio.run(asked()) == "es"


def test_a_process_speaks_one_language_where_no_block_says_otherwise() -> None:
    speak("fr")
    try:
        with speaking("en"):
            assert spoken() == "en"
        assert spoken() == "fr"
    finally:
        speak("en")


@pytest.mark.parametrize(
    ("wanted", "known"),
    [(["fr-CA"], "fr"), (["de", "es_MX.UTF-8"], "es"), (["C", ""], ""), (["AR"], "ar"), (["enx"], "")],
)
def test_the_first_tag_of_ours(wanted: list[str], known: str) -> None:
    assert first_known(wanted) == known


def test_days_in_every_language() -> None:
    when = datetime(2026, 11, 17, 14, 5)  # noqa: DTZ001 - a time on the wall
    said = {}
    for language in LANGUAGES:
        with speaking(language):
            said[language] = (
                short_day(when),
                short_day_and_time(when),
                weekday(when),
                long_day(date(2026, 11, 17)),
            )
    assert said == {
        "en": ("Tue 17 Nov", "Tue 17 Nov, 14:05", "Tuesday", "17 November 2026"),
        "es": ("mar 17 nov", "mar 17 nov, 14:05", "martes", "17 de noviembre de 2026"),
        "fr": ("mar. 17 nov.", "mar. 17 nov., 14:05", "mardi", "17 novembre 2026"),
        "ar": ("الثلاثاء 17 نوفمبر", "الثلاثاء 17 نوفمبر، 14:05", "الثلاثاء", "17 نوفمبر 2026"),
    }
