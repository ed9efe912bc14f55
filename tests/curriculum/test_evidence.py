import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.evidence import Answered, NewerVersion, Opened, read_event, write_event

EVENT = Answered(
    by=("k3f9", 12), at="2026-11-17T14:05:00+00:00", lesson="halving", place="first", item="half-of", variant=3, attempt=2, answer="3/4",
    score=1.0,
)  # fmt: skip


def test_an_event_is_one_line_and_reads_back() -> None:
    line = write_event(EVENT)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert read_event(line) == EVENT


def test_a_line_of_a_later_minor_version_is_read_without_what_we_do_not_know() -> None:
    assert read_event(b'{"kind":"opened","by":["m",1],"at":"","lesson":"x","mood":"fine"}') == Opened(
        by=("m", 1), at="", lesson="x"
    )


def test_a_newer_major_version_is_refused() -> None:
    with pytest.raises(NewerVersion):
        read_event(b'{"kind":"dreamt","by":["m",1],"at":"","lesson":"x","v":2}')


@pytest.mark.parametrize(
    "line", [b"", b"{", b"[]", b"null", b'{"kind":"dreamt"}', b"[" * 200_000, b"\xff\xfe", b'{"v":"x"}']
)
def test_a_torn_or_foreign_line_is_passed_over(line: bytes) -> None:
    assert read_event(line) is None


@given(st.binary(max_size=200))
def test_no_line_makes_reading_fail(line: bytes) -> None:
    read_event(line)
