"""A cell's outputs, collected as a kernel and nbclient would give them, and cut where there are too many."""

from __future__ import annotations

import msgspec
import pytest

from grading.box.outputs import Display, Error, Given, Outputs, Result, Stream, plain, scrubbed


def collected(room: int = 1000) -> Outputs:
    outputs = Outputs(room)
    outputs.begin(0)
    return outputs


def test_both_streams_go_out_together_with_what_is_shown() -> None:
    outputs = collected()
    outputs.write("stderr", "warned")
    outputs.write("stdout", "a")
    outputs.write("stdout", "b")
    outputs.show({"text/plain": "x"}, {})
    outputs.write("stdout", "c")
    assert outputs.end() == [
        Stream(name="stdout", text="ab"),
        Stream(name="stderr", text="warned"),
        Display(data={"text/plain": "x"}),
        Stream(name="stdout", text="c"),
    ]


def test_a_stream_that_goes_on_is_one() -> None:
    outputs = collected()
    for piece in "abc":
        outputs.write("stdout", piece)
        outputs.flush()
    assert outputs.end() == [Stream(name="stdout", text="abc")]


def test_clearing_now_and_later() -> None:
    outputs = collected()
    outputs.write("stdout", "a")
    outputs.clear(wait=False)
    assert outputs.end() == []
    outputs.write("stdout", "b")
    outputs.clear(wait=True)
    assert outputs.end() == [Stream(name="stdout", text="b")]
    outputs.write("stdout", "c")
    assert outputs.end() == [Stream(name="stdout", text="c")]


def test_a_display_is_changed_by_its_name_here_and_in_an_earlier_cell() -> None:
    outputs = collected()
    outputs.show({"text/plain": "1"}, {}, "mine")
    outputs.show({"text/plain": "2"}, {}, "mine", update=True)
    outputs.show({"text/plain": "nobody"}, {}, "other", update=True)
    assert outputs.end() == [Display(data={"text/plain": "2"})]
    outputs.begin(1)
    outputs.show({"text/plain": "3"}, {}, "mine", update=True)
    assert outputs.end() == []
    assert [(update.step, update.place, update.data) for update in outputs.updates] == [
        (0, 0, {"text/plain": "3"})
    ]


def test_too_much_is_cut_and_said_once() -> None:
    outputs = collected(room=2048)
    for _ in range(1000):
        outputs.write("stdout", "x" * 100)
    (stream,) = outputs.end()
    assert isinstance(stream, Stream)
    assert stream.text.startswith("x" * 2048 + "\n… output cut")
    assert stream.text.count("output cut") == 1


def test_what_a_grade_hangs_on_is_kept_after_the_cut() -> None:
    outputs = collected(room=100)
    outputs.write("stdout", "x" * 200)
    outputs.write("stderr", "a warning")
    outputs.result({"text/plain": "0.5"}, {}, 3)
    outputs.error("ValueError", "v" * 100_000, ["line\n"] * 1000)
    *_, stderr, result, error = outputs.end()
    assert isinstance(stderr, Stream)
    assert stderr.name == "stderr"
    assert result == Result(data={"text/plain": "0.5"}, execution_count=3)
    assert isinstance(error, Error)
    assert len(error.evalue) < 21_000
    assert len(error.traceback) == 201


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"image/png": b"\x89"}, {"image/png": "iQ=="}),
        ({"a": (1, 2.5, None, True)}, {"a": [1, 2.5, None, True]}),
        ({1: float("nan")}, {"1": None}),
        ({"a": {1, 2}.__class__}, {"a": "<class 'set'>"}),
        ("text", "text"),
    ],
)
def test_all_is_written_as_json(value: object, written: object) -> None:
    assert plain(value) == written


def test_what_fights_being_written_is_given_up() -> None:
    class Fights:
        def __str__(self) -> str:
            raise KeyError

    endless: list[object] = []
    endless.append(endless)
    assert plain({"a": Fights()}) == {}
    assert plain(endless) == "(this could not be written down)"


def test_halves_of_surrogate_pairs_are_escaped() -> None:
    assert scrubbed([Stream(name="stdout", text="a\ud800"), {"\udfff": 1}]) == [
        Stream(name="stdout", text="a\\ud800"),
        {"\\udfff": 1},
    ]


@pytest.mark.parametrize(
    "forged",
    [
        {"output_type": "stream", "name": "stdin", "text": ""},
        {"output_type": "stream", "name": "stdout", "text": 1},
        {"output_type": "stream", "name": "stdout", "text": "", "more": 1},
        {"output_type": "display_data", "data": []},
        {"output_type": "execute_result", "data": {}, "execution_count": "1"},
        {"output_type": "error", "ename": "E", "evalue": "", "traceback": [1]},
        {"output_type": "update_display_data", "data": {}},
        {},
        [],
    ],
)
def test_only_what_nbformat_knows_is_believed(forged: object) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(forged, Given)
