"""The editor of code items: what is run, what is reported, and what is kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from carrying.copies import events_in
from carrying.journal import read_journal
from carrying.study import open_study
from curriculum.evidence import Checked
from curriculum.lesson import read_lesson
from tests.browser import Server, violations
from tests.widgets.notebooks import EXERCISE, Lesson, press, status
from tests.widgets.places import lesson_folder
from widgets import coding
from widgets.checking import find_check
from widgets.coding import CodeWidget, try_source
from widgets.script import STATIC

if TYPE_CHECKING:
    from playwright.sync_api import Page

RIGHT = "def double(n):\n    return 2 * n\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = lesson_folder(tmp_path, "doubling")
    monkeypatch.chdir(place)
    return place


@pytest.fixture
def widget(folder: Path) -> CodeWidget:
    lesson = read_lesson(folder)
    return CodeWidget(lesson, find_check(lesson, "double"))


def checks(folder: Path) -> list[Checked]:
    return [event for event in read_journal(folder / "journal.jsonl") if isinstance(event, Checked)]


def test_it_begins_with_the_starter_and_goes_on_with_the_last_code(widget: CodeWidget, folder: Path) -> None:
    assert widget.view["source"] == "def double(n):\n    ...\n"
    widget.receive({"id": "m1", "do": "try", "source": RIGHT})

    again = CodeWidget(widget.lesson, widget.check)

    assert again.view["source"] == RIGHT
    assert [(event.item, event.passed, event.source) for event in checks(folder)] == [
        ("double", [True] * 3, RIGHT)
    ]


def test_every_example_is_reported_and_one_press_counts_once(widget: CodeWidget, folder: Path) -> None:
    sent = {"id": "m1", "do": "try", "source": "def double(n):\n    return n + 2\n"}

    reply = widget.receive(sent)

    assert (reply["saved"], reply["right"]) == (True, False)
    assert "1 of 3 examples fit." in reply["report"]
    assert widget.receive(sent) == reply
    assert [event.passed for event in checks(folder)] == [[True, False, False]]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("def double(n)\n    return n", "Python cannot read line 1: expected ':'."),
        ("x = 1 / 0", "It divides by zero here. Line 1: ZeroDivisionError: division by zero"),
        ("a = 1\nb = nope", "It uses a name that Python does not know here"),
        ("raise SystemExit", "It ends the program"),
        ("raise KeyboardInterrupt", "stopped"),
        ("double = 3", "belongs to a value, not to a function. Write def double(…): instead."),
        ("\0", "Python cannot read"),
        ("def Double(n): return 2 * n", "Your code makes no function double."),
        ("", "double"),
    ],
)
def test_what_stops_the_code_is_a_sentence_and_no_attempt(
    widget: CodeWidget, folder: Path, source: str, said: str
) -> None:
    report = try_source(widget.check, source)

    assert said in report.problem
    assert not widget.receive({"id": "m", "do": "try", "source": source})["saved"]
    assert checks(folder) == []


def test_what_it_prints_or_defines_stays_with_it(
    widget: CodeWidget, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = {"factor": 2}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coding, "own_names", lambda: mine)
        report = try_source(widget.check, "print('hello')\ndef double(n):\n    return factor * n\n")

    assert report.right
    assert mine == {"factor": 2}
    assert capsys.readouterr().out == ""


def test_what_cannot_be_taken_is_said(widget: CodeWidget, folder: Path) -> None:
    assert "very long" in widget.receive({"id": "m", "do": "try", "source": "#" * 30_000})["say"]
    assert widget.receive({"do": "format-disk"})["saved"] is False
    assert widget.receive(None)["saved"] is False
    assert checks(folder) == []


def test_the_editor_is_one_local_file_with_its_licences() -> None:
    text = (STATIC / "editor.js").read_text(encoding="utf-8")

    assert len(text.encode()) <= 400_000
    assert text.startswith("/*! CodeMirror 6, MIT licence")
    assert "import(" not in text
    assert not any(f"{scheme}://cdn" in text for scheme in ("http", "https"))
    assert "@codemirror/view" in (STATIC / "editor.licences.txt").read_text(encoding="utf-8")


LATE = """
const heard = [], sent = [];
const model = {
  state: STATE, get: (name) => model.state[name], off: () => {},
  on: (name, hear) => name === "msg:custom" && heard.push(hear), send: (content) => sent.push(content),
};
page.render({ model, el: document.body });
window.tried = () => sent.filter((one) => one.do === "try").map((one) => one.id);
window.answer = () => heard.forEach((hear) => hear({ id: tried()[0], saved: true, say: "", report: "<p>Every example fits.</p>" }));
"""


@pytest.mark.browser
def test_an_answer_behind_a_long_cell_is_heard_all_the_same_and_counts_once(
    widget: CodeWidget, page: Page
) -> None:
    page.clock.install()
    page.set_content("<!doctype html><title>Code</title><body>")
    state = json.dumps(
        {
            name: widget.get_state()[name]
            for name in ("view", "words", "lang", "dir", "look", "needs", "notes")
        }
    )
    script = widget._esm.replace("export default {", "const page = {") + LATE.replace("STATE", state)
    page.add_script_tag(content=script, type="module")
    page.get_by_role("button", name="Try the examples").click()
    page.clock.fast_forward(4100)
    page.get_by_text("Not saved – run this cell again").wait_for()
    page.get_by_role("button", name="Try the examples").click()
    page.evaluate("answer()")

    assert page.get_by_role("status").all_inner_texts()[:2] == ["Every example fits.", "✓ Saved"]
    assert len(set(page.evaluate("tried()"))) == 1


def test_a_draft_is_its_student_s_own(widget: CodeWidget, folder: Path) -> None:
    student = open_study(folder.parent, "").profile.student
    assert widget.view["key"] == f"{student}/doubling/double"


PLAIN = """\
from widgets.coding import CodeWidget, find_check, lesson_folder, read_lesson
l = read_lesson(lesson_folder()); w = CodeWidget(l, find_check(l, "double")); real = w.receive
w.receive = lambda sent: {"id": ""} if sent.get("do") == "editor" else real(sent)
w.show()"""


@pytest.fixture
def lesson(page: Page, jupyter_server: Callable[..., Server]) -> Iterator[Lesson]:
    made = Lesson(
        page, jupyter_server(), "coding", "doubling", ["from widgets import code", PLAIN, 'code("double")']
    )
    made.open()
    made.run_all()
    yield made
    made.close()


@pytest.mark.slow
def test_code_is_written_and_tried_by_keys_alone_with_the_editor_and_without(
    lesson: Lesson, page: Page
) -> None:
    plain, rich, keys = lesson.exercise(0), lesson.exercise(1), page.keyboard
    box = rich.get_by_role("textbox", name="Your code")
    rich.locator(".cm-content").wait_for()
    assert plain.locator("textarea").count() == 1  # the editor never came: a plain box does it, too

    box.focus()
    keys.press("Control+a")
    keys.type("def double(n):\nreturn n + 2")  # the editor moves the second line in by itself
    keys.press("Escape")
    keys.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Try the examples"
    keys.press("Enter")
    rich.get_by_text("1 of 3 examples fit.").wait_for()
    status(rich, "Saved")
    assert rich.get_by_role("table", name="The examples for double").get_by_role(
        "rowheader"
    ).all_inner_texts() == ["double(2)", "double(0)", "double(-3)"]
    assert violations(page, EXERCISE) == []
    box.focus()
    keys.press("Control+a")
    keys.type("def double(n):\nreturn 2 * n")
    keys.press("Control+Enter")
    rich.get_by_text("Every example fits.").wait_for()

    plain.get_by_label("Your code").fill(RIGHT)
    press(plain, "Try the examples")
    plain.get_by_text("Every example fits.").wait_for()
    status(plain, "Saved")
    assert [event.passed for event in lesson.events if isinstance(event, Checked)] == [
        [True, False, False],
        [True] * 3,
        [True] * 3,
    ]
    assert len([event for event in events_in(lesson.saved_notebook()) if isinstance(event, Checked)]) == 3
    lesson.restart_kernel()
    press(rich, "Try the examples")
    status(rich, "Not saved – run this cell again")
    assert "return 2 * n" in box.inner_text()  # nothing typed is lost
