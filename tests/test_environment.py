"""The conda environment asks for what pyproject.toml asks for, and both for what Trellis is built on."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml


@pytest.fixture
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture
def conda(root: Path) -> dict[str, Any]:
    return yaml.safe_load((root / "environment.yml").read_text(encoding="utf-8"))


def pip_list(conda: dict[str, Any]) -> list[str]:
    (listed,) = [entry["pip"] for entry in conda["dependencies"] if isinstance(entry, dict)]
    return listed


def name_of(requirement: str) -> str:
    return requirement.partition(">")[0]


def test_conda_users_get_the_same_requirements_in_the_same_order(project, conda):
    wanted = project["dependencies"] + project["optional-dependencies"]["teacher"]
    assert pip_list(conda) == [*wanted, "--editable ."]


def test_conda_users_get_a_python_that_pyproject_allows(project, conda):
    assert conda["name"] == "trellis"
    assert "python" + project["requires-python"] in conda["dependencies"]


def test_what_trellis_is_built_on_is_asked_for(conda):
    assert {"jupyterlab", "ipywidgets", "nbgrader", "voila", "pandas"} <= {
        name_of(r) for r in pip_list(conda)
    }


def test_a_student_does_not_need_what_only_a_teacher_uses(project):
    students = {name_of(requirement) for requirement in project["dependencies"]}
    teachers = {name_of(requirement) for requirement in project["optional-dependencies"]["teacher"]}
    assert students.isdisjoint(teachers)


def test_the_files_that_begin_first_are_there(root):
    from tests.conftest import LONG

    assert [name for name in LONG if not (root / name).is_file()] == []
