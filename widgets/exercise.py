"""The engine of an exercise: one place in one lesson, without a widget library. A journal in, screens out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Self

import msgspec

from carrying.accommodating import accommodations_of
from carrying.journal import Journal, here_now
from carrying.saving import NotSaved
from carrying.study import study_around
from curriculum.accommodations import NONE, Accommodations, offered
from curriculum.branching import (
    AGAIN,
    Ask,
    Choose,
    Edge,
    End,
    Explain,
    Graph,
    Node,
    Program,
    Walk,
    walk,
    way_on,
)
from curriculum.case_report import Report
from curriculum.evidence import (
    Answered,
    AnyEvent,
    Checked,
    Chose,
    Feeling,
    Felt,
    Finished,
    Hinted,
    Moved,
    Opened,
    write_event,
)
from curriculum.language import spoken
from curriculum.lesson import CodeCheck, ReleasedLesson, read_lesson
from curriculum.marking import UNSCORED, Answer, Mark, Unreadable, mark
from curriculum.types import expression
from curriculum.variants import Variant
from widgets import words
from widgets.errors import not_here
from widgets.protocol import (
    MAX_SECONDS,
    Action,
    BringEditor,
    ChooseWay,
    GiveAnswer,
    GoOn,
    Preview,
    Reply,
    SayFeeling,
    Screen,
    StartAgain,
    TakeHint,
)
from widgets.running import MAX_SOURCE, own_names, try_program
from widgets.screens import Moment, counted_in_all, screen_at

Call = Literal["ask", "branch"]

_opened: set[Path] = set()
"""The journals for which this process has said that the lesson was opened."""


class Exercise:
    """One place in one lesson: a walk through the branch graph (`branch`), or a single item (`ask`).

    Every method that does something writes the journal first and returns the new screen. Raises NotSaved where the
    disk refuses: then nothing has happened. What does not fit the moment (Next where no way is open) does nothing.
    """

    def __init__(
        self,
        lesson: ReleasedLesson,
        journal: Journal,
        student: str,
        kind: Call,
        name: str,
        clock: Callable[[], datetime] = here_now,
        names: Callable[[], Mapping[str, Any]] = own_names,
        accommodations: Accommodations = NONE,
    ) -> None:
        self.accommodations = accommodations
        self.language = spoken()
        self.lesson = lesson.in_language(self.language)
        self.journal = journal
        self.kind: Call = kind
        self.name = name
        self.graph = _graph(self.lesson, kind, name)
        self.here: Walk = walk(self.graph, [])
        self.notice = ""
        self._student = student
        self._clock = clock
        self._names = names
        self._events: list[AnyEvent] = []
        self._size = 0
        self._marked: tuple[Answered, Mark | None] | None = None
        self._tried: tuple[Checked, Report] | None = None
        self._read()
        self._shown = clock()

    @classmethod
    def open(cls, folder: Path, kind: Call, name: str, clock: Callable[[], datetime] = here_now) -> Self:
        """The exercise of the lesson in `folder`, exactly where the journal left it.

        The first exercise of a lesson that a process opens says so in the journal. Raises UnreadableLesson,
        NotHere, NotSaved (who studies here cannot be found out), OSError (the journal cannot be read).
        """
        lesson = read_lesson(folder)
        study = study_around(folder.resolve(), lesson.course)
        journal = Journal(folder, lesson.lesson, study, clock)
        needs = accommodations_of(study.folder)
        exercise = cls(lesson, journal, study.profile.student, kind, name, clock, accommodations=needs)
        exercise._say_opened()
        return exercise

    # Where the student is.

    @property
    def node(self) -> Node:
        """The node the student is at."""
        return self.graph.node(self.here.now.node)

    @property
    def finished(self) -> bool:
        """Whether the student has reached the end, now or before. An `ask` is finished once it was right."""
        if self.kind == "branch":
            return self.here.finished
        return any(visit.right for visit in (*self.here.before, self.here.now))

    @property
    def at_end(self) -> bool:
        """Whether the student is at the end now."""
        return isinstance(self.node, End)

    @property
    def variant(self) -> Variant | None:
        """The variant now asked; None where nothing is asked.

        It follows from the student, the item and the number of earlier visits to it: the same after a restart, another
        one on a second visit. An answer already given holds its variant fast, whatever a newer lesson brings.
        """
        node = self.node
        variants = self.lesson.variants.get(node.item, ()) if isinstance(node, Ask) else ()
        if not isinstance(node, Ask) or isinstance(node, Program) or not variants:
            return None
        answered = self.here.now.answer
        held = (variant for variant in variants if answered and variant.number == answered.variant)
        return next(held, variants[self._turn(node.item, variants[0].family) % len(variants)])

    @property
    def check(self) -> CodeCheck | None:
        """The code now asked for; None where none is."""
        node = self.node
        return self.lesson.checks.get(node.item) if isinstance(node, Program) else None

    @property
    def offered(self) -> tuple[int, ...]:
        """The options that are shown, by index, where they are not all. What was answered already keeps those that it had."""
        variant, answered = self.variant, self.here.now.answer
        if variant is None:
            return ()
        if answered is not None and answered.variant == variant.number:
            was = answered.shown
            return was if all(0 <= index < len(variant.options) for index in was) else ()
        return offered(variant) if self.accommodations.fewer_options else ()

    @property
    def events(self) -> list[AnyEvent]:
        """What this exercise has in the journal, in order."""
        places = {node.id for node in self.graph.nodes}
        return [
            event for event in self._events if event.lesson == self.lesson.lesson and event.place in places
        ]

    @property
    def key(self) -> str:
        """Another one at every visit, the same after a restart."""
        return f"{self._tell('key')[:8]}/{self.here.now.node}/{len(self.here.before)}"

    def screen(self) -> Screen:
        """What the page shows now."""
        return screen_at(self._moment())

    # What the student does.

    def answer(self, value: Answer, seconds: float | None = None) -> Screen:
        """Check an answer. `seconds` is how long the question was in view; without it, the clock says.

        Raises Unreadable where it is no answer, or code that does not run: that is not an attempt.
        """
        self._refresh()
        if self.check is not None:
            return self._try(self.check, value)
        variant, here = self.variant, self.here.now
        if variant is None or (here.right and variant.type not in UNSCORED):
            return self.screen()
        shown = self.offered
        value = counted_in_all(value, shown)
        given = mark(variant, value)
        if seconds is None:
            seconds = (self._clock() - self._shown).total_seconds()
        event = self.journal.append(
            Answered,
            place=here.node,
            item=variant.item,
            variant=variant.number,
            attempt=here.attempts + 1,
            answer=value,
            score=given.score,
            misconception=given.misconception,
            hints=here.hints,
            seconds=round(min(max(seconds, 0.0), MAX_SECONDS), 1),
            offered=shown or msgspec.UNSET,
        )
        self._marked = (event, given)
        return self._after(event)

    def _try(self, check: CodeCheck, source: Answer) -> Screen:
        """Try code on its examples, in this process. What was tried may be tried again: it is the student's to make better."""
        if not isinstance(source, str) or not source.strip():
            raise Unreadable(words.no_code())
        if len(source) > MAX_SOURCE:
            raise Unreadable(words.too_long(MAX_SOURCE))
        report = try_program(check, source, self._names())
        if report.problem:
            raise Unreadable(report.problem)
        event = self.journal.append(
            Checked,
            place=self.here.now.node,
            item=check.item,
            passed=report.passed,
            misconception=report.misconception,
            source=source,
        )
        self._tried = (event, report)
        return self._after(event)

    def hint(self) -> Screen:
        """Show one more hint, if there is one."""
        self._refresh()
        node, variant, here = self.node, self.variant, self.here.now
        if not isinstance(node, Ask) or not self._moment().more_hints:
            return self.screen()
        hinted = self.journal.append(
            Hinted,
            place=here.node,
            item=node.item,
            variant=variant.number if variant else 0,
            level=here.hints + 1,
        )
        return self._after(hinted)

    def feel(self, feeling: Feeling) -> Screen:
        """Say how it is here."""
        self._refresh()
        if not isinstance(self.node, (Ask, Explain)) or self.here.now.felt == feeling:
            return self.screen()
        return self._after(self.journal.append(Felt, place=self.here.now.node, feeling=feeling))

    def choose(self, option: str) -> Screen:
        """Take an option of a choose node."""
        self._refresh()
        way = way_on(self.graph, self.here, option) if isinstance(self.node, Choose) else None
        if way is None:
            return self.screen()
        self._take(self.journal.append(Chose, place=self.here.now.node, option=option))
        return self._move(*way)

    def go(self) -> Screen:
        """Go on, where a way is open."""
        self._refresh()
        way = self._moment().way_on
        return self._move(*way) if way is not None else self.screen()

    def again(self) -> Screen:
        """From the end, start once more, with other numbers."""
        self._refresh()
        return self._move(AGAIN, self.graph.start) if self.at_end else self.screen()

    def act(self, action: Action, on: str = "", message: str = "") -> Reply:
        """Take one action of the page and reply to its `message`. What goes wrong is a sentence in the reply.

        `on` is the key of the screen the student saw, `""` the present one; an action on an older one is not taken.
        """
        try:
            if isinstance(action, Preview):
                return Reply(
                    id=message, saved=False, preview=self._preview(action.value), screen=self.screen()
                )
            self._refresh()
            if on not in {"", self.key}:
                return Reply(
                    id=message, saved=False, problem="moved", say=words.moved(), screen=self.screen()
                )
            screen = self._do(action)
        except Unreadable as error:
            return Reply(id=message, saved=False, problem="unreadable", say=str(error), screen=self.screen())
        except (NotSaved, OSError) as error:
            say = str(error) if isinstance(error, NotSaved) else words.cannot_read(error)
            return Reply(id=message, saved=False, problem="not-saved", say=say, screen=self.screen())
        return Reply(id=message, saved=True, screen=screen)

    def _preview(self, text: str) -> str:
        variant = self.variant
        seen = expression.preview(variant, text) if variant and variant.type == "expression" else None
        return seen.html if seen else ""

    def _do(self, action: Action) -> Screen:
        match action:
            case GiveAnswer():
                return self.answer(action.value, action.seconds)
            case TakeHint():
                return self.hint()
            case SayFeeling():
                return self.feel(action.feeling)
            case ChooseWay():
                return self.choose(action.option)
            case GoOn():
                return self.go()
            case StartAgain():
                return self.again()
            case Preview() | BringEditor():
                return self.screen()

    # Reading and writing.

    def _chance(self, item: str) -> float:
        from curriculum.estimate import chance_in  # only where a lesson asks for it

        return chance_in(self.lesson, self._events, item)

    def _moment(self) -> Moment:
        return Moment(
            lesson=self.lesson,
            kind=self.kind,
            graph=self.graph,
            here=self.here,
            key=self.key,
            variant=self.variant,
            check=self.check,
            offered=self.offered,
            language=self.lesson.language_of(self._shown_by(), self.language),
            mark=self._mark(),
            report=self._report(),
            notice=self.notice,
            estimate=self._chance,
        )

    def _shown_by(self) -> str:
        """What brings the text of the screen: an item, or a node."""
        node = self.node
        return node.item if isinstance(node, Ask) else node.id

    def _mark(self) -> Mark | None:
        """The judgement of the latest answer, made once more after a restart: its words are not in the journal."""
        answered, variant = self.here.now.answer, self.variant
        if answered is None or variant is None or variant.number != answered.variant:
            return None
        if self._marked is None or self._marked[0] != answered:
            try:
                self._marked = (answered, mark(variant, answered.answer))
            except Unreadable:
                self._marked = (answered, None)
        return self._marked[1]

    def _report(self) -> Report | None:
        """What came of the latest try; None after a restart, since code is run only when its writer asks for it."""
        checked = self.here.now.checked
        return self._tried[1] if self._tried is not None and self._tried[0] == checked else None

    def _turn(self, item: str, family: str) -> int:
        """Whose turn it is among an item's variants: a start of the student's own (and the family's), then one on each visit."""
        known = {node.id: node for node in self.graph.nodes}
        visited = [known.get(visit.node) for visit in self.here.before]
        return int(self._tell(family or item)[:8], 16) + sum(
            isinstance(node, Ask) and node.item == item for node in visited
        )

    def _tell(self, what: str) -> str:
        # A digest rather than hash(), which is another one in every process.
        who = f"{self._student}/{self.lesson.course}/{self.lesson.lesson}/{self.kind}/{self.name}/{what}"
        return hashlib.sha256(who.encode()).hexdigest()

    def _move(self, edge: int, to: str) -> Screen:
        self._take(self.journal.append(Moved, place=self.here.now.node, to=to, edge=edge))
        self._shown = self._clock()
        if self.at_end:
            self._take(self.journal.append(Finished, place=to))
        return self.screen()

    def _say_opened(self) -> None:
        path = self.journal.path.resolve()
        try:
            if path not in _opened:
                self._take(self.journal.append(Opened))
                _opened.add(path)
            if self.at_end and not self.here.finished:  # a crash came between the last step and its line
                self._take(self.journal.append(Finished, place=self.node.id))
        except NotSaved as error:
            self.notice = str(error)

    def _after(self, event: AnyEvent) -> Screen:
        self._take(event)
        return self.screen()

    def _take(self, event: AnyEvent) -> None:
        self.notice = ""
        size = self._journal_size()
        if size != self._size + len(write_event(event)):
            self._read()  # another window wrote at the same moment, or a torn line was closed first
            return
        self._size = size
        self._events.append(event)
        self.here = walk(self.graph, self._events)

    def _refresh(self) -> None:
        # Another window or another cell of the same notebook may have written since.
        if self._journal_size() != self._size:
            self._read()

    def _read(self) -> None:
        self._size = self._journal_size()
        self._events = self.journal.read()
        self.here = walk(self.graph, self._events)

    def _journal_size(self) -> int:
        try:
            return self.journal.path.stat().st_size
        except OSError:
            return 0


def ask_place(item: str) -> str:
    """The place under which the answers given in `ask(item)` are in the journal."""
    return f"ask-{item}"


def _graph(lesson: ReleasedLesson, kind: Call, name: str) -> Graph:
    if kind == "branch":
        if lesson.graph is None or name != lesson.lesson:
            raise not_here("branch", name, [lesson.lesson] if lesson.graph else [])
        return lesson.graph
    if not lesson.variants.get(name):
        raise not_here("ask", name, lesson.variants)
    # A single item is a graph of one node that leads back to itself: a further visit brings other numbers.
    place = ask_place(name)
    return Graph(lesson.lesson, place, [Ask(id=place, title=lesson.title, item=name, edges=[Edge(place)])])
