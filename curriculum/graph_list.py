"""A lesson's branch graph in words: its nodes, and the ways on from each with what opens them."""

from __future__ import annotations

from collections.abc import Iterator

from curriculum.branching import Ask, Choose, Condition, Edge, Explain, Graph, Node, edges
from curriculum.traffic import Traffic
from curriculum.words import N_, _, ngettext


def lines(graph: Graph, traffic: Traffic | None = None) -> Iterator[str]:
    """One line for each node, and one, moved in, for each way on from it; with `traffic`, what share of students went there."""
    for node in graph.nodes:
        yield node_words(graph, node, traffic)
        for index in range(len(edges(node))):
            yield f"  {index + 1}. {way_words(node, index, traffic)}"


def node_words(graph: Graph, node: Node, traffic: Traffic | None = None) -> str:
    """A node: its id, kind and lane, title, question, and the share of students who came to it."""
    what = [_KINDS[str(node.__struct_config__.tag)], _LANES[node.lane]]
    said = [_(one) for one in what]
    if isinstance(node, Ask):
        said.append(_("question {item}").format(item=node.item))
        said += [_("counts")] if node.counts else []
    if node.id == graph.start:
        said.append(_("start"))
    words = _(", ").join(said)
    about = f"{node.id} “{node.title}” ({words})"
    if traffic is None or not traffic.students:
        return about
    share = of_students(traffic.nodes.get(node.id, 0), traffic.students)
    return _("{node}: {share} came here").format(node=about, share=share)


def way_words(node: Node, index: int, traffic: Traffic | None = None) -> str:
    """A way on: where to, what opens it, and the share of the students at the node who took it."""
    edge = edges(node)[index]
    took = ""
    came = traffic.nodes.get(node.id, 0) if traffic is not None else 0
    if traffic is not None and came:
        took = f": {of_students(traffic.ways.get((node.id, index), 0), came)}"
    return _("to {node}, {when}").format(node=edge.to, when=_when(node, index, edge)) + took


def of_students(some: int, all_: int) -> str:
    """“3 of 12, 25 %”."""
    return _("{some} of {all}, {percent}").format(some=some, all=all_, percent=percent(some / all_))


def percent(share: float) -> str:
    """A share from 0 to 1 as a whole number of percent."""
    return f"{round(100 * share)} %"


def _when(node: Node, index: int, edge: Edge) -> str:
    if isinstance(node, Choose):
        return _("chosen: {option}").format(option=node.options[index].text)
    if isinstance(node, Explain) or not isinstance(node, Ask):
        return _("always")
    if edge.when is None:
        return ngettext(
            "when right, or after {n} miss", "when right, or after {n} misses", node.tries
        ).format(n=node.tries)
    when = _("if {condition}").format(condition=condition_words(edge.when))
    if edge.times is None:
        return when
    return ngettext("{when}, at most once", "{when}, at most {n} times", edge.times).format(
        when=when, n=edge.times
    )


def condition_words(when: Condition) -> str:
    """What must hold, in words."""
    said: list[str] = []
    if when.right is not None:
        said.append(_("right") if when.right else _("not right"))
    if when.first_try is not None:
        said.append(_("at the first try") if when.first_try else _("not at the first try"))
    if when.misconception is not None:
        said.append(_("misconception {name}").format(name=when.misconception))
    if when.misses is not None:
        said.append(ngettext("{n} miss or more", "{n} misses or more", when.misses).format(n=when.misses))
    if when.hints is not None:
        said.append(ngettext("{n} hint or more", "{n} hints or more", when.hints).format(n=when.hints))
    if when.felt is not None:
        said.append(_("said “{feeling}”").format(feeling=_(_FEELINGS[when.felt])))
    if when.chance_from is not None:
        said.append(_("the chance is {percent} or more").format(percent=percent(when.chance_from)))
    if when.chance_below is not None:
        said.append(_("the chance is below {percent}").format(percent=percent(when.chance_below)))
    if when.any:
        said.append(_(" or ").join(condition_words(one) for one in when.any))
    return _both(said) or _("always")


def _both(said: list[str]) -> str:
    if len(said) < 2:
        return "".join(said)
    return _("{one} and {other}").format(one=_both(said[:-1]), other=said[-1])


_KINDS = {
    "explain": N_("explain"),
    "ask": N_("ask"),
    "code": N_("code"),
    "choose": N_("choose"),
    "end": N_("end"),
}
_LANES = {"core": N_("core"), "support": N_("support"), "stretch": N_("stretch")}
_FEELINGS = {
    "too-easy": N_("too easy"),
    "just-right": N_("just right"),
    "too-hard": N_("too hard"),
    "stuck": N_("stuck"),
}
