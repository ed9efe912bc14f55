from typing import Any

import msgspec
import pytest
import yaml

from curriculum import branching
from curriculum.branching import Graph, walk, way_on
from curriculum.evidence import Answered, AnyEvent, Felt, Finished, Hinted, Moved
from tests.tiny import HALVING

GRAPH = msgspec.convert(yaml.safe_load(HALVING), Graph)


def events(*told: tuple[type[Any], dict[str, Any]]) -> list[AnyEvent]:
    return [
        kind(by=("machine", n), at="2026-11-17T10:00:00+00:00", lesson="halving", **more)
        for n, (kind, more) in enumerate(told, 1)
    ]


def answered(place: str, score: float, misconception: str = "") -> tuple[type[Any], dict[str, Any]]:
    more = {
        "place": place,
        "item": "x",
        "variant": 0,
        "attempt": 1,
        "answer": "1",
        "score": score,
        "misconception": misconception,
    }
    return Answered, more


def test_it_starts_at_the_start_with_nothing_open() -> None:
    here = walk(GRAPH, [])
    assert here.now.node == "first"
    assert way_on(GRAPH, here) is None


def test_a_right_first_try_opens_the_stretch() -> None:
    assert way_on(GRAPH, walk(GRAPH, events(answered("first", 1.0)))) == (1, "puzzle")


def test_a_misconception_opens_support_once() -> None:
    wrong = answered("first", 0.0, "takes-two")
    assert way_on(GRAPH, walk(GRAPH, events(wrong))) == (0, "look")
    round_trip = events(
        wrong,
        (Moved, {"place": "first", "to": "look", "edge": 0}),
        (Moved, {"place": "look", "to": "first", "edge": 0}),
        wrong,
    )
    assert way_on(GRAPH, walk(GRAPH, round_trip)) is None
    assert way_on(GRAPH, walk(GRAPH, [*round_trip, *events(wrong, wrong)])) == (2, "last")


ANY = HALVING.replace(
    "{misconception: takes-two}, to: look",
    "{any: [{misconception: takes-two}, {misses: 2}, {felt: stuck}]}, to: look",
)


def test_any_of_several_reasons_opens_one_page_once() -> None:
    graph = msgspec.convert(yaml.safe_load(ANY), Graph)
    for reasons in (
        [answered("first", 0.0, "takes-two")],
        [answered("first", 0.0), answered("first", 0.0)],
        [(Felt, {"place": "first", "feeling": "stuck"})],
    ):
        assert way_on(graph, walk(graph, events(*reasons))) == (0, "look")
        there_and_back = [
            *reasons,
            (Moved, {"place": "first", "to": "look", "edge": 0}),
            (Moved, {"place": "look", "to": "first", "edge": 0}),
        ]
        for again in (
            [answered("first", 0.0, "takes-two")],
            [(Felt, {"place": "first", "feeling": "stuck"})],
        ):
            assert way_on(graph, walk(graph, events(*there_and_back, *again))) is None
    for reasons in ([], [answered("first", 0.0)], [(Felt, {"place": "first", "feeling": "too-easy"})]):
        assert way_on(graph, walk(graph, events(*reasons))) is None


def test_any_and_the_conditions_beside_it_must_both_hold() -> None:
    both = ANY.replace("{any: [", "{hints: 1, any: [")
    graph = msgspec.convert(yaml.safe_load(both), Graph)
    wrong = answered("first", 0.0, "takes-two")
    hint = (Hinted, {"place": "first", "item": "x", "variant": 0, "level": 1})

    assert way_on(graph, walk(graph, events(wrong))) is None
    assert way_on(graph, walk(graph, events(hint, wrong))) == (0, "look")


def test_the_default_opens_when_right_late_or_after_the_tries() -> None:
    assert way_on(GRAPH, walk(GRAPH, events(answered("first", 0.0), answered("first", 1.0)))) == (2, "last")
    assert way_on(GRAPH, walk(GRAPH, events(*[answered("first", 0.0)] * 2))) is None
    assert way_on(GRAPH, walk(GRAPH, events(*[answered("first", 0.0)] * 3))) == (2, "last")


def test_starting_again_offers_support_again() -> None:
    wrong = answered("first", 0.0, "takes-two")
    once = (Moved, {"place": "first", "to": "look", "edge": 0})
    back = (Moved, {"place": "look", "to": "first", "edge": 0})
    assert way_on(GRAPH, walk(GRAPH, events(wrong, once, back, wrong))) is None
    here = (Moved, {"place": "first", "to": "done", "edge": 2})
    again = (Moved, {"place": "done", "to": "first", "edge": -1})
    assert way_on(GRAPH, walk(GRAPH, events(wrong, once, back, wrong, here, again, wrong))) == (0, "look")


def test_a_choice_is_the_students() -> None:
    here = branching.Walk(branching.Visit("way"))
    assert way_on(GRAPH, here) is None
    assert way_on(GRAPH, here, "now") == (1, "done")


def test_tries_and_hints_count_as_less_but_never_below_half() -> None:
    assert branching.credit(1, 1, 0) == 1
    assert branching.credit(1, 2, 0) == pytest.approx(0.85)
    assert branching.credit(1, 1, 2) == pytest.approx(0.9)
    assert branching.credit(1, 9, 9) == 0.5


def test_the_score_is_over_the_nodes_that_count_and_keeps_the_best() -> None:
    told = events(
        answered("first", 0.0),
        (Hinted, {"place": "first", "item": "x", "variant": 0, "level": 1}),
        answered("first", 1.0),
        (Moved, {"place": "first", "to": "last", "edge": 2}),
        answered("last", 0.5),
    )
    assert branching.score(GRAPH, walk(GRAPH, told)) == (pytest.approx(0.8 + 0.5), 2)


def test_events_of_places_that_are_gone_and_of_other_lessons_are_passed_over() -> None:
    other = Felt(by=("m", 9), at="", lesson="elsewhere", place="first", feeling="stuck")
    assert walk(GRAPH, [other, *events((Finished, {"place": "vanished"}))]) == walk(GRAPH, [])


def test_the_tiny_graph_has_no_fault() -> None:
    assert list(branching.faults(GRAPH)) == []


def faults_with(change: str, to: str) -> str:
    graph = msgspec.convert(yaml.safe_load(HALVING.replace(change, to)), Graph)
    return "\n".join(" ".join(fault) for fault in branching.faults(graph))


@pytest.mark.parametrize(
    ("change", "to", "said"),
    [
        (", times: 1", "", "needs exactly one edge without"),
        ("times: 1}", "times: 1}\n      - {to: last}", "needs exactly one edge without"),
        ("edges: [{to: first}]", "edges: [{to: nowhere}]", "“nowhere”, which is no node"),
        ("      - {if: {right: true, first_try: true}, to: puzzle}\n", "", "puzzle cannot be reached"),
        ("{id: now, text: Now, to: done}", "{id: now, text: Now, to: first}", "round for ever"),
        ("lane: support, ", "", "no node in the support lane"),
        ("to: puzzle}", "to: way}", "last counts, but a student can reach the end"),
        ("start: first", "start: nowhere", "`start` names “nowhere”"),
        ("  - id: way\n", "  - id: ask-way\n", "kept for single questions"),
    ],
)
def test_every_kind_of_fault_is_found(change: str, to: str, said: str) -> None:
    if change == ", times: 1":
        change, to = "{if: {misconception: takes-two}, to: look, times: 1}", "{to: look}"
    assert said in faults_with(change, to)


def test_a_loop_without_times_is_found() -> None:
    assert "first → look → first" in faults_with("to: look, times: 1}", "to: look}")


SURE = HALVING.replace(
    "{right: true, first_try: true}, to: puzzle", "{right: true, chance_from: 0.7}, to: puzzle"
)


def test_an_estimate_can_open_a_way_and_is_asked_only_where_a_condition_does() -> None:
    assert SURE != HALVING
    graph = msgspec.convert(yaml.safe_load(SURE), Graph)
    right = walk(graph, events(answered("first", 1.0)))
    asked: list[str] = []

    def estimate(item: str) -> float:
        asked.append(item)
        return 0.7

    assert way_on(graph, right, estimate=estimate) == (1, "puzzle")
    assert asked == ["half-of"]
    assert way_on(graph, right, estimate=lambda _: 0.69) == (2, "last")
    assert way_on(graph, right) == (2, "last")
    asked.clear()
    assert way_on(GRAPH, walk(GRAPH, events(answered("first", 1.0))), estimate=estimate) == (1, "puzzle")
    assert asked == []


def test_a_low_estimate_opens_support_before_the_second_miss() -> None:
    graph = msgspec.convert(
        yaml.safe_load(HALVING.replace("{misconception: takes-two}", "{chance_below: 0.5}")), Graph
    )
    wrong = walk(graph, events(answered("first", 0.0)))
    assert way_on(graph, wrong, estimate=lambda _: 0.4) == (0, "look")
    assert way_on(graph, wrong, estimate=lambda _: 0.5) is None
