"""The families of a class: their languages, what is remembered, and numbers that are those of the records."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from carrying.journal import Journal
from curriculum.course import Course
from curriculum.evidence import Answered
from grading.class_folder import ClassFolder
from grading.families import (
    FILE,
    FamiliesFault,
    Settings,
    family_pages,
    language_of,
    make_family_pages,
    read_settings,
    remember,
)
from grading.notes import write_note
from grading.paths import write_paths
from grading.records import Records
from grading.roster import Roster, read_roster, rename_student, write_roster
from kit.command import main
from tests.grading.work import handed_in, make_study, right_answer, write_journal

AMINA, SARA, EVA = "k3f92m7qx0ab", "p8r4wz2n6cde", "a1b2c3d4e5f6"
TODAY = date(2026, 11, 26)
WORKED = ["2026-10-05", "2026-11-02", "2026-11-10", "2026-11-10", "2026-11-24"]


@pytest.fixture
def families(klass: ClassFolder, course: Course, tmp_path: Path) -> ClassFolder:
    """Amina, who worked on four days, Sara, whose roster says Arabic, and Eva, whose family speaks what we do not."""
    more = {SARA: {"language": "ar"}, EVA: {"language": "Somali"}}
    write_roster(klass.roster, Roster({AMINA: "Amina Diallo", SARA: "سارة حداد", EVA: "Eva Lind"}, more))
    study = make_study(tmp_path / "amina", AMINA, "inst01")
    for lesson, item, days in (("halving", "half-of", WORKED), ("doubling", "double-of", WORKED[-1:])):
        write_journal(study, lesson)
        clock = iter([datetime.fromisoformat(f"{day}T09:00:00+00:00") for day in days])
        journal = Journal(study.lesson(lesson), lesson, study, lambda clock=clock: next(clock))
        answer = str(right_answer(course, item))
        for number in range(1, len(days) + 1):
            journal.append(
                Answered, place="first", item=item, variant=0, attempt=number, answer=answer, score=1.0
            )
    with Records(klass.records_url) as records:
        records.merge(handed_in(study, tmp_path / "stick"), datetime(2026, 11, 25, tzinfo=UTC))
    return klass


def test_the_numbers_on_the_page_are_those_of_the_records(families: ClassFolder) -> None:
    (page,), _ = family_pages(families, [AMINA], TODAY, Settings())
    with sqlite3.connect(families.records) as database:
        lines = [
            json.loads(line)
            for (line,) in database.execute("SELECT line FROM events WHERE student = ?", (AMINA,))
        ]
    tried = [
        one for one in lines if one["kind"] == "answered" and "2026-10-29" < one["at"][:10] <= "2026-11-26"
    ]
    days, lessons = len({one["at"][:10] for one in tried}), len({one["lesson"] for one in tried})
    assert (days, lessons) == (3, 2)
    (told,) = [part.lines for part in page.parts if part.kind == "effort"]
    assert told == (f"Worked on {days} days in the last four weeks. Worked in {lessons} lessons.",)

    write_paths(families, TODAY)
    (one,) = [
        s
        for s in json.loads((families.root / "paths.json").read_text("utf-8"))["students"]
        if s["id"] == AMINA
    ]
    can = {"halves": "Halve a number", "doubles": "Double a number"}
    sure = {can[name] for name, skill in one["skills"].items() if skill["mastered"]}
    met = {can[name] for name, skill in one["skills"].items() if skill["tries"] and not skill["mastered"]}
    shown = {part.kind: set(part.lines) if part.listed else set() for part in page.parts}
    assert (shown["can"], shown["working"]) == (sure, met)
    assert sure | met == set(can.values())


def test_each_family_reads_its_language_and_an_unknown_one_is_said(families: ClassFolder) -> None:
    remember(families, language="es", reach="  Room 4,\n mornings ")
    made = make_family_pages(families, [], TODAY)
    assert made.pages == {"es": 2, "ar": 1}
    assert made.lines == ("Eva Lind: Trellis does not speak “Somali” yet; the page is in “es”.",)
    assert made.pdf.read_bytes().startswith(b"%PDF-")
    assert made.html.read_text("utf-8").count("Room 4, mornings") == 3


def test_who_gave_out_what_is_noted_and_a_name_without_letters_is_said(families: ClassFolder) -> None:
    rename_student(families.roster, EVA, "𐤀𐤃𐤌 \U000f1234")
    made = make_family_pages(families, [EVA], TODAY, by="ms adeyemi")
    assert (
        made.lines[-1]
        == "𐤀𐤃𐤌 \U000f1234: no font on this computer shows all of this name. Write it on the page by hand."
    )
    with Records(families.records_url) as records:
        assert [(one.what, one.student, one.by) for one in records.accesses()] == [
            ("family page", EVA, "ms adeyemi")
        ]


def test_the_familys_own_language_goes_before_the_students() -> None:
    roster = Roster({AMINA: "Amina"}, {AMINA: {"language": "fr", "family language": "árabe"}})
    assert language_of(roster, AMINA, "en") == ("ar", "")
    assert language_of(Roster({AMINA: "Amina"}), AMINA, "es") == ("es", "")


def test_the_command_remembers_what_it_is_told(
    families: ClassFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--class", str(families.root)]
    out = tmp_path / "print"
    out.mkdir()
    assert main(["report", "Amina Diallo", "--language", "fr", "--to", str(out), *where]) == 0
    assert "1 page for families (Français: 1)" in capsys.readouterr().out
    assert sorted(path.name for path in out.iterdir()) == ["families.html", "families.pdf"]
    assert read_roster(families.roster).more[AMINA]["family language"] == "fr"
    assert main(["report", "--language", "es", *where]) == 0
    assert "3 pages for families (Español: 1, Français: 1, العربية: 1)" in capsys.readouterr().out
    assert read_settings(families).language == "es"
    assert main(["report", "--to", str(tmp_path / "nowhere"), *where]) == 1
    assert "Nothing was changed" in capsys.readouterr().err


def test_settings_that_cannot_be_read_are_a_sentence(families: ClassFolder) -> None:
    (families.root / FILE).write_text("{", "utf-8")
    with pytest.raises(FamiliesFault, match="Delete this file"):
        make_family_pages(families, [], TODAY)
    (families.root / FILE).unlink()
    with pytest.raises(FamiliesFault, match="300 letters"):
        remember(families, reach="x" * 301)


def test_a_class_without_students_is_told_what_to_do(klass: ClassFolder) -> None:
    with pytest.raises(FamiliesFault, match="trellis roster import"):
        make_family_pages(klass, [], TODAY)


def test_a_note_for_home_stands_on_the_page_and_a_private_one_never(families: ClassFolder) -> None:
    with Records(families.records_url) as records:
        write_note(records, AMINA, "She explains to others very well.", "M. Ray", kind="home")
        write_note(records, AMINA, "Moved house.", "M. Ray", kind="private")
    (page,), _ = family_pages(families, [AMINA], TODAY, Settings())
    assert [part.lines for part in page.parts if part.kind == "note"] == [
        ("She explains to others very well.",)
    ]
    assert "Moved house." not in repr(page)
