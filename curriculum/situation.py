"""A student's situation today: what is known of each skill, and what follows from that for the path."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

import msgspec

from curriculum.days import short_date
from curriculum.mastery import Standing
from curriculum.outline import Outline
from curriculum.words import _, ngettext

SHAKY = 0.7
"""Below this chance, strengthening comes before anything new."""
ASK_AFTER = 12
"""Tries at a skill after which a student who is still stuck is sent to a person and not round again."""
OFTEN = 0.7
"""After twice as many tries, so does a student who is not stuck, but gets fewer than this part right at the first try."""
DUE_AFTER_DAYS = 14
"""Where nobody worked out when a skill is due again (curriculum.reviews)."""
PLACED = 0.85
"""From this chance on, the questions at the start count as: can do."""


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a student is in one lesson. `done` and `of` count the questions of the core way answered so far."""

    started: bool = False
    finished: bool = False
    stretched: bool = False
    done: int = 0
    of: int = 0


class Placement(msgspec.Struct, frozen=True, kw_only=True):
    """What the questions at the start showed: per skill the chance that the student can do it (curriculum.diagnostic)."""

    chances: dict[str, float]
    asked: int
    done: bool
    day: date | None = None


class Chart:
    """An outline, for looking things up quickly."""

    def __init__(self, outline: Outline) -> None:
        self.prerequisites = {skill.id: tuple(skill.prerequisites) for skill in outline.skills}
        self.titles = {skill.id: skill.title for skill in outline.skills}
        self.can = {skill.id: skill.can for skill in outline.skills}
        self.lessons = {lesson.id: lesson for lesson in outline.lessons}


class Situation:
    """One student today: what is known, and what follows from it for the skills of the course."""

    def __init__(
        self,
        chart: Chart,
        standing: Mapping[str, Standing],
        progress: Mapping[str, Progress],
        today: date | None,
        due: Mapping[str, date] | None,
        placement: Placement | None,
        settled: Mapping[str, date | None],
    ) -> None:
        self.settled = settled
        self.chart, self.standing, self.progress, self.today = chart, standing, progress, today
        self.placement, self._due = placement, due
        self.reachable = {
            skill
            for name in progress
            if name in chart.lessons
            for skill in chart.lessons[name].skills
            if skill in chart.prerequisites
        }
        self._known = {skill for skill in chart.prerequisites if self._is_known(skill)}

    def is_mastered(self, skill: str) -> bool:
        """Whether practice here has shown that the student can do it."""
        known = self.standing.get(skill)
        return known is not None and known.mastered

    def is_known(self, skill: str) -> bool:
        """Whether it counts as known: mastered, settled for now, or shown at the start and not contradicted since."""
        return skill in self._known

    def _is_known(self, skill: str) -> bool:
        known = self.standing.get(skill)
        if skill in self.settled or (known is not None and known.mastered):
            return True
        if known is not None and known.right < known.first_tries:
            return False
        return self.placement is not None and self.placement.chances.get(skill, 0.0) >= PLACED

    def is_ready(self, skill: str, within: Collection[str] = ()) -> bool:
        """Every prerequisite is known, taught in the same lesson, or not taught by anything the student can open."""
        return all(
            p in within or p not in self.reachable or self.is_known(p)
            for p in self.chart.prerequisites[skill]
        )

    def is_shaky(self, skill: str) -> bool:
        """Whether it should be made surer before anything new."""
        known = self.standing.get(skill)
        return known is not None and known.chance < SHAKY

    def waits(self, skill: str) -> bool:
        """Whether a person has to come in: going round again has not helped."""
        known = self.standing.get(skill)
        if known is None or self.is_known(skill):
            return False
        unsure = known.tries >= 2 * ASK_AFTER and known.right < OFTEN * known.first_tries
        return (known.stuck and known.tries >= ASK_AFTER) or unsure

    def days_late(self, skill: str) -> int:
        """Days since a mastered or settled skill was due again; negative where it is not, or cannot be said."""
        known = self.standing.get(skill)
        if self.today is None:
            return -1
        back = self.settled.get(skill)
        if known is not None and known.mastered:
            if self._due is not None and skill in self._due:
                back = self._due[skill]
            elif self._due is None and known.last:
                back = known.last + timedelta(DUE_AFTER_DAYS)
        return (self.today - back).days if back else -1

    def due_skills(self) -> list[str]:
        """The skills due again, the longest overdue first."""
        late = [(self.days_late(skill), skill) for skill in self.chart.prerequisites]
        return [skill for days, skill in sorted(late, key=lambda one: -one[0]) if days >= 0]

    def weak_before(self, skill: str) -> str:
        """The least sure prerequisite of a skill, where it is shaky or due again; else ""."""
        weak = [
            p
            for p in self.chart.prerequisites[skill]
            if p in self.standing and (self.is_shaky(p) or self.days_late(p) >= 0)
        ]
        return min(weak, key=lambda p: self.standing[p].chance, default="")

    def how_known(self, skill: str) -> str:
        """`mastered`, `settled`, or `shown at the start`, in the teacher's language."""
        if self.is_mastered(skill):
            return _("mastered")
        return _("settled") if skill in self.standing else _("shown at the start")

    def days_since(self, skill: str) -> int:
        """Days since the last practice; 0 where it cannot be said, or where a clock that was ahead says that it is still to come."""
        known = self.standing.get(skill)
        last = known.last if known else self.placement.day if self.placement else None
        return max(0, (self.today - last).days) if self.today and last else 0

    def evidence(self, *skills: str) -> tuple[str, ...]:
        """What is known of skills, a line each, with figures and dates."""
        return tuple(line for skill in skills if (line := self._line(skill)))

    def _line(self, skill: str) -> str:
        title, known = self.chart.titles[skill], self.standing.get(skill)
        if known is None:
            chance = self.placement.chances.get(skill) if self.placement else None
            if chance is None:
                return ""
            return _("“{skill}”: not practised here; {chance} after the questions at the start").format(
                skill=title, chance=f"{chance:.0%}"
            )
        line = ngettext(
            "“{skill}”: chance {chance} after {tries} attempt; {right} of the last {questions} questions right at once",
            "“{skill}”: chance {chance} after {tries} attempts; {right} of the last {questions} questions right at once",
            known.tries,
        ).format(
            skill=title,
            chance=f"{known.chance:.0%}",
            tries=known.tries,
            right=known.right,
            questions=known.first_tries,
        )
        return (
            _("{known}; last on {day}").format(known=line, day=short_date(known.last)) if known.last else line
        )
