"""Importing a list: what is planned, what is asked, and that nobody is ever lost."""

from __future__ import annotations

import itertools
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grading.listed import Group, ListFault, Listing, Person
from grading.roster import Roster, RosterFault, find_student, read_roster, write_roster
from grading.roster_import import (
    LEAVE,
    NEW,
    Plan,
    carry_out,
    choose_group,
    lines,
    plan_import,
    question,
    read_listing,
    read_listing_file,
    summary,
)

AMINA, TOM, EVA, BEN = "k3f92m7qx0ab", "p8r4wz2n6cde", "a1b2c3d4e5f6", "zzzz00000000"
TODAY = date(2026, 11, 25)


def people(*listed: str | Person) -> Group:
    made = [
        one if isinstance(one, Person) else Person(name=one, where=f"a.csv, line {line}")
        for line, one in enumerate(listed, 2)
    ]
    return Group(title="7b", people=tuple(made))


def person(name: str, source: str = "", line: int = 2, **more: str) -> Person:
    return Person(name=name, where=f"a.csv, line {line}", source=source, **more)


def kinds(plan: Plan) -> list[tuple[str, str]]:
    return [(change.kind, change.student) for change in plan.changes]


def test_a_first_import_makes_everyone_new_with_random_ids(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    plan = plan_import(Roster(), people("Amina Diallo", "Tom Nowak"))
    assert summary(plan) == "2 new"
    carry_out(path, plan)
    first, second = read_roster(path).names
    assert sorted(read_roster(path).names.values()) == ["Amina Diallo", "Tom Nowak"]
    assert len({first, second}) == 2
    assert not any(part in first + second for part in ("amina", "tom"))
    assert summary(plan_import(read_roster(path), people("Amina Diallo", "Tom Nowak"))) == "2 as they were"


def test_the_example_of_the_documents() -> None:
    roster = Roster({AMINA: "Amina Diallo", TOM: "Tom Novak", EVA: "Eva Lind"}, {TOM: {"source": "s2"}})
    group = people("Amina Diallo", person("Tom Nowak", "s2", 3), "Noor Rahman")
    plan = plan_import(roster, group)
    assert summary(plan) == "1 new, 1 name changed, 1 as it was, 1 on your roster but not in this file: kept"
    assert lines(plan) == ["new: Noor Rahman", "Tom Novak becomes Tom Nowak"]
    assert plan.kept == (EVA,)


def test_nobody_is_taken_off_and_columns_of_the_teachers_own_stay(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(f"id,name,desk\n{AMINA},amina  DIALLO,4\n{EVA},Eva,5\n", encoding="utf-8")
    group = people(
        person(
            "Amina Diallo",
            "s1",
            guardian="Fatou Diallo",
            language="fr",
            family_language="ar",
            email="a@b.example",
        )
    )
    carry_out(path, plan_import(read_roster(path), group))
    assert path.read_text(encoding="utf-8") == (
        f"id,name,desk,source,guardian,language,family language,email\n"
        f"{AMINA},Amina Diallo,4,s1,Fatou Diallo,fr,ar,a@b.example\n{EVA},Eva,5,,,,,\n"
    )


def test_an_empty_detail_in_the_file_takes_nothing_away(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    write_roster(path, Roster({AMINA: "Amina"}, {AMINA: {"guardian": "Fatou", "source": "s1"}}))
    plan = plan_import(read_roster(path), people("Amina"))
    assert plan.does_nothing
    before = path.read_bytes()
    carry_out(path, plan)
    assert path.read_bytes() == before


def test_a_name_is_known_again_whatever_its_accents_case_and_order() -> None:
    roster = Roster({AMINA: "Núñez José"})
    assert kinds(plan_import(roster, people("Jose Nuñez"))) == [("name", AMINA)]


def test_the_files_number_goes_before_the_name() -> None:
    roster = Roster({AMINA: "Ana Lopez", TOM: "Ana"}, {TOM: {"source": "s9"}})
    assert kinds(plan_import(roster, people(person("Ana Lopez", "s9")))) == [("name", TOM)]


def test_an_id_of_ours_in_the_file_goes_before_everything() -> None:
    roster = Roster({AMINA: "", TOM: "Tom"})
    plan = plan_import(roster, people(person("Tom", own=AMINA.upper())))
    assert kinds(plan) == [("name", AMINA)]
    assert lines(plan) == ["k3f9-2m becomes Tom"]


def test_two_on_the_roster_with_one_name_are_asked_about() -> None:
    roster = Roster({AMINA: "Ana López", TOM: "Ana Lopez"})
    group = people("Ana López")
    plan = plan_import(roster, group)
    assert kinds(plan) == [("unsure", "")]
    assert plan.does_nothing
    assert plan.kept == ()
    assert summary(plan) == "1 unsure: left alone"
    assert (
        question(plan, plan.changes[0])
        == "Ana López (a.csv, line 2) may be any of Ana López (k3f9-2m), Ana Lopez (p8r4-wz)."
    )
    assert kinds(plan_import(roster, group, {"a.csv, line 2": TOM})) == [("name", TOM)]
    assert kinds(plan_import(roster, group, {"a.csv, line 2": NEW})) == [("new", "")]
    assert kinds(plan_import(roster, group, {"a.csv, line 2": LEAVE})) == [("unsure", "")]
    assert kinds(plan_import(roster, group, {"a.csv, line 2": "../../etc"})) == [("unsure", "")]


def test_a_name_twice_in_the_file_is_asked_about_unless_the_file_tells_them_apart() -> None:
    plan = plan_import(Roster(), people("Ana López", "Ana López"))
    assert kinds(plan) == [("unsure", ""), ("unsure", "")]
    assert question(plan, plan.changes[0]) == "Ana López (a.csv, line 2) is in the file more than once."
    apart = people(person("Ana López", "s1"), person("Ana López", "s2", 3))
    assert kinds(plan_import(Roster(), apart)) == [("new", ""), ("new", "")]


def test_twins_on_both_sides_with_nothing_to_tell_apart_are_as_they_were() -> None:
    roster = Roster({AMINA: "Ana López", TOM: "Ana López"})
    assert kinds(plan_import(roster, people("Ana López", "Ana López"))) == [("same", AMINA), ("same", TOM)]
    plan = plan_import(roster, people("Ana López", "Ana López", "Ana López"))
    assert [kind for kind, _ in kinds(plan)] == ["unsure"] * 3


def test_the_same_name_with_another_number_is_asked_about() -> None:
    roster = Roster({AMINA: "Ana López"}, {AMINA: {"source": "s1"}})
    plan = plan_import(roster, people(person("Ana López", "s7")))
    assert kinds(plan) == [("unsure", "")]
    assert question(plan, plan.changes[0]) == (
        "Ana López (a.csv, line 2) has another number in the file than Ana López (k3f9-2m) on your roster."
    )
    # Where the file has the student with the known number too, the other one is somebody else.
    both = people(person("Ana López", "s7"), person("Ana López", "s1", 3))
    assert kinds(plan_import(roster, both)) == [("new", ""), ("same", AMINA)]


def test_a_line_said_twice_is_told_and_counts_once() -> None:
    plan = plan_import(Roster(), people(person("Ana", "s1"), person("Ana", "s1", 3)))
    assert kinds(plan) == [("new", "")]
    assert plan.notes == ("a.csv, line 3 says the same as a line before it.",)


def test_two_lines_that_lead_to_one_student_change_it_once() -> None:
    roster = Roster({AMINA: "Ana"}, {AMINA: {"source": "s1"}})
    plan = plan_import(roster, people(person("Ana", "s1"), person("Anna", "s1", 3)))
    assert kinds(plan) == [("same", AMINA), ("unsure", "")]


def test_students_without_a_name_are_pointed_out() -> None:
    (note,) = plan_import(Roster({AMINA: ""}), people("Tom")).notes
    assert note.startswith("A student of yours handed in work but has no name yet.")
    assert plan_import(Roster({AMINA: "", TOM: "Tom"}), people("Tom")).notes == ()


def test_a_roster_that_changed_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    plan = plan_import(read_roster(path), people("Amina"))
    write_roster(path, Roster({TOM: ""}))
    with pytest.raises(RosterFault, match="has been changed since"):
        carry_out(path, plan)
    assert read_roster(path).names == {TOM: ""}


def test_an_id_that_is_taken_is_drawn_again(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    write_roster(path, Roster({AMINA: "Amina"}))
    ids = iter([AMINA, AMINA, TOM])
    made = carry_out(path, plan_import(read_roster(path), people("Tom")), lambda: next(ids))
    assert made.names == {AMINA: "Amina", TOM: "Tom"}


NAMES = st.sampled_from(["Ana", "ana", "Ána", "Ben", "Eva Lind", "Lind Eva"])


@settings(max_examples=40)
@given(
    st.lists(NAMES, max_size=5),
    st.lists(st.tuples(NAMES, st.sampled_from(["", "s1", "s2", "s3"])), max_size=6),
)
def test_whatever_is_imported_nobody_is_lost_and_again_changes_nothing(
    before: list[str], listed: list[tuple[str, str]]
) -> None:
    roster = Roster({f"{number:012d}": name for number, name in enumerate(before)})
    group = people(*(person(name, source, line) for line, (name, source) in enumerate(listed)))
    plan = plan_import(roster, group)
    after = applied(roster, plan)
    assert roster.names.keys() <= after.names.keys()
    assert len(after.names) == len(roster.names) + len(plan.of("new"))
    assert not plan_import(after, group).of("new")


def applied(roster: Roster, plan: Plan) -> Roster:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.csv"
        write_roster(path, roster)
        again = plan_import(
            read_roster(path), Group(title="", people=tuple(change.person for change in plan.changes))
        )
        numbers = itertools.count(1)
        carry_out(path, again, lambda: f"new{next(numbers):09d}")
        return read_roster(path)


def listing(*titles: str) -> Listing:
    return Listing(groups=tuple(Group(title=title, people=(), names=(f"code-{title}",)) for title in titles))


def test_the_class_is_the_only_one_or_the_one_called_as_ours_or_asked_for() -> None:
    one, two = listing("8a"), listing("7B", "8a")
    assert choose_group(one, "", "7b") is one.groups[0]
    assert choose_group(two, "", "7b") is two.groups[0]
    assert choose_group(two, "", "Class 7b") is two.groups[0]
    assert choose_group(two, "", "9c") is None
    assert choose_group(two, "8A", "7b") is two.groups[1]
    assert choose_group(two, "code-8a", "7b") is two.groups[1]
    assert choose_group(listing("7b", "7B"), "", "7b") is None
    with pytest.raises(ListFault, match=r"No class in the file is called “9c”\. It has: “7B”, “8a”"):
        choose_group(two, "9c", "7b")
    with pytest.raises(ListFault, match="More than one class is called “7b”"):
        choose_group(listing("7b", "7B"), "7b", "7b")


def test_a_file_that_is_not_there_or_empty_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ListFault, match="There is no file"):
        read_listing_file(tmp_path / "a.csv", TODAY)
    with pytest.raises(ListFault, match="cannot be read"):
        read_listing_file(tmp_path, TODAY)
    (tmp_path / "a.csv").write_bytes(b" \n")
    with pytest.raises(ListFault, match=r"a\.csv is empty"):
        read_listing_file(tmp_path / "a.csv", TODAY)


def test_a_student_is_found_by_name_code_or_id() -> None:
    roster = Roster({AMINA: "Ana", TOM: "ana", EVA: "Eva Lind"})
    assert [find_student(roster, said) for said in ("eva  lind", "a1b2-c3", EVA)] == [EVA] * 3
    with pytest.raises(RosterFault, match="Ana is k3f9-2m, ana is p8r4-wz"):
        find_student(roster, "ana")
    with pytest.raises(RosterFault, match="There is no student “Bo”"):
        find_student(roster, "Bo")


CELLS = st.text(st.sampled_from('aé,;\t"\n\r\0=سa王 \ufeff'), max_size=40)


@settings(max_examples=300)
@given(
    st.one_of(
        st.binary(max_size=60), CELLS.map(str.encode), CELLS.map(lambda text: f"name;class\n{text}".encode())
    )
)
def test_any_bytes_are_a_list_or_a_sentence(data: bytes) -> None:
    try:
        listing = read_listing(data, "a.csv", TODAY)
    except ListFault as fault:
        said = str(fault)
    else:
        said = " ".join(person.name for group in listing.groups for person in group.people)
    assert said.strip()
    assert not any(unicodedata.category(letter) == "Cc" for letter in said)
