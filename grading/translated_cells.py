"""The texts of a lesson's notebook in other languages, by the ids of the cells they stand in for."""

from __future__ import annotations

from pathlib import Path

from nbformat.notebooknode import NotebookNode

from curriculum.course import Course
from curriculum.translated import languages_of
from grading.assignment import AssignmentFault
from grading.words import _

TEXT = "text-"
"""How the ids of text cells begin (grading/assignment.py)."""


def translated_cells(course: Course, lesson: str, source: NotebookNode) -> dict[str, dict[str, str]]:
    """By language, by cell id, the Markdown of `locale/<language>/notebooks/<lesson>.md`, for those there are. Raises AssignmentFault.

    `source` is the lesson's own notebook (`grading.assignment.source_notebook`). A translation has the same cells in the same order.
    """
    found = {}
    for language in languages_of(course):
        path = course.folder / "locale" / language / "notebooks" / f"{lesson}.md"
        if path.is_file():
            found[language] = _cells(path, path.relative_to(course.folder).as_posix(), source)
    return found


def _cells(path: Path, name: str, source: NotebookNode) -> dict[str, str]:
    import jupytext

    other = jupytext.reads(path.read_text(encoding="utf-8"), fmt="md:myst")
    texts = [cell for cell in source.cells if cell.cell_type == "markdown" and cell.id.startswith(TEXT)]
    translated = [cell for cell in other.cells if cell.cell_type == "markdown"]
    if len(texts) != len(translated):
        raise AssignmentFault(
            _(
                "{file}: has {here} texts between the code cells, and the lesson has {there}. "
                "Keep every code cell where it is, and translate each text."
            ).format(file=name, here=len(translated), there=len(texts))
        )
    return {cell.id: words.source for cell, words in zip(texts, translated, strict=True)}
