"""What one student needs: the teacher's word and the student's made one, read from any version; and fewer options, the same everywhere."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curriculum.accommodations import (
    FEWER_OF,
    Accommodations,
    merged,
    offered,
    read_accommodations,
    root_attributes,
    write_accommodations,
)
from curriculum.course import Course, find_course, load_course
from curriculum.items import Code
from curriculum.marking import mark, seal
from curriculum.variants import OpenKey, Variant
from tests.zoo import zoo


@cache
def courses() -> tuple[Course, ...]:
    """The course that comes with the kit, and one with an item of every type."""
    return load_course(find_course("data-detectives")), zoo()


@cache
def choosing() -> tuple[tuple[Course, str], ...]:
    """Every item with options to choose from."""
    return tuple(
        (course, name)
        for course in courses()
        for name, item in course.items.items()
        if not isinstance(item, Code) and item.__struct_config__.tag in FEWER_OF
    )


variants = st.builds(
    lambda one, number: one[0].draw(one[1], number), st.sampled_from(choosing()), st.integers(0, 999)
)


def test_the_student_chooses_the_look_and_the_teacher_time_and_options() -> None:
    teacher = Accommodations(theme="dark", size="large", extra_time=1.5, fewer_options=True)
    student = Accommodations(theme="contrast", language="ar", extra_time=4, fewer_options=False)
    assert merged(teacher, student) == Accommodations(
        language="ar", theme="contrast", size="large", extra_time=1.5, fewer_options=True
    )
    assert merged(Accommodations(), Accommodations()) == Accommodations()


def test_what_another_version_wrote_is_read_as_far_as_it_is_known_and_survives() -> None:
    newer = {"v": 7, "theme": "sepia", "size": "large", "extra_time": "much", "pen": {"thick": True}}
    known = read_accommodations(newer)
    assert known == Accommodations(size="large")
    assert write_accommodations(known, newer) == {"v": 7, "pen": {"thick": True}, "size": "large"}
    assert read_accommodations("nothing of ours") == Accommodations()


@pytest.mark.parametrize(("said", "counts"), [(None, 1.0), (0.5, 1.0), (1.5, 1.5), (99.0, 4.0)])
def test_time_stays_within_bounds(said: float | None, counts: float) -> None:
    assert Accommodations(extra_time=said).time == counts
    assert Accommodations(extra_time=said).minutes(10) == round(10 * counts)


def test_a_root_says_only_what_was_said() -> None:
    assert root_attributes(Accommodations(theme="auto", size="normal", spacing="normal", calm=False)) == {}
    assert root_attributes(
        Accommodations(theme="contrast", size="largest", spacing="wide", font="plain", calm=True)
    ) == {
        "data-theme": "contrast",
        "data-size": "largest",
        "data-spacing": "wide",
        "data-font": "plain",
        "data-motion": "calm",
    }


@settings(max_examples=300)
@given(variants)
def test_fewer_options_keep_every_right_one_and_those_that_show_a_misconception(variant: Variant) -> None:
    assert isinstance(variant.key, OpenKey)
    kept = offered(variant) or tuple(range(len(variant.options)))
    right = {int(index) for answer in variant.key.accepts for index in answer.split(",")}
    assert right <= set(kept)
    assert len(kept) >= min(3, len(variant.options))
    assert list(kept) == sorted(set(kept))
    assert offered(variant) == offered(variant)
    named = {int(one.matches) for one in variant.remarks if one.misconception} - right
    dropped = set(range(len(variant.options))) - set(kept)
    if dropped & named:  # one that shows something goes only where none is left that shows nothing
        assert set(kept) - right <= named


@settings(max_examples=30)
@given(variants, st.text("abc", min_size=1, max_size=8))
def test_a_sealed_question_offers_the_same_and_marks_each_of_them_the_same(
    variant: Variant, salt: str
) -> None:
    sealed = seal(variant, salt)
    assert offered(sealed) == offered(variant)
    for index in offered(variant):
        answer = index if variant.type == "choice" else [index]
        assert mark(sealed, answer).right == mark(variant, answer).right
