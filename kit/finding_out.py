"""Finding out where to start: about fifteen questions on the student's own machine, from the course there (curriculum.diagnostic)."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import msgspec

from carrying.accommodating import accommodations_of
from carrying.journal import FILE as JOURNAL
from carrying.journal import Journal, now, read_journal
from carrying.saving import save
from carrying.study import Study
from curriculum.accommodations import offered
from curriculum.course import Course, find_course, load_course
from curriculum.diagnostic import QUESTIONS, next_skill
from curriculum.evidence import Answered, AnyEvent, Chose, Finished
from curriculum.faults import CourseError
from curriculum.items import VARIANTS
from curriculum.lesson import FILE as LESSON
from curriculum.lesson import ReleasedLesson, UnreadableLesson, encode, read_lesson
from curriculum.marking import Answer, Unreadable, mark
from curriculum.portfolio import Portfolio, StudentsJudge, portfolio
from curriculum.prose import Prose
from curriculum.steps import FIND_OUT, ROUNDS
from curriculum.variants import OpenKey, Variant
from kit.words import _

ASKED = ("choice", "number", "text")
"""The types of question that a plain form can ask."""
FEWEST_SKILLS = 5
DRAWS = 6


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """The question to ask now, the number of it, and at most how many there will be.

    `offered` are the options to show, by index, where the student is to have fewer; `()` where all are shown.
    """

    variant: Variant
    number: int
    offered: tuple[int, ...] = ()
    of: int = QUESTIONS

    @property
    def shown(self) -> list[tuple[int, Prose]]:
        """The options to show, each with its index among all."""
        return [
            (index, option)
            for index, option in enumerate(self.variant.options)
            if not self.offered or index in self.offered
        ]


class FindingOut:
    """The questions at the start for one study folder: which comes next, and taking an answer down."""

    def __init__(self, study: Study, course: Course) -> None:
        self.study, self.course = study, course
        self._items: dict[str, list[str]] = {}
        for name, item in course.items.items():
            if getattr(item, "graded", True) or item.__struct_config__.tag not in ASKED:
                continue
            self._items.setdefault(course.skill_of[name], []).append(name)

    @property
    def is_offered(self) -> bool:
        """Whether there are questions on enough skills for it to be worth asking."""
        return len(self._items) >= FEWEST_SKILLS

    def now(self) -> Asking | None:
        """The question to ask now; None where it is enough."""
        own, events = self._work()
        if own.placed is not None:
            return None
        student = self.study.profile.student
        skill = next_skill(self.course.outline, sorted(self._items), own.replies, seed=student)
        if not skill:
            return None
        asked = {event.item for event in events if isinstance(event, Answered)}
        fresh = [name for name in self._items[skill] if name not in asked] or self._items[skill]
        item = min(
            fresh, key=lambda name: (abs(self.course.items[name].difficulty - 2), _tell(student, name))
        )
        variant = self.course.draw(item, _tell(student, f"{item}/{len(own.replies)}") % DRAWS)
        return (
            Asking(variant=variant, number=len(own.replies) + 1, offered=self._offered(variant))
            if isinstance(variant.key, OpenKey)
            else None
        )

    def _offered(self, variant: Variant) -> tuple[int, ...]:
        return offered(variant) if accommodations_of(self.study.folder).fewer_options else ()

    def take(self, value: Answer, seconds: float = 0.0) -> bool:
        """Take an answer to the present question down; "" says: I do not know yet. False where it was the last.

        Raises Unreadable where it is no answer, NotSaved where the disk refuses; then nothing has happened.
        """
        asking = self.now()
        if asking is None:
            return False
        variant = asking.variant
        given = mark(variant, value) if value != "" else None
        keep_question(self.study, self.course, variant)
        journal = Journal(self.study.lesson(ROUNDS), ROUNDS, self.study)
        if not any(isinstance(event, Chose) and event.option == FIND_OUT for event in journal.read()):
            journal.append(Chose, option=FIND_OUT)
        journal.append(
            Answered,
            place=f"{FIND_OUT}-{asking.number}",
            item=variant.item,
            variant=variant.number,
            attempt=1,
            answer=value,
            score=given.score if given else 0.0,
            misconception=given.misconception if given else "",
            seconds=seconds,
            offered=asking.offered or msgspec.UNSET,
        )
        if self.now() is None:
            journal.append(Finished, place="")
            return False
        return True

    def _work(self) -> tuple[Portfolio, list[AnyEvent]]:
        events = read_journal(self.study.lesson(ROUNDS) / JOURNAL)
        lesson = rounds_of(self.study)
        return portfolio(events, StudentsJudge({ROUNDS: lesson} if lesson else {}), {}), events


def keep_question(study: Study, course: Course, variant: Variant) -> None:
    """Keep a question beside the journal of rounds, to be judged without the course; as many of each item as in a lesson.

    Raises NotSaved.
    """
    before = rounds_of(study)
    variants = {**(before.variants if before else {})}
    own = variants.get(variant.item, ())
    if variant in own or len(own) >= VARIANTS:
        return
    variants[variant.item] = (*own, variant)
    _keep(study, course.outline.id, variants)


def begin_rounds(study: Study) -> None:
    """See that there is a place beside the lessons, so that what is noted there is handed in. Raises NotSaved."""
    if rounds_of(study) is None:
        _keep(study, study.profile.course, {})


def _keep(study: Study, course: str, variants: dict[str, tuple[Variant, ...]]) -> None:
    made = ReleasedLesson(
        course=course,
        lesson=ROUNDS,
        title="Practice",
        skills={},
        graph=None,
        texts={},
        variants=variants,
        checks={},
    )
    save(study.lesson(ROUNDS) / LESSON, encode(made))


def finding_out(study: Study) -> FindingOut | None:
    """The questions at the start; None where the course is not on this machine."""
    try:
        return FindingOut(study, course_here(find_course(study.profile.course)))
    except (FileNotFoundError, CourseError):
        return None


@lru_cache(maxsize=2)
def course_here(folder: Path) -> Course:
    """A course, read once: it comes with the kit, and does not change while the kit runs."""
    return load_course(folder)


def can_find_out(study: Study) -> bool:
    """Whether the questions at the start can be asked here: the course is on this machine, with questions on some skills.

    A look at the files, for the home page; the course itself is read when the questions are asked.
    """
    try:
        return len(list((find_course(study.profile.course) / "items").glob("*.yaml"))) >= FEWEST_SKILLS
    except FileNotFoundError:
        return False


def rounds_of(study: Study) -> ReleasedLesson | None:
    """What was asked in rounds so far; None where nothing was, or it cannot be read."""
    try:
        return read_lesson(study.lesson(ROUNDS))
    except UnreadableLesson:
        return None


def seconds_since(text: str) -> float:
    """Seconds since a form was shown, as it says itself; 0 where it says nothing sensible."""
    try:
        return round(min(max((now() - datetime.fromisoformat(text)).total_seconds(), 0.0), 3600.0), 1)
    except (ValueError, TypeError):
        return 0.0


def answer_of(variant: Variant, text: str) -> Answer:
    """The answer that a form's text says. Raises Unreadable."""
    if variant.type != "choice":
        if not text.strip():
            raise Unreadable(_("Write your answer first, or say that you do not know yet."))
        return text
    if not text.isdecimal():
        raise Unreadable(_("Choose one of the answers first."))
    return int(text)


def _tell(student: str, what: str) -> int:
    return int(hashlib.sha256(f"{student}/{what}".encode()).hexdigest()[:8], 16)
