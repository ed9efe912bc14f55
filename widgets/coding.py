"""`code("item")` in a notebook's cell: an editor for the student's code, tried in the lesson's own kernel and put in the journal."""

from __future__ import annotations

from typing import Any, Literal

import anywidget
import msgspec
import traitlets
from IPython.display import display, update_display

from carrying.accommodating import accommodations_around
from carrying.saving import NotSaved
from curriculum.case_report import SAVED, Report, as_html
from curriculum.language import direction, speaking, spoken
from curriculum.lesson import CodeCheck, ReleasedLesson, read_lesson
from widgets.cell import is_graded_run, lesson_folder, say, sentence, speak_as_chosen, write
from widgets.checking import checked_before, find_check, journal_here, save_check
from widgets.copies import bundle
from widgets.page import page_traits, stylesheet
from widgets.running import MAX_SOURCE, own_names, try_program
from widgets.script import editor, script
from widgets.words import CODE, _, not_marked, previewed, previewed_item, too_long, unintelligible


class Sent(msgspec.Struct, frozen=True):
    """From page to kernel: bring the editor, or try this code. `id` names one press."""

    id: str
    do: Literal["editor", "try"]
    source: str = ""


def try_source(check: CodeCheck, source: str) -> Report:
    """Run `source` beside the notebook's own names, which it does not change, and try it on the examples. Never raises."""
    return try_program(check, source, own_names())


class CodeWidget(anywidget.AnyWidget):
    """An editor on the page. `view` is what it shows: the question, the last code, its report, and whether that is saved."""

    _esm = script("code.js")
    _css = stylesheet()
    view = traitlets.Dict().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    lang = traitlets.Unicode().tag(sync=True)
    dir = traitlets.Unicode().tag(sync=True)
    look = traitlets.Dict().tag(sync=True)
    needs = traitlets.Dict().tag(sync=True)
    notes = traitlets.Dict().tag(sync=True)

    def __init__(self, lesson: ReleasedLesson, check: CodeCheck, **traits: Any) -> None:
        journal = journal_here(lesson)
        before = checked_before(journal, check.item)
        super().__init__(
            view={
                "key": f"{journal.owner}/{lesson.lesson}/{check.item}",  # one tab may see several students
                "html": check.prompt.html if check.prompt else "",
                "starter": check.starter,
                "source": before[-1].source if before else check.starter,
                "report": "",
                "hints": [hint.html for hint in check.hints],
                "lang": (language := lesson.language_of(check.item, spoken())),
                "dir": direction(language),
            },
            **{**page_traits(CODE, accommodations_around(lesson_folder().resolve())), **traits},
        )
        self.lesson, self.check = lesson, check
        self._copy = bundle(lesson, f'code("{check.item}")', before)
        self._copy_id = f"trellis-{self.model_id}"
        self._answered: dict[str, dict[str, Any]] = {}
        self.on_msg(self._receive)

    def show(self) -> None:
        """Put the editor below the cell, and beside it the copy of what was tried."""
        display(self)  # type: ignore[no-untyped-call]
        display(self._copy, raw=True, display_id=self._copy_id)  # type: ignore[no-untyped-call]

    def receive(self, content: object) -> dict[str, Any]:
        """The reply to one message of the page, in its language. The same press twice is tried and counted once."""
        with speaking(self.lang):
            return self._answer(content)

    def _answer(self, content: object) -> dict[str, Any]:
        try:
            sent = msgspec.convert(content, Sent)
        except (msgspec.ValidationError, RecursionError):
            return {"id": "", "saved": False, "say": unintelligible()}
        if sent.do == "editor":
            return {"id": sent.id, "editor": editor()}
        if sent.id not in self._answered:
            self._answered[sent.id] = self._try(sent)
        return self._answered[sent.id]

    def _try(self, sent: Sent) -> dict[str, Any]:
        if len(sent.source) > MAX_SOURCE:
            return {"id": sent.id, "saved": False, "say": too_long(MAX_SOURCE)}
        report = try_source(self.check, sent.source)
        say_so, saved = "", False
        if not report.problem:
            try:
                self._copy = save_check(self.lesson, self.check, report, sent.source, call="code")
                saved = True
            except (NotSaved, OSError) as error:
                say_so = sentence(error)
        page = as_html(self.check.function or self.check.item, report, _(SAVED) if saved else "")
        self.view = {**self.view, "source": sent.source, "report": page}
        return {"id": sent.id, "saved": saved, "say": say_so, "report": page, "right": report.right}

    def _receive(self, _widget: object, content: object, _buffers: object) -> None:
        if isinstance(content, dict) and content.get("do") == "try":
            self.send({"id": content.get("id"), "running": True})  # told apart from a kernel that is gone
        try:
            reply = self.receive(content)
        except Exception as error:  # noqa: BLE001  # the edge to the student: a sentence whatever happens
            name = content.get("id") if isinstance(content, dict) else ""
            reply = {"id": name, "saved": False, "say": sentence(error)}
        self.send(reply)
        if reply.get("saved"):
            update_display(self._copy, raw=True, display_id=self._copy_id)  # type: ignore[no-untyped-call]


def show_editor(item: str) -> None:
    """Show the editor for `item` below the cell that called. What stops it is said in a sentence, never a traceback."""
    if is_graded_run():
        write(not_marked(f'code("{item}")'))
        return
    try:
        speak_as_chosen()
        lesson = read_lesson(lesson_folder()).in_language(spoken())
        check = find_check(lesson, item)
        if lesson.preview:
            say(previewed(previewed_item(item, "code", 1, 1, "")))
        CodeWidget(lesson, check).show()
    except Exception as error:  # noqa: BLE001  # the edge to the student: a sentence whatever happens
        say(sentence(error))
