"""The exercise as a widget on the page: messages in, the journal written, replies and screens out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import anywidget
import traitlets
from IPython.display import display, update_display

from curriculum.accommodations import Accommodations, root_attributes
from curriculum.language import direction, speaking, spoken
from look import tokens
from widgets.copies import bundle
from widgets.exercise import Exercise
from widgets.protocol import BringEditor, GiveAnswer, Reply, Unintelligible, plain, read_message
from widgets.script import STATIC, editor, script
from widgets.words import CODE, PAGE, in_language, notes, unintelligible, went_wrong

REMEMBERED = 200
"""Replies kept, so that a message sent twice is answered twice and counted once."""


def stylesheet() -> str:
    """The look's tokens, kept off the notebook around the widget, and the exercise's own rules."""
    ours = ".trellis-exercise:not([data-jp-theme-light] *)"
    return tokens().replace(":root, :host", ours) + "".join(
        sheet.read_text(encoding="utf-8")
        for sheet in [STATIC / "exercise.css", *sorted(STATIC.glob("types/*.css"))]
    )


def page_traits(words: Mapping[str, str], accommodations: Accommodations) -> dict[str, Any]:
    """The traits that every page of ours has: its words and their language, and what the student needs."""
    return {
        "words": in_language(words),
        "lang": spoken(),
        "dir": direction(),
        "notes": notes(),
        "look": root_attributes(accommodations),
        "needs": {"aloud": bool(accommodations.read_aloud)},
    }


class ExerciseWidget(anywidget.AnyWidget):
    """One exercise on the page.

    `screen` is what it shows, so that every view, new or old, shows the same. `copy` is the copy of the answers that the
    notebook should keep: a page that was loaded again no longer hears of display ids, and puts it in place itself.
    """

    _esm = script()
    _css = stylesheet()
    screen = traitlets.Dict().tag(sync=True)
    copy = traitlets.Dict().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    lang = traitlets.Unicode().tag(sync=True)
    dir = traitlets.Unicode().tag(sync=True)
    look = traitlets.Dict().tag(sync=True)
    needs = traitlets.Dict().tag(sync=True)
    notes = traitlets.Dict().tag(sync=True)

    def __init__(self, exercise: Exercise, **traits: Any) -> None:
        own = page_traits({**CODE, **PAGE}, exercise.accommodations)
        super().__init__(screen=plain(exercise.screen()), **{**own, **traits})
        self.exercise = exercise
        self._replies: dict[str, Reply] = {}
        self._copy_id = f"trellis-{self.model_id}"
        self.copy = self._bundle()
        self.on_msg(self._receive)

    def show(self) -> None:
        """Put the widget below the cell, and beside it the copy of the answers."""
        display(self)  # type: ignore[no-untyped-call]
        display(self.copy, raw=True, display_id=self._copy_id)  # type: ignore[no-untyped-call]

    def receive(self, content: object) -> Reply:
        """What comes of one message of the page, in its language. The same message twice is answered and counted once."""
        with speaking(self.exercise.language):
            return self._answer(content)

    def _answer(self, content: object) -> Reply:
        try:
            message = read_message(content)
        except Unintelligible as error:
            return Reply(
                id=error.id,
                saved=False,
                problem="not-saved",
                say=unintelligible(),
                screen=self.exercise.screen(),
            )
        if isinstance(message.action, BringEditor):
            return Reply(id=message.id, saved=False, editor=editor(), screen=self.exercise.screen())
        known = self._replies.get(message.id)
        if known is not None and known.saved:
            return Reply(id=message.id, saved=True, screen=self.exercise.screen())
        reply = self.exercise.act(message.action, on=message.on, message=message.id)
        self._replies[message.id] = reply
        if len(self._replies) > REMEMBERED:
            del self._replies[next(iter(self._replies))]
        return reply

    def _receive(self, _widget: object, content: object, _buffers: object) -> None:
        running = self._running(content)
        if running is not None:
            self.send(plain(running))
        try:
            reply = self.receive(content)
        except Exception as error:  # noqa: BLE001  # the edge to the student: a sentence whatever happens
            name = content.get("id") if isinstance(content, dict) else ""
            told = {"saved": False, "problem": "not-saved", "say": went_wrong(error)}
            self.send(
                {"id": name, "preview": "", "editor": "", "running": False, "screen": self.screen, **told}
            )
            return
        self.send(plain(reply))
        if reply.editor:
            return
        self.screen = plain(reply.screen)
        if reply.saved:
            self.copy = self._bundle()
            update_display(self.copy, raw=True, display_id=self._copy_id)  # type: ignore[no-untyped-call]

    def _running(self, content: object) -> Reply | None:
        """What is said at once of code that is going to run, so that it is told apart from a kernel that is gone."""
        try:
            message = read_message(content)
        except Unintelligible:
            return None
        if self.exercise.check is None or not isinstance(message.action, GiveAnswer):
            return None
        return Reply(id=message.id, saved=False, running=True, screen=self.exercise.screen())

    def _bundle(self) -> dict[str, Any]:
        call = f'{self.exercise.kind}("{self.exercise.name}")'
        return bundle(self.exercise.lesson, call, self.exercise.events)


def show(exercise: Exercise) -> None:
    """Show `exercise` below the cell that is running."""
    ExerciseWidget(exercise).show()
