from pathlib import Path

import pytest

from curriculum.course import Course, load_course
from curriculum.lesson import UnreadableLesson, decode, encode, read_lesson
from curriculum.releasing import release_lesson
from curriculum.variants import SealedKey
from tests.tiny import write_course


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return load_course(write_course(tmp_path_factory.mktemp("tiny")))


def test_a_released_lesson_reads_back_and_holds_all_it_needs(course: Course, tmp_path: Path) -> None:
    released = release_lesson(course, "halving", "salt")
    (tmp_path / "lesson.json").write_bytes(encode(released))
    assert read_lesson(tmp_path) == released
    assert set(released.variants) == {"which-half", "half-of", "half-sealed"}
    assert released.texts["way/soon"].text == "Soon"
    assert len(released.variants["half-of"]) == 6
    assert len({variant.prompt.text for variant in released.variants["half-of"]}) == 6


def test_graded_items_leave_sealed_and_without_their_solution(course: Course) -> None:
    released = release_lesson(course, "halving", "salt")
    for variant in released.variants["half-sealed"]:
        assert isinstance(variant.key, SealedKey)
        assert variant.solution is None
    assert b"The answer is" not in encode(released)


def test_hidden_cases_do_not_leave(course: Course) -> None:
    released = release_lesson(course, "doubling", "salt")
    assert [case.call for case in released.checks["double"].cases] == [[2], [0], [-3]]
    assert b"2002" not in encode(released)
    assert released.checks["double"].says["2"].text == "Below zero too."


def test_the_same_course_and_salt_make_the_same_release(course: Course) -> None:
    assert encode(release_lesson(course, "halving", "a")) == encode(release_lesson(course, "halving", "a"))


def test_a_variant_of_a_release_is_drawn_again_from_its_number(course: Course) -> None:
    for variants in release_lesson(course, "doubling", "salt").variants.values():
        for variant in variants:
            assert course.draw(variant.item, variant.number) == variant


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "damaged"),
        (b"{", "damaged"),
        (b'{"format": 1}', "damaged"),
        (b'{"format": 2}', "newer Trellis"),
        (b"[]", "damaged"),
    ],
)
def test_a_lesson_that_cannot_be_used_is_said_kindly(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableLesson, match=said):
        decode(data)


def test_a_lost_lesson_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnreadableLesson, match="Your answers are safe"):
        read_lesson(tmp_path)
