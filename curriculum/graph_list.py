"""A lesson's branch graph in words: its nodes, and the ways on from each with what opens them."""

from __future__ import annotations

from collections.abc import Iterator

from curriculum.branching import Ask, Choose, Condition, Edge, Explain, Graph, Node, edges
from curriculum.traffic import Traffic


def lines(graph: Graph, traffic: Traffic | None = None) -> Iterator[str]:
    """One line for each node, and one, moved in, for each way on from it; with `traffic`, what share of students went there."""
    for node in graph.nodes:
        yield node_words(graph, node, traffic)
        for index in range(len(edges(node))):
            yield f"  {index + 1}. {way_words(node, index, traffic)}"


def node_words(graph: Graph, node: Node, traffic: Traffic | None = None) -> str:
    """A node: its id, kind and lane, title, question, and the share of students who came to it."""
    what = [node.__struct_config__.tag, node.lane]
    if isinstance(node, Ask):
        what.append(f"question {node.item}" + (", counts" if node.counts else ""))
    if node.id == graph.start:
        what.append("start")
    came = ""
    if traffic is not None and traffic.students:
        came = f": {of_students(traffic.nodes.get(node.id, 0), traffic.students)} came here"
    return f"{node.id} “{node.title}” ({', '.join(map(str, what))}){came}"


def way_words(node: Node, index: int, traffic: Traffic | None = None) -> str:
    """A way on: where to, what opens it, and the share of the students at the node who took it."""
    edge = edges(node)[index]
    took = ""
    came = traffic.nodes.get(node.id, 0) if traffic is not None else 0
    if traffic is not None and came:
        took = f": {of_students(traffic.ways.get((node.id, index), 0), came)}"
    return f"to {edge.to}, {_when(node, index, edge)}{took}"


def of_students(some: int, all_: int) -> str:
    """“3 of 12, 25 %”."""
    return f"{some} of {all_}, {percent(some / all_)}"


def percent(share: float) -> str:
    """A share from 0 to 1 as a whole number of percent."""
    return f"{round(100 * share)} %"


def _when(node: Node, index: int, edge: Edge) -> str:
    if isinstance(node, Choose):
        return f"chosen: {node.options[index].text}"
    if isinstance(node, Explain):
        return "always"
    if edge.when is None:
        return f"when right, or after {node.tries} misses" if isinstance(node, Ask) else "always"
    often = "" if edge.times is None else f", at most {'once' if edge.times == 1 else f'{edge.times} times'}"
    return f"if {condition_words(edge.when)}{often}"


def condition_words(when: Condition) -> str:
    """What must hold, in words."""
    said: list[str] = []
    if when.right is not None:
        said.append("right" if when.right else "not right")
    if when.first_try is not None:
        said.append("at the first try" if when.first_try else "not at the first try")
    if when.misconception is not None:
        said.append(f"misconception {when.misconception}")
    if when.misses is not None:
        said.append(f"{when.misses} {'miss' if when.misses == 1 else 'misses'} or more")
    if when.hints is not None:
        said.append(f"{when.hints} {'hint' if when.hints == 1 else 'hints'} or more")
    if when.felt is not None:
        said.append(f"said “{when.felt.replace('-', ' ')}”")
    if when.chance_from is not None:
        said.append(f"the chance is {percent(when.chance_from)} or more")
    if when.chance_below is not None:
        said.append(f"the chance is below {percent(when.chance_below)}")
    if when.any:
        said.append(" or ".join(condition_words(one) for one in when.any))
    return " and ".join(said) or "always"
