"""Where am I: the parts of a lesson, and which question of about how many."""

from __future__ import annotations

from msgspec.structs import replace

from curriculum.branching import Ask, Choose, Edge, End, Explain, Graph, Visit, Walk, Way
from widgets.protocol import Part
from widgets.trail import main_way, parts, this_round, where

GRAPH = Graph(
    lesson="l",
    start="a",
    nodes=[
        Ask(id="a", title="Warm-up", item="i", edges=[Edge("help"), Edge("pick")]),
        Explain(id="help", title="Look again", lane="support", text="", edges=[Edge("a")]),
        Choose(id="pick", title="Choose", text="", options=[Way("x", "X", "b"), Way("y", "Y", "c")]),
        Ask(id="b", title="Show it, 1", item="i", edges=[Edge("c")]),
        Ask(id="c", title="Show it, 2", item="i", edges=[Edge("end")]),
        End(id="end", title="Done", text=""),
    ],
)


def at(*nodes: str) -> Walk:
    *before, now = map(Visit, nodes)
    return Walk(now, tuple(before))


def test_the_main_way_follows_the_default_edges_and_the_first_choice() -> None:
    assert main_way(GRAPH, "a") == ["a", "pick", "b", "c", "end"]


def test_counted_titles_are_one_part() -> None:
    assert parts(GRAPH, at("a")) == (
        Part("Warm-up", "now"),
        Part("Choose", "ahead"),
        Part("Show it", "ahead"),
        Part("Done", "ahead"),
    )
    assert [part.state for part in parts(GRAPH, at("a", "pick", "b", "c"))] == [
        "done",
        "done",
        "now",
        "ahead",
    ]


def test_counted_titles_are_one_part_in_arabic_too() -> None:
    titles = {"b": "ما أستطيع فعله، 1", "c": "ما أستطيع فعله، 2"}
    nodes = [replace(node, title=titles.get(node.id, node.title)) for node in GRAPH.nodes]
    assert parts(replace(GRAPH, nodes=nodes), at("a"))[2] == Part("ما أستطيع فعله", "ahead")


def test_a_detour_belongs_to_the_part_it_left() -> None:
    assert parts(GRAPH, at("a", "help"))[0] == Part("Warm-up", "now")


def test_questions_are_counted_as_they_are_met_and_about() -> None:
    assert where(GRAPH, at("a")) == "question 1 of about 3"
    assert where(GRAPH, at("a", "help", "a")) == "question 2 of about 4"
    assert where(GRAPH, at("a", "pick", "c")) == "question 2 of about 2"
    assert where(GRAPH, at("a", "help")) == ""


def test_a_round_begins_after_the_last_end() -> None:
    here = at("a", "pick", "c", "end", "a", "help")

    assert [visit.node for visit in this_round(GRAPH, here)] == ["a", "help"]
    assert [visit.node for visit in this_round(GRAPH, at("a", "pick", "c", "end"))] == [
        "a",
        "pick",
        "c",
        "end",
    ]
