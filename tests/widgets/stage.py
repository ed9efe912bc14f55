"""Exercises on a bare page: the real script, stylesheet and engine, without Jupyter between them.

What needs a notebook around it is tested in one (tests/widgets/notebooks.py); what one control does is seen here, in a second.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carrying.journal import read_journal
from carrying.study import open_study
from curriculum.evidence import Answered
from curriculum.lesson import ReleasedLesson, encode
from curriculum.releasing import release_lesson
from tests.zoo import zoo
from widgets.exercise import Exercise
from widgets.page import ExerciseWidget
from widgets.protocol import plain
from widgets.script import script

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

MODEL = """
const heard = {};
const model = {
  state: STATE, get: (name) => model.state[name],
  on: (name, hear) => (heard[name] ??= []).push(hear), off: () => {},
  send: async (content) => {
    const reply = await window.kernel(WHO, content);
    for (const hear of heard["msg:custom"] ?? []) hear(reply);
    model.state.screen = reply.screen;
    for (const hear of heard["change:screen"] ?? []) hear();
  },
};
page.render({ model, el: document.getElementById(WHO) });
"""


class Stage:
    """Some items on one page, each in an element of its own id: the zoo's, or those of `lesson`."""

    def __init__(
        self, page: Page, folder: Path, *items: str, dark: bool = False, lesson: ReleasedLesson | None = None
    ) -> None:
        self.page = page
        lesson = lesson or release_lesson(zoo(), "all-types", "salt")
        open_study(folder, lesson.course)
        self.folder = folder / lesson.lesson
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.joinpath("lesson.json").write_bytes(encode(lesson))
        self.widgets = {item: ExerciseWidget(Exercise.open(self.folder, "ask", item)) for item in items}
        page.expose_function("kernel", self._kernel)
        style = next(iter(self.widgets.values()))._css
        frames = "".join(f'<div id="{item}"></div>' for item in items)
        body = '<body data-jp-theme-light="false" style="background:#14191e">' if dark else "<body>"
        page.set_content(
            f'<!doctype html><html lang="en"><title>Stage</title><meta name="viewport" content="width=device-width">'
            f"<style>{style}</style>{body}<main><h1 hidden>Stage</h1>{frames}</main></body></html>"
        )
        calls = [
            "{" + MODEL.replace("STATE", self._state(item)).replace("WHO", json.dumps(item)) + "}"
            for item in items
        ]
        text = script().replace("export default", "const page =") + "".join(calls)
        page.add_script_tag(content=text, type="module")
        for item in items:
            self[item].wait_for()

    def __getitem__(self, item: str) -> Locator:
        return self.page.locator(f"#{item} .trellis-exercise")

    def answers(self, item: str) -> list[Answered]:
        """What the journal has of the answers to an item."""
        events = read_journal(self.folder / "journal.jsonl")
        return [event for event in events if isinstance(event, Answered) and event.item == item]

    def _state(self, item: str) -> str:
        widget = self.widgets[item]
        traits = ("screen", "copy", "words", "lang", "dir", "look", "needs", "notes")
        return json.dumps({name: getattr(widget, name) for name in traits})

    def _kernel(self, item: str, content: dict[str, Any]) -> dict[str, object]:
        return plain(self.widgets[item].receive(content))
