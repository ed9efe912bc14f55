"""An exercise for a student with fewer options, another language or another look."""

from __future__ import annotations

from pathlib import Path

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from carrying.accommodating import choose, keep_given
from carrying.study import open_study
from curriculum.accommodations import Accommodations, write_accommodations
from curriculum.evidence import Answered
from curriculum.language import speaking
from curriculum.lesson import ReleasedLesson, encode
from curriculum.marking import mark
from curriculum.releasing import release_lesson
from curriculum.variants import OpenKey, Variant
from tests.zoo import zoo
from widgets.exercise import Exercise
from widgets.page import ExerciseWidget
from widgets.screens import counted_in_all, counted_in_shown

MANY = ("whole", "half", "third", "quarter", "fifth")


def lesson_with_five_options() -> ReleasedLesson:
    """The zoo's lesson, its choice with five options; the second is right, the last shows a misconception."""
    lesson = release_lesson(zoo(), "all-types", "salt")
    name = next(name for name, drawn in lesson.variants.items() if drawn[0].type == "choice")
    variant = lesson.variants[name][0]
    options = tuple(msgspec.structs.replace(variant.options[0], text=word, html=word) for word in MANY)
    remark = msgspec.structs.replace(variant.remarks[0], matches="4", misconception="takes-two")
    five = msgspec.structs.replace(variant, options=options, key=OpenKey(("1",)), remarks=(remark,))
    return msgspec.structs.replace(lesson, variants={**lesson.variants, name: (five,)})


def study_with(folder: Path, lesson: ReleasedLesson) -> Path:
    """A study folder with that lesson opened; returns the lesson's folder."""
    open_study(folder, lesson.course)
    place = folder / lesson.lesson
    place.mkdir(parents=True)
    place.joinpath("lesson.json").write_bytes(encode(lesson))
    return place


def choice_of(lesson: ReleasedLesson) -> tuple[str, Variant]:
    return next((name, drawn[0]) for name, drawn in lesson.variants.items() if drawn[0].type == "choice")


def test_fewer_options_are_shown_and_counted_as_all_are(tmp_path: Path) -> None:
    lesson = lesson_with_five_options()
    name, variant = choice_of(lesson)
    place = study_with(tmp_path, lesson)
    keep_given(tmp_path, write_accommodations(Accommodations(fewer_options=True)))
    exercise = Exercise.open(place, "ask", name)
    shown = [option.text for option in exercise.screen().options]
    assert len(shown) == 3
    assert {"half", "fifth"} < set(shown)
    wrong = next(text for text in shown if text not in {"half", "fifth"})
    exercise.answer(shown.index(wrong))
    assert exercise.screen().answer == shown.index(wrong)
    exercise.answer(shown.index("half"))
    events = [event for event in exercise.journal.read() if isinstance(event, Answered)]
    assert [MANY[event.answer] for event in events if isinstance(event.answer, int)] == [wrong, "half"]
    assert [MANY[index] for index in events[0].offered or ()] == shown
    assert (
        [mark(variant, event.answer).score for event in events] == [event.score for event in events] == [0, 1]
    )
    keep_given(tmp_path, {})  # what was answered keeps the options that it had
    assert [option.text for option in Exercise.open(place, "ask", name).screen().options] == shown


def test_without_the_need_nothing_is_left_out_and_nothing_more_is_written(tmp_path: Path) -> None:
    lesson = lesson_with_five_options()
    name, _ = choice_of(lesson)
    exercise = Exercise.open(study_with(tmp_path, lesson), "ask", name)
    assert [option.text for option in exercise.screen().options] == list(MANY)
    exercise.answer(1)
    assert b"offered" not in exercise.journal.path.read_bytes()


@given(st.sets(st.integers(0, 9), min_size=1), st.data())
def test_counting_among_those_shown_is_undone(among: set[int], data: st.DataObject) -> None:
    shown = tuple(sorted(among))
    answer = data.draw(st.integers(0, len(shown) - 1) | st.lists(st.integers(0, len(shown) - 1)))
    assert counted_in_shown(counted_in_all(answer, shown), shown) == answer


def test_the_page_is_told_the_words_the_look_and_the_voice(tmp_path: Path) -> None:
    lesson = release_lesson(zoo(), "all-types", "salt")
    name, _ = choice_of(lesson)
    place = study_with(tmp_path, lesson)
    choose(tmp_path, Accommodations(theme="contrast", read_aloud=True))
    keep_given(tmp_path, {"extra_time": 1.5, "theme": "dark"})
    with speaking("ar"):
        widget = ExerciseWidget(Exercise.open(place, "ask", name))
    assert (widget.lang, widget.dir, widget.look) == ("ar", "rtl", {"data-theme": "contrast"})
    assert widget.needs == {"aloud": True}
    assert widget.words["check"] == "تحقّق"
    assert widget.screen["lang"] == "en"
    assert widget.notes["en"].startswith("هذا بالإنجليزية")


def test_what_no_author_wrote_is_said_in_the_students_language_and_says_so(tmp_path: Path) -> None:
    lesson = release_lesson(zoo(), "all-types", "salt")
    name = next(name for name, drawn in lesson.variants.items() if drawn[0].type == "check-in")
    place = study_with(tmp_path, lesson)
    with speaking("fr"):
        exercise = Exercise.open(place, "ask", name)
        screen = exercise.screen()
        assert screen.fields[0].label == "Comment c’était\u00a0?"
        assert screen.fields[0].options[0].html == '<span lang="fr" dir="ltr">Trop facile</span>'
        answered = exercise.answer([0] * len(screen.fields))
    assert answered.feedback is not None
    assert answered.feedback.head == "C’est noté."
    assert "Merci. Ton enseignant le verra." in answered.feedback.html
