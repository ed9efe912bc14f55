"""Rounds on a student's machine: practice, a look back, a challenge, one question at a time (curriculum.rounds), kept in the journal."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import msgspec

from carrying.journal import FILE as JOURNAL
from carrying.journal import Journal, now, read_journal
from carrying.study import Study
from curriculum.course import find_course
from curriculum.evidence import Answered, AnyEvent, Chose, Finished, Hinted, Opened
from curriculum.faults import CourseError
from curriculum.marking import Answer, Mark, describe, from_canonical, mark
from curriculum.path import DONE
from curriculum.prose import Prose
from curriculum.rounds import MOST, Questions, Round, Turn, ended, in_words
from curriculum.steps import ROUNDS
from curriculum.variants import OpenKey, Variant
from kit.finding_out import course_here, keep_question
from kit.words import N_, _

TITLES = {
    "practice": N_("Practise: {skills}"),
    "challenge": N_("A challenge: {skills}"),
    "review": N_("A short look back: {skills}"),
}


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """The question to ask now. `said` is what was said to a first try that was not right; `more` hints are left."""

    variant: Variant
    number: int
    of: int
    attempt: int
    hints: tuple[Prose, ...] = ()
    more: int = 0
    said: Mark | None = None


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What is said to a question that is over. `answer` is the student's in words, `right` one that is; `last`: the round is over too."""

    variant: Variant
    number: int
    mark: Mark | None
    answer: str
    right: str
    last: bool


class RoundHere:
    """One round in a study folder: which question comes next, and taking answers down."""

    def __init__(self, study: Study, questions: Questions, asked: Round) -> None:
        self.study, self.questions, self.asked = study, questions, asked

    @property
    def title(self) -> str:
        """What the page is called."""
        outline = self.questions.course.outline
        about = _(", ").join(outline.skill(skill).title for skill in self.asked.skills)
        return _(TITLES[self.asked.kind]).format(skills=about)

    def now(self) -> Asking:
        """The question to ask now: of the round under way, or the first of a new one."""
        events = self._events()
        turns = self.questions.turns(self.asked, events, now())
        question = self.questions.next(self.asked, turns, events, self.study.profile.student)
        if question is None:  # a round whose end was not written down any more: a new one
            turns = []
            question = self.questions.next(self.asked, turns, events, self.study.profile.student)
            assert question is not None
        turn = turns[-1] if turns and not turns[-1].over else None
        variant, hints = question.variant, turn.hints if turn else 0
        said = mark(variant, turn.last.answer) if turn and turn.last else None
        return Asking(
            variant=variant,
            number=turn.number if turn else len(turns) + 1,
            of=MOST[self.asked.kind],
            attempt=(turn.last.attempt if turn and turn.last else int(question.again)) + 1,
            hints=variant.hints[:hints],
            more=max(0, len(variant.hints) - hints),
            said=said,
        )

    def hint(self, suggested: str) -> None:
        """Show one more hint on the present question. Raises NotSaved."""
        asking = self.now()
        if asking.more:
            self._begin(asking, suggested)
            self._journal().append(
                Hinted,
                place=f"{self.asked.key}#{asking.number}",
                item=asking.variant.item,
                variant=asking.variant.number,
                level=len(asking.hints) + 1,
            )

    def take(self, value: Answer, seconds: float, suggested: str) -> Told | None:
        """Take an answer to the present question down; "" says: I do not know yet. None where there is another try at it.

        `suggested` is the step that the path suggests: another one is noted as a choice. Raises Unreadable where it is no answer, NotSaved
        where the disk refuses; then nothing has happened.
        """
        asking = self.now()
        variant = asking.variant
        given = mark(variant, value) if value != "" else None
        self._begin(asking, suggested)
        self._journal().append(
            Answered,
            place=f"{self.asked.key}#{asking.number}",
            item=variant.item,
            variant=variant.number,
            attempt=asking.attempt,
            answer=value,
            score=given.score if given else 0.0,
            misconception=given.misconception if given else "",
            hints=len(asking.hints),
            seconds=seconds,
        )
        turns, _ = self.questions.last(self.asked, self._events())
        if not turns[-1].over:
            return None
        if ended(self.asked, turns):
            if self.asked.kind == "challenge":
                self._journal().append(Chose, option=f"{DONE}{self.asked.key}")
            self._journal().append(Finished, place=self.asked.key)
        return self.told(asking.number)

    def told(self, number: int) -> Told | None:
        """What was said to question `number` of the round begun last; None where it was not answered."""
        turns, is_finished = self.questions.last(self.asked, self._events())
        turn = next((one for one in turns if one.number == number and one.over), None)
        return self._told(turn, last=is_finished and turn is turns[-1]) if turn and turn.last else None

    def words(self) -> str:
        """The sentence at the end of the round that was finished last; empty where it is not finished."""
        turns, is_finished = self.questions.last(self.asked, self._events())
        titles = {skill.id: skill.title for skill in self.questions.course.outline.skills}
        return in_words(self.asked, turns, titles) if turns and is_finished else ""

    def _told(self, turn: Turn, *, last: bool) -> Told:
        assert turn.last is not None
        variant = self.questions.course.draw(turn.item, turn.variant)
        answer = turn.last.answer
        right = ""
        if isinstance(variant.key, OpenKey):
            accepts = variant.key.accepts[0]
            right = variant.written or describe(variant, from_canonical(variant, accepts))
        return Told(
            variant=variant,
            number=turn.number,
            mark=mark(variant, answer) if answer != "" else None,
            answer=describe(variant, answer) if answer != "" else "",
            right=right,
            last=last,
        )

    def _begin(self, asking: Asking, suggested: str) -> None:
        """Keep the question; with the first of a round, note that it is begun."""
        keep_question(self.study, self.questions.course, asking.variant)
        if asking.number == 1 and not asking.hints and asking.said is None:
            if self.asked.key != suggested:
                self._journal().append(Chose, option=self.asked.key)
            self._journal().append(Opened, place=self.asked.key)

    def _journal(self) -> Journal:
        return Journal(self.study.lesson(ROUNDS), ROUNDS, self.study)

    def _events(self) -> list[AnyEvent]:
        return read_journal(self.study.lesson(ROUNDS) / JOURNAL)


def questions_here(study: Study) -> Questions | None:
    """What can be asked in rounds; None where the course is not on this machine."""
    try:
        return _questions(find_course(study.profile.course))
    except (FileNotFoundError, CourseError):
        return None


@lru_cache(maxsize=2)
def _questions(folder: Path) -> Questions:
    return Questions(course_here(folder))


def round_here(study: Study, key: str) -> RoundHere | None:
    """The round called `key`; None where there are no questions for it here."""
    questions = questions_here(study)
    asked = questions.read(key) if questions is not None else None
    return RoundHere(study, questions, asked) if questions is not None and asked is not None else None
