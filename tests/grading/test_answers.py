import pytest

from curriculum.course import Course, load_course
from curriculum.evidence import Checked
from grading.answers import Try, answers
from tests.grading.students import answered
from tests.tiny import write_course
from tests.zoo import zoo


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return load_course(write_course(tmp_path_factory.mktemp("tiny")))


def test_a_question_holds_the_students_own_answers_in_order(course: Course) -> None:
    events = [answered(1, "7", 0, misconception="takes-two"), answered(2, "5 1/2", 1.0, attempt=2, hints=1)]
    (question,) = answers(events, course)
    assert question.place == "First"
    assert question.prompt == course.draw("half-of", 0).prompt
    assert question.tries == (
        Try(said="7", right=False, result="not right", idea="Halving takes two away"),
        Try(said="5 1/2", right=True, result="right"),
    )
    assert question.shown == "right at try 2, with 1 hint"


def test_choices_are_told_in_words(course: Course) -> None:
    options = [option.text for option in course.draw("which-half", 0).options]
    events = [answered(1, options.index("20"), 0, item="which-half", place="puzzle")]
    (question,) = answers(events, course)
    assert question.tries[0].said == "20"
    assert question.shown == "not right yet"


def test_part_of_it_right_says_how_much(course: Course) -> None:
    (question,) = answers([answered(1, [0], 0.5, item="even-numbers", lesson="doubling")], course)
    assert question.tries[0].result == "50% of it"


def test_another_variant_is_another_question(course: Course) -> None:
    events = [answered(1, "7", 0), answered(2, "7", 0, variant=1), answered(3, "8", 0, attempt=2)]
    assert [len(question.tries) for question in answers(events, course)] == [2, 1]


def test_code_is_shown_as_written_with_its_examples(course: Course) -> None:
    checked = Checked(
        by=("inst01", 1),
        at="2026-11-16T08:01:00+00:00",
        lesson="doubling",
        item="double",
        passed=[True, False],
        source="def double(n):\n    return 4",
    )
    (question,) = answers([checked], course)
    assert question.is_code
    assert question.tries[0].said == "def double(n):\n    return 4"
    assert question.tries[0].result == "1 of 2 examples right"


def test_an_item_that_is_gone_still_shows_what_was_answered(course: Course) -> None:
    (question,) = answers([answered(1, "7", 0, item="gone")], course)
    assert question.prompt is None
    assert question.tries[0].said == "7"


def test_what_has_no_right_and_wrong_is_noted() -> None:
    given = answered(1, [3, -1], 1.0, item="how-was-it", lesson="all-types", place="ask-how-was-it")

    (question,) = answers([given], zoo())

    assert (question.shown, question.tries[0].said, question.tries[0].result) == (
        "noted",
        "How was it? I'm stuck",
        "noted",
    )
