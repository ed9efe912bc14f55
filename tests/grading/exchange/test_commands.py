"""What nbgrader's own tests expect of its commands, here over a plain folder. Where we differ, the test's name says so."""

from __future__ import annotations

import json

import pytest

from grading.exchange.letter import read_letter
from tests.grading.exchange.world import COURSE, NOTEBOOK, World


def test_release_needs_a_course_and_an_assignment(world: World) -> None:
    assert "No course id specified" in world.release(course="", code=1).log
    said = world.teacher.does("release_assignment", "ps2", code=1)
    assert "Assignment not found" in said.log


def test_what_was_not_generated_is_named(world: World) -> None:
    (world.course / "source" / "ps1").mkdir(parents=True)
    assert (
        "run `nbgrader generate_assignment` first"
        in world.teacher.does("release_assignment", "ps1", code=1).log
    )


def test_release_writes_one_file_with_a_plain_name_and_settings_beside(released: World) -> None:
    (path,) = (released.exchange / COURSE / "outbound").iterdir()
    assert path.name == "ps1-495d7842aa80.exchange"
    letter = read_letter(path)
    assert letter.files == {"p1.ipynb": NOTEBOOK.read_bytes()}
    assert sorted(one.name for one in (released.exchange / COURSE).iterdir()) == [
        "feedback",
        "inbound",
        "nbgrader_config.py",
        "outbound",
    ]


def test_releasing_again_needs_force(released: World) -> None:
    assert "add --force to overwrite" in released.release(code=1).log
    (released.course / "release" / "ps1" / "more.txt").write_text("more", encoding="utf-8")
    released.release("ps1", "--force")
    (path,) = (released.exchange / COURSE / "outbound").iterdir()
    assert sorted(read_letter(path).files) == ["more.txt", "p1.ipynb"]
    released.release("ps1", "-f")


def test_the_exchange_is_made_but_not_the_stick_it_is_on(world: World) -> None:
    world.exchange.rmdir()
    assert "Creating exchange directory" in world.release().log
    said = world.teacher.does("list", f"--Exchange.root={world.home / 'no-stick' / 'exchange'}", code=1)
    assert "Check that the stick is in" in said.log


def test_a_release_with_a_name_that_windows_cannot_hold_is_refused_unlike_nbgrader(world: World) -> None:
    release = world.course / "release" / "ps1"
    release.mkdir(parents=True)
    (release / "what?.ipynb").write_text("{}", encoding="utf-8")
    assert "'what?.ipynb' has a name that Windows or a stick cannot hold" in world.release(code=1).log
    assert list(world.exchange.iterdir()) == []


def test_fetch(released: World) -> None:
    ana = released.fetched("ana")
    notebook = ana.folder / "ps1" / "p1.ipynb"
    assert notebook.read_bytes() == NOTEBOOK.read_bytes()
    assert "You already have a copy" in ana.does("fetch_assignment", "ps1", code=1).log
    notebook.unlink()
    ana.does("fetch_assignment", "ps1", code=1)
    ana.does("fetch_assignment", "ps1", "--replace")
    assert notebook.is_file()
    notebook.write_text("worked in", encoding="utf-8")
    ana.does("fetch_assignment", "ps1", "--replace")
    assert notebook.read_text(encoding="utf-8") == "worked in"


def test_fetch_by_flag_several_and_by_the_old_name(released: World) -> None:
    released.release("ps2")
    released.student("ana").does("fetch_assignment", "--assignment=ps1")
    ben = released.student("ben")
    ben.does("fetch_assignment", "ps1", "ps2", "--Exchange.path_includes_course=True")
    assert (ben.folder / COURSE / "ps1" / "p1.ipynb").is_file()
    assert (ben.folder / COURSE / "ps2" / "p1.ipynb").is_file()
    released.student("cai").does("fetch", "ps1")
    assert (released.home / "cai" / "ps1" / "p1.ipynb").is_file()


def test_fetching_what_is_not_there_says_what_is(released: World) -> None:
    said = released.student("ana").does("fetch_assignment", "ps11", code=1)
    assert "Did you mean: ps1" in said.log


def test_a_renamed_file_of_an_assignment_is_found_by_what_is_in_it(released: World) -> None:
    (path,) = (released.exchange / COURSE / "outbound").iterdir()
    path.rename(path.with_name("Copy of lesson (1).EXCHANGE"))
    released.fetched("ana")


def test_submit_is_one_file_that_names_nobody(released: World) -> None:
    ana = released.fetched("ana")
    ana.does("submit", "ps1")
    (letter,) = released.submissions()
    assert letter.about.student == "ana"
    assert letter.about.assignment == "ps1"
    assert letter.about.notebooks == ["p1"]
    assert letter.path.name == f"ps1-{letter.digest[:16]}.exchange"
    (copy,) = (ana.cache / COURSE).iterdir()
    assert (copy / "p1.ipynb").read_bytes() == letter.files["p1.ipynb"]
    assert (copy / "timestamp.txt").read_text(encoding="utf-8") == letter.about.timestamp
    assert not set(copy.name) & set(':*?"<>|')
    ana.does("submit", "--assignment=ps1")
    first, second = released.submissions()
    assert first.about.timestamp < second.about.timestamp
    assert len(list((ana.cache / COURSE).iterdir())) == 2


def test_submit_needs_a_course_and_a_release(world: World) -> None:
    world.release("ps2")
    ana = world.student("ana")
    assert "Assignment not found" in ana.does("submit", "ps1", code=1).log
    (ana.folder / "ps1").mkdir()
    assert "Inbound directory doesn't exist" in ana.does("submit", "ps1", "--course", "xyz", code=1).log
    assert "No course id specified" in ana.does("submit", "ps1", "--course", "", code=1).log


def test_strict_submit_needs_the_notebooks_but_takes_more(released: World) -> None:
    ana = released.fetched("ana")
    notebook = ana.folder / "ps1" / "p1.ipynb"
    (ana.folder / "ps1" / "p2.ipynb").write_bytes(notebook.read_bytes())
    assert "p2.ipynb: EXTRA" in ana.does("submit", "ps1", "--strict").log
    notebook.unlink()
    assert "p1.ipynb: MISSING" in ana.does("submit", "ps1", "--strict", code=1).log
    assert len(released.submissions()) == 1
    ana.does("submit", "ps1")
    assert len(released.submissions()) == 2


def test_a_stick_without_the_assignment_takes_work_too_unlike_nbgrader(released: World) -> None:
    ana = released.fetched("ana")
    for path in (released.exchange / COURSE / "outbound").iterdir():
        path.unlink()
    assert "is not compared with it" in ana.does("submit", "ps1").log
    assert "Assignment not found" in ana.does("submit", "ps1", "--strict", code=1).log


def test_submit_as_someone(released: World) -> None:
    ana = released.fetched("ana")
    ana.does("submit", "ps1", "--student=foobar_student")
    (letter,) = released.submissions()
    assert letter.about.student == "foobar_student"
    for odd in ("foobar+student", "foobar*student", "../ana", "CON", "ana."):
        ana.does("submit", "ps1", f"--student={odd}", code=1)
    assert len(released.submissions()) == 1


def test_submit_to_one_of_two_courses(released: World) -> None:
    released.release(course="abc102")
    ana = released.student("ana")
    for course in (COURSE, "abc102"):
        words = ("--course", course, "--Exchange.path_includes_course=True")
        ana.does("fetch_assignment", "ps1", *words)
        ana.does("submit", "ps1", *words)
        assert len(list((released.exchange / course / "inbound").iterdir())) == 1
        assert len(list((ana.cache / course).iterdir())) == 1


@pytest.mark.parametrize(
    ("file", "size", "option", "carried"),
    [
        ("foo.pyc", 1, "--CourseDirectory.max_file_size=1000", False),
        ("foo.txt", 1, '--CourseDirectory.include=["*.ipynb"]', False),
        ("small", 2000, "--CourseDirectory.max_file_size=2", True),
        ("large", 2001, "--CourseDirectory.max_file_size=2", False),
        ("timestamp.txt", 1, "--CourseDirectory.max_file_size=1000", False),
    ],
)
def test_what_submit_leaves_behind(
    released: World, file: str, size: int, option: str, *, carried: bool
) -> None:
    ana = released.fetched("ana")
    (ana.folder / "ps1" / file).write_text("x" * size, encoding="utf-8")
    ana.does("submit", "ps1", option)
    (letter,) = released.submissions()
    assert (file in letter.files) == carried


def test_a_folder_too_large_is_a_sentence_and_not_a_traceback_unlike_nbgrader(released: World) -> None:
    ana = released.fetched("ana")
    ana.edit("x" * 3000)
    assert (
        "Directory size is too big"
        in ana.does("submit", "ps1", "--CourseDirectory.max_dir_size=3", code=1).log
    )
    assert released.submissions() == []


def test_names_that_a_stick_cannot_hold_are_carried_as_the_nearest_that_it_can(released: World) -> None:
    ana = released.fetched("ana")
    (ana.folder / "ps1" / "Results").mkdir()
    for name in ("a:b.txt", "a?b.txt", "Results/aux.csv", "Größe.txt"):
        (ana.folder / "ps1" / name).write_text(name, encoding="utf-8")
    said = ana.does("submit", "ps1")
    (letter,) = released.submissions()
    assert sorted(letter.files) == ["Größe.txt", "Results/_aux.csv", "a-b-2.txt", "a-b.txt", "p1.ipynb"]
    assert {letter.files["a-b.txt"], letter.files["a-b-2.txt"]} == {b"a:b.txt", b"a?b.txt"}
    assert "It is carried as Results/_aux.csv" in said.log


def test_a_clock_put_back_does_not_make_newer_work_older(released: World) -> None:
    ana = released.fetched("ana")
    ana.does("submit", "ps1", "--Exchange.timestamp_format=2099-01-01 00:00:00.000000 UTC")
    ana.edit("newer")
    assert "clock is behind your last submission" in ana.does("submit", "ps1").log
    newest = released.submissions()[-1]
    assert newest.about.timestamp == "2099-01-01 00:00:00.000001 UTC"
    assert newest.files["answer.txt"] == b"newer"


def test_list_released(released: World) -> None:
    released.release("ps2")
    released.release(course="xyz200")
    assert released.teacher.does("list").lines == ["Released assignments:", "abc101 ps1", "abc101 ps2"]
    assert released.teacher.does("list", "ps1", "--course", "").lines == [
        "Released assignments:",
        "abc101 ps1",
        "xyz200 ps1",
    ]
    ana = released.fetched("ana")
    assert ana.does("list").lines == [
        "Released assignments:",
        "abc101 ps1 (already downloaded)",
        "abc101 ps2",
    ]
    released.teacher.does("list", "ps1", "--remove")
    assert released.teacher.does("list").lines == ["Released assignments:", "abc101 ps2"]


def test_list_of_nothing(world: World) -> None:
    assert world.teacher.does("list").lines == ["Released assignments:"]
    assert world.teacher.does("list", "--inbound").lines == ["Submitted assignments:"]
    assert "incompatible" in world.teacher.does("list", "--inbound", "--cached", code=1).log


@pytest.mark.parametrize("where", ["--inbound", "--cached"])
def test_list_and_remove_submitted(released: World, where: str) -> None:
    released.release("ps2")
    ana = released.fetched("ana")
    ana.does("fetch_assignment", "ps2")
    for assignment in ("ps1", "ps1", "ps2"):
        ana.does("submit", assignment, "--ExchangeSubmit.add_random_string=False")
    one, two, three = (letter.about.timestamp for letter in released.submissions())
    assert ana.does("list", where).lines == [
        "Submitted assignments:",
        f"abc101 ana ps1 {one} (no feedback available)",
        f"abc101 ana ps1 {two} (no feedback available)",
        f"abc101 ana ps2 {three} (no feedback available)",
    ]
    assert ana.does("list", where, "ps2").lines[1:] == [f"abc101 ana ps2 {three} (no feedback available)"]
    assert ana.does("list", where, "ps1", "--remove").lines == [
        "Removing submitted assignments:",
        f"abc101 ana ps1 {one}",
        f"abc101 ana ps1 {two}",
    ]
    assert ana.does("list", where).lines[1:] == [f"abc101 ana ps2 {three} (no feedback available)"]
    assert len(list(released.inbound.iterdir())) == (1 if where == "--inbound" else 3)
    assert len(list((ana.cache / COURSE).iterdir())) == (1 if where == "--cached" else 3)


def test_list_as_json(released: World, capsys: pytest.CaptureFixture[str]) -> None:
    released.teacher.does("list", "--json")
    (info,) = json.loads(capsys.readouterr().out)
    path = str(released.exchange / COURSE / "outbound" / "ps1-495d7842aa80.exchange")
    assert info == {
        "course_id": COURSE,
        "assignment_id": "ps1",
        "status": "released",
        "path": path,
        "notebooks": [{"notebook_id": "p1", "path": f"{path}/p1.ipynb"}],
    }
