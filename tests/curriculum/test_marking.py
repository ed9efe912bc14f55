import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.course import Course, load_course
from curriculum.marking import Answer, Unreadable, canonical, describe, from_canonical, mark, seal
from curriculum.variants import OpenKey, SealedKey, Variant
from tests.tiny import write_course


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return load_course(write_course(tmp_path_factory.mktemp("tiny")))


def index_of(variant: Variant, text: str) -> int:
    return [option.text for option in variant.options].index(text)


def test_a_number_is_right_however_it_is_written(course: Course) -> None:
    variant = course.draw("half-sealed", 0)
    assert isinstance(variant.key, OpenKey)
    (right,) = variant.key.accepts
    for typed in (right, f" {right}.0 ", f"{int(right) * 2}/2", f"{int(right) * 100} %"):
        assert mark(variant, typed).right, typed


def test_a_known_wrong_number_names_its_misconception(course: Course) -> None:
    variant = course.draw("half-of", 0)
    whole = int(variant.prompt.text.split()[-1].rstrip("?"))
    wrong = mark(variant, str(whole - 2))
    assert (wrong.score, wrong.right, wrong.misconception) == (0.0, False, "takes-two")
    assert wrong.say.text == "That takes 2 away. A half is one of two equal parts."


def test_an_unknown_wrong_answer_gets_the_items_own_words(course: Course) -> None:
    assert mark(course.draw("half-of", 0), "999").say.text == "Two equal parts make the whole."


def test_choice(course: Course) -> None:
    variant = course.draw("which-half", 0)
    assert mark(variant, index_of(variant, "5")).right
    assert mark(variant, index_of(variant, "8")).misconception == "takes-two"
    assert mark(variant, index_of(variant, "20")).score == 0


def test_multi_pays_for_right_ones_and_takes_off_for_wrong_ones(course: Course) -> None:
    variant = course.draw("even-numbers", 0)
    four, six, three, five = (index_of(variant, text) for text in ("4", "6", "3", "5"))
    assert mark(variant, [six, four]).score == 1
    assert mark(variant, [four]).score == 0.5
    assert mark(variant, [four, three]).score == 0
    assert mark(variant, [four, six, five]).score == 0.5
    assert mark(variant, [four, six, five]).say.text == "5 is odd."


def test_order_pays_half_for_neighbours(course: Course) -> None:
    variant = course.draw("in-order", 0)
    right = [index_of(variant, text) for text in ("Take the number", "Add it to itself", "Say the result")]
    assert mark(variant, right).score == 1
    assert mark(variant, [right[2], right[0], right[1]]).score == 0.25
    assert mark(variant, right[::-1]).score == 0


def test_text_forgives_case_spaces_and_a_full_stop(course: Course) -> None:
    variant = course.draw("word", 0)
    assert mark(variant, "  Double. ").right
    assert mark(variant, "half").misconception == "takes-two"


@pytest.mark.parametrize(
    ("item", "answer"),
    [
        ("half-of", "many"), ("half-of", ""), ("half-of", 3), ("half-of", "9" * 3000), ("which-half", 7), ("which-half", -1),
        ("which-half", True), ("which-half", "5"), ("even-numbers", []), ("even-numbers", [9]), ("in-order", [0, 0, 1]), ("word", " "),
        ("double-of", "2x +"), ("double-of", [1]), ("double-of", "1/0"), ("double-of", "("), ("double-of", ""),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_told_kindly_and_is_no_attempt(
    course: Course, item: str, answer: Answer
) -> None:
    with pytest.raises(Unreadable, match=r"\.$"):
        mark(course.draw(item, 0), answer)


def test_a_sealed_key_says_right_or_wrong_and_hides_the_answer(course: Course) -> None:
    variant = course.draw("half-sealed", 0)
    assert isinstance(variant.key, OpenKey)
    sealed = seal(variant, "salt")
    assert isinstance(sealed.key, SealedKey)
    assert sealed.solution is None
    (right,) = variant.key.accepts
    assert mark(sealed, right).right
    whole = int(right) * 2
    assert mark(sealed, str(whole - 2)).misconception == "takes-two"
    assert not mark(sealed, "1").right
    assert right not in sealed.key.digests


def test_a_sealed_key_differs_from_class_to_class(course: Course) -> None:
    variant = course.draw("half-sealed", 0)
    assert seal(variant, "one").key != seal(variant, "two").key


def test_an_expression_is_right_however_it_is_written(course: Course) -> None:
    variant = course.draw("double-of", 0)
    n = variant.written.split("x")[0]
    for typed in (f"{n}x+2", f"2 + x*{n}", f"{n} (x + 1) - {n} + 2", f"\\frac{{{n}x}}{{1}}+2"):
        assert mark(variant, typed).right, typed
    assert mark(variant, f"{n}x + 1").misconception == "takes-two"
    assert not mark(variant, f"{n}y+2").right


def test_an_expression_that_only_repeats_the_question_is_half_way(course: Course) -> None:
    variant = course.draw("double-of", 0)
    given_mark = mark(variant, variant.given[0])
    assert (given_mark.score, given_mark.right) == (0.5, False)
    assert given_mark.say.text == "That is what the question gives. Can you write it in another way?"


def test_a_sealed_expression_says_right_or_wrong_and_hides_the_answer(course: Course) -> None:
    sealed = seal(course.draw("double-sealed", 0), "salt")
    assert "x/3" not in str(sealed)
    assert mark(sealed, "2x/6").right
    assert not mark(sealed, "x/4").right


def test_the_credit_of_an_item_travels_with_it(course: Course) -> None:
    assert course.draw("double-of", 0).credit == "A book of ours. CC BY 4.0"


@pytest.mark.parametrize("item", ["half-of", "which-half", "even-numbers", "in-order", "word", "double-of"])
def test_a_key_read_as_an_answer_is_right(course: Course, item: str) -> None:
    variant = course.draw(item, 0)
    assert isinstance(variant.key, OpenKey)
    assert mark(variant, from_canonical(variant, variant.key.accepts[0])).right


anything = st.one_of(
    st.text(max_size=30),
    st.integers(-3, 9),
    st.lists(st.integers(-2, 5), max_size=6),
    st.fractions().map(str),
    st.text(alphabet="0123456789xy+-*/^()[]{}|,=<√± ", max_size=20),
)


@given(
    st.sampled_from(
        [
            "half-of",
            "which-half",
            "even-numbers",
            "in-order",
            "word",
            "half-sealed",
            "double-of",
            "double-sealed",
        ]
    ),
    st.integers(0, 5),
    anything,
)
def test_marking_never_fails_and_never_pays_more_than_full_marks(
    course: Course, item: str, number: int, answer: Answer
) -> None:
    variant = course.draw(item, number)
    assert isinstance(describe(variant, answer), str)
    try:
        given_mark = mark(variant, answer)
    except Unreadable:
        return
    assert 0 <= given_mark.score <= 1
    assert given_mark.right == (given_mark.score == 1)
    assert given_mark.right == mark(seal(variant, "salt"), answer).right
    assert canonical(variant, answer) == canonical(variant, answer)
