"""Courses made once for all tests that want the same, and copied for each."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.homework import nbgrader_command
from tests.grading.conformance.nbgrader_course import NbCourse, Source, make

Make = Callable[..., NbCourse]


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Path]]:
    """An empty gradebook, and where each course that was made once is."""
    root = tmp_path_factory.mktemp("templates")
    nbgrader_command(root, "db", "student", "add", "foo")
    return root, {}


@pytest.fixture
def course_of(templates: tuple[Path, dict[str, Path]], tmp_path: Path) -> Make:
    """`course_of({"p1": "submitted-unchanged.ipynb"}, config=…, files=…, extra=…)`: a course of the test's own."""
    folder, made = templates

    def course(
        sources: dict[str, Source], *, config: str = "", name: str = "course", **options: object
    ) -> NbCourse:
        key = json.dumps([sources, config, options], sort_keys=True, default=str)
        if key not in made:
            made[key] = folder / f"course-{len(made)}"
            make(made[key], sources, config=config, gradebook=folder / "gradebook.db", **options)
        shutil.copytree(made[key], tmp_path / name)
        return NbCourse(tmp_path / name)

    return course
