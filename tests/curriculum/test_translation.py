"""A course in other languages: nothing missing from ours, faults with their line, and an empty one where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from curriculum.course import COURSES, read_course
from curriculum.faults import CourseError
from curriculum.outline import load_outline
from curriculum.translation import Translation, load_translation
from tests.tiny import write_course

OURS = COURSES / "data-detectives"


@pytest.mark.parametrize("language", ["es", "fr", "ar"])
def test_our_course_is_whole_in_every_language(language: str) -> None:
    outline, words = load_outline(OURS), load_translation(OURS, language)
    assert list(words.skills) == [skill.id for skill in outline.skills]
    assert list(words.units) == [unit.id for unit in outline.units]
    assert list(words.lessons) == [lesson.id for lesson in outline.lessons]
    assert all(unit.at_home for unit in (*outline.units, *words.units.values()))
    ours = {skill.id: skill.can for skill in outline.skills}
    assert [name for name, skill in words.skills.items() if skill.can == ours[name]] == []


def test_a_course_without_the_language_has_an_empty_translation(tmp_path: Path) -> None:
    assert load_translation(write_course(tmp_path), "ar") == Translation()


def test_a_check_names_what_the_course_has_not(tmp_path: Path) -> None:
    folder = write_course(tmp_path)
    (folder / "locale").mkdir()
    (folder / "locale" / "es.yaml").write_text(
        "skills:\n  halfs: {title: Mitades, can: hallar la mitad}\n", "utf-8"
    )
    (folder / "locale" / "fr.yaml").write_text("units:\n  one: {titel: Un}\n", "utf-8")
    told = [str(fault) for fault in read_course(folder)[1]]
    assert "locale/es.yaml:2: “halfs” is no skill of the course. Check the spelling." in told
    assert any(line.startswith("locale/fr.yaml:2: ") for line in told)
    with pytest.raises(CourseError, match=r"locale/fr\.yaml:2"):
        load_translation(folder, "fr")
