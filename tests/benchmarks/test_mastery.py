"""The benchmark of the learner model: what it reads, how it deals answers out, and that ours is ahead on a class drawn by chance."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from random import Random

import numpy as np
import pandas as pd
import pytest

from benchmarks.mastery import main, mastery, ours_held_out, ours_running, protocol_b, score
from benchmarks.responses import Unusable, classes, folds, in_turns, read_answers
from benchmarks.rivals import RIVALS
from curriculum.levels import sigmoid

SPANISH = Path("/work/shared/data/responses/spanish_37.csv.gz")


def a_table(students: int = 32, answers: int = 40) -> pd.DataFrame:
    """Students of different ability who learn from practice, and who mostly know an item they have met before."""
    chance = Random(3)
    hard = [chance.gauss(0, 1.2) for _ in range(40)]
    rows = []
    for student in range(students):
        level, met, own = chance.gauss(0, 1), set(), [0.0] * 8
        for _ in range(answers):
            item = chance.randrange(40)
            logit = level + own[item % 8] - hard[item] + (1.5 if item in met else 0.0)
            met.add(item)
            own[item % 8] += 0.1
            rows.append((student, item, item % 8, int(chance.random() < sigmoid(logit)), len(rows)))
    return pd.DataFrame(rows, columns=["student", "item", "skill", "correct", "order"])


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "answers.csv.gz"
    with gzip.open(path, "wt", encoding="utf-8", newline="") as file:
        a_table().to_csv(file, index=False)
    return path


@pytest.mark.slow
def test_the_command_prints_one_object_and_ours_is_ahead(
    written: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(written), "--protocol", "A", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["protocol"] == "A"
    assert list(found["models"]) == ["ours", "elo", "pfa", "best_lr", "item_mean"]
    for figures in found["models"].values():
        assert set(figures) == {"auc", "log_loss", "ece", "fit_s"}
        assert 0.4 < figures["auc"] < 1
        assert 0 <= figures["ece"] < 0.2
    loss = {name: figures["log_loss"] for name, figures in found["models"].items()}
    assert min(loss, key=lambda name: loss[name]) == "ours"
    assert found["mastery"]["declared"] > 20


def test_in_a_class_of_thirty_ours_is_ahead_of_elo() -> None:
    found = protocol_b(a_table(), ("ours", "elo"))
    assert found["ours"]["log_loss"] < found["elo"]["log_loss"] - 0.005
    assert found["ours"]["auc"] > found["elo"]["auc"]


def test_a_file_that_is_no_table_of_answers_is_refused_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    assert main([str(path)]) == 2
    assert (
        capsys.readouterr().err
        == f"{path} has no column student, item, skill, correct; it needs student, item, skill, correct, order.\n"
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("student,item,skill,correct,order\n", "no answer with a student and a result"),
        ("student,item,skill,correct,order\n1,2,3,7,0\n", "outside 0 to 1"),
    ],
)
def test_results_that_cannot_be_used_are_refused(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Unusable, match=sentence):
        read_answers(path)


def test_gaps_words_and_ties_are_read_as_they_are_meant(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(
        "student,item,skill,correct,order\n"
        "zoe,b,,True,2\n"
        "zoe,,adding~halving,False,1\n"
        "zoe,a,adding,1,1\n"
        ",a,adding,1,1\n"
        "bo,a,adding,,1\n"
        "bo,7,adding,0.5,9\n",
        encoding="utf-8",
    )
    assert read_answers(path).values.tolist() == [
        ["bo", "7", "adding", 0.5, 9],
        ["zoe", "skill:adding~halving", "adding~halving", 0, 1],
        ["zoe", "a", "adding", 1, 1],
        ["zoe", "b", "none", 1, 2],
    ]


def test_times_are_an_order_too_and_without_one_the_files_own_counts(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(
        "student,item,skill,correct,order\n1,b,s,1,2011-10-02 08:00\n1,a,s,1,2011-09-30 09:00\n", "utf-8"
    )
    assert read_answers(path)["item"].tolist() == ["a", "b"]
    path.write_text("student,item,skill,correct\n1,b,s,1\n1,a,s,1\n", "utf-8")
    assert read_answers(path)["item"].tolist() == ["b", "a"]


def test_the_folds_are_those_of_the_protocol() -> None:
    table = a_table(students=12, answers=2)
    permuted = np.random.RandomState(0).permutation(np.arange(12))
    held_out = [sorted(others["student"].unique()) for _, others in folds(table)]
    assert held_out == [sorted(permuted[number::5]) for number in range(5)]
    for known, others in folds(table):
        assert not set(known["student"]) & set(others["student"])


def test_a_class_is_thirty_students_with_enough_answers_in_turns() -> None:
    table = pd.concat([a_table(), a_table(students=1, answers=5).assign(student=99)])
    first, *rest = classes(table)
    assert len(rest) == 4
    assert first["student"].nunique() == 30
    assert 99 not in set(first["student"])
    turn = first.groupby("student").cumcount()
    assert turn.is_monotonic_increasing


def test_nobody_knows_the_future() -> None:
    rows = in_turns(a_table(students=6, answers=30))
    later = rows.copy()
    later.loc[later.index[120:], "correct"] = 1 - later.loc[later.index[120:], "correct"]
    for way in (ours_running, *(rival.running for rival in RIVALS.values())):
        assert np.allclose(way(rows)[:121], way(later)[:121])


def test_held_out_students_are_predicted_from_their_own_past() -> None:
    rows = a_table(students=8, answers=25)
    train = np.arange(len(rows)) < 150
    other = rows.copy()
    other.loc[190:, "correct"] = 1 - other.loc[190:, "correct"]
    for way in (ours_held_out, *(rival.held_out for rival in RIVALS.values())):
        before, after = way(rows, train), way(other, train)
        assert np.allclose(before[150:191], after[150:191])


def test_scores_of_chances_that_are_known() -> None:
    found = score(np.array([0.9, 0.8, 0.3, 0.2]), np.array([1.0, 1.0, 0.0, 1.0]))
    assert found["auc"] == pytest.approx(2 / 3)
    assert found["log_loss"] == pytest.approx(0.5737, abs=1e-4)
    assert found["ece"] == pytest.approx((0.1 + 0.2 + 0.3 + 0.8) / 4)


@pytest.mark.slow
@pytest.mark.skipif(not SPANISH.exists(), reason=f"needs the Spanish answers of the shared data: {SPANISH}")
def test_a_class_of_thirty_on_real_answers() -> None:
    table = read_answers(SPANISH)
    loss = {name: found["log_loss"] for name, found in protocol_b(table, ("ours", "elo")).items()}
    assert loss["ours"] <= 0.5
    assert loss["ours"] < loss["elo"]
    after = mastery(classes(table))
    assert after["next_right"] >= 0.85
    assert after["declared"] > 1000
