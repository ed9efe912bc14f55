"""nbgrader's pages in JupyterLab and Notebook, by the classes that their handlers call."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from nbgrader.apps.api import NbGraderAPI
from nbgrader.server_extensions.assignment_list.handlers import AssignmentList
from traitlets.config import Config

from grading.exchange.settings import settle_exchange
from tests.grading.exchange.world import COURSE, World


@pytest.fixture
def page(released: World, monkeypatch: pytest.MonkeyPatch) -> AssignmentList:
    """The assignment list of a server that Ana started in her folder."""
    ana = released.student("ana")
    with (ana.folder / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(f"c.Exchange.cache = {str(ana.cache)!r}\n")
    monkeypatch.chdir(ana.folder)
    manager = AssignmentList()
    manager.root_dir = str(ana.folder)
    return manager


def listed(page: AssignmentList) -> list[dict[str, object]]:
    """What the page shows, as it goes through JSON."""
    answer = json.loads(json.dumps(page.list_assignments(course_id=COURSE)))
    assert answer["success"], answer["value"]
    value: list[dict[str, object]] = answer["value"]
    return value


def test_a_student_does_everything_in_the_assignment_list(page: AssignmentList, released: World) -> None:
    assert [info["status"] for info in listed(page)] == ["released"]
    assert page.fetch_assignment(COURSE, "ps1") == {"success": True}
    (fetched,) = listed(page)
    assert fetched["status"] == "fetched"
    assert fetched["path"] == "ps1"
    assert fetched["notebooks"] == [{"notebook_id": "p1", "path": str(Path("ps1") / "p1.ipynb")}]
    assert page.submit_assignment(COURSE, "ps1") == {"success": True}
    assert [info["status"] for info in listed(page)] == ["fetched", "submitted"]
    released.teacher.does("collect", "ps1")
    released.write_feedback("ana")
    released.teacher.does("release_feedback", "ps1")
    assert page.fetch_feedback(COURSE, "ps1") == {"success": True}
    (submission,) = listed(page)[1]["submissions"]  # type: ignore[misc]
    stamp = released.submissions()[0].about.timestamp.replace(":", "-")
    assert submission["local_feedback_path"] == str(Path("ps1") / "feedback" / stamp)
    assert page.list_courses() == {"success": True, "value": [COURSE]}


def test_the_page_says_what_went_wrong(page: AssignmentList) -> None:
    assert not page.submit_assignment(COURSE, "ps1")["success"]  # it was not fetched
    assert not page.fetch_assignment(COURSE, "ps2")["success"]


def test_formgraders_api_releases_lists_and_collects(released: World) -> None:
    config = Config()
    settle_exchange(config, released.exchange)
    config.CourseDirectory.root = str(released.course)
    config.CourseDirectory.course_id = COURSE
    (released.course / "release" / "ps2").mkdir()
    api = NbGraderAPI(config=config)
    assert api.exchange_is_functional
    assert api.release_assignment("ps2")["success"]
    assert api.get_released_assignments() == {"ps1", "ps2"}
    released.fetched("ana").does("submit", "ps1")
    assert api.collect("ps1")["success"]
    assert api.get_submitted_students("ps1") == {"ana"}
    assert api.unrelease("ps2")["success"]
    assert api.get_released_assignments() == {"ps1"}


def test_formgrader_is_not_told_that_the_exchange_is_missing_before_the_first_release(tmp_path: Path) -> None:
    config = Config()
    settle_exchange(config, tmp_path / "exchange")
    config.CourseDirectory.root = str(tmp_path)
    config.CourseDirectory.course_id = COURSE
    assert NbGraderAPI(config=config).exchange_is_functional
    settle_exchange(config, tmp_path / "no stick" / "exchange")
    assert not NbGraderAPI(config=config).exchange_is_functional
