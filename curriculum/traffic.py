"""Where students went in a lesson's branch graph: how many came to each node, and how many took each way on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from curriculum.branching import Graph, edges, walk
from curriculum.evidence import AnyEvent, Moved


class Traffic(msgspec.Struct, frozen=True):
    """`students` began the lesson; `nodes` says how many of them came to a node, `ways` how many took the edge (node, index).

    `onward` says how many went from one node to another, by whichever edge.
    """

    students: int = 0
    nodes: dict[str, int] = {}
    ways: dict[tuple[str, int], int] = {}
    onward: dict[tuple[str, str], int] = {}

    def share(self, node: str) -> float:
        """The share (0 to 1) of the students who began that came to a node."""
        return self.nodes.get(node, 0) / self.students if self.students else 0.0

    def share_on(self, node: str, to: str) -> float:
        """The share (0 to 1) of the students who came to a node that went on to another. Who came twice may have gone to both."""
        came = self.nodes.get(node, 0)
        return self.onward.get((node, to), 0) / came if came else 0.0


def traffic(graph: Graph, students: Iterable[Iterable[AnyEvent]]) -> Traffic:
    """Where each of `students`, given by their events in any order, went. A student counts once, however many machines and rounds."""
    known = {node.id: [edge.to for edge in edges(node)] for node in graph.nodes}
    began = 0
    nodes: Counter[str] = Counter()
    ways: Counter[tuple[str, int]] = Counter()
    onward: Counter[tuple[str, str]] = Counter()
    for events in students:
        machines: dict[str, dict[int, AnyEvent]] = {}
        for event in events:
            if event.lesson == graph.lesson and event.place in known:
                machines.setdefault(event.by[0], {}).setdefault(event.by[1], event)
        began += bool(machines)
        been: set[str] = set()
        took: set[tuple[str, int]] = set()
        for own in machines.values():
            # Each installation is a walk of its own through the lesson.
            order = [own[counter] for counter in sorted(own)]
            here = walk(graph, order)
            been |= {visit.node for visit in (*here.before, here.now)}
            took |= {
                (event.place, event.edge)
                for event in order
                if isinstance(event, Moved)
                and 0 <= event.edge < len(known[event.place])
                and known[event.place][event.edge] == event.to
            }
        took = {way for way in took if way[0] in been}
        nodes.update(been)
        ways.update(took)
        onward.update({(node, known[node][index]) for node, index in took})
    return Traffic(began, dict(nodes), dict(ways), dict(onward))
