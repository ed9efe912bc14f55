"""The lessons of a course that is not in the kit: what they say themselves, in the student's language."""

from __future__ import annotations

from curriculum.language import speaking
from curriculum.lesson import ReleasedLesson, Spoken
from kit.lessons_here import outline_of

LESSON = ReleasedLesson(
    course="our-own",
    lesson="halving",
    title="Halving",
    skills={"halves": "Halves"},
    graph=None,
    texts={},
    variants={},
    checks={},
    spoken={"es": Spoken(title="La mitad", skills={"halves": "Mitades"})},
)


def test_a_lesson_of_a_course_elsewhere_has_its_names_in_the_students_language() -> None:
    for language, names in (("es", ("La mitad", "Mitades")), ("fr", ("Halving", "Halves"))):
        with speaking(language):
            outline = outline_of("our-own", {"halving": LESSON})
        assert (outline.lessons[0].title, outline.skills[0].title) == names
