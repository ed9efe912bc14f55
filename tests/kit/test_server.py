"""Starting servers: ports, configuration, and finding a server that runs already."""

from __future__ import annotations

import contextlib
import socket
from pathlib import Path

import pytest

from kit.jupyter_app import jupyter_config, only_ours
from kit.jupyter_files import write_files
from kit.server import FIRST_PORT, Serving, hold_port, ready_file, running
from kit.stop import Stop
from tests.kit.places import Served, trellis


def held_port(wanted: int | None) -> int:
    with hold_port(wanted) as held:
        return held.getsockname()[1]


def test_two_servers_that_start_at_once_hold_different_ports() -> None:
    with hold_port(None) as one, hold_port(None) as other:
        assert one.getsockname()[1] != other.getsockname()[1]


def test_a_taken_port_is_passed_over() -> None:
    with contextlib.ExitStack() as open_sockets:
        with contextlib.suppress(Stop):  # where somebody else has it already, that is just as well
            open_sockets.enter_context(hold_port(FIRST_PORT))
        assert held_port(None) > FIRST_PORT


def test_a_port_that_was_asked_for_is_not_replaced() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(Stop, match=r"is taken by another program\. Leave --port out"):
            hold_port(other.getsockname()[1])


def test_a_port_that_cannot_be_is_refused() -> None:
    with pytest.raises(Stop, match="There is no port 99999"):
        hold_port(99999)


def test_a_student_gets_no_teachers_extension(tmp_path: Path) -> None:
    config = jupyter_config(Serving(role="study", folder=tmp_path), 8000, "t")
    assert config.ServerApp.jpserver_extensions == {"kit.extension": True, "notebook": True}
    assert config.ServerApp.ip == "127.0.0.1"
    assert config.ServerApp.allow_unauthenticated_access is False


def test_lab_is_there_when_asked_for_and_looks_for_nothing_outside(tmp_path: Path) -> None:
    config = jupyter_config(Serving(role="study", folder=tmp_path, lab=True), 8000, "t")
    assert config.ServerApp.jpserver_extensions["jupyterlab"] is True
    assert config.LabApp.news_url is None
    assert config.LabApp.check_for_updates_class == "jupyterlab.NeverCheckForUpdate"


def test_extensions_that_happen_to_be_installed_stay_out() -> None:
    page = {"federated_extensions": [{"name": "anywidget"}, {"name": "somebody-elses"}]}
    assert only_ours(None, page)["federated_extensions"] == [{"name": "anywidget"}]


def test_jupyters_settings_are_ours(tmp_path: Path) -> None:
    write_files(tmp_path, "study")
    overrides = (tmp_path / "labconfig" / "default_setting_overrides.json").read_text(encoding="utf-8")
    assert '"autosaveInterval": 15' in overrides
    assert '"fetchNews": "false"' in overrides
    assert "../trellis/static/fonts/" in (tmp_path / "custom" / "custom.css").read_text(encoding="utf-8")


def test_no_server_runs_where_none_was_started(tmp_path: Path) -> None:
    assert running(tmp_path, "study") is None


def test_what_a_dead_server_left_behind_is_not_believed(tmp_path: Path) -> None:
    path = ready_file(tmp_path, "study")
    path.parent.mkdir(parents=True)
    path.write_text(
        '{"address": "http://127.0.0.1:9", "token": "x", "role": "study", "process": 1}', encoding="utf-8"
    )
    assert running(tmp_path, "study") is None


def test_a_second_start_opens_the_first_server_again(study_server: Served) -> None:
    done = trellis("study", study_server.folder, "--no-browser", home=study_server.folder.parent)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"The student's page is open already: {study_server.url('/trellis/home')}\n"


def test_the_ready_file_is_for_the_owner_only(study_server: Served) -> None:
    assert ready_file(study_server.folder, "study").stat().st_mode & 0o077 == 0
