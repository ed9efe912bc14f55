"""Steps: what a student may do next, and why, in the student's words and in the teacher's."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

import msgspec

from curriculum.days import day_text, short_date
from curriculum.listing import listed
from curriculum.mastery import MASTERED, Standing
from curriculum.outline import Lesson, Outline, Project
from curriculum.situation import Chart, Situation
from curriculum.words import _, ngettext

Kind = Literal["find-out", "go-on", "strengthen", "review", "stretch", "project", "ask-teacher"]
ROUNDS = "practice"
"""The lesson whose notebook rounds of questions are done in (curriculum.rounds)."""
FIND_OUT = "find-out"
"""The key of the round that finds out where to start."""

MOST_REVIEWED = 4
ROUND_MINUTES = 10


class Override(msgspec.Struct, frozen=True, kw_only=True):
    """A teacher's word on a student's path; `reason` is shown to the student.

    `lesson` is a lesson, or a skill to practise. Pinned: at the front until the teacher takes it back. Assigned: at the front until it is
    done, `due` by a day (ISO 8601, may be empty). Skipped: not offered; a skipped skill is practised by no round, and no lesson comes
    again for it. `by` and `at` say who said it, and when.
    """

    action: Literal["pin", "skip", "assign"]
    lesson: str
    reason: str = ""
    due: str = ""
    by: str = ""
    at: str = ""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do next. `reason` is in the student's words, `because` in the teacher's, with the `evidence` behind it, line by line.

    It is done in a `lesson`, in a `round` of questions (curriculum.rounds), as a `project`, or, where all three are empty, by talking to
    the teacher. `by` says who put it there: the path, the teacher, or the student's own goal.
    """

    kind: Kind
    title: str
    reason: str
    because: str
    lesson: str = ""
    skill: str = ""
    minutes: int = 0
    round: str = ""
    project: str = ""
    evidence: tuple[str, ...] = ()
    by: Literal["path", "teacher", "goal"] = "path"

    @property
    def key(self) -> str:
        """What a choice of this step is recorded as."""
        return (
            self.lesson or self.round or (self.project and f"project/{self.project}") or f"ask/{self.skill}"
        )


class StepMaker:
    """Makes the steps, one method a kind; None where there is no reason for one."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.chart = Chart(outline)

    def teachers(
        self, now: Situation, override: Override, lessons: Collection[str], practised: Collection[str]
    ) -> Step | None:
        """What the teacher pinned or assigned; an assignment that is done is none any more."""
        because = _said_by(override)
        reason = override.reason or _("Your teacher chose this for you.")
        if override.due:
            reason = _("{reason} It should be done by {day}.").format(
                reason=reason, day=day_text(override.due)
            )
            because = _("{said}, due {day}").format(said=because, day=override.due)
        if override.lesson in lessons:
            if override.action == "assign" and now.progress[override.lesson].finished:
                return None
            lesson = self.chart.lessons[override.lesson]
            return self._in_lesson("go-on", now, lesson, lesson.skills[0], reason, because, by="teacher")
        if override.lesson in practised and not (
            override.action == "assign" and now.is_mastered(override.lesson)
        ):
            return self._in_round("strengthen", now, override.lesson, reason, because, by="teacher")
        return None

    def find_out(self, now: Situation) -> Step:
        """The questions at the start."""
        asked = now.placement.asked if now.placement else 0
        if asked:
            reason = _(
                "You have answered {n} of about 15 questions. The others find out where you should start."
            ).format(n=asked)
            because = _("{n} of about 15 placing questions answered").format(n=asked)
        else:
            reason = _(
                "About 15 questions find out what you can do already, so that you need not do it again. "
                "It is no test: “I do not know yet” is a good answer."
            )
            because = _("new here: nothing is known of this student yet")
        return Step(
            kind="find-out",
            title=_("Find out where to start"),
            reason=reason,
            because=because,
            round=FIND_OUT,
            minutes=15,
        )

    def ask_about(self, now: Situation, skill: str) -> Step:
        """A talk about a skill that going round again has not helped with."""
        known, title = now.standing[skill], self.chart.titles[skill]
        because = ngettext(
            "{skill}: chance {chance} after {tries} attempt; more of the same has not helped",
            "{skill}: chance {chance} after {tries} attempts; more of the same has not helped",
            known.tries,
        ).format(skill=skill, chance=f"{known.chance:.0%}", tries=known.tries)
        because = _with_misconception(because, known)
        return Step(
            kind="ask-teacher",
            title=_("Ask your teacher about “{skill}”").format(skill=title),
            reason=ngettext(
                "You have tried “{skill}” {tries} time and kept at it. Now a person can help more than another round. "
                "Show your teacher your last answer; until then, choose something else here.",
                "You have tried “{skill}” {tries} times and kept at it. Now a person can help more than another round. "
                "Show your teacher your last answer; until then, choose something else here.",
                known.tries,
            ).format(skill=title, tries=known.tries),
            because=because,
            skill=skill,
            evidence=now.evidence(skill, *self.chart.prerequisites[skill]),
        )

    def go_on(self, now: Situation, lesson: Lesson) -> Step | None:
        """A lesson under way."""
        progress = now.progress[lesson.id]
        if not progress.started or progress.finished:
            return None
        reason = _("You have started this.")
        if progress.done:
            reason = ngettext(
                "You have started this. {n} of about {of} questions are done.",
                "You have started this. {n} of about {of} questions are done.",
                progress.done,
            ).format(n=progress.done, of=progress.of)
        because = _("in progress, {n} of {of} core questions answered").format(
            n=progress.done, of=progress.of
        )
        return self._in_lesson("go-on", now, lesson, lesson.skills[0], reason, because)

    def open(self, now: Situation, lesson: Lesson) -> Step | None:
        """A new lesson on the outer fringe: something in it is not known yet, and all that it builds on is."""
        if now.progress[lesson.id].started or all(now.is_known(skill) for skill in lesson.skills):
            return None
        if not all(now.is_ready(skill, lesson.skills) for skill in lesson.skills):
            return None
        before = self._known_before(now, lesson.skills)
        if not before:
            reason = _("You can start this right away: it needs nothing you have not met.")
            return self._in_lesson(
                "go-on",
                now,
                lesson,
                lesson.skills[0],
                reason,
                _("no prerequisite taught in this course so far"),
            )
        reason = self._opens_up(now, before[-1], lesson.title)
        because = _("prerequisites mastered: {skills}").format(skills=", ".join(before))
        return self._in_lesson("go-on", now, lesson, lesson.skills[0], reason, because, *before)

    def first_round(self, now: Situation, skill: str, lessons: Sequence[Lesson]) -> Step | None:
        """A first round on a skill of the outer fringe that no lesson here teaches."""
        if skill in now.standing or now.is_known(skill) or any(skill in lesson.skills for lesson in lessons):
            return None
        if not now.is_ready(skill):
            return None
        before = self._known_before(now, (skill,))
        title = self.chart.titles[skill]
        if before:
            reason = self._opens_up(now, before[-1], title)
            because = _("{skill} is open: prerequisites mastered: {skills}").format(
                skill=skill, skills=", ".join(before)
            )
        else:
            reason = _("You can start “{skill}” right away: it needs nothing you have not met.").format(
                skill=title
            )
            because = _("{skill} is open: no prerequisite taught in this course so far").format(skill=skill)
        return self._in_round("go-on", now, skill, reason, because, *before)

    def strengthen_round(self, now: Situation, skill: str, aside: Collection[str]) -> Step | None:
        """A round on a skill that was met and is not sure yet; on what it builds on, where that is the weaker spot."""
        known = now.standing.get(skill)
        if known is None or now.is_known(skill) or skill in aside or self._is_under_way(now, skill):
            return None
        before = now.weak_before(skill) if known.stuck else ""
        if before and before not in aside and not now.is_mastered(before):
            return None  # the round on what comes before is a step of its own, and comes first
        return self._in_round("strengthen", now, skill, *self._not_sure(known))

    def strengthen(
        self, now: Situation, lesson: Lesson, aside: Collection[str], practised: Collection[str]
    ) -> Step | None:
        """A finished lesson once more, for its weakest skill, where no round practises it."""
        if not now.progress[lesson.id].finished:
            return None
        weak = [
            now.standing[s]
            for s in lesson.skills
            if s in now.standing
            and now.standing[s].chance < MASTERED
            and s not in practised
            and s not in aside
            and s not in now.settled
        ]
        if not weak:
            return None
        worst = min(weak, key=lambda standing: standing.chance)
        return self._in_lesson("strengthen", now, lesson, worst.skill, *self._not_sure(worst))

    def review_round(self, now: Situation, skills: Sequence[str]) -> Step:
        """A short mixed round on skills that are due again."""
        titles = [f"“{self.chart.titles[skill]}”" for skill in skills]
        days = now.days_since(skills[0])
        if skills[0] in now.standing:
            reason = self._since(now, skills[0])
        else:
            reason = ngettext(
                "Your answers at the start, {n} day ago, said that you can do {skill}. Is it still so?",
                "Your answers at the start, {n} days ago, said that you can do {skill}. Is it still so?",
                days,
            ).format(n=days, skill=titles[0])
        if titles[1:]:
            more = ngettext("{skills} is due as well.", "{skills} are due as well.", len(titles) - 1).format(
                skills=listed(titles[1:])
            )
            reason = f"{reason} {more}"
        because = "; ".join(
            _("{skill}: {how}, days without practice: {days}, days overdue: {late}").format(
                skill=skill, how=now.how_known(skill), days=now.days_since(skill), late=now.days_late(skill)
            )
            for skill in skills
        )
        return Step(
            kind="review",
            title=_("A short look back"),
            reason=" ".join((reason, _("A short look keeps it fresh."))),
            because=because,
            round="review/" + ",".join(skills),
            skill=skills[0],
            minutes=ROUND_MINUTES,
            evidence=now.evidence(*skills),
        )

    def review(self, now: Situation, lesson: Lesson, elsewhere: Collection[str]) -> Step | None:
        """A finished lesson once more, for a skill due again that no round practises and the teacher did not skip."""
        due = [
            skill
            for skill in lesson.skills
            if now.is_mastered(skill) and now.days_late(skill) >= 0 and skill not in elsewhere
        ]
        if not due or not now.progress[lesson.id].finished:
            return None
        reason = " ".join((self._since(now, due[0]), _("A short look keeps it fresh.")))
        because = _("{skill}: mastered, days without practice: {days}").format(
            skill=due[0], days=now.days_since(due[0])
        )
        return self._in_lesson("review", now, lesson, due[0], reason, because)

    def stretch(self, now: Situation, lesson: Lesson, easy: Collection[str]) -> Step | None:
        """The stretch lane of a finished lesson whose skills are mastered."""
        progress = now.progress[lesson.id]
        if not progress.finished or progress.stretched or not all(map(now.is_mastered, lesson.skills)):
            return None
        title = self.chart.titles[lesson.skills[0]]
        reason = _(
            "You can do “{skill}”. A puzzle in this lesson is still waiting: no new rules, more thinking."
        ).format(skill=title)
        because = _("all skills of the lesson mastered, stretch lane not visited")
        if lesson.id in easy:
            reason = " ".join((_("You said that this was too easy."), reason))
            because = _("{because}; said “too easy” there").format(because=because)
        return self._in_lesson("stretch", now, lesson, lesson.skills[0], reason, because)

    def challenge(self, now: Situation, skill: str) -> Step:
        """The hardest questions of a skill that went well at once."""
        known, title = now.standing[skill], self.chart.titles[skill]
        return Step(
            kind="stretch",
            title=_("A challenge: {skill}").format(skill=title),
            reason=ngettext(
                "You got your last {n} question on “{skill}” right at the first try. "
                "These are the trickiest ones there are.",
                "You got all of your last {n} questions on “{skill}” right at the first try. "
                "These are the trickiest ones there are.",
                known.first_tries,
            ).format(n=known.first_tries, skill=title),
            because=_("{skill}: chance {chance}, {right} of {of} right at once").format(
                skill=skill, chance=f"{known.chance:.0%}", right=known.right, of=known.first_tries
            ),
            round=challenge(skill),
            skill=skill,
            minutes=ROUND_MINUTES,
            evidence=now.evidence(skill),
        )

    def project(self, now: Situation, project: Project) -> Step | None:
        """Something of one's own, once the student can do all that it uses."""
        if not project.skills or not all(map(now.is_known, project.skills)):
            return None
        titles = [f"“{self.chart.titles[skill]}”" for skill in project.skills]
        return Step(
            kind="project",
            title=project.title,
            reason=_("You can do {skills}: enough for something of your own. {about}").format(
                skills=listed(titles), about=project.about
            ),
            because=_("all that the project uses is known: {skills}").format(
                skills=", ".join(project.skills)
            ),
            project=project.id,
            skill=project.skills[0],
            minutes=project.minutes,
            evidence=now.evidence(*project.skills),
        )

    def nearest(self, now: Situation, lessons: Sequence[Lesson], waiting: Collection[str]) -> list[Step]:
        """Where nothing is open: the unfinished lesson with the fewest gaps before it, which do not wait for the teacher."""
        closed = [
            (lesson, gaps)
            for lesson in lessons
            if not now.progress[lesson.id].finished and (gaps := self._gaps(now, lesson))
        ]
        closed = [(lesson, gaps) for lesson, gaps in closed if not set(gaps) & set(waiting)]
        if not closed:
            return []
        lesson, gaps = min(closed, key=lambda one: len(one[1]))
        reason = _(
            "This comes next. It uses “{skill}”, which is not quite sure yet; ask if you get stuck."
        ).format(skill=self.chart.titles[gaps[0]])
        because = _("nothing else open; gaps: {skills}").format(skills=", ".join(gaps))
        return [self._in_lesson("go-on", now, lesson, lesson.skills[0], reason, because, *gaps)]

    def all_done(self, now: Situation) -> Step:
        """Where nothing is left."""
        known = sum(map(now.is_known, self.chart.prerequisites))
        return Step(
            kind="ask-teacher",
            title=_("Talk with your teacher about what comes next"),
            reason=_("You have finished everything that is here so far."),
            because=_("every lesson handed out is finished and its skills are mastered, or skipped"),
            evidence=(
                _("{n} of {of} skills of the course known").format(n=known, of=len(self.chart.prerequisites)),
            ),
        )

    def _since(self, now: Situation, skill: str) -> str:
        days = now.days_since(skill)
        return ngettext(
            "It is {n} day since you last did {skill}.", "It is {n} days since you last did {skill}.", days
        ).format(n=days, skill=f"“{self.chart.titles[skill]}”")

    def _gaps(self, now: Situation, lesson: Lesson) -> list[str]:
        return [
            p
            for skill in lesson.skills
            for p in self.chart.prerequisites[skill]
            if p in now.reachable and p not in lesson.skills and not now.is_known(p)
        ]

    def _known_before(self, now: Situation, skills: Sequence[str]) -> list[str]:
        before = [p for skill in skills for p in self.chart.prerequisites[skill] if now.is_known(p)]
        return list(dict.fromkeys(before))

    def _is_under_way(self, now: Situation, skill: str) -> bool:
        return any(
            skill in self.chart.lessons[name].skills and progress.started and not progress.finished
            for name, progress in now.progress.items()
            if name in self.chart.lessons
        )

    def _opens_up(self, now: Situation, skill: str, opened: str) -> str:
        known, title = now.standing.get(skill), self.chart.titles[skill]
        if known is None or not known.first_tries:
            return _(
                "Your answers at the start show that you can do “{skill}”. “{opened}” is what that opens up."
            ).format(skill=title, opened=opened)
        return ngettext(
            "You got {right} of your last {n} question on “{skill}” right at the first try. “{opened}” is what that opens up.",
            "You got {right} of your last {n} questions on “{skill}” right at the first try. “{opened}” is what that opens up.",
            known.first_tries,
        ).format(right=known.right, n=known.first_tries, skill=title, opened=opened)

    def _not_sure(self, known: Standing) -> tuple[str, str]:
        title = self.chart.titles[known.skill]
        if known.right:
            reason = ngettext(
                "“{skill}” is not quite sure yet: you got {right} of your last {n} question right at the first try. "
                "Another round, with other numbers, makes it sure.",
                "“{skill}” is not quite sure yet: you got {right} of your last {n} questions right at the first try. "
                "Another round, with other numbers, makes it sure.",
                known.first_tries,
            ).format(skill=title, right=known.right, n=known.first_tries)
        else:
            reason = _(
                "“{skill}” is still new ground. Another round, with other numbers, makes it sure."
            ).format(skill=title)
        because = ngettext(
            "{skill}: chance {chance} after {tries} attempt",
            "{skill}: chance {chance} after {tries} attempts",
            known.tries,
        ).format(skill=known.skill, chance=f"{known.chance:.0%}", tries=known.tries)
        if known.last:
            because = _("{known}; last on {day}").format(known=because, day=short_date(known.last))
        return reason, _with_misconception(because, known)

    def _in_lesson(
        self,
        kind: Kind,
        now: Situation,
        lesson: Lesson,
        skill: str,
        reason: str,
        because: str,
        *before: str,
        by: Literal["path", "teacher"] = "path",
    ) -> Step:
        return Step(
            kind=kind,
            title=lesson.title,
            reason=reason,
            because=because,
            lesson=lesson.id,
            skill=skill,
            minutes=lesson.minutes,
            evidence=now.evidence(*dict.fromkeys((*lesson.skills, *before))),
            by=by,
        )

    def _in_round(
        self,
        kind: Kind,
        now: Situation,
        skill: str,
        reason: str,
        because: str,
        *before: str,
        by: Literal["path", "teacher"] = "path",
    ) -> Step:
        return Step(
            kind=kind,
            title=_("Practise: {skill}").format(skill=self.chart.titles[skill]),
            reason=reason,
            because=because,
            round=practice(skill),
            skill=skill,
            minutes=ROUND_MINUTES,
            evidence=now.evidence(skill, *before),
            by=by,
        )


def practice(skill: str) -> str:
    """The key of the rounds that practise a skill."""
    return f"practice/{skill}"


def challenge(skill: str) -> str:
    """The key of the round with the hardest questions of a skill."""
    return f"challenge/{skill}"


def _said_by(override: Override) -> str:
    """Who said it, and when."""
    if override.action == "pin":
        said = _("pinned by {who}").format(who=override.by) if override.by else _("pinned by the teacher")
    else:
        said = _("assigned by {who}").format(who=override.by) if override.by else _("assigned by the teacher")
    return _("{said} on {day}").format(said=said, day=override.at[:10]) if override.at else said


def _with_misconception(because: str, known: Standing) -> str:
    if not known.misconception:
        return because
    return ngettext(
        "{because}; {misconception} seen {n} time",
        "{because}; {misconception} seen {n} times",
        known.misconception_count,
    ).format(because=because, misconception=known.misconception, n=known.misconception_count)
