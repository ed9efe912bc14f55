"""start.py: what it says on machines that are not as they should be, and what it does on those that are."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

PYPROJECT = """\
[build-system]
requires = ["hatchling"]
[project]
name = "trellis-kit"
version = "0.1.0"
dependencies = ["anywidget>=0.9"]
[tool.ruff]
line-length = 110
"""
TEACHER = ["teacher"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a pyproject.toml and nothing installed."""
    (tmp_path / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    return tmp_path


@pytest.fixture
def installed(start: ModuleType, folder: Path) -> Path:
    """The same folder as a finished installation leaves it, with links in place of a copy of Python."""
    python = start.venv_python(folder / ".venv")
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    home = Path(sys.executable).parent
    (folder / ".venv" / "pyvenv.cfg").write_text(f"home = {home}\nversion = 3\n", encoding="utf-8")
    (folder / ".venv" / start.STAMP).write_text(
        json.dumps(start.stamp_for(folder, TEACHER)), encoding="utf-8"
    )
    return folder


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def edit_stamp(start: ModuleType, root: Path, **changes: object) -> None:
    stamp = root / ".venv" / start.STAMP
    stamp.write_text(json.dumps({**json.loads(stamp.read_text("utf-8")), **changes}), encoding="utf-8")


# --- Python itself


def test_an_old_python_can_read_the_file_far_enough_to_say_so(root: Path) -> None:
    ast.parse((root / "start.py").read_text(encoding="utf-8"), feature_version=(3, 7))


def test_an_old_python_is_told_apart_with_what_to_do(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "works", lambda _name: False)
    assert start.python_fault(3, 9, 64).startswith(
        "Trellis needs Python 3.11 or newer; this is 3.9. Install a newer"
    )


def test_a_newer_python_on_the_same_machine_is_named(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "works", lambda name: name == "python3.12")
    assert start.python_fault(3, 6, 64).endswith(
        "This computer has a newer one, so type: python3.12 start.py"
    )


def test_a_32_bit_python_is_refused_and_a_right_one_is_not(start: ModuleType) -> None:
    assert "64-bit kind; this is a 32-bit one" in start.python_fault(3, 12, 32)
    assert start.python_fault(3, 11, 64) == ""
    assert start.python_fault(3, 14, 64) == ""


# --- What .venv needs


def test_a_fresh_folder_is_built(start: ModuleType, folder: Path) -> None:
    assert start.judge(folder, TEACHER) == ("build", "Trellis is not installed here yet.")


def test_a_finished_installation_is_ready(start: ModuleType, installed: Path) -> None:
    assert start.judge(installed, TEACHER) == ("ready", "")


def test_an_interrupted_installation_is_done_again(start: ModuleType, installed: Path) -> None:
    (installed / ".venv" / start.STAMP).unlink()
    state, why = start.judge(installed, TEACHER)
    assert (state, why) == ("build", "The last installation was not finished; starting it again.")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"folder": "x"}'])
def test_a_torn_stamp_counts_as_unfinished(start: ModuleType, installed: Path, text: str) -> None:
    (installed / ".venv" / start.STAMP).write_text(text, encoding="utf-8")
    assert start.judge(installed, TEACHER)[0] == "build"


def test_a_copied_folder_is_installed_for_its_new_place(
    start: ModuleType, installed: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(installed / ".venv", copy / ".venv", symlinks=True)
    shutil.copy(installed / "pyproject.toml", copy)
    state, why = start.judge(copy, TEACHER)
    assert state == "build"
    assert "moved or copied" in why


def test_another_python_version_is_noticed(start: ModuleType, installed: Path) -> None:
    edit_stamp(start, installed, python="3.10 linux-x86_64")
    state, why = start.judge(installed, TEACHER)
    assert state == "build"
    assert why.startswith("Python was 3.10 linux-x86_64 and is now 3.")


def test_a_python_that_went_away_is_noticed(start: ModuleType, installed: Path) -> None:
    python = start.venv_python(installed / ".venv")
    python.unlink()
    python.symlink_to(installed / "gone")
    assert start.judge(installed, TEACHER) == (
        "build",
        "The Python that the installation was made with is gone; installing again.",
    )


def test_a_home_that_went_away_is_noticed(start: ModuleType, installed: Path) -> None:
    (installed / ".venv" / "pyvenv.cfg").write_text(f"home = {installed / 'gone'}\n", encoding="utf-8")
    assert start.judge(installed, TEACHER)[0] == "build"


def test_a_new_requirement_updates_and_a_lint_setting_does_not(start: ModuleType, installed: Path) -> None:
    edit(installed / "pyproject.toml", "line-length = 110", "line-length = 100")
    assert start.judge(installed, TEACHER)[0] == "ready"
    edit(installed / "pyproject.toml", '["anywidget>=0.9"]', '["anywidget>=0.9", "msgspec"]')
    assert start.judge(installed, TEACHER)[0] == "update"


def test_a_stick_updates_when_it_comes_and_changes_nothing_when_it_goes(
    start: ModuleType, installed: Path
) -> None:
    wheels = installed / "wheels"
    wheels.mkdir()
    assert start.judge(installed, TEACHER)[0] == "ready"
    (wheels / "msgspec-1-py3-none-any.whl").write_bytes(b"x")
    assert start.judge(installed, TEACHER)[0] == "update"
    edit_stamp(start, installed, wheels=start.wheels_in(installed))
    assert start.judge(installed, TEACHER)[0] == "ready"
    shutil.rmtree(wheels)
    assert start.judge(installed, TEACHER)[0] == "ready"


def test_the_tests_need_more_than_the_demo_and_the_demo_no_less(start: ModuleType, installed: Path) -> None:
    assert start.judge(installed, ["teacher", "test"])[0] == "update"
    edit_stamp(start, installed, extras=["teacher", "test"])
    assert start.judge(installed, ["teacher"])[0] == "ready"


def test_a_damaged_pyproject_is_one_sentence(start: ModuleType, installed: Path) -> None:
    (installed / "pyproject.toml").write_text("[project", encoding="utf-8")
    with pytest.raises(start.Stop, match="is missing or damaged"):
        start.judge(installed, TEACHER)


# --- Installing


class Runs:
    """Stands where `run` was: keeps the commands and answers with what it was given."""

    def __init__(self, *answers: str | None) -> None:
        self.answers = list(answers)
        self.commands: list[list[str]] = []
        self.envs: list[dict[str, str]] = []

    def __call__(
        self, what: str, command: list[str], log: Path, env: dict[str, str] | None = None
    ) -> str | None:
        self.commands.append(command)
        self.envs.append(env or {})
        return self.answers.pop(0) if self.answers else None


def test_a_second_start_installs_nothing(
    start: ModuleType, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "run", runs := Runs())
    start.install(installed, TEACHER)
    assert runs.commands == []


def test_a_first_start_makes_the_venv_installs_and_stamps(
    start: ModuleType, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "run", runs := Runs())
    start.install(folder, TEACHER)
    made, filled = runs.commands
    assert made == [sys.executable, "-m", "venv", str(folder / ".venv")]
    assert filled[1:4] == ["-m", "pip", "install"]
    assert filled[-2:] == ["--editable", f"{folder}[teacher]"]
    assert "--no-index" not in filled
    stamp = json.loads((folder / ".venv" / start.STAMP).read_text(encoding="utf-8"))
    assert stamp == start.stamp_for(folder, TEACHER)


def test_wheels_are_the_only_source_when_they_are_there(
    start: ModuleType, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "wheels").mkdir()
    (folder / "wheels" / "anywidget-1-py3-none-any.whl").write_bytes(b"x")
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "elsewhere")
    monkeypatch.setattr(start, "run", runs := Runs())
    start.pip_install(folder, ["teacher", "test"])
    (command,), (env,) = runs.commands, runs.envs
    assert command[command.index("--no-index") :][:3] == [
        "--no-index",
        "--find-links",
        str(folder / "wheels"),
    ]
    assert "PIP_EXTRA_INDEX_URL" not in env
    assert env["PIP_CONFIG_FILE"] == os.devnull
    assert command[-1] == f"{folder}[teacher,test]"


def test_a_rebuild_leaves_nothing_of_the_old_installation(
    start: ModuleType, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (installed / ".venv" / "lib" / "old").mkdir(parents=True)
    edit_stamp(start, installed, folder="elsewhere")
    monkeypatch.setattr(start, "run", Runs())
    start.install(installed, TEACHER)
    assert sorted(path.name for path in (installed / ".venv").iterdir()) == sorted([start.LOCK, start.STAMP])


def test_an_update_that_finds_no_network_leaves_a_working_kit(
    start: ModuleType, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "run", Runs("Retrying (Retry(total=4)) after connection broken"))
    with pytest.raises(start.Stop, match="There is no network"):
        start.install(installed, ["teacher", "test"])
    assert start.judge(installed, TEACHER) == ("ready", "")


def test_an_update_that_broke_halfway_is_done_again(
    start: ModuleType, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "Installing collected packages: a, b\nOSError: [Errno 28] No space left on device"
    monkeypatch.setattr(start, "run", Runs(said))
    with pytest.raises(start.Stop, match="The disk is full"):
        start.install(installed, ["teacher", "test"])
    assert start.judge(installed, TEACHER)[0] == "build"


def test_too_little_room_is_said_before_anything_is_made(
    start: ModuleType, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start.shutil, "disk_usage", lambda _path: SimpleNamespace(free=4e8))
    monkeypatch.setattr(start, "run", runs := Runs())
    with pytest.raises(start.Stop, match=r"about 1\.5 GB of free space in .*; there is 0\.4 GB"):
        start.install(folder, TEACHER)
    assert runs.commands == []


def test_a_folder_that_cannot_be_written_is_said(
    start: ModuleType, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(start.Stop, match=r"cannot write in its folder .*Permission denied.* Copy the folder"):
        start.install(folder, TEACHER)


def test_an_installation_that_is_complete_needs_no_writing(
    start: ModuleType, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "Alone", None)
    start.install(installed, TEACHER)


def without_venv(start: ModuleType, monkeypatch: pytest.MonkeyPatch, *programs: str) -> None:
    """A Debian Python without python3-venv, with only these programs on the PATH."""
    monkeypatch.setattr(
        start.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else object()
    )
    monkeypatch.setattr(start.shutil, "which", lambda name: name if name in programs else None)


def test_a_missing_venv_is_installed_by_root(
    start: ModuleType, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_venv(start, monkeypatch, "apt-get")
    monkeypatch.setattr(start.os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(start, "run", runs := Runs())
    start.make_venv(folder / ".venv")
    update, install, venv = runs.commands
    assert update[-1] == "update"
    assert install[-1] == f"python3.{sys.version_info.minor}-venv"
    assert venv[1:3] == ["-m", "venv"]


@pytest.mark.parametrize("programs", [(), ("apt-get",)])
def test_a_missing_venv_is_explained_to_anybody_else(
    start: ModuleType, folder: Path, monkeypatch: pytest.MonkeyPatch, programs: tuple[str, ...]
) -> None:
    without_venv(start, monkeypatch, *programs)
    monkeypatch.setattr(start.os, "geteuid", lambda: 1000, raising=False)
    with pytest.raises(start.Stop, match=r"sudo apt-get install python3\.\d+-venv$"):
        start.make_venv(folder / ".venv")


def test_one_start_waits_for_another(start: ModuleType, folder: Path, root: Path) -> None:
    hold = "with start.Alone(pathlib.Path(sys.argv[1])): print('held', flush=True); input()"
    code = f"import sys, pathlib, start\n{hold}"
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)],
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout.readline() == "held\n"
    with (folder / ".venv" / start.LOCK).open("ab") as lock:
        assert not start.take(lock.fileno())
        other.communicate("\n")
        assert start.take(lock.fileno())


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("NewConnectionError: Temporary failure in name resolution", "There is no network"),
        ("socket.gaierror: [Errno 11001] getaddrinfo failed", "There is no network"),
        ("ReadTimeoutError: Read timed out.", "There is no network"),
        ("ProxyError('Cannot connect to proxy.', NewConnectionError())", "A proxy stands between"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]'))", "certificate"),
        ("HINT: your system does not have Windows Long Path support enabled.", "too long for Windows"),
        ("OSError: [WinError 5] Access is denied: 'x.pyd'", "Close every window"),
        ("PermissionError: [Errno 1] Operation not permitted: 'lib' -> '/media/x/.venv/lib64'", "own disk"),
        ("something new", "it is safe to start again"),
    ],
)
def test_what_pip_says_becomes_a_sentence(start: ModuleType, said: str, sentence: str) -> None:
    assert sentence in start.explain(said, wheels=False)


def test_incomplete_wheels_are_named_as_such(start: ModuleType) -> None:
    said = "ERROR: No matching distribution found for pandas>=2.2"
    assert start.explain(said, wheels=True).startswith("The folder wheels/ has not all that Python 3.")


def test_a_failure_shows_the_sentence_the_last_words_and_the_log(start: ModuleType, tmp_path: Path) -> None:
    said = "Collecting a\nERROR: first\nINFO: noise\nERROR: last"
    assert str(start.failure(said, tmp_path / "log", wheels=False)).splitlines()[1:] == [
        "  | ERROR: first",
        "  | ERROR: last",
        f"Log: {tmp_path / 'log'}",
    ]


def test_progress_says_what_pip_does(start: ModuleType) -> None:
    assert start.detail("Collecting pandas>=2.2 (from trellis-kit==0.1.0)") == "looking for pandas"
    assert start.detail("  Downloading pandas-3.1.1-cp311.whl (12.4 MB)") == "downloading pandas (12.4 MB)"
    assert start.detail("Installing collected packages: a, b, c") == "putting 3 packages in place"
    assert start.detail("  Using cached wheel-0.4-py3-none-any.whl.metadata (2 kB)") == ""


def test_long_work_is_logged_and_its_failure_told(start: ModuleType, tmp_path: Path, capsys) -> None:
    log = tmp_path / "log"
    code = "import sys; print('wörk'); print('Retrying', file=sys.stderr); sys.exit(3)"
    env = {**os.environ, "PYTHONUTF8": "1"}
    said = start.run("Working", [sys.executable, "-c", code], log, env)
    assert sorted(said.splitlines()) == ["Retrying", "wörk"]
    assert "wörk\n" in log.read_text(encoding="utf-8")
    assert re.fullmatch(r"Working \.\.\.\n  failed after \d s\n", capsys.readouterr().out)
    assert start.run("Working", [sys.executable, "-c", ""], log) is None


def test_a_program_that_is_not_there_is_a_failure_not_a_traceback(start: ModuleType, tmp_path: Path) -> None:
    assert "no-such-program" in start.run("Working", ["no-such-program"], tmp_path / "log")


# --- Handing over


def test_the_words_reach_trellis_as_they_were(
    start: ModuleType, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    became: list[tuple[str, list[str], dict[str, str]]] = []
    monkeypatch.setattr(start.os, "execve", lambda *what: became.append(what))
    monkeypatch.setattr(start, "WINDOWS", False)
    start.main(["demo", "--no-serve", "--debug"], installed)
    ((python, command, env),) = became
    assert python == str(installed / ".venv" / "bin" / "python")
    assert command == [python, "-P", "-m", "kit.command", "demo", "--no-serve", "--debug"]
    assert env["PATH"].startswith(str(installed / ".venv" / "bin") + os.pathsep)


def test_windows_waits_for_trellis_and_ends_with_its_code(
    start: ModuleType, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[object] = [KeyboardInterrupt(), 7]

    class Process:
        def __init__(self, command: list[str], env: dict[str, str]) -> None:
            assert command[0] == str(installed / ".venv" / "Scripts" / "python.exe")

        def wait(self) -> object:
            outcome = waits.pop(0)
            if isinstance(outcome, BaseException):
                raise outcome
            return outcome

    monkeypatch.setattr(start, "WINDOWS", True)
    monkeypatch.setattr(start.subprocess, "Popen", Process)
    assert start.hand_over(installed, []) == 7


def test_help_is_there_before_anything_is_installed(start: ModuleType, folder: Path, capsys) -> None:
    assert start.main(["--help"], folder) == 0
    assert "python3 start.py demo" in capsys.readouterr().out
    assert not (folder / ".venv").exists()


def test_errors_are_sentences_and_ctrl_c_is_quiet(
    start: ModuleType, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    def end_with(error: BaseException) -> None:
        def install(*_: object) -> None:
            raise error

        monkeypatch.setattr(start, "install", install)

    end_with(start.Stop("The disk is full."))
    assert start.main(["demo"], folder) == 1
    assert capsys.readouterr().out == "The disk is full.\n"
    end_with(KeyboardInterrupt())
    assert start.main(["demo"], folder) == 130
    assert "nothing needs to be tidied up" in capsys.readouterr().out
    end_with(OSError("odd"))
    assert start.main(["demo"], folder) == 1
    assert capsys.readouterr().out == "Something went wrong: odd. Add --debug to see more.\n"
    with pytest.raises(OSError, match="odd"):
        start.main(["demo", "--debug"], folder)


# --- The tests' own set-up


class Calls:
    """Stands where `subprocess.call` was; the named step fails."""

    def __init__(self, failing: str = "") -> None:
        self.failing = failing
        self.commands: list[list[str]] = []

    def __call__(self, command: list[str], **_: object) -> int:
        self.commands.append(command[2:])
        return 1 if self.failing in command and self.failing else 0


def test_quick_runs_every_check_without_asking_for_a_browser(
    start: ModuleType, installed: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    monkeypatch.setattr(start, "tools_for_tests", None)
    monkeypatch.setattr(start.subprocess, "call", calls := Calls())
    assert start.check(installed, ["--quick", "tests/test_start.py", "-x"]) == 0
    assert calls.commands == [
        ["ruff", "format", "--check", "."],
        ["ruff", "check", "."],
        ["mypy"],
        ["pytest", "-m", "not browser and not sandbox and not slow", "tests/test_start.py", "-x"],
    ]
    summary = capsys.readouterr().out.splitlines()[-1]
    assert summary == "== format: passed (0 s), lint: passed (0 s), types: passed (0 s), tests: passed (0 s)"


def test_the_first_failure_stops_the_checks_and_the_summary_says_so(
    start: ModuleType, installed: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    monkeypatch.setattr(start.subprocess, "call", Calls(failing="mypy"))
    assert start.check(installed, ["--quick"]) == 1
    summary = capsys.readouterr().out.splitlines()[-1]
    assert summary == "== format: passed (0 s), lint: passed (0 s), types: FAILED (0 s), tests: not run"


def test_what_cannot_be_installed_stops_the_tests_and_says_how(
    start: ModuleType, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TRELLIS_CHROMIUM", raising=False)
    monkeypatch.setattr(start.shutil, "which", lambda name: name if name == "apt-get" else None)
    monkeypatch.setattr(start.os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(start, "LINUX", True)
    monkeypatch.setattr(start.subprocess, "call", calls := Calls())
    with pytest.raises(start.Stop, match="The tests need chromium and bubblewrap") as stop:
        start.check(installed, [])
    assert "sudo apt-get install chromium bubblewrap" in str(stop.value)
    assert calls.commands == []


def test_root_gets_the_tools_installed(
    start: ModuleType, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = {"apt-get": "apt-get"}
    monkeypatch.delenv("TRELLIS_CHROMIUM", raising=False)
    monkeypatch.setattr(start.shutil, "which", there.get)
    monkeypatch.setattr(start.os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(start, "LINUX", True)
    commands: list[list[str]] = []

    def run(what: str, command: list[str], log: Path) -> None:
        commands.append(command)
        if "install" in command:
            there.update(dict.fromkeys(("chromium", "bwrap", *start.FOR_STICKS), "there"))

    monkeypatch.setattr(start, "run", run)
    start.tools_for_tests(installed / "log")
    assert commands[0][-1] == "update"
    sticks = ["dosfstools", "exfatprogs", "fusefat", "exfat-fuse"]
    assert commands[1][-7:] == ["chromium", "bubblewrap", *sticks, "fonts-dejavu-core"]


def test_a_browser_is_found_where_windows_keeps_it(
    start: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start.shutil, "which", lambda _name: None)
    monkeypatch.delenv("TRELLIS_CHROMIUM", raising=False)
    monkeypatch.setenv("PROGRAMFILES(X86)", str(tmp_path))
    edge = tmp_path / "Microsoft" / "Edge" / "Application" / "msedge.exe"
    edge.parent.mkdir(parents=True)
    edge.write_bytes(b"")
    assert start.find_browser() == str(edge)


# --- All of it, really


@pytest.mark.slow
@pytest.mark.sandbox
def test_a_folder_with_wheels_installs_with_no_network_at_all(root: Path, tmp_path: Path) -> None:
    """Makes wheels/ as CONTRIBUTING.md says, then starts twice where there is no interface but loopback."""
    kit = tmp_path / "trellis"
    left_out = (".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "wheels", "demo")
    shutil.copytree(root, kit, ignore=shutil.ignore_patterns(*left_out))
    wheel = [sys.executable, "-m", "pip", "wheel", "--quiet", "--wheel-dir", "wheels"]
    subprocess.run([*wheel, ".[teacher]", "hatchling", "editables"], cwd=kit, check=True)
    offline = ["bwrap", "--dev-bind", "/", "/", "--unshare-net", sys.executable, "start.py", "check"]

    first = subprocess.run(offline, cwd=kit, capture_output=True, text=True, check=False)
    assert first.returncode == 0, first.stdout + first.stderr
    assert "Installing Trellis from the folder wheels/, without network" in first.stdout
    assert ": no faults." in first.stdout.splitlines()[-1]

    second = subprocess.run(offline, cwd=kit, capture_output=True, text=True, check=True)
    assert second.stdout == first.stdout.splitlines(keepends=True)[-1]
