"""A lesson's branch graph drawn as SVG: the three lanes side by side, downwards from the start."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from textwrap import wrap
from typing import NamedTuple

from curriculum.branching import Graph, Lane, Node, edges
from curriculum.graph_list import lines, node_words, percent, way_words
from curriculum.traffic import Traffic
from curriculum.words import _, ngettext

BOX, TALL, GAP, DOWN = 196, 66, 34, 62
"""A node's width and height, the space beside it and below it, in the units of the view box."""
MARGIN, HEAD = 64, 78
LETTERS = 24
"""Letters of a title on one line of a node."""
LANES: tuple[Lane, ...] = ("support", "core", "stretch")
COLOURS: dict[Lane, tuple[str, str]] = {
    "support": ("#fdf1d3", "#7d5200"),
    "core": ("#e5f2ec", "#1d6b50"),
    "stretch": ("#f1eafa", "#64399a"),
}
"""Fill and edge of a lane's nodes, as in look/tokens.css. Each lane's name is written as well."""
INK, PAPER = "#1d2730", "#fbfaf6"
FONT = "Atkinson Hyperlegible Next, system-ui, Segoe UI, Roboto, sans-serif"


class Place(NamedTuple):
    """The upper left corner of a node."""

    x: float
    y: float

    @property
    def middle(self) -> float:
        """Its middle, across."""
        return self.x + BOX / 2


def picture(graph: Graph, title: str, traffic: Traffic | None = None) -> str:
    """The graph as an SVG file, with a title, and as description the same in words (`graph_list.lines`).

    With `traffic`, each node says what share of the students who began came to it, and each way what share of those took it.
    """
    places = _places(graph)
    width = max(place.x for place in places.values()) + BOX + MARGIN
    height = max(place.y for place in places.values()) + TALL + MARGIN
    if traffic is not None and not traffic.students:
        traffic = None
    began = ""
    if traffic:
        said = ngettext("{n} student began it.", "{n} students began it.", traffic.students)
        began = " " + said.format(n=traffic.students)
    told = "\n".join(lines(graph, traffic))
    name = _("{lesson}: branch graph").format(lesson=title)
    ways = _("The ways through the lesson.")
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}" '
            f'role="img" aria-labelledby="graph-title" aria-describedby="graph-desc" font-family="{FONT}" font-size="13">'
        ),
        f'<title id="graph-title">{escape(name)}</title>',
        f'<desc id="graph-desc">{escape(ways)}{escape(began)}\n{escape(told)}</desc>',
        (
            '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" '
            f'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 10 5 0 10z" fill="{INK}"/></marker></defs>'
        ),
        f'<rect width="{width:g}" height="{height:g}" fill="{PAPER}"/>',
        f'<text x="{MARGIN}" y="30" font-size="17" font-weight="bold" fill="{INK}">{escape(title)}</text>',
        *_heads(graph, places),
    ]
    labels: list[str] = []
    for node in graph.nodes:
        for line, label in _ways(node, places, traffic):
            parts.append(line)
            labels.append(label)
    parts += [_box(graph, node, places[node.id], traffic) for node in graph.nodes]
    return "\n".join([*parts, *labels, "</svg>", ""])


def _heads(graph: Graph, places: dict[str, Place]) -> Iterable[str]:
    for lane in LANES:
        own = [places[node.id].middle for node in graph.nodes if node.lane == lane]
        if own:
            middle = (min(own) + max(own)) / 2
            yield (
                f'<text x="{middle:g}" y="56" text-anchor="middle" font-size="14" font-weight="bold" '
                f'fill="{COLOURS[lane][1]}">{escape(_(lane))}</text>'
            )


def _box(graph: Graph, node: Node, place: Place, traffic: Traffic | None) -> str:
    fill, edge = COLOURS[node.lane]
    said = wrap(node.title, LETTERS)[:2]
    kind = _(str(node.__struct_config__.tag))
    if traffic is not None:
        came = traffic.nodes.get(node.id, 0)
        kind = _("{kind} · {n} of {of} · {percent}").format(
            kind=kind, n=came, of=traffic.students, percent=percent(traffic.share(node.id))
        )
    said = [f'<tspan font-weight="bold">{escape(line)}</tspan>' for line in said]
    said.append(f'<tspan font-size="12">{escape(kind)}</tspan>')
    top = place.y + TALL / 2 - 8.5 * (len(said) - 1) + 4.5
    text = "".join(
        f'<text x="{place.middle:g}" y="{top + 17 * number:g}" text-anchor="middle" fill="{INK}">{line}</text>'
        for number, line in enumerate(said)
    )
    return (
        f"<g><title>{escape(node_words(graph, node, traffic))}</title>"
        f'<rect x="{place.x:g}" y="{place.y:g}" width="{BOX}" height="{TALL}" rx="12" fill="{fill}" stroke="{edge}" '
        f'stroke-width="{3 if node.id == graph.start else 1.5}"/>{text}</g>'
    )


def _ways(node: Node, places: dict[str, Place], traffic: Traffic | None) -> Iterable[tuple[str, str]]:
    """The lines on from a node, one to each node it leads to, and their labels.

    A label is the numbers of the ways, in the order in which they are tried, and the share of students who went there.
    """
    by_target: dict[str, list[int]] = {}
    for index, edge in enumerate(edges(node)):
        by_target.setdefault(edge.to, []).append(index)
    here = places[node.id]
    # From left to right as their ends lie, so that lines cross as little as may be.
    order = sorted(by_target, key=lambda to: (places[to].x, -places[to].y))
    for number, to in enumerate(order):
        indices = by_target[to]
        points = _curve(here, places[to], here.x + BOX * (number + 1) / (len(order) + 1))
        share = traffic.share_on(node.id, to) if traffic is not None else 0.0
        ways = _ranges(indices)
        said = ways if traffic is None else f"{ways} · {percent(share)}"
        told = "; ".join(f"{node.id} {way_words(node, index, traffic)}" for index in indices)
        yield (
            _line(points, told, share, back=places[to].y <= here.y),
            _label(points, said, 0.14 + 0.09 * abs(number - (len(order) - 1) / 2)),
        )


Curve = tuple[tuple[float, float], ...]
"""The four points of a cubic Bézier curve."""


def _curve(here: Place, there: Place, start: float) -> Curve:
    if there.y > here.y:
        end = there.middle + (start - here.middle) / 4
        far = there.y - here.y > TALL + DOWN
        # A way past other nodes of its lane goes round them.
        side = 1 if start > here.middle else -1
        bow = (BOX / 2 + 26) / 0.75 * side if far and abs(there.x - here.x) < BOX else 0
        bend = DOWN * (1.2 if far else 0.6)
        return (
            (start, here.y + TALL),
            (start + bow, here.y + TALL + bend),
            (end + bow, there.y - bend),
            (end, there.y),
        )
    side = -1 if here.x <= there.x else 1
    leave, enter = (one.x if side < 0 else one.x + BOX for one in (here, there))
    out = min(leave, enter) - 40 if side < 0 else max(leave, enter) + 40
    level = (here.y + TALL / 2, there.y + TALL / 2)
    return ((leave, level[0]), (out, level[0]), (out, level[1]), (enter, level[1]))


def _line(points: Curve, told: str, share: float, *, back: bool) -> str:
    (ax, ay), *rest = points
    to = " ".join(f"{x:.1f} {y:.1f}" for x, y in rest)
    dash = ' stroke-dasharray="5 4"' if back else ""
    return (
        f'<g><title>{escape(told)}</title><path d="M{ax:.1f} {ay:.1f}C{to}" fill="none" stroke="{INK}" '
        f'stroke-width="{1.3 + 4 * share:.1f}"{dash} marker-end="url(#tip)"/></g>'
    )


def _label(points: Curve, said: str, at: float) -> str:
    x, y = (_along([point[axis] for point in points], at) for axis in (0, 1))
    half = 3.6 * len(said) + 4
    return (
        f'<rect x="{x - half:.1f}" y="{y - 9:.1f}" width="{2 * half:.1f}" height="17" rx="8" fill="{PAPER}"/>'
        f'<text x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle" font-size="12" fill="{INK}">{said}</text>'
    )


def _ranges(indices: list[int]) -> str:
    """“1, 4–6” for the indices 0, 3, 4 and 5."""
    runs: list[list[int]] = []
    for index in indices:
        if runs and index == runs[-1][-1] + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return ", ".join(f"{run[0] + 1}" + (f"–{run[-1] + 1}" if len(run) > 1 else "") for run in runs)


def _along(of: list[float], at: float) -> float:
    """A coordinate of a cubic Bézier curve."""
    rest = 1 - at
    return rest**3 * of[0] + 3 * rest**2 * at * of[1] + 3 * rest * at**2 * of[2] + at**3 * of[3]


def _places(graph: Graph) -> dict[str, Place]:
    rows = _rows(graph)
    wide = {
        lane: max(
            (
                sum(node.lane == lane and rows[node.id] == row for node in graph.nodes)
                for row in set(rows.values())
            ),
            default=0,
        )
        for lane in LANES
    }
    left: dict[Lane, float] = {}
    x: float = MARGIN
    for lane in LANES:
        left[lane] = x
        x += wide[lane] * (BOX + GAP) + (GAP if wide[lane] else 0)
    places: dict[str, Place] = {}
    for row in sorted(set(rows.values())):
        for lane in LANES:
            here = [node for node in graph.nodes if node.lane == lane and rows[node.id] == row]
            spare = (wide[lane] - len(here)) * (BOX + GAP) / 2
            for number, node in enumerate(here):
                places[node.id] = Place(left[lane] + spare + number * (BOX + GAP), HEAD + row * (TALL + DOWN))
    return places


def _rows(graph: Graph) -> dict[str, int]:
    """How many steps below the start each node is, the longest way counted; ways back up are left out."""
    back: set[tuple[str, int]] = set()
    order: list[str] = []
    done: set[str] = set()
    trail: set[str] = set()

    def visit(name: str) -> None:
        trail.add(name)
        for index, edge in enumerate(edges(graph.node(name))):
            if edge.to in trail:
                back.add((name, index))
            elif edge.to not in done:
                visit(edge.to)
        trail.remove(name)
        done.add(name)
        order.append(name)

    visit(graph.start)
    rows = dict.fromkeys((node.id for node in graph.nodes), 0)
    for name in reversed(order):
        for index, edge in enumerate(edges(graph.node(name))):
            if (name, index) not in back:
                rows[edge.to] = max(rows[edge.to], rows[name] + 1)
    return rows
