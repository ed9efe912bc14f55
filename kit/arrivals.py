"""What came back, in sentences for a student; and looking for it by itself wherever it may be."""

from __future__ import annotations

from collections.abc import Iterator

from carrying.arrivals import Arrival, Arrived, Left, Looked, take_all
from carrying.keys import Card
from carrying.returned import News
from carrying.saving import NotSaved
from carrying.study import Study
from curriculum.faults import CourseError
from curriculum.language import spoken
from curriculum.lesson import UnreadableLesson, read_lesson
from curriculum.listing import one_stop
from kit.drives import places_of
from kit.words import _


def look_around(study: Study, looked: Looked) -> Arrived:
    """Take in what is for this student on every stick and in every folder used before; a place that fails is passed over."""
    taken: list[Arrival] = []
    left: list[Left] = []
    for place in places_of(study):
        try:
            arrived = take_all(study, place, looked)
        except NotSaved as error:
            left.append(Left(place.name, str(error)))
            continue
        taken += arrived.taken
        left += arrived.left
    return Arrived(taken=tuple(taken), left=tuple(left))


def told(study: Study, arrived: Arrived) -> Iterator[str]:
    """What arrived, a sentence each."""
    for one in arrived.taken:
        if one.received:
            yield _("{file}: your teacher has received what you handed in.").format(file=one.file)
        if one.news is not None:
            yield from news_lines(one.file, one.news)
        if one.joined is not None:
            yield class_line(one.joined)
        if one.lessons:
            titles = _(", ").join(lesson_title(study, lesson) for lesson in one.lessons)
            yield one_stop(_("{file}: new lessons: {titles}.").format(file=one.file, titles=titles))
    for left in arrived.left:
        yield _("{file} was not taken: {reason}").format(file=left.file, reason=left.reason)


def class_line(card: Card) -> str:
    """Whose class this is, with the words to compare with the teacher's."""
    return _("Your class is “{name}” now; its words are {words}. Does your teacher say the same?").format(
        name=card.name, words=card.words
    )


def news_lines(file: str, news: News) -> Iterator[str]:
    """What a feedback pack brought, new lessons apart."""
    for result in news.letter.results:
        if result.lesson in news.fresh:
            yield _("{file}: new feedback on “{title}”, {points} of {most} points.").format(
                file=file, title=result.title, points=points(result.score), most=points(result.most)
            )
    if news.new_note and news.letter.note is not None:
        yield _("{file}: a note from your teacher: {note}").format(file=file, note=news.letter.note.text)
    if news.new_goals:
        for goal in news.letter.goals:
            yield _("{file}: a goal: {goal}").format(file=file, goal=goal.text)


def lesson_title(study: Study, lesson: str, otherwise: str = "") -> str:
    """What a lesson on the shelf is called in the language spoken now; `otherwise`, or its id, where it cannot be read."""
    try:
        return read_lesson(study.shelf / lesson).in_language(spoken()).title
    except (UnreadableLesson, CourseError, OSError):
        return otherwise or lesson


def points(number: float) -> str:
    """`3`, `2.5`: a score without needless zeros."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
