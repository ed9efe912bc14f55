"""Where a student is on the way through a lesson, as a few named parts and a question's number."""

from __future__ import annotations

import re

from curriculum.branching import Ask, Choose, End, Graph, Node, Visit, Walk, edges
from widgets.protocol import Part
from widgets.words import how_far


def this_round(graph: Graph, here: Walk) -> list[Visit]:
    """The visits since the student last started from the beginning, the present one last."""
    visits = [visit for visit in (*here.before, here.now) if _is_known(graph, visit.node)]
    ends = [index for index, visit in enumerate(visits[:-1]) if isinstance(graph.node(visit.node), End)]
    return visits[ends[-1] + 1 :] if ends else visits


def main_way(graph: Graph, start: str) -> list[str]:
    """The nodes from `start` to an end along the default edges."""
    way: list[str] = []
    name = start
    while name not in way:
        way.append(name)
        onward = edges(graph.node(name))
        if not onward:
            break
        # At a choose node the first option stands for all; elsewhere the last edge is the default.
        name = onward[0 if isinstance(graph.node(name), Choose) else -1].to
    return way


def parts(graph: Graph, here: Walk) -> tuple[Part, ...]:
    """The core parts in order, each once, neighbours of the same title together; exactly one is `now`."""
    visits = this_round(graph, here)
    been = [_part(node) for node in map(graph.node, (visit.node for visit in visits)) if node.lane == "core"]
    ahead = [_part(node) for node in map(graph.node, main_way(graph, here.now.node)) if node.lane == "core"]
    titles = list(dict.fromkeys([*been, *ahead]))
    now = titles.index(been[-1]) if been else 0
    return tuple(
        Part(title, "done" if index < now else "now" if index == now else "ahead")
        for index, title in enumerate(titles)
    )


def where(graph: Graph, here: Walk) -> str:
    """“question 3 of about 6”; `""` where no question is being asked."""
    if not isinstance(graph.node(here.now.node), Ask):
        return ""
    asked = sum(isinstance(graph.node(visit.node), Ask) for visit in this_round(graph, here))
    ahead = sum(isinstance(graph.node(name), Ask) for name in main_way(graph, here.now.node)[1:])
    return how_far(asked, asked + ahead)


def _part(node: Node) -> str:
    """The part a node belongs to: “Show what you can do, 2” belongs to “Show what you can do”."""
    return _COUNTED.sub("", node.title)


_COUNTED = re.compile(r"[\s,:،]+\d+$")


def _is_known(graph: Graph, name: str) -> bool:
    return any(node.id == name for node in graph.nodes)
