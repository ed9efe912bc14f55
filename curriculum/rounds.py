"""Rounds: a few questions on one thing, with fresh numbers each time. Practice of a skill, a look back at what is due, a challenge.

What was answered is in the journal of the lesson `practice`, and the round is a fold over it, so that a closed lid changes nothing. An
answer counts for the estimate as one in a lesson does: a right one at the first try most, after hints and at a second try less. Where the
very same question comes again, because its skill has no others, it counts as a further try at it. No round is ever graded.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Literal

import msgspec

from curriculum.course import Course
from curriculum.evidence import Answered, AnyEvent, Finished, Hinted, Opened
from curriculum.items import Code, reading
from curriculum.mastery import RIGHT, Standing
from curriculum.path import Reach
from curriculum.settling import IN_A_ROW
from curriculum.situation import PLACED, Placement, Progress
from curriculum.steps import MOST_REVIEWED
from curriculum.variants import Variant
from curriculum.words import _

ASKED = ("choice", "multi", "number", "text")
"""The types of question that a plain form can ask."""
MOST = {"practice": 6, "challenge": 5, "review": 2 * MOST_REVIEWED}
"""Questions of a round, at most."""
TRICKY = 4
"""From this difficulty on, a question is good for a challenge."""
TOO_HARD = 4
"""So many misses in a row end a round: more of the same would not help today."""
TRIES = 2
"""Tries at one question; after them it is shown how it goes."""
REDRAWS = 12
"""So often are numbers drawn again where the question was asked before."""
FRESH_FROM = 1000
"""Numbers of variants in rounds start here: those in lessons are low."""
POOL = 20
"""A student's first questions of an item come from so many numbers, then from the next so many, without end. A class is asked much the same
ones, each student in an order of their own, so that the teacher's machine draws each once and not once for every student."""
NUMBER = re.compile(r"[0-9]{1,9}")
"""Of a question in its round, as the journal has it behind #."""
STALE = timedelta(hours=12)
"""A round left for longer is begun anew."""

Kind = Literal["practice", "challenge", "review"]
End = Literal["", "enough", "too-hard", "over"]


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """What a round is about; `key` is what its events and the path call it."""

    kind: Kind
    skills: tuple[str, ...]

    @property
    def key(self) -> str:
        """`practice/values`, `review/values,names`."""
        return f"{self.kind}/{','.join(self.skills)}"


class Turn(msgspec.Struct, kw_only=True):
    """One question of a round so far. `right` is at the first try, `missed` the answers that were not right."""

    number: int
    item: str
    variant: int
    skill: str
    right: bool = False
    over: bool = False
    hints: int = 0
    missed: int = 0
    last: Answered | None = None


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """The question to ask; `again` where the student had it before, word for word."""

    variant: Variant
    again: bool = False


class Questions:
    """What a course has to ask in rounds: its questions that are not graded and that a plain form can ask, by skill."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.of: dict[str, list[str]] = {}
        for name, item in course.items.items():
            if not isinstance(item, Code) and not item.graded and item.__struct_config__.tag in ASKED:
                self.of.setdefault(course.skill_of[name], []).append(name)
        endless = {
            skill
            for skill, names in self.of.items()
            if any(course.items[name].vary for name in names)  # no code among them
        }
        self.practice = frozenset(
            skill for skill, names in self.of.items() if skill in endless or len(names) >= MOST["practice"]
        )
        self.challenges = frozenset(skill for skill in endless if self._tricky(skill))

    def _tricky(self, skill: str) -> list[str]:
        return [name for name in self.of[skill] if self.course.items[name].difficulty >= TRICKY]

    def read(self, key: str) -> Round | None:
        """The round that a key names; None where the course has no questions for it."""
        kind, _, about = key.partition("/")
        skills = tuple(dict.fromkeys(about.split(",")))
        there = self.challenges if kind == "challenge" else self.practice
        few = MOST_REVIEWED if kind == "review" else 1
        if kind not in MOST or len(skills) > few or not there.issuperset(skills):
            return None
        return Round(kind=kind, skills=skills)  # type: ignore[arg-type]  # it is one of MOST

    def reach(
        self,
        lessons: Mapping[str, Progress],
        standing: Mapping[str, Standing],
        placement: Placement | None,
        *,
        find_out: bool,
    ) -> Reach:
        """What a student can open beside `lessons`, by their progress: rounds on skills that were taught, met or shown before.

        What a lesson here teaches is practised once that lesson is begun, unless the student could do it from the start.
        """
        begun, unbegun = set[str](), set[str]()
        for lesson in self.course.outline.lessons:
            if lesson.id in lessons:
                (begun if lessons[lesson.id].started else unbegun).update(lesson.skills)
        met = begun | (set(standing) - unbegun)
        if placement is not None:
            met |= {skill for skill, chance in placement.chances.items() if chance >= PLACED}
        return Reach(
            practice=self.practice & met, challenges=self.challenges & set(standing), find_out=find_out
        )

    def turns(self, asked: Round, events: Iterable[AnyEvent], now: datetime) -> list[Turn]:
        """The questions of the round under way, from the journal of rounds; none where it is not begun, over, or left for long."""
        turns, is_finished, at = self._follow(asked, events)
        return [] if is_finished or _is_stale(at, now) else turns

    def last(self, asked: Round, events: Iterable[AnyEvent]) -> tuple[list[Turn], bool]:
        """The questions of the round begun last, and whether it is finished."""
        turns, is_finished, _ = self._follow(asked, events)
        return turns, is_finished

    def _follow(self, asked: Round, events: Iterable[AnyEvent]) -> tuple[list[Turn], bool, str]:
        turns: list[Turn] = []
        is_finished, at = False, ""
        for event in events:
            key, _, number = event.place.rpartition("#")
            if event.place == asked.key and isinstance(event, Opened):
                turns, is_finished = [], False
            elif event.place == asked.key and isinstance(event, Finished):
                is_finished = True
            elif isinstance(event, Answered | Hinted) and key == asked.key and NUMBER.fullmatch(number):
                if (skill := self.course.skill_of.get(event.item)) not in asked.skills:
                    continue  # a question that the course has no more
                at = event.at
                if not turns or turns[-1].number != int(number):
                    turns.append(
                        Turn(number=int(number), item=event.item, variant=event.variant, skill=skill)
                    )
                _follow(turns[-1], event)
        return turns, is_finished, at

    def next(
        self, asked: Round, turns: Sequence[Turn], before: Iterable[AnyEvent], student: str
    ) -> Question | None:
        """The question of a round to ask now, the same whenever asked; None where it is over. `before` is all the student did in rounds."""
        if turns and not turns[-1].over:
            return Question(variant=self.course.draw(turns[-1].item, turns[-1].variant))
        if ended(asked, turns):
            return None
        had: dict[str, list[int]] = {}
        for event in before:
            if isinstance(event, Answered):
                had.setdefault(event.item, []).append(event.variant)
        skill = _next_skill(asked, turns)
        in_round = Counter(turn.item for turn in turns)
        names = self._tricky(skill) if asked.kind == "challenge" else self.of[skill]
        want = TRICKY if asked.kind == "challenge" else 1 + min(_row(turns), 2)

        def order(name: str) -> tuple[int, int, int, int]:
            far = abs(self.course.items[name].difficulty - want)
            return in_round[name], far, len(had.get(name, ())), _draw(student, name)

        item = min(names, key=order)
        return self._fresh(item, had.get(item, []), f"{student}/{asked.key}")

    def _fresh(self, item: str, had: Sequence[int], seed: str) -> Question:
        """A variant that does not read like one of the last ones, where there is any."""
        old = {reading(self.course.draw(item, number)) for number in dict.fromkeys(had[-REDRAWS:])}
        start = FRESH_FROM + POOL * (len(had) * 2 // POOL)
        for turn in range(REDRAWS):
            number = start + _draw(seed, f"{item}/{len(had)}/{turn}") % POOL
            variant = self.course.draw(item, number)
            if reading(variant) not in old:
                return Question(variant=variant)
        return Question(variant=variant, again=True)


def ended(asked: Round, turns: Sequence[Turn]) -> End:
    """Whether a round is at its end after whole `turns`, and how: clearly enough, clearly too hard, or simply over."""
    if asked.kind == "review":
        if _left(asked, turns):
            return ""
        return "enough" if all(turn.right for turn in turns) else "over"
    if _row(turns) >= IN_A_ROW:
        return "enough"
    if len(turns) >= TOO_HARD and all(turn.missed for turn in turns[-TOO_HARD:]):
        return "too-hard"
    return "over" if len(turns) >= MOST[asked.kind] else ""


def in_words(asked: Round, turns: Sequence[Turn], titles: Mapping[str, str]) -> str:
    """The one sentence at the end of a round."""
    how = ended(asked, turns)
    if how == "too-hard":
        said = _(
            "“{skill}” is hard just now: show your teacher your last answers and ask, and do something else until then."
        )
    elif asked.kind == "challenge":
        said = _(
            "A challenge on “{skill}” done: {right} of {of} right at the first try, and these are the trickiest there are."
        )
    elif asked.kind == "review" and how == "enough":
        said = _(
            "You still know it: {right} of {of} right at the first try, so it comes back later than last time."
        )
    elif asked.kind == "review":
        said = _(
            "A look back done: {right} of {of} right at the first try; what has faded comes back soon, and that is how it stays."
        )
    elif how == "enough":
        said = _(
            "“{skill}”: three in a row right at the first try, so it is sure for now and comes back in a few days."
        )
    else:
        said = _(
            "A round of “{skill}” done: {right} of {of} right at the first try; it is not quite sure yet, so it comes again."
        )
    return said.format(skill=titles[asked.skills[0]], right=sum(turn.right for turn in turns), of=len(turns))


def _follow(turn: Turn, event: Answered | Hinted) -> None:
    if isinstance(event, Hinted):
        turn.hints = max(turn.hints, event.level)
        return
    full = event.score >= RIGHT
    turn.right = turn.right or (full and event.attempt == 1 and event.hints == 0)
    turn.missed += not full
    turn.last = event
    turn.over = full or event.answer == "" or turn.missed >= TRIES


def _row(turns: Sequence[Turn]) -> int:
    """How many turns at the end were right at the first try."""
    return len(list(takewhile(lambda turn: turn.right, reversed(turns))))


def _left(asked: Round, turns: Sequence[Turn]) -> list[str]:
    """The skills that a look back has not seen enough of yet; two misses of a skill are enough too."""
    wanted = max(1, 4 - len(asked.skills))
    right = Counter(turn.skill for turn in turns if turn.right)
    others = Counter(turn.skill for turn in turns if not turn.right)
    return [skill for skill in asked.skills if right[skill] < wanted and others[skill] < TRIES]


def _next_skill(asked: Round, turns: Sequence[Turn]) -> str:
    if asked.kind != "review":
        return asked.skills[0]
    times = Counter(turn.skill for turn in turns)
    return min(_left(asked, turns), key=lambda skill: times[skill])


def _is_stale(at: str, now: datetime) -> bool:
    try:
        then = datetime.fromisoformat(at)
    except ValueError:
        return True
    return now - (then if then.tzinfo else then.replace(tzinfo=UTC)) > STALE


def _draw(seed: str, what: str) -> int:
    return int(hashlib.sha256(f"{seed}/{what}".encode()).hexdigest()[:8], 16)
