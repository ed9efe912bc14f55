"""A branch graph in words and as a drawing, with and without students' ways."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import msgspec
import pytest
import yaml

from curriculum.branching import Condition, Graph
from curriculum.course import COURSES, load_course
from curriculum.evidence import AnyEvent, Moved, Opened
from curriculum.graph_list import condition_words, lines
from curriculum.graph_picture import TALL, picture
from curriculum.traffic import Traffic, traffic
from tests.tiny import HALVING

GRAPH = msgspec.convert(yaml.safe_load(HALVING), Graph)
SVG = "{http://www.w3.org/2000/svg}"


def moved(student: str, counter: int, place: str, to: str, edge: int, lesson: str = "halving") -> AnyEvent:
    return Moved(
        by=(student, counter), at="2026-11-02T09:00:00+00:00", lesson=lesson, place=place, to=to, edge=edge
    )


AMINA = [
    moved("a", 1, "first", "look", 0),
    moved("a", 2, "look", "first", 0),
    moved("a", 3, "first", "last", 2),
]
BEN = [moved("b", 1, "first", "puzzle", 1), moved("b2", 1, "first", "last", 2)]
"""Ben did it on two machines."""
CHO = [Opened(by=("c", 1), at="2026-11-02T09:00:00+00:00", lesson="halving")]
"""Cho opened the notebook and did nothing in the branch."""


def test_a_student_counts_once_however_many_machines_and_rounds() -> None:
    went = traffic(GRAPH, [AMINA, [*BEN, *BEN], CHO])
    assert went.students == 2
    assert went.nodes == {"first": 2, "look": 1, "last": 2, "puzzle": 1}
    assert went.ways == {("first", 0): 1, ("look", 0): 1, ("first", 2): 2, ("first", 1): 1}
    assert went.share("puzzle") == 0.5
    assert went.share_on("first", "last") == 1.0
    assert went.share_on("way", "done") == 0.0


def test_events_of_another_lesson_or_of_an_older_graph_are_no_way() -> None:
    went = traffic(
        GRAPH,
        [
            [moved("a", 1, "first", "puzzle", 1, lesson="doubling")],
            [moved("b", 1, "first", "last", 0)],  # edge 0 leads to another node now
            [moved("c", 1, "gone", "last", 0)],
            [moved("d", 1, "first", "first", 99)],
        ],
    )
    assert went.students == 2
    assert went.ways == {}


def test_two_edges_to_one_node_are_one_way_there() -> None:
    events = [
        moved("a", 1, "first", "last", 2),
        moved("a", 2, "last", "way", 0),
        moved("a", 3, "way", "done", 0),
        moved("a", 4, "done", "first", -1),
        moved("a", 5, "first", "last", 2),
        moved("a", 6, "last", "way", 0),
        moved("a", 7, "way", "done", 1),
    ]
    went = traffic(GRAPH, [events])
    assert (went.ways["way", 0], went.ways["way", 1], went.onward["way", "done"]) == (1, 1, 1)


def test_the_list_names_every_node_and_what_opens_each_way() -> None:
    assert list(lines(GRAPH))[:7] == [
        "first “First” (ask, core, question half-of, counts, start)",
        "  1. to look, if misconception takes-two, at most once",
        "  2. to puzzle, if right and at the first try",
        "  3. to last, when right, or after 3 misses",
        "look “Look” (explain, support)",
        "  1. to first, always",
        "puzzle “Puzzle” (ask, stretch, question which-half)",
    ]
    assert "  2. to done, chosen: Now" in list(lines(GRAPH))
    told = list(lines(GRAPH, traffic(GRAPH, [AMINA, BEN])))
    assert told[0].endswith("start): 2 of 2, 100 % came here")
    assert told[2] == "  2. to puzzle, if right and at the first try: 1 of 2, 50 %"


def test_every_condition_is_said_in_words() -> None:
    every = Condition(
        right=False, first_try=False, misconception="adds", misses=1, hints=2, felt="too-hard",
        chance_from=0.25, chance_below=0.5, any=(Condition(misses=2), Condition(felt="stuck")),
    )  # fmt: skip
    assert condition_words(every) == (
        "not right and not at the first try and misconception adds and 1 miss or more and 2 hints or more and said “too hard” "
        "and the chance is 25 % or more and the chance is below 50 % and 2 misses or more or said “stuck”"
    )


def test_the_drawing_has_a_title_the_list_and_every_way() -> None:
    went = traffic(GRAPH, [AMINA, BEN])
    root = ET.fromstring(picture(GRAPH, "Halving & <more>", went))
    assert root.get("role") == "img"
    named = {one.get("id"): one.text or "" for one in root if one.get("id")}
    assert (root.get("aria-labelledby"), root.get("aria-describedby")) == ("graph-title", "graph-desc")
    assert named["graph-title"] == "Halving & <more>: branch graph"
    assert named["graph-desc"].splitlines() == [
        "The ways through the lesson. 2 students began it.",
        *lines(GRAPH, went),
    ]
    texts = [one.text for one in root.iter(f"{SVG}text")]
    assert {"support", "core", "stretch", "1 · 50 %", "2 · 50 %", "3 · 100 %", "1–2 · 0 %"} <= set(texts)
    spans = [one.text for one in root.iter(f"{SVG}tspan")]
    assert {"ask · 2 of 2 · 100 %", "explain · 1 of 2 · 50 %"} <= set(spans)
    assert picture(GRAPH, "Halving", Traffic()) == picture(GRAPH, "Halving")


@pytest.mark.parametrize("lesson", sorted(path.stem for path in COURSES.glob("*/lessons/*.yaml")))
def test_no_two_nodes_lie_on_each_other_and_all_is_inside(lesson: str) -> None:
    course = load_course(COURSES / "data-detectives")
    root = ET.fromstring(picture(course.graphs[lesson], lesson))
    _, _, width, height = map(float, root.get("viewBox", "").split())
    boxes = [one for one in root.iter(f"{SVG}rect") if one.get("rx") == "12"]
    spots = [tuple(float(one.get(name, "")) for name in ("x", "y", "width", "height")) for one in boxes]
    assert len(spots) == len(course.graphs[lesson].nodes)
    for number, (x, y, w, h) in enumerate(spots):
        assert 0 <= x <= width - w
        assert 0 <= y <= height - h
        for ox, oy, _, _ in spots[:number]:
            assert abs(x - ox) >= w or abs(y - oy) >= TALL
