"""A course in other languages: nothing missing from ours, faults with their line, and an empty one where there is none."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from curriculum.course import COURSES, read_course
from curriculum.faults import CourseError
from curriculum.outline import load_outline
from curriculum.source import Source
from curriculum.translation import Translation, in_language, load_translation, read_translations
from tests.tiny import write_course

OURS = COURSES / "data-detectives"


@pytest.mark.parametrize("language", ["es", "fr", "ar"])
def test_our_course_is_whole_in_every_language(language: str) -> None:
    outline, words = load_outline(OURS), load_translation(OURS, language)
    assert list(words.skills) == [skill.id for skill in outline.skills]
    assert list(words.units) == [unit.id for unit in outline.units]
    assert list(words.lessons) == [lesson.id for lesson in outline.lessons]
    assert all(lesson.about for lesson in words.lessons.values())
    assert list(words.themes) == list(outline.themes)
    assert [(name, len(told.to_do), bool(told.hand_in)) for name, told in words.projects.items()] == [
        (project.id, len(project.to_do), True) for project in outline.projects
    ]
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


def test_a_project_and_its_theme_are_read_in_the_language() -> None:
    outline = in_language(load_outline(OURS), OURS, "es")
    project = outline.project("garden-helper")
    assert project.title == "Una ayuda para un huerto"
    assert outline.themes[project.theme] == "Naturaleza"
    assert (project.minutes, len(project.to_do)) == (60, 4)


def test_a_check_counts_the_steps_of_a_project(tmp_path: Path) -> None:
    folder = tmp_path / "course"
    shutil.copytree(OURS, folder)
    path = folder / "locale" / "fr.yaml"
    kept = path.read_text("utf-8").partition("projects:\n")[0]
    path.write_text(
        f"{kept}projects:\n  fair-turns: {{title: Jeu, about: Un jeu., to_do: [Joue.]}}\n", "utf-8"
    )
    sources: dict[str, Source] = {}
    read_translations(folder, load_outline(folder), sources)
    (fault,) = sources["locale/fr.yaml"].faults
    assert str(fault).endswith(
        "has 1 entries, and 4 in the course’s own language. Translate every entry, in the same order."
    )
