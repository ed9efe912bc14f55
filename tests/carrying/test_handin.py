import json
from pathlib import Path

import pytest

from carrying.bundle import Manifest, Refused, pack, read_bundle, unpack
from carrying.handin import as_hand_in, hand_in
from carrying.journal import Journal
from carrying.packs import on_shelf, open_lesson, pack_lessons, take_pack
from carrying.saving import NotSaved
from carrying.sealing import ForAnother, Signed
from carrying.study import Study, open_study
from carrying.trust import known_class, own_keys
from curriculum.course import load_course
from curriculum.evidence import Opened
from curriculum.lesson import UnreadableLesson, encode
from curriculum.releasing import release_lesson
from tests.keys import CLASS, STUDENT
from tests.tiny import write_course


@pytest.fixture
def packed(tmp_path: Path) -> bytes:
    course = load_course(write_course(tmp_path / "course"))
    folders = []
    for lesson in ("halving", "doubling"):
        folder = tmp_path / "release" / lesson
        folder.mkdir(parents=True)
        (folder / "lesson.json").write_bytes(encode(release_lesson(course, lesson, "salt")))
        (folder / f"{lesson}.ipynb").write_text('{"cells": [], "nbformat": 4}', encoding="utf-8")
        (folder / "notes.txt").write_text("not for students", encoding="utf-8")
        folders.append(folder)
    return pack_lessons(folders, "tiny", Signed(CLASS))


@pytest.fixture
def study(tmp_path: Path, packed: bytes) -> Study:
    study = open_study(tmp_path / "study", "tiny")
    assert take_pack(study, unpack(packed)) == ["doubling", "halving"]
    return study


def test_a_pack_fills_the_shelf_and_a_lesson_opens_from_it(study: Study) -> None:
    assert on_shelf(study) == ["doubling", "halving"]
    notebook = open_lesson(study, "halving")
    assert notebook.is_file()
    assert (notebook.parent / "lesson.json").is_file()
    assert not (notebook.parent / "notes.txt").exists()


def test_a_new_pack_never_writes_over_work(study: Study, packed: bytes) -> None:
    notebook = open_lesson(study, "halving")
    notebook.write_text("my work", encoding="utf-8")
    take_pack(study, unpack(packed))
    assert open_lesson(study, "halving").read_text(encoding="utf-8") == "my work"


def test_a_lesson_that_is_not_there_is_said(study: Study) -> None:
    with pytest.raises(UnreadableLesson, match="Ask your teacher"):
        open_lesson(study, "thirds")


def test_work_is_handed_in_and_read_back(study: Study, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    notebook = open_lesson(study, "halving")
    journal = Journal(notebook.parent, "halving", study)
    journal.append(Opened)
    first = as_hand_in(read_bundle(hand_in(study, stick), [CLASS]))
    journal.append(Opened)
    second = as_hand_in(read_bundle(hand_in(study, stick), [CLASS]))
    assert first.student == second.student == study.profile.student
    assert second.by > first.by
    assert [lesson.lesson for lesson in second.lessons] == ["halving"]
    assert second.lessons[0].journal == journal.path.read_bytes()
    assert second.lessons[0].notebook == notebook.read_bytes()
    assert b'"name"' not in b"".join(unpack(next(stick.iterdir()).read_bytes(), [CLASS]).members.values())


def test_nothing_is_handed_in_to_the_folder_one_works_in(study: Study) -> None:
    open_lesson(study, "halving")
    with pytest.raises(NotSaved, match="nobody collects there"):
        hand_in(study, study.folder / "halving")
    assert not list(study.folder.glob("halving/*.trellis"))


def test_a_notebook_is_not_caught_in_the_middle_of_a_save(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = open_lesson(study, "halving")
    whole = notebook.read_bytes()
    notebook.write_bytes(b"")
    monkeypatch.setattr("carrying.handin.time.sleep", lambda _: notebook.write_bytes(whole))
    assert as_hand_in(read_bundle(hand_in(study, tmp_path), [CLASS])).lessons[0].notebook == whole


def test_a_notebook_that_stays_damaged_is_handed_in_as_it_is(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_lesson(study, "halving").write_bytes(b'{"cells": [')
    monkeypatch.setattr("carrying.handin.time.sleep", lambda _: None)
    assert as_hand_in(read_bundle(hand_in(study, tmp_path), [CLASS])).lessons[0].notebook == b'{"cells": ['


def test_nothing_to_hand_in_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotSaved, match="nothing to hand in yet"):
        hand_in(open_study(tmp_path, "tiny"), tmp_path)


@pytest.mark.parametrize(
    ("manifest", "members", "said"),
    [
        (Manifest(kind="pack"), {}, "lessons for students"),
        (Manifest(kind="hand-in", student="../x", by=("m" * 12, 1)), {}, "whose work"),
        (
            Manifest(kind="hand-in", student="s" * 12, by=("m" * 12, 1)),
            {"halving/virus.exe": b""},
            "no part of a hand-in",
        ),
    ],
)
def test_what_is_no_hand_in_is_refused(manifest: Manifest, members: dict[str, bytes], said: str) -> None:
    with pytest.raises(Refused, match=said):
        as_hand_in(unpack(pack(manifest, members)))


def test_a_hand_in_is_no_pack(study: Study, tmp_path: Path) -> None:
    open_lesson(study, "halving")
    with pytest.raises(Refused, match="not lessons"):
        take_pack(study, read_bundle(hand_in(study, tmp_path), [CLASS]))


def test_a_notebook_flooded_by_a_loop_travels_without_what_it_printed(study: Study, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    notebook = open_lesson(study, "halving")
    flood = {"output_type": "stream", "name": "stdout", "text": "x" * 60_000_000}
    answer = {"output_type": "display_data", "data": {"text/plain": "Your answers"}, "metadata": {}}
    cell = {"cell_type": "code", "source": "while True: print('x')", "outputs": [flood, answer]}
    notebook.write_text(json.dumps({"cells": [cell], "nbformat": 4}), encoding="utf-8")
    lesson = as_hand_in(read_bundle(hand_in(study, stick), [CLASS])).lessons[0]
    assert lesson.notebook is not None
    assert json.loads(lesson.notebook)["cells"] == [{**cell, "outputs": [answer]}]
    notebook.write_bytes(b"x" * 60_000_000)
    Journal(notebook.parent, "halving", study).append(Opened)
    lesson = as_hand_in(read_bundle(hand_in(study, stick), [CLASS])).lessons[0]
    assert lesson.notebook is None
    assert lesson.journal.endswith(b"\n")


def test_a_hand_in_is_sealed_for_the_class_and_signed_by_the_installation(
    study: Study, tmp_path: Path
) -> None:
    open_lesson(study, "halving")
    file = hand_in(study, tmp_path)
    assert file.read_bytes().startswith(b"TRELLIS/1 sealed " + CLASS.card.fingerprint[:16].encode() + b"\n")
    assert study.profile.student.encode() not in file.read_bytes()
    assert as_hand_in(read_bundle(file, [CLASS])).sender == own_keys(study).card
    with pytest.raises(ForAnother, match="sealed for someone else"):
        read_bundle(file, [own_keys(study)])


def test_without_a_class_a_hand_in_is_a_copy_for_oneself(tmp_path: Path) -> None:
    alone = open_study(tmp_path / "alone", "tiny")
    Journal(alone.lesson("halving"), "halving", alone).path.parent.mkdir()
    Journal(alone.lesson("halving"), "halving", alone).append(Opened)
    (alone.lesson("halving") / "lesson.json").write_bytes(b"{}")
    file = hand_in(alone, tmp_path)
    assert known_class(alone) is None
    assert as_hand_in(read_bundle(file, [own_keys(alone)])).student == alone.profile.student
    with pytest.raises(ForAnother):
        read_bundle(file, [CLASS])


def test_more_work_than_one_file_holds_is_said(study: Study, tmp_path: Path, monkeypatch) -> None:
    open_lesson(study, "halving")
    monkeypatch.setattr("carrying.handin.MAX_FILE", 1_000)
    (tmp_path / "stick").mkdir()
    with pytest.raises(NotSaved, match="more than one file can hold"):
        hand_in(study, tmp_path / "stick")
    assert list((tmp_path / "stick").iterdir()) == []


def test_a_counter_no_database_holds_is_refused() -> None:
    manifest = Manifest(kind="hand-in", student="s" * 12, by=("m" * 12, 2**53))
    with pytest.raises(Refused, match="whose work"):
        as_hand_in(unpack(pack(manifest, {}, Signed(STUDENT))))
