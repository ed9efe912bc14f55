"""nbgrader collect: which submission it takes, whose it believes it to be, and what it keeps."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from traitlets.config import Config

from grading.exchange.exchange import moment
from grading.exchange.folder import CourseFolder
from grading.exchange.keyring import for_submission
from grading.exchange.letter import write_letter
from grading.gradebook import course_gradebook
from tests.grading.exchange.world import COURSE, World, about


def answer(folder: Path) -> str:
    """What the collected work says."""
    return (folder / "answer.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def gradebook_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty gradebook, which takes nbgrader some seconds to make."""
    config = Config()
    config.CourseDirectory.root = str(tmp_path_factory.mktemp("gradebook"))
    with course_gradebook(config):
        return Path(config.CourseDirectory.root) / "gradebook.db"


def due(world: World, when: datetime | None) -> None:
    """Give ps1 a due date."""
    config = Config()
    config.CourseDirectory.root = str(world.course)
    with course_gradebook(config) as gradebook:
        gradebook.update_or_create_assignment("ps1", duedate=when)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file, but for nbgrader's own database."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".db")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_collect_takes_what_is_there_and_only_updates_when_told(released: World) -> None:
    assert "No submissions of 'ps1'" in released.teacher.does("collect", "ps1").log
    assert not (released.course / "submitted").exists()
    ana = released.fetched("ana")
    ana.edit("first")
    ana.does("submit", "ps1")
    assert "Collecting submission: ana ps1" in released.teacher.does("collect", "ps1").log
    submitted = released.submitted("ana")
    (letter,) = released.submissions()
    assert sorted(path.name for path in submitted.iterdir()) == [
        "answer.txt",
        "p1.ipynb",
        "submission_secret.txt",
        "timestamp.txt",
    ]
    assert (submitted / "timestamp.txt").read_text(encoding="utf-8") == letter.about.timestamp
    ana.edit("second")
    ana.does("submit", "ps1")
    assert "use --update to update" in released.teacher.does("collect", "--assignment=ps1").log
    assert answer(submitted) == "first"
    assert "Updating submission: ana ps1" in released.teacher.does("collect", "ps1", "--update").log
    assert answer(submitted) == "second"
    assert "first" in [answer(one) for one in released.beside("ana")]
    assert "No newer submission to collect" in released.teacher.does("collect", "ps1", "--update").log


@pytest.mark.parametrize("options", [(), ("--update",), ("--before-duedate",)])
def test_collecting_again_changes_nothing(released: World, options: tuple[str, ...]) -> None:
    for name in ("ana", "ben"):
        student = released.fetched(name)
        for text in ("one", "two", "three"):
            student.edit(text)
            student.does("submit", "ps1")
    letter = released.submissions()[0]
    shutil.copy(letter.path, letter.path.with_name("copied by hand.exchange"))
    released.teacher.does("collect", "ps1", *options)
    before = tree(released.course)
    assert answer(released.submitted("ben")) == "three"
    assert [answer(one) for one in released.beside("ben")] == ["one", "two"]
    released.teacher.does("collect", "ps1", *options)
    assert tree(released.course) == before
    assert len(released.submissions()) == 7  # nothing is taken away


def test_collect_one_student(released: World) -> None:
    for name in ("ana", "ben"):
        released.fetched(name).does("submit", "ps1")
    released.teacher.does("collect", "ps1", "--student=ben")
    assert [path.name for path in (released.course / "submitted").iterdir()] == ["ben"]


def test_collect_needs_a_course(released: World) -> None:
    assert "No course id specified" in released.teacher.does("collect", "ps1", "--course", "", code=1).log
    assert "Course not found" in released.teacher.does("collect", "ps1", "--course", "other", code=1).log


@pytest.mark.parametrize(
    ("option", "in_time", "collected"),
    [
        ("--before-duedate", True, "first"),
        ("--before-duedate", False, "second"),
        ("--update", True, "second"),
    ],
)
def test_the_due_date(
    released: World, gradebook_once: Path, option: str, *, in_time: bool, collected: str
) -> None:
    shutil.copy(gradebook_once, released.course)
    ana = released.fetched("ana")
    for text in ("first", "second"):
        ana.edit(text)
        ana.does("submit", "ps1")
    first = moment(released.submissions()[0].about.timestamp)
    assert first is not None
    due(released, first if in_time else first - timedelta(seconds=1))
    released.teacher.does("collect", "ps1", option)
    assert answer(released.submitted("ana")) == collected
    assert len(released.beside("ana")) == 1


def test_a_late_one_gives_way_to_the_one_in_time(released: World, gradebook_once: Path) -> None:
    shutil.copy(gradebook_once, released.course)
    ana = released.fetched("ana")
    for text in ("first", "second"):
        ana.edit(text)
        ana.does("submit", "ps1")
    released.teacher.does("collect", "ps1")
    assert answer(released.submitted("ana")) == "second"
    due(released, moment(released.submissions()[0].about.timestamp))
    released.teacher.does("collect", "ps1", "--before-duedate")
    assert answer(released.submitted("ana")) == "first"
    assert "second" in [answer(one) for one in released.beside("ana")]


def test_work_changed_by_the_teacher_is_kept_too(released: World) -> None:
    ana = released.fetched("ana")
    for text in ("first", "second"):
        ana.edit(text)
        ana.does("submit", "ps1")
        if text == "first":
            released.teacher.does("collect", "ps1")
            (released.submitted("ana") / "answer.txt").write_text("mended", encoding="utf-8")
    released.teacher.does("collect", "ps1", "--update")
    assert sorted(answer(one) for one in released.beside("ana")) in (["first", "mended"], ["mended"])
    assert answer(released.submitted("ana")) == "second"


def test_another_machine_under_a_known_id_is_not_believed_unless_told(released: World) -> None:
    ana, ben = released.fetched("ana"), released.fetched("ben")
    ana.edit("by ana")
    ana.does("submit", "ps1")
    assert "WARNING" not in released.teacher.does("collect", "ps1").log
    ben.edit("by ben")
    ben.does("submit", "ps1", "--student=ana")
    said = released.teacher.does("collect", "ps1", "--update")
    assert "claims to be submitted by ana but comes from a machine that is not known as theirs" in said.log
    assert answer(released.submitted("ana")) == "by ana"
    assert [answer(one) for one in released.beside("ana")] == ["by ben"]
    said = released.teacher.does("collect", "ps1", "--update", "--ExchangeCollect.check_owner=False")
    assert "WARNING" not in said.log
    assert answer(released.submitted("ana")) == "by ben"
    assert "by ana" in [answer(one) for one in released.beside("ana")]
    assert "WARNING" not in released.teacher.does("collect", "ps1").log  # both machines are known now


def test_work_that_nobody_signed_is_kept_and_not_believed(released: World) -> None:
    folder = CourseFolder(released.exchange, COURSE)
    folder.hand_over(about(), write_letter(about(), {"answer.txt": b"unsigned"}, None))
    assert (
        "claims to be submitted by ana but nobody has signed it"
        in released.teacher.does("collect", "ps1").log
    )
    assert not released.submitted("ana").exists()
    assert [answer(one) for one in released.beside("ana")] == ["unsigned"]
    released.teacher.does("collect", "ps1", "--ExchangeCollect.check_owner=False")
    assert answer(released.submitted("ana")) == "unsigned"


def test_strangers_do_not_crowd_out_a_students_own(released: World) -> None:
    ana = released.fetched("ana")
    for text in ("one", "two"):
        ana.edit(text)
        ana.does("submit", "ps1")
    folder, stranger = (
        CourseFolder(released.exchange, COURSE),
        for_submission(released.home / "stranger", None),
    )
    released.teacher.does("collect", "ps1")
    for number in range(25):
        said = about(secret=f"{number:064x}", timestamp=f"2098-11-02 08:00:{number:02} UTC")
        folder.hand_over(said, write_letter(said, {"answer.txt": b"strange"}, stranger))
    released.teacher.does("collect", "ps1", "--update")
    assert answer(released.submitted("ana")) == "two"
    assert [answer(one) for one in released.beside("ana")] == ["one", *["strange"] * 19]


def test_two_machines_at_once_before_any_is_known_are_pointed_out_each_time(released: World) -> None:
    ana, ben = released.fetched("ana"), released.fetched("ben")
    ana.does("submit", "ps1")
    ben.does("submit", "ps1", "--student=ana")
    for _ in range(2):
        assert "ana submitted from more than one machine" in released.teacher.does("collect", "ps1").log


def test_an_id_in_other_letters_is_not_another_student(released: World) -> None:
    ana, ben = released.fetched("ana"), released.fetched("ben")
    ana.edit("by ana")
    ana.does("submit", "ps1")
    released.teacher.does("collect", "ps1")
    ben.edit("by ben")
    ben.does("submit", "ps1", "--student=ANA")
    said = released.teacher.does("collect", "ps1", "--update", "--ExchangeCollect.check_owner=False")
    assert "differs from ana only in how it is written" in said.log
    assert [path.name for path in (released.course / "submitted").iterdir()] == ["ana"]
    assert answer(released.submitted("ana")) == "by ana"


def test_two_students_at_once(released: World) -> None:
    """At the seam where they meet: the letters of many machines, written at the same moment into one folder."""
    folder = CourseFolder(released.exchange, COURSE)

    def submit(number: int) -> None:
        envelope = for_submission(released.home / f"cache-{number}", None)
        said = about(
            student=f"s{number % 2}", secret=f"{number:064x}", timestamp=f"2026-11-02 08:00:{number:02} UTC"
        )
        files = {"answer.txt": str(number).encode()}
        folder.hand_over(said, write_letter(said, files, envelope))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(submit, range(24)))
    assert len(released.submissions()) == 24
    released.teacher.does("collect", "ps1", "--ExchangeCollect.check_owner=False")
    assert [answer(released.submitted(name)) for name in ("s0", "s1")] == ["22", "23"]
    assert [len(released.beside(name)) for name in ("s0", "s1")] == [11, 11]


def test_nobody_fills_the_disk(released: World) -> None:
    folder = CourseFolder(released.exchange, COURSE)
    envelope = for_submission(released.home / "cache", None)
    for number in range(30):
        said = about(secret=f"{number:064x}", timestamp=f"2026-11-02 08:00:{number:02} UTC")
        folder.hand_over(said, write_letter(said, {"answer.txt": str(number).encode()}, envelope))
    said = released.teacher.does("collect", "ps1")
    assert "ana has 9 more submissions of ps1; they are left in the exchange" in said.log
    assert len(released.beside("ana")) == 20


def test_a_full_disk_stops_one_student_and_says_so(released: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ana", "ben"):
        released.fetched(name).does("submit", "ps1")
    real = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if "ana" in self.parts:
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    said = released.teacher.does("collect", "ps1", code=1)
    assert "there is no space left" in said.log
    assert "1 of 2 submissions were not collected" in said.log
    assert released.submitted("ben").is_dir()
    assert not released.submitted("ana").exists()
    monkeypatch.undo()
    released.teacher.does("collect", "ps1")
    assert released.submitted("ana").is_dir()


def test_a_letter_cannot_bring_its_own_marks(released: World) -> None:
    folder = CourseFolder(released.exchange, COURSE)
    files = {"TimeStamp.txt/a": b"", "submission_secret.txt": b"mine", "answer.txt": b"x"}
    folder.hand_over(about(), write_letter(about(), files, for_submission(released.home / "cache", None)))
    released.teacher.does("collect", "ps1")
    assert sorted(path.name for path in released.submitted("ana").iterdir()) == [
        "answer.txt",
        "submission_secret.txt",
        "timestamp.txt",
    ]
    assert (released.submitted("ana") / "submission_secret.txt").read_text(encoding="utf-8") == about().secret


def test_a_clock_ahead_is_pointed_out(released: World) -> None:
    ana = released.fetched("ana")
    ana.does("submit", "ps1", "--Exchange.timestamp_format=2099-01-01 00:00:00.000000 UTC")
    assert "the clock of ana's machine is ahead" in released.teacher.does("collect", "ps1").log
