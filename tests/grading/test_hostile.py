"""The hostile corpus: every case graded in one real run, honest students among them, and what must not have happened.

What a case is, and how to add one: tests/grading/hostile/README.md.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbgrader.server_extensions.formgrader import handlers as formgrader

from grading.box import isolation
from grading.class_folder import open_class
from grading.records import Outcome, Records
from grading.settings import read_settings
from tests.grading.hostile.corpus import HERE, Case, cases
from tests.grading.hostile.place import HIDDEN, MARK, Place, adopting, children, marks, shown

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]

CASES = cases()
HAND_INS = [(name, kind) for name, case in CASES.items() for kind in case.kinds]
ESCAPED = re.compile(r"^ESCAPED.*", re.MULTILINE)
"""What an attack prints where it got through; a traceback may show the line of code, but not at its beginning."""
FULL = {"check": 4.0, "asserts": 6.0}


class Run(NamedTuple):
    """One grading of a place, and what was different after it. `left` are processes, `marks` what lay about."""

    place: Place
    outcomes: dict[str, Outcome]
    seconds: float
    changed: dict[str, tuple[str, str]]
    visited: list[str]
    left: dict[int, str]
    marks: list[str]

    def of(self, name: str, kind: str) -> list[Outcome]:
        """The outcomes of a case, one for each who handed it in."""
        return [self.outcomes[student] for student in self.place.students[name, kind]]

    def shown(self, name: str, kind: str) -> list[str]:
        """What the outputs of its graded copies show; nothing where there is no copy."""
        paths = [self.place.notebook(one, kind, "autograded") for one in self.place.students[name, kind]]
        return [shown(path) if path.is_file() else "" for path in paths]


def difference(before: dict[str, str], after: dict[str, str]) -> dict[str, tuple[str, str]]:
    """What is not as it was, before and after."""
    return {
        name: (before.get(name, "nothing"), after.get(name, "nothing"))
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    }


def run(place: Place) -> Run:
    """Grade a place, looking at everything around it before and after."""
    before, lying = place.snapshot(), marks()
    with adopting():
        mine = children()
        done = place.grade()
        left = {pid: what for pid, what in children().items() if pid not in mine}
    return Run(
        place=place,
        outcomes={one.student: one for one in (*done.check, *done.asserts)},
        seconds=done.seconds,
        changed=difference(before, place.snapshot()),
        visited=place.services.visited(),
        left=left,
        marks=[one for one in marks() if one not in lying],
    )


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """The whole corpus, graded once, behind the best wall there is."""
    assert isolation.best() != "none", (
        "This computer cannot isolate student code, so the grader's walls cannot be tested here. "
        f"{isolation.why_not('landlock')} {isolation.why_not('bubblewrap')}"
    )
    place = Place(tmp_path_factory.mktemp("hostile") / "place", CASES)
    yield run(place)
    place.services.close()


@pytest.mark.parametrize(("name", "kind"), HAND_INS, ids=[f"{name}-{kind}" for name, kind in HAND_INS])
def test_a_case_earns_what_it_should_and_nothing_else(graded: Run, name: str, kind: str) -> None:
    case = CASES[name]
    for outcome, text in zip(graded.of(name, kind), graded.shown(name, kind), strict=True):
        assert outcome.score == case.earned(kind).earns, outcome
        assert case.outcome in ("any", outcome.kind), outcome
        assert outcome.isolation in ("landlock", "bubblewrap")
        assert outcome.self_judged == (outcome.score if kind == "asserts" else 0)
        assert ESCAPED.findall(text) == []
        for secret in graded.place.secrets.values():
            assert secret not in text
        if kind == "check":
            for pattern in case.says:
                assert re.search(pattern, outcome.reason), outcome
            for pattern in case.never_says:
                assert not re.search(pattern, outcome.reason), outcome
        for pattern in case.shows:
            assert re.search(pattern, text), text[:3000]


@pytest.mark.parametrize("kind", ["check", "asserts"])
def test_honest_students_before_between_and_after_have_full_marks(graded: Run, kind: str) -> None:
    honest = graded.of("", kind)
    assert len(honest) > 2
    assert [(one.student, one.kind, one.score, one.reason) for one in honest] == [
        (one.student, "graded", FULL[kind], "") for one in honest
    ]


def test_every_outcome_is_in_the_records(graded: Run) -> None:
    with Records(open_class(graded.place.klass).records_url) as records:
        kept = {one.student: one.score for one in records.outcomes()}
    handed_in = [one for (_, kind), all_ in graded.place.students.items() if kind == "check" for one in all_]
    assert kept == {one: graded.outcomes[one].score for one in handed_in}


def test_nothing_outside_was_touched(graded: Run) -> None:
    assert graded.changed == {}
    assert graded.marks == []


def test_nobody_came_to_a_service(graded: Run) -> None:
    assert graded.visited == []


def test_no_process_is_left(graded: Run) -> None:
    assert graded.left == {}


def test_the_run_is_not_held_up(graded: Run) -> None:
    assert graded.seconds < 240


def test_no_student_gets_to_see_a_hidden_case(graded: Run) -> None:
    hidden = re.compile("|".join(str(number) for pair in HIDDEN.items() for number in pair).encode())
    copies = [path for path in (graded.place.klass / "autograded").rglob("*") if path.is_file()]
    assert len(copies) > len(CASES)
    found = {
        path.relative_to(graded.place.klass).as_posix(): hidden.findall(path.read_bytes()) for path in copies
    }
    assert {name: numbers for name, numbers in found.items() if numbers} == {}


def test_no_feedback_page_shows_a_hidden_case(graded: Run) -> None:
    (student,) = graded.place.students["hidden-inputs", "check"]
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_feedback", "doubling", "--student", student],
        cwd=graded.place.klass,
        env=graded.place.environment(),
        check=True,
        capture_output=True,
        timeout=120,
    )
    (page,) = (graded.place.klass / "feedback" / student).rglob("*.html")
    html = page.read_text(encoding="utf-8")
    assert "2.4" in html
    assert [number for pair in HIDDEN.items() for number in pair if str(number) in html] == []


def test_plain_test_cells_are_marked_as_judged_by_the_students_own_process(graded: Run) -> None:
    copies = sorted((graded.place.plain / "autograded").rglob("problem.ipynb"))
    assert len(copies) > 20
    for path in copies:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        judged = {
            cell["metadata"]["nbgrader"]["grade_id"]: cell["metadata"].get("trellis", {}).get("judged")
            for cell in cells
            if cell["metadata"].get("nbgrader", {}).get("grade")
        }
        assert judged == {"test-open": "self", "test-hidden": "self", "test-sum": "self"}


def test_no_link_or_fifo_is_among_the_graded_copies(graded: Run) -> None:
    for root in (graded.place.klass, graded.place.plain):
        odd = [
            path.relative_to(root).as_posix()
            for path in (root / "autograded").rglob("*")
            if path.is_symlink() or not (path.is_file() or path.is_dir())
        ]
        assert odd == []


def test_no_secret_lies_in_a_graded_copy(graded: Run) -> None:
    known = {name: secret.encode() for name, secret in graded.place.secrets.items()}
    first = graded.place.first
    found = [
        (path.relative_to(graded.place.root).as_posix(), name)
        for root in (graded.place.klass, graded.place.plain)
        for path in (root / "autograded").rglob("*")
        if path.is_file() and not path.is_symlink()
        for name, secret in known.items()
        if secret in path.read_bytes() and not (name == "sibling" and first in path.parts)
    ]
    assert found == []


class Alive(HTMLParser):
    """Finds what a browser would run: scripts, handlers and addresses that hold the corpus's deed."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_script = tag == "script"
        for name, value in attrs:
            if name.startswith("on") or name == "srcdoc" or "javascript:" in (value or ""):
                self.found.append(f"<{tag} {name}={value}>"[:80])
            if tag == "meta" and name == "http-equiv" and value == "refresh":
                self.found.append("<meta refresh>")

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script and "hostile" in data:
            self.found.append(data[:80])


def alive(html: str) -> list[str]:
    """What in a page would run."""
    parser = Alive()
    parser.feed(html)
    return parser.found


def page(graded: Run, name: str, template: str) -> str:
    """A graded copy as the teacher's browser gets it: by formgrader's own template, or by the usual one."""
    student = graded.place.students[name, "check"][0]
    notebook = nbformat.read(graded.place.notebook(student, "check", "autograded"), as_version=4)
    config = read_settings(open_class(graded.place.klass))
    config.HTMLExporter.template_name = template
    if template == "formgrade":
        config.HTMLExporter.extra_template_basedirs = [formgrader.template_path]
    names = (
        "assignment_id",
        "notebook_id",
        "submission_id",
        "base_url",
        "my_mathjax_url",
        "last_name",
        "first_name",
    )
    html, _ = HTMLExporter(config=config).from_notebook_node(
        notebook, resources={**dict.fromkeys(names, "x"), "index": 0, "total": 1}
    )
    return str(html)


@pytest.mark.parametrize("template", ["lab", "formgrade"])
def test_scripts_in_a_notebook_are_dead_on_the_teachers_page(graded: Run, template: str) -> None:
    html = page(graded, "scripts-in-outputs", template)
    assert "<b>bold</b>" in html
    assert alive(html) == alive(page(graded, "", template))
    assert alive(html.replace("<b>bold</b>", "<b onclick=hostile()>bold</b>")) != alive(html)


# The other wall there may be.

BUBBLEWRAPPED = [
    *("always-equal", "daemon", "environment", "gradebook", "home", "internet", "kill-others", "loopback"),
    *("os-exit", "output-links", "proc", "read-key", "unix-sockets"),
]


@pytest.fixture(scope="module")
def wrapped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Some of the corpus, graded behind bubblewrap."""
    problem = isolation.why_not("bubblewrap")
    assert not problem, f"Boxes behind bubblewrap cannot be tested here. {problem}"
    place = Place(tmp_path_factory.mktemp("wrapped") / "place", BUBBLEWRAPPED, isolation="bubblewrap")
    yield run(place)
    place.services.close()


@pytest.mark.parametrize("name", BUBBLEWRAPPED)
def test_behind_bubblewrap_a_case_earns_the_same(wrapped: Run, name: str) -> None:
    for kind in CASES[name].kinds:
        for outcome, text in zip(wrapped.of(name, kind), wrapped.shown(name, kind), strict=True):
            assert (outcome.score, outcome.isolation) == (CASES[name].earned(kind).earns, "bubblewrap"), (
                outcome
            )
            assert ESCAPED.findall(text) == []
            assert [secret for secret in wrapped.place.secrets.values() if secret in text] == []


def test_behind_bubblewrap_nothing_outside_was_touched(wrapped: Run) -> None:
    assert (wrapped.changed, wrapped.marks, wrapped.visited, wrapped.left) == ({}, [], [], {})
    for kind, full in FULL.items():
        assert {one.score for one in wrapped.of("", kind)} == {full}


# The tripwires themselves: attacks that harm nothing but the throw-away place they are in, with no wall around them.

ESCAPING = sorted((name for name, case in CASES.items() if case.escapes), key=lambda name: name == "daemon")
"""The daemon comes last, for it ends by itself after a minute."""


class Loose(NamedTuple):
    """What came of letting the attacks loose."""

    place: Place
    texts: dict[str, str]
    changed: dict[str, tuple[str, str]]
    visited: list[str]
    left: dict[int, str]


@pytest.fixture(scope="module")
def loose(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loose]:
    """The attacks that may escape, let loose in a place of their own."""
    place = Place(tmp_path_factory.mktemp("loose") / "place", ESCAPING)
    before = place.snapshot()
    with adopting():
        mine = children()
        with ThreadPoolExecutor(2) as threads:
            texts = dict(zip(ESCAPING, threads.map(place.let_loose, ESCAPING), strict=True))
        left = {pid: what for pid, what in children().items() if pid not in mine}
        for pid in left:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
    yield Loose(place, texts, difference(before, place.snapshot()), place.services.visited(), left)
    place.services.close()


@pytest.mark.parametrize("name", ESCAPING)
def test_without_a_wall_the_attack_is_seen_to_escape(loose: Loose, name: str) -> None:
    text = loose.texts[name]
    assert ESCAPED.search(text) or any(secret in text for secret in loose.place.secrets.values()), text


def test_without_a_wall_every_tripwire_trips(loose: Loose) -> None:
    assert {"TCP", "UDP", "path", "abstract"} <= set(loose.visited)
    assert {"home/.bashrc", f"home/{MARK}-bash", f"home/{MARK}-writefile"} <= set(loose.changed)
    assert "class/roster.csv" in loose.changed  # its times
    assert "home/.ssh/id_ed25519" in loose.changed  # its rights
    assert any("sleep" in what or "python" in what for what in loose.left.values())
    assert loose.place.secrets["sibling"] in loose.texts["siblings"]
    assert loose.place.secrets["key"] in loose.texts["home"]
    assert f"answers {list(HIDDEN.values())}" in loose.texts["read-key"]


def test_what_is_left_on_the_machine_is_seen() -> None:
    before = marks()
    path = Path("/dev/shm") / f"{MARK}-{os.getpid()}"
    path.write_text("left")
    try:
        assert set(marks()) - set(before) == {str(path)}
    finally:
        path.unlink()


def test_the_reader_of_pages_sees_what_is_alive() -> None:
    assert alive('<p onclick="x()">a</p><script>hostile</script><a href="javascript:1">b</a>') == [
        "<p onclick=x()>",
        "hostile",
        "<a href=javascript:1>",
    ]
    assert alive("<b>bold</b><script>kind()</script>") == []


@pytest.mark.parametrize("name", CASES)
def test_a_case_is_whole(name: str) -> None:
    case: Case = CASES[name]
    source = (HERE / name / "attack.py").read_text(encoding="utf-8")
    assert case.tries.endswith(".")
    assert all(case.earned(kind).because.endswith(".") for kind in case.kinds)
    assert "# %%" in source
    # A case that earns all there is must show that it came as far as its attack.
    proves = bool(
        case.shows or case.says or (HERE / name / "tamper.py").is_file() or case.check.earns < FULL["check"]
    )
    assert proves, "It would pass if its attack never ran."


def test_the_corpus_is_large_enough() -> None:
    assert len(CASES) >= 45
