"""The place the hostile corpus is graded in: a class, a plain course, a home with secrets, listening services, tripwires."""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import secrets
import socket
import stat
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec
from grading.class_folder import new_class
from grading.records import Outcome, Records
from grading.release import release

from tests.grading.hostile.corpus import attack, cases, tamper, written
from tests.tiny import DOUBLES, write_course

PROJECT = Path(__file__).resolve().parents[3]
OPEN_FIELD = Path(__file__).parent / "open_field.py"
MARK = "hostile-mark"
"""In the name of everything an attack leaves anywhere."""
HIDDEN = {730193: 1460386, 528491: 1056982}
"""The hidden cases: numbers that stand nowhere else."""
MASK = 0x5A5A5A5A
SYSV = 0x7E117

LIMITS = """
c.Box.cell_seconds = 2
c.Box.seconds = 6
c.Box.memory_mb = 1024
c.Box.disk_mb = 16
c.Box.files = 200
c.Box.threads = 64
c.Box.output_kb = 300
"""

PLAIN = """\
c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "plain"
"""


IMPORTS = "import matplotlib.pyplot as plt\nimport numpy as np\nimport pandas as pd"
"""What a lesson may well import: in the boxes of these courses it is loaded and can be tampered with."""
IMPORTS_IN_LESSON = f"\n```{{code-cell}} ipython3\n{IMPORTS}\n```\n"


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What a teacher's process brought back."""

    check: tuple[Outcome, ...]
    asserts: tuple[Outcome, ...]
    seconds: float


class Place:
    """Everything around one grading. `students` maps a case's name and kind to who handed it in; "" are the honest ones."""

    def __init__(self, root: Path, names: Iterable[str], *, isolation: str = "") -> None:
        self.root, self.klass, self.plain = root, root / "class", root / "plain"
        self.home, self.temp = root / "home", root / "temp"
        self.isolation = isolation
        self.secrets: dict[str, str] = {}
        self.students: dict[tuple[str, str], list[str]] = {}
        self.first = self.last = ""
        self.services = Services(root)
        self._settings()
        self._home()
        self._class()
        self._plain()
        self._hand_in(list(names))

    def secret(self, name: str) -> str:
        """A text that may come to light nowhere."""
        return self.secrets.setdefault(name, f"planted-{name}-{secrets.token_hex(6)}")

    def fill(self, text: str, student: str = "") -> str:
        """`text` with the names of this place in it."""
        masked = [number ^ MASK for pair in HIDDEN.items() for number in pair]
        needles = [*self.secrets.values(), *map(str, HIDDEN), *map(str, HIDDEN.values())]
        names = {
            "class": self.klass,
            "plain": self.plain,
            "home": self.home,
            "temp": self.temp,
            "project": PROJECT,
            "port": self.services.port,
            "udp": self.services.udp_port,
            "socket": self.services.path,
            "abstract": self.services.name,
            "sysv": SYSV,
            "mask": MASK,
            "masked": ", ".join(map(str, masked)),
            "reversed": ", ".join(f"'{needle[::-1]}'" for needle in needles),
            "first": self.first,
            "last": self.last,
            "self": student,
        }
        for name, value in names.items():
            text = text.replace(f"@{name}@", str(value))
        return text

    def _settings(self) -> None:
        wanted = f'c.Box.isolation = "{self.isolation}"\n' if self.isolation else ""
        self._config = LIMITS + wanted

    def _home(self) -> None:
        self.temp.mkdir(parents=True)
        runtime = self.home / ".local" / "share" / "jupyter" / "runtime" / "jpserver-1.json"
        server = {"url": f"http://127.0.0.1:{self.services.port}/", "token": self.secret("token")}
        for path, text in {
            self.home / ".ssh" / "id_ed25519": f"-----BEGIN KEY-----\n{self.secret('key')}\n",
            self.home / ".bash_history": f"login {self.secret('history')}\n",
            self.home / ".bashrc": f"export PASSWORD={self.secret('bashrc')}\n",
            self.home / ".ipython" / "profile_default" / "startup" / "README": "startup",
            self.home / ".jupyter" / "jupyter_server_config.json": json.dumps({"a": self.secret("config")}),
            runtime: json.dumps(server),
            self.temp / "exam.txt": self.secret("temp"),
        }.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        for name in (".cache", ".config"):  # matplotlib keeps its fonts there
            (self.home / name).mkdir()
        (self.home / ".ssh" / "id_ed25519").chmod(0o600)
        self.secret("environment")

    def _class(self) -> None:
        doubles = DOUBLES
        for number, old in zip(HIDDEN, ("1001], expect: 2002", "7], expect: 14"), strict=True):
            doubles = doubles.replace(old, f"{number}], expect: {HIDDEN[number]}")
        course = write_course(self.klass / "course", doubles=doubles)
        lesson = course / "notebooks" / "doubling.md"
        lesson.write_text(lesson.read_text(encoding="utf-8") + IMPORTS_IN_LESSON, encoding="utf-8")
        made = new_class(self.klass, "7b", course)
        self.secrets["salt"] = made.about.salt
        with made.config.open("a", encoding="utf-8") as config:
            config.write(self._config)
        release(made)
        with Records(made.records_url):  # makes the file, as collecting would have done
            pass

    def _plain(self) -> None:
        self.plain.mkdir()
        (self.plain / "nbgrader_config.py").write_text(PLAIN + self._config, encoding="utf-8")
        source = self.plain / "source" / "ps1" / "problem.ipynb"
        source.parent.mkdir(parents=True)
        source.write_text(json.dumps(_problem(), indent=1), encoding="utf-8")
        subprocess.run(
            [sys.executable, "-m", "nbgrader", "generate_assignment", "ps1"],
            cwd=self.plain,
            env=self.environment(),
            check=True,
            capture_output=True,
            timeout=120,
        )

    def _hand_in(self, names: list[str]) -> None:
        """Every case, with an honest student before, after and between."""
        known = cases()
        plan: list[tuple[str, str]] = []
        for kind in ("check", "asserts"):
            tries = [name for name in names for _ in range(known[name].students) if kind in known[name].kinds]
            for start in range(0, max(len(tries), 1), 12):
                plan += [(kind, ""), *((kind, name) for name in tries[start : start + 12])]
            plan.append((kind, ""))
        ids = [f"st{number:04d}" for number in range(len(plan))]
        checked = [one for one, (kind, _) in zip(ids, plan, strict=True) if kind == "check"]
        self.first, self.last = checked[0], checked[-1]
        roster = ["id,name", *(f"{one},Zora {self.secret('roster')} {one}" for one in ids)]
        (self.klass / "roster.csv").write_text("\n".join(roster) + "\n", encoding="utf-8")
        for student, (kind, name) in zip(ids, plan, strict=True):
            self.students.setdefault((name, kind), []).append(student)
            self._hand_in_one(student, kind, name)

    def _hand_in_one(self, student: str, kind: str, name: str) -> None:
        path = self.notebook(student, kind, "release")
        folder = self.notebook(student, kind).parent
        folder.mkdir(parents=True)
        released = json.loads(path.read_text(encoding="utf-8"))
        source = attack(name) if name else f"# %%\n{self.secret('sibling')!r}\n" * (student == self.first)
        notebook = written(released, self.fill(source, student))
        handed_in = folder / path.name
        handed_in.write_text("", encoding="utf-8")
        if name:
            tamper(name, notebook, folder, self)
        if not handed_in.is_symlink() and not handed_in.stat().st_size:
            handed_in.write_text(json.dumps(notebook), encoding="utf-8")

    def notebook(self, student: str, kind: str, step: str = "submitted") -> Path:
        """A student's notebook: as submitted, or `autograded`; or the one released to all."""
        root, lesson, file = (
            (self.klass, "doubling", "doubling.ipynb")
            if kind == "check"
            else (self.plain, "ps1", "problem.ipynb")
        )
        whose = () if step in ("release", "source") else (student,)
        return root.joinpath(step, *whose, lesson, file)

    def environment(self) -> dict[str, str]:
        """The environment of the teacher's process."""
        kept = {name: os.environ[name] for name in ("LANG", "LC_ALL") if name in os.environ}
        return {
            **kept,
            "PATH": os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]]),
            "HOME": str(self.home),
            "TMPDIR": str(self.temp),
            "PYTHONPATH": str(PROJECT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "TRELLIS_PLANTED": self.secret("environment"),
        }

    def grade(self) -> Done:
        """Let a teacher's process grade both courses. What it says goes to `teacher.log`."""
        answer = self.root / "done.json"
        with (self.root / "teacher.log").open("wb") as log:
            subprocess.run(
                [sys.executable, "-m", "tests.grading.hostile.teacher", self.klass, self.plain, answer],
                cwd=self.root,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                check=True,
                timeout=900,
            )
        return msgspec.json.decode(answer.read_bytes(), type=Done)

    def let_loose(self, name: str) -> str:
        """Run a case's cells with no wall around them; returns what they print."""
        (student,) = self.students[name, "check"]
        folder = self.temp / student
        folder.mkdir()
        with (self.root / f"{student}.log").open(
            "w+b"
        ) as log:  # a pipe would be held open by what it leaves behind
            subprocess.run(
                [sys.executable, OPEN_FIELD, self.notebook(student, "check"), *map(str, HIDDEN)],
                cwd=folder,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                check=False,
                timeout=120,
            )
            log.seek(0)
            return log.read().decode("utf-8", "replace")

    def snapshot(self) -> dict[str, str]:
        """What must be the same after grading: every file around it, by content, rights, owner and time."""
        found = {}
        for root in (self.klass, self.plain, self.home, self.temp):
            for path in sorted(root.rglob("*")):
                name = path.relative_to(self.root).as_posix()
                if not name.startswith(WRITTEN):
                    found[name] = _state(path)
        return found


WRITTEN = (
    "class/autograded",
    "plain/autograded",
    "class/quarantine",
    "class/.grading.lock",
    "plain/.grading.lock",
    "home/.cache/matplotlib",
    "home/.config/matplotlib",
)
"""What grading itself makes."""
CHANGED = ("class/gradebook.db", "class/records.db", "plain/gradebook.db")
"""What grading itself changes: of these only the rights and the owner are held."""


def _state(path: Path) -> str:
    about = path.lstat()
    said = [stat.filemode(about.st_mode), str(about.st_uid), str(about.st_gid)]
    if path.as_posix().endswith(CHANGED):
        return " ".join(said)
    if path.is_symlink():
        said.append(str(path.readlink()))
    elif path.is_file():
        said += [str(about.st_mtime_ns), hashlib.sha256(path.read_bytes()).hexdigest()[:16]]
    said += sorted(os.listxattr(path, follow_symlinks=False))
    return " ".join(said)


class Services:
    """Listening sockets that nobody may come to: a TCP service, a UDP one, and Unix ones with a path and without."""

    def __init__(self, root: Path) -> None:
        self.path = f"/tmp/trellis-hostile-{secrets.token_hex(6)}.sock"  # a socket's path may not be long
        self.name = f"trellis-hostile-{secrets.token_hex(6)}"
        tcp = socket.create_server(("127.0.0.1", 0))
        self.port: int = tcp.getsockname()[1]
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", 0))
        self.udp_port: int = udp.getsockname()[1]
        path = socket.socket(socket.AF_UNIX)
        path.bind(self.path)
        abstract = socket.socket(socket.AF_UNIX)
        abstract.bind(f"\0{self.name}")
        self._all = {"TCP": tcp, "UDP": udp, "path": path, "abstract": abstract}
        if socket.has_ipv6:
            with suppress(OSError):  # a machine without IPv6 has nobody to reach by it
                self._all["IPv6"] = socket.create_server(("::1", self.port), family=socket.AF_INET6)
        for one in self._all.values():
            one.setblocking(False)
            if one is not udp:
                one.listen(100)

    def visited(self) -> list[str]:
        """The services somebody came to, since the last look."""
        found = []
        for name, one in self._all.items():
            try:
                if name == "UDP":
                    one.recv(100)
                else:
                    one.accept()[0].close()
                found.append(name)
            except BlockingIOError:
                continue
        return found

    def close(self) -> None:
        """Close them."""
        for one in self._all.values():
            one.close()
        Path(self.path).unlink(missing_ok=True)


def marks() -> list[str]:
    """What attacks have left on this machine, outside of the place itself."""
    found = []
    folders = ("/", "/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", str(PROJECT), str(PROJECT / "grading"))
    for folder in (*folders, sysconfig.get_path("purelib"), sysconfig.get_path("stdlib"), str(Path.home())):
        if Path(folder).is_dir():
            found += [str(path) for path in Path(folder).iterdir() if MARK in path.name]
    for kind in ("shm", "msg", "sem"):
        lines = Path(f"/proc/sysvipc/{kind}").read_text(encoding="utf-8").splitlines()[1:]
        found += [f"System V {kind}" for line in lines if int(line.split()[0]) & 0xFFFFFFFF == SYSV]
    keys = Path("/proc/keys")
    found += ["key"] if keys.exists() and MARK in keys.read_text(encoding="utf-8") else []
    return found


@contextmanager
def adopting() -> Iterator[None]:
    """Within this, processes that lose their parent become children of this one, so that none can hide."""
    libc = ctypes.CDLL(None)
    assert libc.prctl(36, 1, 0, 0, 0) == 0
    try:
        yield
    finally:
        libc.prctl(36, 0, 0, 0, 0)


def children() -> dict[int, str]:
    """The processes under this one that are not dead, with what they are."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            except OSError:
                continue
            if state != "Z":
                parents[int(folder.name)] = int(parent)
    mine: dict[int, str] = {}
    for pid, parent in parents.items():
        above, seen = parent, set()
        while above in parents and above != os.getpid() and above not in seen:
            seen.add(above)
            above = parents[above]
        if above == os.getpid():
            try:
                mine[pid] = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()[:200]
            except OSError:
                continue
    return mine


def shown(path: Path) -> str:
    """All that the outputs of a graded copy say, as one text."""
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return "\n".join(
        text for cell in notebook["cells"] for output in cell.get("outputs", []) for text in _texts(output)
    )


def _texts(output: Any) -> Iterator[str]:
    if isinstance(output, str):
        yield output
    elif isinstance(output, list):
        if output and all(isinstance(one, str) for one in output):
            yield "".join(output)
        else:
            for one in output:
                yield from _texts(one)
    elif isinstance(output, dict):
        for one in output.values():
            yield from _texts(one)


def _problem() -> dict[str, Any]:
    """A plain nbgrader problem: the same function, tested by asserts in the open, by hidden ones, and by a sum of points."""
    hidden = "\n".join(f"assert double({number}) == {expected}" for number, expected in HIDDEN.items())
    test = {"grade": True, "solution": False, "locked": True, "task": False, "schema_version": 3, "points": 2}
    return {
        "cells": [
            _code("libraries", IMPORTS, {}),
            _code(
                "answer",
                "def double(n):\n    ### BEGIN SOLUTION\n    return 2 * n\n    ### END SOLUTION",
                test | {"grade": False, "solution": True, "locked": False, "grade_id": "answer"},
            ),
            _code(
                "test-open",
                "assert double(2) == 4\nassert double(-3) == -6",
                test | {"grade_id": "test-open"},
            ),
            _code(
                "test-hidden",
                f"### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS",
                test | {"grade_id": "test-hidden"},
            ),
            _code(
                "test-sum",
                "sum(double(n) == 2 * n for n in (5, 11, 17, 23)) / 2",
                test | {"grade_id": "test-sum"},
            ),
        ],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _code(name: str, source: str, nbgrader: dict[str, Any]) -> dict[str, Any]:
    if not nbgrader.get("grade"):
        nbgrader.pop("points", None)
    return {
        "cell_type": "code",
        "id": name,
        "source": source,
        "metadata": {"nbgrader": nbgrader} if nbgrader else {},
        "outputs": [],
        "execution_count": None,
    }
