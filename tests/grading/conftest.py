"""A class with the tiny course, released once for all tests that only read it, and copied for those that do not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from curriculum.course import Course, load_course
from grading.class_folder import ClassFolder, new_class, open_class
from grading.release import Released, release
from tests.keys import give_keys, unlocked
from tests.tiny import write_course


@pytest.fixture(scope="session")
def released_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[ClassFolder, Released]:
    """A released class of the tiny course that lies inside the class folder, so that both can be copied. Do not change it."""
    root = tmp_path_factory.mktemp("class") / "7b"
    made = give_keys(new_class(root, "7b", write_course(root / "course")))
    return made, release(made)


@pytest.fixture
def klass(released_once: tuple[ClassFolder, Released], tmp_path: Path) -> ClassFolder:
    """A released class of a test's own."""
    shutil.copytree(released_once[0].root, tmp_path / "7b")
    return unlocked(open_class(tmp_path / "7b"))


@pytest.fixture
def course(klass: ClassFolder) -> Course:
    """The tiny course of the class."""
    return load_course(klass.course_folder())
