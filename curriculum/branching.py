"""A lesson's branch graph and where a student is in it: a fold over events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from curriculum.evidence import Answered, AnyEvent, Checked, Feeling, Felt, Finished, Hinted, Moved
from curriculum.ids import Id
from curriculum.words import _

Lane = Literal["core", "support", "stretch"]
AGAIN = -1
"""The edge from the end back to the start."""
Positive = Annotated[int, Meta(ge=1, le=20)]
Chance = Annotated[float, Meta(gt=0, lt=1)]
Estimate = Callable[[str], float]
"""From an item to the chance that the student solves a typical task of its skill (curriculum/estimate.py)."""


class Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What must hold for an edge to be taken: every field that is given, and one at least of `any` (docs/formats/course.md)."""

    right: bool | None = None
    first_try: bool | None = None
    misconception: Id | None = None
    misses: Positive | None = None
    hints: Positive | None = None
    felt: Feeling | None = None
    chance_from: Chance | None = None
    chance_below: Chance | None = None
    any: tuple[Condition, ...] = ()

    def misconceptions(self) -> Iterator[str]:
        """The misconceptions asked for, at any depth."""
        if self.misconception is not None:
            yield self.misconception
        for one in self.any:
            yield from one.misconceptions()


class Edge(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"when": "if"}):
    """A way on. Without `when` it is the default; with `times` it is taken at most so often."""

    to: Id
    when: Condition | None = None
    times: Positive | None = None


class Way(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One option of a choose node."""

    id: Id
    text: str
    to: Id


class _Node(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    id: Id
    title: Annotated[str, Meta(min_length=1, max_length=40)]
    lane: Lane = "core"


class Explain(_Node, frozen=True, kw_only=True, tag="explain"):
    """Something to read."""

    text: str
    edges: Annotated[list[Edge], Meta(min_length=1, max_length=1)]


class Ask(_Node, frozen=True, kw_only=True, tag="ask"):
    """An item. `counts`: its best answer counts for the grade. After `tries` misses the default edge opens."""

    item: Id
    edges: Annotated[list[Edge], Meta(min_length=1)]
    counts: bool = False
    tries: Positive = 3


class Program(Ask, frozen=True, kw_only=True, tag="code"):
    """A code item, tried in the student's own kernel. It never counts: points come from a `check` outside it.

    Its default edge opens for a student who is stuck, too: code that does not run is no miss, and nobody is kept waiting.
    """


class Choose(_Node, frozen=True, kw_only=True, tag="choose"):
    """A choice of ways that is the student's own."""

    text: str
    options: Annotated[list[Way], Meta(min_length=2)]


class End(_Node, frozen=True, kw_only=True, tag="end"):
    """The end: what you can do now, and a question to think about."""

    text: str


Node = Explain | Ask | Program | Choose | End


class Graph(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The branch graph of one lesson."""

    lesson: Id
    start: Id
    nodes: Annotated[list[Node], Meta(min_length=2)]

    def node(self, name: str) -> Node:
        """The node called `name`. KeyError if there is none."""
        for node in self.nodes:
            if node.id == name:
                return node
        raise KeyError(name)

    def counted(self) -> list[Ask]:
        """The nodes that count for the grade."""
        return [node for node in self.nodes if isinstance(node, Ask) and node.counts]


class Visit(msgspec.Struct, frozen=True):
    """What happened at a node since the student last came to it. `best` is the best credit, see `credit`.

    `answer` is the latest answer, `checked` the latest try of code.
    """

    node: str
    attempts: int = 0
    misses: int = 0
    hints: int = 0
    right: bool = False
    misconception: str = ""
    felt: str = ""
    answer: Answered | None = None
    checked: Checked | None = None
    best: float = 0.0


class Walk(msgspec.Struct, frozen=True):
    """Where a student is: this visit, the visits before it, how often each edge was taken, whether the end was reached."""

    now: Visit
    before: tuple[Visit, ...] = ()
    taken: dict[str, int] = {}
    finished: bool = False

    def best(self, node: str) -> float:
        """The best credit at `node` over all visits; 0 where it was never answered."""
        return max((visit.best for visit in (*self.before, self.now) if visit.node == node), default=0.0)


def credit(score: float, attempt: int, hints: int) -> float:
    """What an answer counts: second and later tries and hints count as less, never below half of the score.

    1 for a first try without hints; 0.15 less for each further try, 0.05 less for each hint.
    """
    return score * max(0.5, 1 - 0.15 * (attempt - 1) - 0.05 * hints)


def walk(graph: Graph, events: Iterable[AnyEvent]) -> Walk:
    """Where the student is in `graph` after `events`, which are in order and of this lesson.

    Events about nodes that the graph no longer has are passed over, so a journal outlives a change of the lesson.
    """
    here = Walk(Visit(graph.start))
    names = {node.id for node in graph.nodes}
    for event in events:
        if event.lesson == graph.lesson and event.place in names:
            here = _after(graph, here, event)
    return here


def _after(graph: Graph, here: Walk, event: AnyEvent) -> Walk:
    now = here.now
    if isinstance(event, Moved) and event.to in {node.id for node in graph.nodes}:
        if event.place != now.node:
            return here  # a second tab moved on from a place already left
        key = f"{event.place}/{event.edge}"
        return msgspec.structs.replace(
            here,
            now=Visit(event.to),
            before=(*here.before, now),
            # From the end one starts anew, support included.
            taken={**here.taken, key: here.taken.get(key, 0) + 1} if event.edge != AGAIN else {},
        )
    if event.place != now.node:
        return here
    if isinstance(event, Answered):
        right = event.score == 1
        return msgspec.structs.replace(
            here,
            now=msgspec.structs.replace(
                now,
                attempts=now.attempts + 1,
                misses=now.misses + (not right),
                right=now.right or right,
                misconception=event.misconception,
                answer=event,
                best=max(now.best, credit(event.score, now.attempts + 1, now.hints)),
            ),
        )
    if isinstance(event, Checked):
        return msgspec.structs.replace(here, now=_tried(now, event))
    if isinstance(event, Hinted):
        return msgspec.structs.replace(here, now=msgspec.structs.replace(now, hints=now.hints + 1))
    if isinstance(event, Felt):
        return msgspec.structs.replace(here, now=msgspec.structs.replace(now, felt=event.feeling))
    if isinstance(event, Finished):
        return msgspec.structs.replace(here, finished=True)
    return here


def _tried(now: Visit, event: Checked) -> Visit:
    """A visit after one more try of code: what was right once stays so, however it is changed later."""
    score = sum(event.passed) / len(event.passed) if event.passed else 0.0
    right = now.right or score == 1
    return msgspec.structs.replace(
        now,
        attempts=now.attempts + 1,
        misses=now.misses + (not right),
        right=right,
        misconception=event.misconception,
        checked=event,
        best=max(now.best, credit(score, now.attempts + 1, now.hints)),
    )


def way_on(
    graph: Graph, here: Walk, chosen: str = "", estimate: Estimate | None = None
) -> tuple[int, str] | None:
    """The edge that is open now, as (index, node to go to); None while the student has still something to do here.

    At a choose node, `chosen` is the option's id. `estimate` is asked only where a condition does; without it such a condition fails.
    """
    node = graph.node(here.now.node)
    match node:
        case End():
            return None
        case Choose():
            return next(((i, way.to) for i, way in enumerate(node.options) if way.id == chosen), None)
        case Explain():
            return 0, node.edges[0].to
        case Ask():
            for index, edge in enumerate(node.edges):
                if _is_open(node, edge, index, here, estimate):
                    return index, edge.to
    return None


def _is_open(node: Ask, edge: Edge, index: int, here: Walk, estimate: Estimate | None) -> bool:
    now, when = here.now, edge.when
    if edge.times is not None and here.taken.get(f"{node.id}/{index}", 0) >= edge.times:
        return False
    if when is None:
        let_go = isinstance(node, Program) and now.felt in {"stuck", "too-hard"}
        return now.right or now.misses >= node.tries or let_go
    return _holds(when, now, node.item, estimate)


def _holds(when: Condition, now: Visit, item: str, estimate: Estimate | None) -> bool:
    if when.any and not any(_holds(one, now, item, estimate) for one in when.any):
        return False
    if now.attempts == 0 and when.felt is None and not when.any:
        return False  # nothing has been answered yet: only a feeling can open a way
    first_try = now.right and now.misses == 0
    return (
        (when.right is None or when.right == now.right)
        and (when.first_try is None or when.first_try == first_try)
        and (when.misconception is None or (when.misconception == now.misconception and not now.right))
        and (when.misses is None or now.misses >= when.misses)
        and (when.hints is None or now.hints >= when.hints)
        and (when.felt is None or when.felt == now.felt)
        and _within(when, item, estimate)
    )


def _within(when: Condition, item: str, estimate: Estimate | None) -> bool:
    if when.chance_from is None and when.chance_below is None:
        return True
    if estimate is None:
        return False
    chance = estimate(item)
    return (when.chance_from is None or chance >= when.chance_from) and (
        when.chance_below is None or chance < when.chance_below
    )


def score(graph: Graph, here: Walk) -> tuple[float, int]:
    """(credit earned, most that can be earned) over the nodes that count: one point each."""
    counted = graph.counted()
    return sum(here.best(node.id) for node in counted), len(counted)


def edges(node: Node) -> list[Edge]:
    """The edges out of a node; an option of a choose node is an edge."""
    if isinstance(node, Choose):
        return [Edge(way.to) for way in node.options]
    return [] if isinstance(node, End) else node.edges


def faults(graph: Graph) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a graph, as (node id or "", what, what to do instead)."""
    names = [node.id for node in graph.nodes]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield name, _("two nodes are called “{name}”.").format(name=name), _("Give one another id.")
    if graph.start not in names:
        yield (
            "",
            _("`start` names “{start}”, which is no node.").format(start=graph.start),
            _("Nodes: {names}.").format(names=", ".join(names)),
        )
        return
    broken = False
    for node in graph.nodes:
        if node.id.startswith("ask-"):
            yield (
                node.id,
                _("begins with “ask-”, which is kept for single questions."),
                _("Give it another id."),
            )
        for edge in edges(node):
            if edge.to not in names:
                broken = True
                yield (
                    node.id,
                    _("an edge leads to “{to}”, which is no node.").format(to=edge.to),
                    _("Nodes: {names}.").format(names=", ".join(names)),
                )
        if isinstance(node, Ask):
            yield from _ask_faults(node)
        if isinstance(node, Explain) and (node.edges[0].when or node.edges[0].times):
            yield node.id, _("an explain node's edge has no `if` and no `times`."), _("Keep only `to`.")
    if broken:
        return
    yield from _walk_faults(graph)


def _ask_faults(node: Ask) -> Iterator[tuple[str, str, str]]:
    defaults = [i for i, edge in enumerate(node.edges) if edge.when is None]
    if defaults != [len(node.edges) - 1] or node.edges[-1].times is not None:
        yield (
            node.id,
            _("needs exactly one edge without `if`, as the last, without `times`."),
            _("End its edges with {to: …}."),
        )


def _walk_faults(graph: Graph) -> Iterator[tuple[str, str, str]]:
    reached = _reachable(graph, graph.start)
    ends = [node.id for node in graph.nodes if isinstance(node, End)]
    for node in graph.nodes:
        if node.id not in reached:
            yield node.id, _("cannot be reached from the start."), _("Lead an edge to it, or take it out.")
    if not ends:
        yield "", _("has no end node."), _("Add a node of kind end.")
    circle = _unbounded_circle(graph)
    if circle:
        yield (
            circle[0],
            _("students could go round for ever: {names}.").format(names=" → ".join(circle)),
            _("Give one edge of the circle `times: 1`."),
        )
    for lane in ("support", "stretch"):
        if not any(node.lane == lane for node in graph.nodes):
            yield (
                "",
                _("has no node in the {lane} lane.").format(lane=lane),
                _("Add at least one with `lane: {lane}`.").format(lane=lane),
            )
    if not graph.counted():
        yield "", _("has no node that counts."), _("Give the nodes of the last part `counts: true`.")
    for counted in graph.counted():
        if any(end in _reachable(graph, graph.start, without=counted.id) for end in ends):
            yield (
                counted.id,
                _("counts, but a student can reach the end without meeting it."),
                _("Take `counts` away, or lead every way through it."),
            )


def _reachable(graph: Graph, start: str, without: str = "") -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name not in found and name != without:
            found.add(name)
            waiting += [edge.to for edge in edges(graph.node(name))]
    return found


def _unbounded_circle(graph: Graph) -> list[str]:
    """A circle made of edges without `times`, as node ids with the first repeated at the end; empty where there is none."""
    done: set[str] = set()
    trail: list[str] = []

    def visit(name: str) -> list[str]:
        if name in trail:
            return [*trail[trail.index(name) :], name]
        if name in done:
            return []
        trail.append(name)
        for edge in edges(graph.node(name)):
            if edge.times is None and (circle := visit(edge.to)):
                return circle
        trail.pop()
        done.add(name)
        return []

    return visit(graph.start)
