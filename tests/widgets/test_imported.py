"""A lesson that was imported, walked through as a student walks through it."""

from pathlib import Path

from carrying.study import open_study
from curriculum.course import load_course
from curriculum.lesson import encode
from curriculum.marking import mark
from curriculum.releasing import release_lesson
from kit.importing import import_bank
from tests.oatutor import write_folder
from widgets.exercise import Exercise


def answer_rightly(exercise: Exercise) -> None:
    variant = exercise.variant
    assert variant is not None
    options = [index for index in range(len(variant.options)) if mark(variant, index).right]
    assert exercise.answer(options[0] if options else variant.written).right
    exercise.go()


def test_a_student_who_is_stuck_gets_smaller_questions_with_the_same_numbers_and_comes_back(
    tmp_path: Path,
) -> None:
    import_bank(write_folder(tmp_path / "farm"), tmp_path / "hens")
    course = load_course(tmp_path / "hens")
    lesson = course.outline.lessons[0].id
    open_study(tmp_path / "study", course.outline.id)
    folder = tmp_path / "study" / lesson
    folder.mkdir(parents=True)
    (folder / "lesson.json").write_bytes(encode(release_lesson(course, lesson, "salt")))
    exercise = Exercise.open(folder, "branch", lesson)
    while exercise.node.id != "sums1a":
        answer_rightly(exercise)
    asked = exercise.variant
    assert asked is not None
    assert exercise.node.lane == "stretch"

    exercise.feel("stuck")
    exercise.go()

    assert exercise.node.id == "sums1a-h2"
    assert exercise.node.lane == "support"
    smaller = exercise.variant
    assert smaller is not None
    assert smaller.number == asked.number
    answer_rightly(exercise)
    assert exercise.node.id == "sums1a"
    answer_rightly(exercise)
    assert exercise.finished
