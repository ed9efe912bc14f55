"""The first day's guide ticks itself from what is there."""

from __future__ import annotations

from pathlib import Path

from grading.class_folder import new_class
from grading.join_codes import make_codes
from grading.roster import add_student
from kit.first_day import Guide, first_day, note, read_notes
from tests.tiny import write_course


def ticked(guide: Guide) -> list[int]:
    return [number for number, step in enumerate(guide.steps, 1) if step.done]


def test_steps_are_done_when_they_are_really_done(tmp_path: Path) -> None:
    folder = new_class(tmp_path / "class", "7b", write_course(tmp_path / "course"))
    fresh = first_day(folder, students=0, released=0, machines=0, waiting=0)
    assert ticked(fresh) == [1]
    assert fresh.now == 1
    note(folder.root, sheet=True)
    add_student(folder.roster, "Amina")
    assert ticked(first_day(folder, students=1, released=0, machines=0, waiting=0)) == [1, 2, 3]
    make_codes(folder)
    assert ticked(first_day(folder, students=1, released=2, machines=0, waiting=0)) == [1, 2, 3, 4, 5]
    note(folder.root, carried=True)
    assert ticked(first_day(folder, students=1, released=2, machines=0, waiting=1)) == [1, 2, 3, 4, 5, 6, 8]
    done = first_day(folder, students=1, released=2, machines=1, waiting=0)
    assert done.now == len(done.steps) == done.done == 9


def test_notes_add_up_and_a_broken_file_is_only_asked_again(tmp_path: Path) -> None:
    note(tmp_path, sheet=True)
    assert note(tmp_path, put_away=True).sheet
    (tmp_path / "desk.json").write_bytes(b"{")
    assert not read_notes(tmp_path).sheet
    assert note(tmp_path, carried=True).carried
