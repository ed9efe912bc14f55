"""Who may import whom, held by reading every module; and what a student's first widget may load."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOMS = {
    "curriculum": set(),
    "carrying": {"curriculum"},
    "widgets": {"carrying", "curriculum"},
    "grading": {"carrying", "curriculum"},
    "kit": {"grading", "widgets", "carrying", "curriculum"},
    "look": set(),
}
"""Each package and the rooms it may import. `look` is data (tokens, fonts) and open to all of them."""

HOME = {
    "pandas": "grading",
    "numpy": "grading",
    "nbgrader": "grading",
    "sqlalchemy": "grading",
    "matplotlib": "grading",
    "babel": "curriculum",
    "fpdf": "grading",
    "fastparquet": "grading",
    "segno": "grading",
    "voila": "kit",  # the kit serves its pages; what they say comes from grading
    "pyrage": "carrying",
    "nacl": "carrying",
    "cryptography": "carrying",
    "zeroconf": "carrying",
    "ifaddr": "carrying",
}
"""Third parties that live in one room only."""

POSIX_MODULES = {"fcntl", "grp", "pty", "pwd", "resource", "syslog", "termios", "tty"}
POSIX_NAMES = {
    "os": {"chroot", "fork", "forkpty", "geteuid", "getuid", "killpg", "mkfifo", "nice", "setsid", "setuid"},
    "signal": {"SIGALRM", "SIGHUP", "SIGKILL", "SIGUSR1", "SIGUSR2", "alarm", "setitimer"},
}
POSIX_ALLOWED = {
    f"grading/box/{name}.py"
    for name in ("bubblewrap", "confine", "landlock", "nursery", "seccomp", "trial", "warm")
}
"""Files, relative to the project, that are for Linux alone: the box that student code runs in."""

ASKS = ("sys.platform", "os.name", "hasattr(os", "hasattr(signal")


def modules_of(node: ast.AST) -> list[str]:
    """The absolute module names that one node imports; none for any other node."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and not node.level:
        return [node.module or ""]
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
        return [str(first.value) for first in node.args[:1] if isinstance(first, ast.Constant)]
    return []


def posix_in(node: ast.AST) -> list[str]:
    """What one node imports or names that Windows has not."""
    found = [module for module in modules_of(node) if module in POSIX_MODULES]
    if isinstance(node, ast.ImportFrom):
        only = POSIX_NAMES.get(node.module or "", set())
        found += [alias.name for alias in node.names if alias.name in only]
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        only = POSIX_NAMES.get(node.value.id, set())
        found += [f"{node.value.id}.{node.attr}"] if node.attr in only else []
    return found


def asked_first(tree: ast.AST) -> set[ast.AST]:
    """The nodes that run only once the platform was asked, as in `hasattr(os, "geteuid") and ...`."""
    inside: set[ast.AST] = set()
    for node in ast.walk(tree):
        test = node.values[0] if isinstance(node, ast.BoolOp) else getattr(node, "test", None)
        if test is not None and any(sign in ast.unparse(test) for sign in ASKS):
            inside.update(ast.walk(node))
    return inside


def faults(source: str, room: str, file: str = "module.py") -> list[str]:
    """What a module of a room imports or names that it may not, as `file:line: what`."""
    tree = ast.parse(source)
    asked = asked_first(tree)
    found: list[str] = []
    for node in ast.walk(tree):
        says: list[str] = []
        for top in (module.partition(".")[0] for module in modules_of(node)):
            if top in ROOMS and top not in {room, "look"} | ROOMS[room]:
                says.append(f"{room} may not import {top}")
            if HOME.get(top, room) != room:
                says.append(f"{top} is for {HOME[top]} alone")
        if file not in POSIX_ALLOWED and node not in asked:
            says += [f"{name} is not there on Windows" for name in posix_in(node)]
        found += [f"{file}:{getattr(node, 'lineno', 0)}: {fault}" for fault in says]
    return found


def loaded_by(statement: str) -> set[str]:
    """The top-level modules that a statement loads in a fresh Python."""
    code = f"import sys\n{statement}\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("room", ROOMS)
def test_every_module_keeps_to_its_room(room: str, root: Path) -> None:
    files = sorted((root / room).rglob("*.py"))
    assert files, f"{room} has no modules"
    texts = {file.relative_to(root).as_posix(): file.read_text(encoding="utf-8") for file in files}
    assert [fault for file, text in texts.items() for fault in faults(text, room, file)] == []


def test_the_review_pages_take_all_from_grading(root: Path) -> None:
    pages = sorted((root / "notebooks" / "review").glob("*.ipynb"))
    assert pages, "there are no review pages"
    for page in pages:
        cells = json.loads(page.read_text(encoding="utf-8"))["cells"]
        source = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        assert faults(source, "grading", page.name) == []


@pytest.mark.parametrize(
    ("room", "source", "fault"),
    [
        ("curriculum", "import carrying.journal", "curriculum may not import carrying"),
        ("curriculum", "def f():\n    from widgets import ask", "curriculum may not import widgets"),
        ("carrying", "from kit.stop import Stop", "carrying may not import kit"),
        ("widgets", "import grading", "widgets may not import grading"),
        ("grading", "from widgets import ask", "grading may not import widgets"),
        ("look", "import curriculum", "look may not import curriculum"),
        ("widgets", "import importlib\nimportlib.import_module('grading.records')", "may not import grading"),
        ("kit", "import pandas as pd", "pandas is for grading alone"),
        ("kit", "def f():\n    import nbgrader.api", "nbgrader is for grading alone"),
        ("grading", "import nacl.signing", "nacl is for carrying alone"),
        ("carrying", "import fcntl", "fcntl is not there on Windows"),
        ("carrying", "from os import fork", "fork is not there on Windows"),
        ("grading", "import os\nos.fork()", "os.fork is not there on Windows"),
        ("kit", "import os, signal\nos.kill(1, signal.SIGKILL)", "signal.SIGKILL is not there on Windows"),
    ],
)
def test_the_reader_catches(room: str, source: str, fault: str) -> None:
    (found,) = faults(source, room)
    assert fault in found


@pytest.mark.parametrize(
    ("room", "source"),
    [
        (
            "kit",
            "import grading, widgets, carrying, curriculum, look\nfrom voila.handler import VoilaHandler",
        ),
        ("grading", "import pandas, nbgrader.api, sqlalchemy, matplotlib\nfrom carrying import journal"),
        ("curriculum", "from look import tokens\nfrom .items import Item\nimport curriculum.marking"),
        ("carrying", "import pyrage"),
        ("kit", "import sys\nif sys.platform != 'win32':\n    import resource\n    resource.getrlimit(1)"),
        ("kit", "import os\nroot = hasattr(os, 'geteuid') and os.geteuid() == 0"),
    ],
)
def test_the_reader_lets_pass(room: str, source: str) -> None:
    assert faults(source, room) == []


def test_a_students_first_widget_loads_nothing_of_the_teachers() -> None:
    assert loaded_by("import widgets") & {*HOME, "grading", "kit"} == set()


def test_the_curriculum_loads_without_jupyter() -> None:
    jupyter = {"IPython", "ipykernel", "ipywidgets", "anywidget", "jupyter_server"}
    assert loaded_by("import curriculum.course") & {*HOME, *jupyter, "carrying", "widgets"} == set()
