"""The refit: what a class's own answers say about the weights, and what the records keep of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from curriculum.correction import SHIPPED
from curriculum.course import Course
from curriculum.levels import sigmoid
from curriculum.mastery import Seen
from grading.class_folder import ClassFolder
from grading.paths import refit_weekly
from grading.records import Records
from grading.refit import LEVELS_ALONE, Refit, Running, fit, loss, refit
from grading.refits import note_refit, refits, weights_in_use
from grading.replan import Replanner
from tests.grading.work import do_halving, handed_in, make_study

MONDAY = datetime(2026, 11, 2, 15, tzinfo=UTC)


@pytest.fixture
def records_with_work(tmp_path: Path, course: Course) -> Iterator[Records]:
    with Records("sqlite://") as records:
        study = make_study(tmp_path / "amina", "k3f92m7qx0ab", "schoolschool")
        do_halving(study, course)
        records.merge(handed_in(study, tmp_path / "stick"))
        yield records


def a_class(*, forgets: bool, students: int = 12, answers: int = 60) -> dict[str, list[Seen]]:
    """Answers drawn by chance: of a class whose ability alone decides, or of one where a question met before is mostly known."""
    chance = Random(7)
    work: dict[str, list[Seen]] = {}
    for student in range(students):
        level, met = chance.gauss(0.6, 1), set()
        seen = work[f"s{student:02}"] = []
        for _ in range(answers):
            item = chance.randrange(25)
            p = 0.95 if forgets and item in met else sigmoid(level - 1.5 * forgets)
            met.add(item)
            seen.append(
                Seen(skill=f"skill-{item % 3}", item=f"item-{item}", score=float(chance.random() < p))
            )
    return work


def test_a_class_that_remembers_its_questions_is_predicted_better_by_weights_of_its_own() -> None:
    found = refit(a_class(forgets=True))
    assert found.kept == "refitted"
    assert found.changed
    assert found.losses["refitted"] < found.losses["in use"] - 0.02
    assert found.answers == 720
    # The weight of "item met before".
    assert found.weights[8] > 0.3


def test_a_second_refit_from_the_same_answers_finds_nothing_better() -> None:
    first = refit(a_class(forgets=True))
    again = refit(a_class(forgets=True), first.weights)
    assert (again.kept, again.weights, again.changed) == ("in use", first.weights, False)


def test_the_same_answers_give_the_same_weights() -> None:
    assert refit(a_class(forgets=True)) == refit(dict(reversed(a_class(forgets=True).items())))


def test_few_answers_change_nothing() -> None:
    found = refit(a_class(forgets=True, students=3))
    assert (found.kept, found.weights, found.answers) == ("in use", SHIPPED, 180)


def test_later_tries_are_learned_from_but_not_predicted() -> None:
    work = {"s": [Seen(skill="a", item="i", score=0.0), Seen(skill="a", item="i", score=1.0, attempt=2)]}
    assert refit(work).answers == 1


def test_nothing_to_learn_from() -> None:
    assert refit({}).kept == "in use"
    assert fit({"s": []}).weights == SHIPPED


def test_each_way_counts_by_how_well_it_did() -> None:
    running = Running()
    for student, seen in a_class(forgets=True).items():
        for one in seen:
            running.learn(student, one, running.guess(student, one))
    guess = running.guess("s00", Seen(skill="skill-0", item="item-0", score=0))
    assert running.chance(guess) == pytest.approx(guess.chances["refitted"], abs=0.01)


def test_the_loss_of_a_partly_right_answer_lies_between() -> None:
    assert loss(0.8, 1) == pytest.approx(0.2231, abs=1e-4)
    assert loss(0.8, 0) == pytest.approx(1.6094, abs=1e-4)
    assert loss(0.8, 0.5) == pytest.approx((loss(0.8, 0) + loss(0.8, 1)) / 2)


def test_the_records_keep_what_a_refit_found_and_use_it(course: Course) -> None:
    weights = tuple(0.5 for _ in SHIPPED)
    losses = {"levels": 0.56, "in use": 0.55, "refitted": 0.52}
    with Records("sqlite://") as records:
        with records.connect() as db:
            assert weights_in_use(db) == SHIPPED
            note_refit(db, Refit(kept="refitted", weights=weights, losses=losses, answers=900), MONDAY)
            db.commit()
            assert weights_in_use(db) == weights
        (kept,) = refits(records)
    assert (kept.at, kept.before, kept.after) == ("2026-11-02T15:00:00+00:00", 0.55, 0.52)
    assert kept.sentence == (
        "The estimate was fitted to this class and predicts it better now (log loss 0.5500 before, 0.5200 refitted, over 900 answers)."
    )


def test_a_refit_that_is_no_better_is_kept_as_a_figure_only() -> None:
    losses = {"levels": 0.56, "in use": 0.55, "refitted": 0.555}
    with Records("sqlite://") as records, records.connect() as db:
        kept = note_refit(db, Refit(kept="in use", weights=SHIPPED, losses=losses, answers=900), MONDAY)
        assert weights_in_use(db) == SHIPPED
    assert kept.sentence.startswith(
        "The estimate stays as it is: nothing predicted this class's answers better"
    )


def test_weights_of_another_version_are_not_used() -> None:
    losses = {"levels": 0.56, "in use": 0.55, "refitted": 0.5}
    with Records("sqlite://") as records, records.connect() as db:
        note_refit(db, Refit(kept="refitted", weights=(1.0, 2.0), losses=losses, answers=900), MONDAY)
        assert weights_in_use(db) == SHIPPED


def test_refitted_weights_change_the_standings_of_everybody(
    course: Course, records_with_work: Records
) -> None:
    replanner = Replanner(records_with_work, course)
    before = replanner.replan(date(2026, 11, 3))
    kept = replanner.refit(MONDAY)
    assert (kept.kept, kept.answers) == ("in use", 3)
    assert kept.sentence == (
        "The estimate stays as it is: the class has given 3 first answers so far, and a refit needs 200."
    )
    assert replanner.replan(date(2026, 11, 3)) == before
    with records_with_work.connect() as db:
        losses = {"levels": 0.56, "in use": 0.55, "refitted": 0.5}
        note_refit(db, Refit(kept="levels", weights=LEVELS_ALONE, losses=losses, answers=900), MONDAY)
        db.commit()
    after = replanner.replan(date(2026, 11, 3))
    assert [one.known.standing["halves"].chance for one in after.values()] != [
        one.known.standing["halves"].chance for one in before.values()
    ]


def test_once_a_week_where_there_are_answers_enough_and_the_settings_allow(
    klass: ClassFolder, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = make_study(tmp_path / "amina", "k3f92m7qx0ab", "schoolschool")
    do_halving(study, course)
    with Records(klass.records_url) as records:
        records.merge(handed_in(study, tmp_path / "stick"))
    assert refit_weekly(klass, MONDAY, course) is None  # a handful of answers
    monkeypatch.setattr("grading.refits.FEWEST", 3)

    first = refit_weekly(klass, MONDAY, course)
    assert first is not None
    assert first.answers == 3
    assert refit_weekly(klass, MONDAY + timedelta(days=6, hours=23), course) is None
    assert refit_weekly(klass, MONDAY + timedelta(days=7), course) is not None

    with (klass.root / "nbgrader_config.py").open("a", encoding="utf-8") as settings:
        settings.write("\nc.Estimate.weekly_refit = False\n")
    assert refit_weekly(klass, MONDAY + timedelta(days=30), course) is None
    with Records(klass.records_url) as records:
        assert len(refits(records)) == 2
