"""The numbers on the review pages, against the same numbers from the database by another road: SQL, JSON and pandas, none of our functions.

What was right is taken from the score that the students' machines noted; the pages judge every answer again from the key.
"""

from __future__ import annotations

import json
import re
import sqlite3
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
import yaml

from benchmarks.review import make_class
from curriculum.course import COURSES
from grading.class_folder import ClassFolder
from grading.pages.show import class_html, items_html, pilot_html, student_html

pytestmark = pytest.mark.slow

TODAY = date(2026, 11, 26)
STUDENTS = 24


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> ClassFolder:
    """Two dozen students with a hundred answers each, of whom one has not handed in yet."""
    made = make_class(tmp_path_factory.mktemp("numbers") / "class", STUDENTS)
    roster = made.roster.read_text(encoding="utf-8")
    made.roster.write_text(roster + "nothandedin1,Nobody Yet\n", encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def answers(folder: ClassFolder) -> pd.DataFrame:
    """Every answer in the records, a row each, in the order of the journal; the skill of its item as the course's files say."""
    with sqlite3.connect(folder.records) as db:
        rows = db.execute("SELECT student, counter, line FROM events ORDER BY student, counter").fetchall()
    frame = pd.DataFrame(
        [{"student": student, "counter": counter, **json.loads(line)} for student, counter, line in rows]
    )
    items = [
        (path.stem, item)
        for path in Path(COURSES, "data-detectives", "items").glob("*.yaml")
        for item in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]
    # The generated “wrong” answer to a question with several right options is the right one, the other way round: it is right.
    several = frame["item"].isin([item["id"] for _skill, item in items if item["type"] == "multi"])
    turned = several & frame["answer"].map(lambda answer: isinstance(answer, list) and len(answer) > 1)
    frame.loc[turned, "score"] = 1.0
    return frame.assign(skill=frame["item"].map({item["id"]: skill for skill, item in items}))


class Tables(HTMLParser):
    """The rows of all tables, each as (id, texts of its cells)."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[str, list[str]]] = []
        self._in = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append((dict(attrs).get("id") or "", []))
        self._in = self._in or tag in ("td", "th")
        if tag in ("td", "th") and self.rows:
            self.rows[-1][1].append("")

    def handle_endtag(self, tag: str) -> None:
        self._in = self._in and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self._in and self.rows and self.rows[-1][1]:
            self.rows[-1][1][-1] += f" {data}"


def rows(html: str) -> list[tuple[str, list[str]]]:
    read = Tables()
    read.feed(html)
    return [(name, [" ".join(cell.split()) for cell in cells]) for name, cells in read.rows]


def env(folder: ClassFolder, query: str = "") -> dict[str, str]:
    return {"TRELLIS_CLASS": str(folder.root), "QUERY_STRING": query}


def test_how_many_have_handed_in(folder: ClassFolder) -> None:
    with sqlite3.connect(folder.records) as db:
        (handed_in,) = db.execute("SELECT COUNT(DISTINCT student) FROM hand_ins").fetchone()
    html = class_html(env(folder), TODAY)
    assert f"{handed_in} of {STUDENTS + 1} handed in" in html
    assert handed_in == STUDENTS


def test_the_items_pages_counts_rates_hints_and_times(folder: ClassFolder, answers: pd.DataFrame) -> None:
    shown = {
        name.removeprefix("item-"): cells
        for name, cells in rows(items_html(env(folder), TODAY))
        if name.startswith("item-")
    }
    first = answers.drop_duplicates(["student", "item"])
    grouped = first.groupby("item")
    expected = pd.DataFrame(
        {
            "students": grouped["student"].nunique(),
            "right": grouped["score"].mean(),
            "hinted": grouped["hints"].agg(lambda hints: (hints > 0).mean()),
            "seconds": grouped["seconds"].median(),
        }
    )
    assert set(shown) == set(expected.index)
    for item, row in expected.iterrows():
        cells = shown[str(item)]
        assert cells[1] == str(int(row["students"])), item
        assert cells[2].split()[0] == f"{round(100 * row['right'])}%", item
        assert cells[5] == f"{round(100 * row['hinted'])}%", item
        assert cells[6] == f"{round(row['seconds'])} s", item


def test_discrimination_is_pandas_own_correlation(folder: ClassFolder, answers: pd.DataFrame) -> None:
    shown = {name: cells for name, cells in rows(items_html(env(folder), TODAY)) if name.startswith("item-")}
    first = answers.drop_duplicates(["student", "item"]).pivot(
        index="student", columns="item", values="score"
    )
    told = 0
    for name, cells in shown.items():
        item = name.removeprefix("item-")
        own = first[item].dropna()
        rest = first.drop(columns=item).loc[own.index].mean(axis=1)
        expected = own.corr(rest)
        if len(own) < 20 or pd.isna(expected):
            assert cells[4] == "too few", item
        else:
            assert float(cells[4]) == pytest.approx(expected, abs=0.006), item
            told += 1
    assert told > 5


def test_a_students_tries_and_first_tries(folder: ClassFolder, answers: pd.DataFrame) -> None:
    student = str(answers["student"].iloc[0])
    shown = {
        name.removeprefix("skill-"): cells
        for name, cells in rows(student_html(env(folder, f"student={student}"), TODAY))
        if name.startswith("skill-")
    }
    own = answers[answers["student"] == student]
    assert len(own) == 100
    # A right answer counts as right at the first try only where few hints were taken off.
    right = (own["score"] == 1) & (own["hints"] <= 1)
    for skill, tries in own.groupby("skill"):
        lately = tries[tries["attempt"] == 1].tail(8)
        text = " ".join(shown[str(skill)])
        noun = "try" if len(tries) == 1 else "tries"
        assert f"after {len(tries)} {noun}" in text, skill
        if len(lately):
            asked = "question" if len(lately) == 1 else "questions"
            assert f"{right[lately.index].sum()} of {len(lately)} {asked}" in text, skill


def test_the_grid_sums_up_what_its_rows_say(folder: ClassFolder) -> None:
    grid = [cells for _name, cells in rows(class_html(env(folder), TODAY)) if len(cells) > 5]
    head, *students, whole = [cells for cells in grid if cells[0]]
    assert len(students) == STUDENTS + 1
    for column in range(1, len(head)):
        sure = sum("can do" in row[column] or "due again" in row[column] for row in students)
        needs = sum("needs a person" in row[column] for row in students)
        assert f"✓ {sure}" in whole[column]
        assert (f"! {needs}" in whole[column]) == (needs > 0)


def test_a_number_from_few_tries_says_how_many(folder: ClassFolder, answers: pd.DataFrame) -> None:
    html = class_html(env(folder), TODAY)
    few = answers.groupby(["student", "skill"]).size()
    expected = few[few < 3].value_counts()
    assert len(re.findall(r"<small>1 try</small>", html)) == expected.get(1, 0)
    assert len(re.findall(r"<small>2 tries</small>", html)) == expected.get(2, 0)


def test_the_pilot_measures_everyone_with_three_tries_at_a_skill(
    folder: ClassFolder, answers: pd.DataFrame
) -> None:
    many = answers.groupby(["student", "skill"]).size()
    measured = many[many >= 3].reset_index()["student"].nunique()
    (line,) = [
        cells for _name, cells in rows(pilot_html(env(folder), TODAY)) if cells[0] == "Everyone in the class"
    ]
    assert line[1] == f"{measured} of {STUDENTS + 1}"
