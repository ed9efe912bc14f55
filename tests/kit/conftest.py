"""One running server of each role, shared by the tests that only look."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grading.class_folder import new_class
from kit.launch import end
from kit.server import running
from tests.keys import give_keys
from tests.kit.places import Served, serve, study_with_lessons
from tests.tiny import write_course


@pytest.fixture(scope="session")
def study_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A student's server with the tiny course's two lessons, none of them opened at first."""
    home = tmp_path_factory.mktemp("student")
    study = study_with_lessons(home / "study")
    served = serve("study", study.folder, ["study"], home)
    yield served
    served.stop()


@pytest.fixture(scope="session")
def teach_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A teacher's server with a class of the tiny course, nothing released yet."""
    home = tmp_path_factory.mktemp("teacher")
    folder = home / "class"
    give_keys(new_class(folder, "7b", write_course(folder / "course")))
    served = serve("teach", folder, ["review"], home)
    yield served
    served.stop()


@pytest.fixture(scope="session")
def choose_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The chooser, in a home where nothing has been started."""
    home = tmp_path_factory.mktemp("nobody")
    study_with_lessons(home / "study")
    served = serve("choose", home, [], home)
    yield served
    started = running(home / "study", "study")  # what a test went on to from the first page
    if started is not None:
        end(started)
    served.stop()
