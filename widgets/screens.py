"""What the page shows at one moment of an exercise: a pure function from where the student is to a Screen."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Literal

import msgspec

from curriculum.branching import Ask, Choose, End, Explain, Graph, Node, Walk, way_on
from curriculum.lesson import ReleasedLesson
from curriculum.marking import Mark
from curriculum.prose import Prose
from curriculum.variants import OpenKey, Variant
from widgets import words
from widgets.protocol import Blank, Feedback, Kind, Option, Screen, Summary, Twin, Verdict
from widgets.trail import parts, this_round, where

TWIN_AFTER = 2
"""Misses after which a twin of the question is shown, worked."""


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """Where a student is in an exercise. `variant` is what is asked, `mark` what the latest answer was worth."""

    lesson: ReleasedLesson
    kind: Literal["ask", "branch"]
    graph: Graph
    here: Walk
    key: str
    variant: Variant | None
    mark: Mark | None
    notice: str = ""

    @property
    def node(self) -> Node:
        """The node the student is at."""
        return self.graph.node(self.here.now.node)

    @property
    def way_on(self) -> tuple[int, str] | None:
        """The open way on, as (edge, node); None where there is something to do first."""
        node = self.node
        if isinstance(node, Ask) and self.variant is None:
            return len(node.edges) - 1, node.edges[-1].to  # its item is lost: nobody is kept waiting at it
        if self.kind == "ask" and isinstance(node, Ask) and len(self.lesson.variants[node.item]) == 1:
            return None  # there are no other numbers to go on with
        return way_on(self.graph, self.here)

    @property
    def more_hints(self) -> bool:
        """Whether there is one more hint to ask for."""
        now = self.here.now
        return self.variant is not None and not now.right and now.hints < len(self.variant.hints)


def screen_at(moment: Moment) -> Screen:
    """What the page shows at `moment`."""
    node, here = moment.node, moment.here
    felt = here.now.felt or ""
    way = moment.way_on
    branching = moment.kind == "branch"
    screen = Screen(
        key=moment.key,
        kind=_kind(node, moment.variant),
        title=node.title,
        lesson=moment.lesson.title,
        trail=parts(moment.graph, here) if branching else (),
        where=where(moment.graph, here) if branching else "",
        lane=node.lane,
        aside=words.ASIDES[node.lane],
        next=_next(moment),
        feel=isinstance(node, (Ask, Explain)),
        felt=felt,  # type: ignore[arg-type]  # an event's feeling, or none
        felt_say=words.felt_say(felt, way_on=way is not None, more_hints=moment.more_hints) if felt else "",
        notice=moment.notice,
    )
    if moment.variant is not None:
        return _with_question(screen, moment, moment.variant)
    return _with_text(screen, moment)


def _with_question(screen: Screen, moment: Moment, variant: Variant) -> Screen:
    now = moment.here.now
    twin = _twin(moment.lesson.variants[variant.item], variant)
    return msgspec.structs.replace(
        screen,
        html=variant.prompt.html,
        options=_options(variant.options),
        places=_options(variant.places),
        fields=tuple(
            Blank(field.kind, field.label, _options(field.options), field.unit) for field in variant.fields
        ),
        body=variant.body.html if variant.body else "",
        mono=variant.mono,
        indent=variant.indent,
        unit=variant.unit,
        units=tuple(name for name, _ in variant.units),
