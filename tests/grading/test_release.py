"""Releasing: students get everything they need and nothing they must not see."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from carrying.bundle import read_bundle
from carrying.packs import open_lesson, take_pack
from curriculum.cases import Case
from curriculum.course import Course
from curriculum.faults import CourseError
from curriculum.lesson import ReleasedLesson, Spoken, read_lesson
from curriculum.marking import mark
from curriculum.releasing import release_lesson
from curriculum.variants import SealedKey
from grading.class_folder import ClassFolder, new_class, open_class
from grading.gradebook import open_gradebook
from grading.release import Released, ReleaseFault, release
from tests.grading.work import make_study
from tests.keys import unlocked
from tests.tiny import write_course


def test_a_released_lesson_hides_every_answer(released_once: tuple[ClassFolder, Released]) -> None:
    folder, _ = released_once
    everything = "".join(
        "".join(path.read_text(encoding="utf-8").split())
        for path in sorted(folder.release.rglob("*"))
        if path.is_file()
    )
    for variant in read_lesson(folder.release / "halving").variants["half-sealed"]:
        assert isinstance(variant.key, SealedKey)
        for chance in (
            variant.key.salt,
            *variant.key.digests,
        ):  # letters and figures in which 1001 may stand, too
            assert chance in everything
            everything = everything.replace(chance, "")
    for secret in ("SOLUTION", "HIDDEN", "return2*n", "1001", "2002", "more=", "Theansweris"):
        assert secret not in everything
    source = (folder.source / "doubling" / "doubling.ipynb").read_text(encoding="utf-8")
    for secret in ("SOLUTION", "return 2 * n"):
        assert secret in source
    for secret in ("HIDDEN", "1001", "2002"):  # the judge has them from the course
        assert secret not in source


def test_graded_items_are_sealed_and_still_say_right_or_wrong(
    released_once: tuple[ClassFolder, Released],
) -> None:
    folder, _ = released_once
    variants = read_lesson(folder.release / "halving").variants["half-sealed"]
    assert len(variants) == 3
    assert all(
        isinstance(variant.key, SealedKey) and folder.about.salt in variant.key.salt for variant in variants
    )
    assert {mark(variants[0], str(n)).right for n in (15, 25, 35)} == {True, False}


def test_the_release_is_nbgraders_own(released_once: tuple[ClassFolder, Released]) -> None:
    folder, done = released_once
    assert done.lessons == ("halving", "doubling")
    assert sorted(path.name for path in (folder.release / "doubling").iterdir()) == [
        "doubling.ipynb",
        "lesson.json",
    ]
    notebook = json.loads((folder.release / "doubling" / "doubling.ipynb").read_text(encoding="utf-8"))
    assert notebook["metadata"]["trellis"] == {"course": "tiny", "lesson": "doubling", "format": 1}
    assert all(not cell.get("outputs") for cell in notebook["cells"])
    with open_gradebook(folder) as gradebook:
        assert {one.name: one.max_score for one in gradebook.assignments} == {"halving": 2.0, "doubling": 6.0}
        assert {
            cell.name: cell.max_score for cell in gradebook.find_notebook("doubling", "doubling").grade_cells
        } == {
            "branch-doubling": 2.0,
            "check-double": 4.0,
        }


def test_the_pack_opens_on_a_students_machine(
    released_once: tuple[ClassFolder, Released], tmp_path: Path
) -> None:
    _, done = released_once
    study = make_study(tmp_path / "study", "k3f92m7qx0ab", "schoolschool")
    assert take_pack(study, read_bundle(done.pack)) == ["doubling", "halving"]
    assert open_lesson(study, "halving").name == "halving.ipynb"


def test_releasing_again_changes_nothing(
    klass: ClassFolder, released_once: tuple[ClassFolder, Released]
) -> None:
    before = {path: path.read_bytes() for path in klass.release.rglob("*") if path.is_file()}
    again = release(klass)
    assert again.pack.name == released_once[1].pack.name
    assert {path: path.read_bytes() for path in klass.release.rglob("*") if path.is_file()} == before


def test_one_lesson_can_be_released_alone_and_the_pack_holds_those_of_before_too(klass: ClassFolder) -> None:
    shutil.rmtree(klass.release / "halving")
    alone = release(klass, ["doubling"])
    assert alone.lessons == ("doubling",)
    assert set(read_bundle(alone.pack).members) == {"doubling/doubling.ipynb", "doubling/lesson.json"}
    assert release(klass, ["halving"]).lessons == ("halving",)
    later = release(klass, ["doubling"])
    assert {name.partition("/")[0] for name in read_bundle(later.pack).members} == {"doubling", "halving"}


def test_the_process_is_left_where_it_was(
    klass: ClassFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    release(klass, ["doubling"])
    assert Path.cwd() == tmp_path


def test_a_new_text_can_be_released_after_hand_ins_but_not_new_points(klass: ClassFolder) -> None:
    with open_gradebook(klass) as gradebook:
        gradebook.add_student("k3f92m7qx0ab")
        gradebook.add_submission("doubling", "k3f92m7qx0ab")
    path = klass.course_folder() / "notebooks" / "doubling.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Write `double`.", "Now write `double`."), encoding="utf-8")
    release(klass, ["doubling"])
    released = (klass.release / "doubling" / "doubling.ipynb").read_bytes()
    assert b"Now write `double`." in released

    path.write_text(text[: text.index("Write `double`.")], encoding="utf-8")
    with pytest.raises(ReleaseFault, match=r"has been handed in .* \(answer-double, check-double\)"):
        release(klass, ["doubling"])
    assert (klass.release / "doubling" / "doubling.ipynb").read_bytes() == released


def test_a_course_with_faults_is_not_released(tmp_path: Path) -> None:
    write_course(tmp_path / "tiny")
    made = new_class(tmp_path / "7b", "7b", tmp_path / "tiny")
    graph = tmp_path / "tiny" / "lessons" / "halving.yaml"
    graph.write_text(
        graph.read_text(encoding="utf-8")
        .replace("item: half-of", "item: no-such")
        .replace("to: puzzle", "to: nowhere"),
        encoding="utf-8",
    )
    with pytest.raises(CourseError) as caught:
        release(made)
    assert len(caught.value.faults) >= 2
    assert made.released() == []
    assert not list(made.packs.iterdir())


def test_an_unknown_lesson_is_named(klass: ClassFolder) -> None:
    with pytest.raises(
        ReleaseFault, match=r"The course has no lesson “tripling”\. Lessons: halving, doubling\."
    ):
        release(klass, ["tripling"])


def test_a_leak_stops_the_release(klass: ClassFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    text = klass.config.read_text(encoding="utf-8")
    klass.config.write_text(
        text + '\nc.ClearSolutions.begin_solution_delimeter = "SOMETHING ELSE"\n', encoding="utf-8"
    )
    with pytest.raises(
        ReleaseFault, match=r"students would have seen what they must not\. The cell answer-double"
    ):
        release(klass, ["doubling"])
    assert klass.released() == ["halving"]


@pytest.mark.parametrize("where", ["in its own language", "in another language"])
def test_a_leak_of_hidden_cases_stops_the_release(
    klass: ClassFolder, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def leaking(course: Course, lesson: str, salt: str, **_cells: object) -> ReleasedLesson:
        released = release_lesson(course, lesson, salt)
        shown = {"double": replace(released.checks["double"], cases=(Case(call=[1001], expect=2002),))}
        if where == "in another language":
            return replace(released, spoken={"es": Spoken(checks=shown)})
        return replace(released, checks=shown)

    monkeypatch.setattr("grading.release.release_lesson", leaking)
    with pytest.raises(ReleaseFault, match=r"lesson\.json holds a hidden case of “double”"):
        release(klass, ["doubling"])


def test_a_class_folder_can_move_and_release(klass: ClassFolder, tmp_path: Path) -> None:
    klass.root.rename(tmp_path / "moved")
    moved = unlocked(open_class(tmp_path / "moved"))
    assert release(moved, ["halving"]).pack.is_relative_to(moved.root)
