"""Nothing that a person reads is said past gettext."""

from __future__ import annotations

import ast
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.hard_coded import MARKS, ROOMS, ROOT, Found, hard_coded

pytestmark = pytest.mark.slow


class Allowed(NamedTuple):
    """Texts that stay as they are: in files (a pattern), beginning so (a pattern), and why."""

    files: str
    texts: str
    why: str


IMPORTED = "becomes part of a course, in the language of its questions"

ALLOWED = (
    Allowed("carrying/word_list.py", "*", "the words of keys are a part of the format"),
    Allowed("carrying/keys.py", "no age *", "caught where it is raised"),
    Allowed("carrying/keys.py", "* is no age recipient", "caught where it is raised"),
    Allowed("carrying/picture_pin.py", "scrypt settings*", "caught where it is raised"),
    Allowed("carrying/lan/*.py", "trellis drop box*", "a name in the protocol"),
    Allowed("carrying/lan/*.py", "Bearer *", "HTTP"),
    Allowed("carrying/lan/*.py", "bytes *", "HTTP"),
    Allowed("carrying/sealing.py", "TRELLIS/1 *", "the format's first line"),
    Allowed("carrying/machine.py", "Application Support", "a folder of macOS"),
    Allowed("curriculum/calling.py", "*", "what Python itself says, in a student's own error"),
    Allowed("curriculum/frames.py", "*", "what Python itself says, in a student's own error"),
    Allowed("curriculum/plain.py", "*", "caught where it is raised, and said there in the reader's language"),
    Allowed("curriculum/correction.py", "*", "the names of the model's coefficients"),
    Allowed("curriculum/days.py", "*", "a pattern of Unicode's"),
    Allowed("curriculum/expressions/*.py", "*", "formulas"),
    Allowed("curriculum/graph_picture.py", "Atkinson *", "the name of a font"),
    Allowed("curriculum/source.py", "missing required field", "looked for in msgspec's own text"),
    Allowed("widgets/cell.py", "border-*", "CSS"),
    Allowed("widgets/static/*", "Enter", "the name of a key in the browser's events"),
    Allowed("widgets/static/*", "Escape", "the name of a key in the browser's events"),
    Allowed("widgets/static/*", "Trellis: *", "for the browser's console"),
    Allowed("widgets/static/*", "(prefers-*", "CSS"),
    Allowed("grading/pages/html/frame.html", "*", "parts of HTML attributes"),
    Allowed("grading/pages/show.py", "{x}: *", "a Python error, for whoever mends it"),
    Allowed("kit/places.py", "trellis *", "a command to type"),
    Allowed("kit/commands/hand_in.py", "  trellis *", "a command to type"),
    Allowed("kit/demo.py", "*", "names of the practice class's invented people"),
    Allowed("kit/students.py", "*", "the practice class's invented people, and what they answer"),
    Allowed("kit/extension.py", "*", "Jupyter's own --help, which is English"),
    Allowed("kit/jupyter_files.py", "Jupytext Notebook", "JupyterLab's own name"),
    Allowed("kit/pages/*.py", "default-src *", "HTTP"),
    Allowed("kit/pages/templates/*", "lessons-", "a part of an HTML attribute"),
    Allowed("kit/pages/templates/*", "Letter", "the name of a paper"),
    Allowed("kit/pages/templates/*", "English", "languages' own names"),
    Allowed("kit/pages/templates/*", "Español", "languages' own names"),
    Allowed("kit/pages/templates/*", "Français", "languages' own names"),
    Allowed("kit/pages/templates/*", "العربية", "languages' own names"),
    Allowed("kit/server.py", "(Extension*", "looked for in Jupyter's own warnings"),
    Allowed("kit/voila.py", "from *", "code that is run"),
    Allowed("kit/warm.py", "import *", "code that is run"),
    Allowed("kit/warm.py", "no kernel *", "for whoever reads a log"),
    Allowed("kit/language.py", "*", "the English texts of argparse, by which its translations are found"),
    Allowed("kit/demo.py", "Luis Ferreira", "the name of an invented student"),
    Allowed("kit/demo.py", "Ben Osei", "the name of an invented student"),
    Allowed("kit/demo.py", "Amina Diallo", "the name of an invented student"),
    Allowed("kit/demo.py", "Sara Haddad", "the name of an invented student"),
    Allowed("kit/students.py", "*", "names and words of invented students"),
    Allowed("kit/authoring.py", "trellis *", "a command"),
    Allowed("kit/importing.py", "`trellis *", "a command"),
    Allowed("kit/jupyter_files.py", "Jupytext Notebook", "a name of jupytext's"),
    Allowed("kit/extension.py", "*", "Jupyter's own --help, which is English"),
    Allowed("kit/server.py", "(Extension*", "a pattern for a warning of Jupyter's"),
    Allowed("kit/voila.py", "from *", "code that is run"),
    Allowed("kit/warm.py", "*", "code that is run, and a line of the log"),
    Allowed("kit/pages/*.py", "default-src *", "HTTP"),
    Allowed("kit/pages/templates/desk_lessons.html", "lessons-", "the beginning of an id"),
    Allowed("kit/pages/templates/desk_students.html", "*", "languages by their own names, and a paper size"),
    Allowed("grading/assignment.py", "### *", "a mark of nbgrader's"),
    Allowed("grading/hidden_tests.py", "### *", "a mark of nbgrader's"),
    Allowed("grading/feedback_pages.py", "No response.", "nbgrader's own word, sought and not said"),
    Allowed("grading/batch.py", "No space left", "looked for in an error's own text"),
    Allowed("grading/ledger.py", "No cell *", "raised only where the caller is at fault"),
    Allowed("grading/name_list.py", "*|*", "what headers are called in four languages"),
    Allowed("grading/attendance.py", "*|*", "what a table may say in four languages"),
    Allowed("grading/exports/lms.py", "*", "the columns that other programs know by these names"),
    Allowed("grading/exports/taking_out.py", "taken out: *", "what the access log keeps"),
    Allowed("grading/tables.py", "BEGIN *", "SQL"),
    Allowed("grading/preprocessors.py", "The class folder*", "nbgrader's own --help, which is English"),
    Allowed("grading/exchange/*", "*", "nbgrader's own commands, in nbgrader's own English words"),
    Allowed("grading/box/settings.py", "*", "nbgrader's own --help, which is English"),
    Allowed("grading/box/doors.py", "*", "said inside a box; grading/box/remarks.py retells it"),
    Allowed("grading/box/shell.py", "*", "said inside a box; grading/box/remarks.py retells it"),
    Allowed("grading/box/watching.py", "*", "said inside a box; grading/box/remarks.py retells it"),
    Allowed("grading/box/showing.py", "*", "said inside a box, as Python itself would"),
    Allowed("grading/box/inside.py", "*", "said inside a box, where there are no catalogues"),
    Allowed("grading/box/outputs.py", "*", "said inside a box, where there are no catalogues"),
    Allowed("grading/box/nursery.py", "import *", "code that is run"),
    Allowed("grading/box/letters.py", "*", "about two processes of ours, for whoever reads a log"),
    Allowed("grading/box/running.py", "*", "about two processes of ours, for whoever reads a log"),
    Allowed("grading/box/warm.py", "*", "about two processes of ours, for whoever reads a log"),
    Allowed("grading/box/cold.py", "*", "about two processes of ours, for whoever reads a log"),
    Allowed("curriculum/importers/course_files.py", "*", IMPORTED),
    *(
        Allowed("curriculum/importers/*", text, IMPORTED)
        for text in (
            "no licence named*",
            "*; adapted",
            "Not the answer yet*",
            "Yes, that is right.",
            "It is {x}.",
            "does not exist",
            "The answer",
            "not there yet",
            "says it in own words",
            "*A picture*",
            "CC BY*",
            "*by way of OATutor*",
            "Write a matrix row by row*",
            "You can write a*",
        )
    ),
    Allowed("curriculum/importers/tongues.py", "*", "common words by which a language is known"),
    Allowed(
        "curriculum/importers/moodle_xml.py",
        "Your answer is *",
        "what Moodle says by itself, to be taken out",
    ),
    Allowed(
        "grading/box/confine.py",
        "*",
        "about the computer, for whoever looks after it; beside it stands what to do",
    ),
    Allowed(
        "grading/box/landlock.py",
        "*",
        "about the computer, for whoever looks after it; beside it stands what to do",
    ),
    Allowed(
        "grading/box/seccomp.py",
        "*",
        "about the computer, for whoever looks after it; beside it stands what to do",
    ),
    Allowed(
        "grading/box/trial.py",
        "*",
        "about the computer, for whoever looks after it; beside it stands what to do",
    ),
)


@pytest.fixture(scope="module")
def found() -> list[Found]:
    return hard_coded([ROOT / room for room in ROOMS])


def is_allowed(one: Found, by: Allowed) -> bool:
    return fnmatch(one.path, by.files) and fnmatch(one.text, by.texts)


def test_the_whole_house_speaks_through_gettext(found: list[Found]) -> None:
    assert [str(one) for one in found if not any(is_allowed(one, by) for by in ALLOWED)] == []


def test_every_exception_is_still_one(found: list[Found]) -> None:
    assert [by for by in ALLOWED if not any(is_allowed(one, by) for one in found)] == []


def test_no_text_to_translate_stands_inside_an_f_string() -> None:
    """Babel does not look into f-strings before Python 3.12, so such a text would be in no catalogue."""
    found = [
        f"{path.relative_to(ROOT).as_posix()}:{call.lineno}"
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        for joined in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(joined, ast.JoinedStr)
        for call in ast.walk(joined)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in MARKS
        if any(isinstance(one, ast.Constant) for one in call.args)
    ]
    assert found == []


def test_prose_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.hard_coded.ROOT", tmp_path)
    (tmp_path / "one.py").write_text('print("Your work is safe.")\nprint(_("Your work is safe."))\n')
    (tmp_path / "two.html").write_text("<p>Your work</p>\n<p>{{ _('is safe') }}</p>\n")
    assert [(one.path, one.line) for one in hard_coded([tmp_path])] == [("one.py", 1), ("two.html", 1)]
