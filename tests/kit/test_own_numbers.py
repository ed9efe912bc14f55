"""What the student's pages say of the work equals what the journal's own lines say, counted here once more and another way."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from carrying.journal import Journal
from carrying.packs import open_lesson
from carrying.study import Study
from curriculum.evidence import Aimed, Answered, Chose, Opened
from kit.goal_card import said_done
from kit.home import home, my_path
from kit.trail import SkillSign
from tests.kit.places import study_with_lessons

NOW = datetime(2026, 11, 26, 9, 0)  # noqa: DTZ001 - a Thursday, on the machine's own clock
SKILLS = {"half-of": "Halves", "which-half": "Halves", "even-numbers": "Doubles", "word": "Doubles"}
LESSONS = {"Halves": "halving", "Doubles": "doubling"}


def write_journals(study: Study, seed: int) -> None:
    """Two weeks of answers, right and wrong, with hints and second tries, drawn by `seed`."""
    chance = random.Random(seed)
    clock = [NOW.astimezone(UTC)]
    journals: dict[str, Journal] = {}
    for day in range(13, 0, -1):
        clock[0] = datetime(2026, 11, 26, 8, 0, tzinfo=UTC) - timedelta(days=day)
        for _ in range(chance.randrange(4)):
            item = chance.choice(list(SKILLS))
            lesson = LESSONS[SKILLS[item]]
            own = journals.get(lesson)
            if own is None:
                own = Journal(open_lesson(study, lesson).parent, lesson, study, lambda: clock[0])
                journals[lesson] = own
                own.append(Opened)
            for attempt in (1, 2):
                right = chance.random() < 0.7
                hints = chance.choice([0, 0, 0, 1, 2])
                own.append(
                    Answered,
                    place="first",
                    item=item,
                    variant=0,
                    attempt=attempt,
                    answer="4",
                    score=float(right),
                    hints=hints,
                )
                if right:
                    break


def lines_of(study: Study) -> list[dict[str, object]]:
    """Every line of every journal, as plain data in the order of their numbers."""
    lines = [
        json.loads(line)
        for path in study.folder.glob("*/journal.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return sorted(lines, key=lambda line: line["by"])


@pytest.mark.parametrize("seed", range(6))
def test_the_evidence_of_every_skill_is_that_of_the_journal(seed: int, tmp_path: Path) -> None:
    study = study_with_lessons(tmp_path)
    write_journals(study, seed)
    first: dict[str, list[bool]] = defaultdict(list)
    last: dict[str, date] = {}
    for line in lines_of(study):
        if line["kind"] != "answered":
            continue
        skill = SKILLS[str(line["item"])]
        last[skill] = datetime.fromisoformat(str(line["at"])).date()
        if line["attempt"] == 1:
            # A hint takes a twentieth off; from 0.8 on an answer counts as right.
            first[skill].append(line["score"] == 1 and int(str(line.get("hints", 0))) <= 4)
    (unit,) = my_path(study, NOW).units
    told = {skill.title: skill for skill in unit.skills}
    for skill, tries in first.items():
        recent = tries[-8:]
        expect_evidence(told[skill], sum(recent), len(recent), last[skill])
    for skill in set(told) - set(first):
        assert told[skill].look in ("open", "later")


def expect_evidence(skill: SkillSign, right: int, of: int, last: date) -> None:
    """The first sentence says how many of how many, and when; where most went wrong, only when."""
    days = (NOW.date() - last).days
    when = {1: "yesterday"}.get(days) or (f"on {last:%A}" if days <= 6 else f"on {last.day} {last:%B}")
    if 2 * right >= of:
        assert (
            skill.why[0]
            == f"You got {right} of your last {of} questions right at the first try, last {when}."
        )
    else:
        assert skill.why[0] == f"You worked on this {when}."
    assert not any("wrong" in sentence for sentence in skill.why)


@pytest.mark.parametrize("seed", range(3))
def test_goals_of_this_week_and_the_last_are_counted_by_days(seed: int, tmp_path: Path) -> None:
    study = study_with_lessons(tmp_path)
    write_journals(study, seed)
    journal = Journal(open_lesson(study, "halving").parent, "halving", study)
    journal.append(Aimed, week="2026-W47", goal="days", count=5)
    journal.append(Aimed, week="2026-W48", goal="questions", count=30)
    days: dict[str, list[date]] = {"2026-W47": [], "2026-W48": []}
    for line in lines_of(study):
        if line["kind"] == "answered":
            day = datetime.fromisoformat(str(line["at"])).date()
            if (week := f"{day:%G-W%V}") in days:
                days[week].append(day)
    goal = home(study, NOW).goal
    assert goal.far == f"{min(30, len(days['2026-W48']))} of 30"
    assert goal.last is not None
    done = len(set(days["2026-W47"]))
    if done >= 5:
        assert (goal.last.reached, goal.last.went) == (True, "Reached.")
    elif done:
        assert goal.last.went == f"You came to {done} of 5. That counts, too."
    else:
        assert goal.last.went == "It is still open. You can make it your goal again, or choose another."


def test_what_only_the_student_can_say_is_asked_and_believed(tmp_path: Path) -> None:
    study = study_with_lessons(tmp_path)
    journal = Journal(open_lesson(study, "halving").parent, "halving", study)
    journal.append(Aimed, week="2026-W47", goal="own", words="I help Tomas.")
    told = home(study, NOW).goal.last
    assert told is not None
    assert (told.words, told.ask, told.reached) == ("I help Tomas.", True, False)
    journal.append(Chose, option=said_done("2026-W47"))
    told = home(study, NOW).goal.last
    assert told is not None
    assert (told.ask, told.reached) == (False, True)
