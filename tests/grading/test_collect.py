"""Collecting: any files, any order, any number of times; what cannot be read is put aside and the run goes on."""

from __future__ import annotations

import io
import itertools
import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from carrying.bundle import Manifest, Member, digest, pack, read_bundle, write_bundle
from carrying.copies import MIME, copy_of
from carrying.handin import as_hand_in, hand_in
from carrying.journal import read_journal
from carrying.saving import NotSaved
from carrying.sealing import Sealed, open_envelope
from carrying.trust import own_keys
from curriculum.course import Course
from curriculum.evidence import Answered, Opened
from grading.class_folder import ClassFolder
from grading.collect import Collected, CollectFault, collect
from grading.records import Records
from grading.release import Released
from grading.roster import read_roster
from grading.submissions import earlier_notebooks
from tests.grading.work import do_halving, make_study, study_with, write_code, write_journal
from tests.keys import CLASS, STUDENT, sealed, unlocked

AMINA, TOMAS = "k3f92m7qx0ab", "p8r4wz2n6cde"
MONDAY, TUESDAY = datetime(2026, 11, 2, 15, tzinfo=UTC), datetime(2026, 11, 3, 15, tzinfo=UTC)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def state(folder: ClassFolder) -> dict[str, object]:
    """All that collecting changes in a class, but for the clock of the collecting."""
    with Records(folder.records_url) as records:
        events = records.events()
    files = {
        path.relative_to(folder.root).as_posix(): path.read_bytes()
        for top in (folder.submitted, folder.submitted_others, folder.quarantine)
        for path in top.rglob("*")
        if path.is_file()
    }
    return {"events": events, "roster": set(read_roster(folder.roster).names), **files}


def test_work_arrives_where_nbgrader_looks_for_it(
    klass: ClassFolder, course: Course, tmp_path: Path, stick: Path
) -> None:
    study = study_with(klass, tmp_path / "amina", AMINA, "schoolschool")
    journal = do_halving(study, course)
    hand_in(study, stick)
    done = collect(klass, stick, at=MONDAY)
    assert [(one.student, one.new_events, one.known, one.lessons) for one in done.taken] == [
        (AMINA, 9, False, ("doubling", "halving"))
    ]
    assert (done.aside, done.new_students, done.unknown_lessons) == ((), (AMINA,), ())
    submission = klass.submitted / AMINA / "halving"
    assert sorted(path.name for path in submission.iterdir()) == [
        "halving.ipynb",
        "journal.jsonl",
        "timestamp.txt",
    ]
    assert (submission / "journal.jsonl").read_bytes() == journal.path.read_bytes()
    assert (submission / "halving.ipynb").read_bytes() == (
        study.lesson("halving") / "halving.ipynb"
    ).read_bytes()
    assert (submission / "timestamp.txt").read_text(encoding="utf-8") == "2026-11-02 15:00:00.000000 UTC\n"
    assert read_roster(klass.roster).names == {AMINA: ""}


def test_collecting_again_changes_nothing(
    klass: ClassFolder, course: Course, tmp_path: Path, stick: Path
) -> None:
    study = study_with(klass, tmp_path / "amina", AMINA, "schoolschool")
    do_halving(study, course)
    hand_in(study, stick)
    collect(klass, stick, at=MONDAY)
    before = state(klass)
    again = collect(klass, stick, at=TUESDAY)
    assert ([one.known for one in again.taken], again.new, again.students) == ([True], [], [AMINA])
    assert state(klass) == before


def test_only_what_changed_gets_a_new_timestamp(
    klass: ClassFolder, course: Course, tmp_path: Path, stick: Path
) -> None:
    study = study_with(klass, tmp_path / "amina", AMINA, "schoolschool")
    do_halving(study, course)
    hand_in(study, stick)
    collect(klass, stick, at=MONDAY)
    write_journal(study, "doubling").append(Opened)
    hand_in(study, stick)
    collect(klass, stick, at=TUESDAY)
    stamps = {
        lesson: (klass.submitted / AMINA / lesson / "timestamp.txt").read_text(encoding="utf-8")[:10]
        for lesson in ("halving", "doubling")
    }
    assert stamps == {"halving": "2026-11-02", "doubling": "2026-11-03"}


def test_the_order_of_the_files_does_not_matter(
    klass: ClassFolder, released_once: tuple[ClassFolder, Released], course: Course, tmp_path: Path
) -> None:
    study = study_with(klass, tmp_path / "amina", AMINA, "schoolschool")
    files = []
    for number in range(3):
        write_journal(study, "halving").append(Opened)
        write_code(study, "doubling", "answer-double", f"# version {number}\n")
        (tmp_path / str(number)).mkdir()
        files.append(hand_in(study, tmp_path / str(number)))
    ends = []
    for number, order in enumerate(itertools.permutations(files)):
        root = tmp_path / f"class-{number}"
        klass_here = _copy(klass, root)
        for file in order:
            collect(klass_here, file, at=MONDAY)
        ends.append(state(klass_here))
    assert all(end == ends[0] for end in ends)
    notebook = ends[0][f"submitted/{AMINA}/doubling/doubling.ipynb"]
    assert isinstance(notebook, bytes)
    assert b"# version 2" in notebook


def _copy(folder: ClassFolder, root: Path) -> ClassFolder:
    import shutil

    from grading.class_folder import open_class

    shutil.copytree(folder.root, root)
    return unlocked(open_class(root))


def test_a_damaged_file_is_copied_aside_and_the_run_goes_on(
    klass: ClassFolder, course: Course, tmp_path: Path, stick: Path
) -> None:
    study = study_with(klass, tmp_path / "amina", AMINA, "schoolschool")
    do_halving(study, course)
    good = hand_in(study, stick).read_bytes()
    cut = [len(good) * part // 10 for part in range(10)]
    for size in cut:
        (stick / f"Cut at {size}!.trellis").write_bytes(good[:size])
    flipped = bytearray(good)
    flipped[len(good) // 2] ^= 0xFF
    (stick / "flipped.trellis").write_bytes(flipped)
    before = {path: path.read_bytes() for path in stick.iterdir()}
    done = collect(klass, stick)
    assert [one.student for one in done.taken] == [AMINA]
    assert len(done.aside) == 11
    assert {one.reason for one in done.aside} == {
        "It is empty: the copy was not finished. Copy it again from where it came.",
        "It is damaged or was not copied to the end. Copy it again from where it came.",
    }
    for one in done.aside:
        assert one.copy is not None
        assert one.copy.read_bytes() == before[stick / one.file]
        assert (
            one.copy.with_name(one.copy.stem + ".reason.txt")
            .read_text(encoding="utf-8")
            .startswith(one.reason)
        )
    assert {
        path: path.read_bytes() for path in stick.iterdir() if not path.name.startswith("receipt-")
    } == before
    aside = sorted(klass.quarantine.iterdir())
    collect(klass, stick)
    assert sorted(klass.quarantine.iterdir()) == aside


def test_foreign_and_hostile_files_are_refused(klass: ClassFolder, tmp_path: Path, stick: Path) -> None:
    (stick / "photo.trellis").write_bytes(b"\xff\xd8\xff\xe0 not ours")
    (stick / "slip.trellis").write_bytes(_forged({"../../../evil/journal.jsonl": b"x"}))
    (stick / "bomb.trellis").write_bytes(_forged({"halving/journal.jsonl": b"\0" * 200 * 1024 * 1024}))
    (stick / "liar.trellis").write_bytes(
        _forged({"halving/journal.jsonl": b"\0" * 200 * 1024 * 1024}, claim=10)
    )
    (stick / "twice.trellis").write_bytes(_twice())
    (stick / "newer.trellis").write_bytes(b"TRELLIS/2 clear\n")
    (stick / "closed.trellis").write_bytes(b"TRELLIS/1 age\n")
    (stick / "nobody.trellis").write_bytes(
        pack(
            Manifest(kind="hand-in", student="../x", by=("y", 1)),
            {"halving/journal.jsonl": b""},
            Sealed(STUDENT, CLASS.card),
        )
    )
    (stick / "extra.trellis").write_bytes(
        pack(
            Manifest(kind="hand-in", student=AMINA, by=("schoolschool", 1)),
            {"halving/solution.py": b"import os"},
            Sealed(STUDENT, CLASS.card),
        )
    )
    done = collect(klass, stick)
    reasons = {one.file.partition(".")[0]: one.reason for one in done.aside}
    assert done.taken == ()
    assert reasons == {
        "photo": "It is no file of Trellis, or another program has changed it. The name of the right one ends in .trellis.",
        "slip": "It holds a name that Trellis never writes.",
        "bomb": "It would unpack to far more than lessons can be.",
        "liar": "It is damaged or was not copied to the end. Copy it again from where it came.",
        "twice": "It holds one name twice.",
        "newer": "It comes from a newer Trellis. Update this one, then try again.",
        "closed": "It is closed in a way this Trellis does not open (age).",
        "nobody": "It does not say whose work it is.",
        "extra": "It holds “halving/solution.py”, which is no part of a hand-in.",
    }
    assert not (tmp_path / "evil").exists()
    assert not list(klass.submitted.iterdir())


def _forged(members: dict[str, bytes], claim: int | None = None) -> bytes:
    """A bundle that nobody's `pack` would write; `claim` is a false size for its members."""
    listed = tuple(Member(name, claim or len(data), digest(data)) for name, data in members.items())
    manifest = Manifest(
        kind="hand-in", student=AMINA, by=("schoolschool", 1), sender=STUDENT.card, members=listed
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", _json(manifest))
        for name, data in members.items():
            archive.writestr(name, data)
    data = stream.getvalue()
    if claim is not None:
        for size in {len(member) for member in members.values()}:
            data = data.replace(size.to_bytes(4, "little"), claim.to_bytes(4, "little"))
    return sealed(data)


def _twice() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("halving/journal.jsonl", b"mine")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("halving/journal.jsonl", b"yours")
    return sealed(stream.getvalue())


def _json(manifest: Manifest) -> bytes:
    import msgspec

    return msgspec.json.encode(manifest)


def test_files_lie_at_the_top_or_one_folder_down(
    klass: ClassFolder, course: Course, tmp_path: Path, stick: Path
) -> None:
    study = study_with(klass, tmp_path / "amina", AMINA, "schoolschool")
    do_halving(study, course)
    for place in ("row one", "row one/too deep", ".Trash"):
        (stick / place).mkdir()
        file = hand_in(study, stick / place)
    file.rename(stick / ".Trash" / "._x.trellis")
    (stick / "row one" / "x.TRELLIS").write_bytes(next((stick / "row one").glob("*.trellis")).read_bytes())
    (stick / "notes.txt").write_text("buy milk", encoding="utf-8")
    assert [one.known for one in collect(klass, stick).taken] == [False, True]


def test_packs_are_passed_over(klass: ClassFolder) -> None:
    assert collect(klass, klass.packs) == Collected(packs=1)


def test_quarantine_is_not_collected_again(klass: ClassFolder, stick: Path) -> None:
    (stick / "x.trellis").write_bytes(b"x")
    collect(klass, stick)
    assert collect(klass, klass.root).aside == ()


def test_a_single_file_can_be_collected(
    klass: ClassFolder, course: Course, tmp_path: Path, stick: Path
) -> None:
    study = study_with(klass, tmp_path / "amina", AMINA, "schoolschool")
    do_halving(study, course)
    assert collect(klass, hand_in(study, stick)).students == [AMINA]


def test_a_missing_folder_is_said(klass: ClassFolder, tmp_path: Path) -> None:
    with pytest.raises(CollectFault, match=r"There is no folder .* Check that the stick is in"):
        collect(klass, tmp_path / "no-stick")


def test_unknown_lessons_are_listed_and_their_events_kept(
    klass: ClassFolder, tmp_path: Path, stick: Path
) -> None:
    study = make_study(tmp_path / "amina", AMINA, "schoolschool")
    write_journal(study, "tripling").append(Opened)
    hand_in(study, stick)
    done = collect(klass, stick)
    assert done.unknown_lessons == ("tripling",)
    assert not (klass.submitted / AMINA).exists()
    with Records(klass.records_url) as records:
        assert [event.lesson for event in records.events()[AMINA]] == ["tripling"]


def test_two_machines_of_one_student_are_brought_together(
    klass: ClassFolder, course: Course, tmp_path: Path, stick: Path
) -> None:
    school = study_with(klass, tmp_path / "school", AMINA, "schoolschool")
    home = study_with(klass, tmp_path / "home", AMINA, "homehomehome")
    do_halving(school, course)
    write_code(school, "doubling", "answer-double", "# at school\n")
    write_journal(home, "halving").append(Opened)
    write_code(home, "doubling", "answer-double", "# at home\n")
    for study, at in ((school, MONDAY), (home, TUESDAY)):
        collect(klass, hand_in(study, stick), at=at)
    submission = klass.submitted / AMINA
    assert len(read_journal(submission / "halving" / "journal.jsonl")) == 10
    assert b"# at home" in (submission / "doubling" / "doubling.ipynb").read_bytes()
    assert b"# at school" in (klass.submitted_others / AMINA / "doubling" / "schoolschool.ipynb").read_bytes()
    before = state(klass)
    collect(klass, stick)
    assert state(klass) == before


def test_a_damaged_notebook_is_kept_as_it_was_handed_in(
    klass: ClassFolder, course: Course, tmp_path: Path, stick: Path
) -> None:
    study = study_with(klass, tmp_path / "amina", AMINA, "schoolschool")
    do_halving(study, course)
    (study.lesson("halving") / "halving.ipynb").write_bytes(b'{"cells": [ {"cell_ty')
    hand_in(study, stick)
    collect(klass, stick)
    submission = klass.submitted / AMINA / "halving"
    assert (submission / "halving.ipynb").read_bytes() == b'{"cells": [ {"cell_ty'
    before = state(klass)
    collect(klass, stick)
    assert state(klass) == before


def test_a_good_notebook_is_kept_when_a_damaged_one_follows(
    klass: ClassFolder, tmp_path: Path, stick: Path
) -> None:
    study = study_with(klass, tmp_path / "amina", AMINA, "schoolschool")
    write_code(study, "doubling", "answer-double", "# good\n")
    collect(klass, hand_in(study, stick))
    (study.lesson("doubling") / "doubling.ipynb").write_bytes(b"")
    collect(klass, hand_in(study, stick))
    assert (klass.submitted / AMINA / "doubling" / "doubling.ipynb").read_bytes() == b""
    kept = earlier_notebooks(klass, AMINA, "doubling")
    assert len(kept) == 1
    assert b"# good" in kept[0].read_bytes()


def test_earlier_notebooks_are_told_newest_first(klass: ClassFolder) -> None:
    beside = klass.submitted_others / AMINA / "doubling"
    beside.mkdir(parents=True)
    for name in ("schoolschool-before-9", "homehomehome", "schoolschool-before-10"):
        (beside / f"{name}.ipynb").write_bytes(b"{}")
    assert [path.stem for path in earlier_notebooks(klass, AMINA, "doubling")] == [
        "schoolschool-before-10",
        "schoolschool-before-9",
        "homehomehome",
    ]
    assert earlier_notebooks(klass, TOMAS, "doubling") == []


def test_answers_come_back_from_the_notebook_when_the_journal_is_lost(
    klass: ClassFolder, course: Course, tmp_path: Path, stick: Path
) -> None:
    study = study_with(klass, tmp_path / "amina", AMINA, "schoolschool")
    journal = do_halving(study, course)
    others = do_halving(make_study(tmp_path / "tomas", TOMAS, "tomastomasto"), course).read()
    path = study.lesson("halving") / "halving.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = next(cell for cell in notebook["cells"] if cell["id"] == "branch-halving")
    cell["outputs"] = [
        {
            "output_type": "display_data",
            "metadata": {},
            "data": {MIME: copy_of("halving", 'branch("halving")', events)},
        }
        for events in (journal.read(), others)
    ]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    written = journal.read()
    journal.path.write_bytes(journal.path.read_bytes().splitlines(keepends=True)[0])
    hand_in(study, stick)
    assert collect(klass, stick).taken[0].new_events == 9
    assert read_journal(klass.submitted / AMINA / "halving" / "journal.jsonl") == written


def test_a_torn_journal_is_told_to_the_teacher(
    klass: ClassFolder, course: Course, tmp_path: Path, stick: Path
) -> None:
    study = study_with(klass, tmp_path / "amina", AMINA, "schoolschool")
    journal = do_halving(study, course)
    journal.path.write_bytes(journal.path.read_bytes()[:-40])
    hand_in(study, stick)
    taken = collect(klass, stick).taken[0]
    assert (taken.new_events, taken.notes) == (
        8,
        ("1 entry of its journal could not be read, as after a power cut. All others are in.",),
    )


def test_progress_is_told_for_every_file(klass: ClassFolder, stick: Path) -> None:
    for name in ("a", "b"):
        (stick / f"{name}.trellis").write_bytes(b"x")
    told: list[tuple[str, int, int]] = []
    collect(klass, stick, lambda *step: told.append(step))
    assert told == [("a.trellis", 0, 2), ("b.trellis", 1, 2), ("", 2, 2)]


def test_an_answer_changed_on_the_way_is_refused(
    klass: ClassFolder, course: Course, tmp_path: Path, stick: Path
) -> None:
    study = study_with(klass, tmp_path / "amina", AMINA, "schoolschool")
    do_halving(study, course, first="1000")
    file = hand_in(study, stick)
    letter = open_envelope(file.read_bytes(), [CLASS])
    with zipfile.ZipFile(io.BytesIO(letter.archive)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["halving/journal.jsonl"] = members["halving/journal.jsonl"].replace(b'"1000"', b'"7"')
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    file.write_bytes(sealed(stream.getvalue(), by=own_keys(study)))
    assert [one.reason for one in collect(klass, stick).aside] == [
        "halving/journal.jsonl inside it was changed on the way."
    ]


def test_an_empty_stick_is_no_fault(klass: ClassFolder, stick: Path) -> None:
    assert collect(klass, stick) == Collected()


def test_a_full_disk_is_said_and_the_stick_keeps_its_work(
    klass: ClassFolder, course: Course, tmp_path: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = study_with(klass, tmp_path / "amina", AMINA, "schoolschool")
    do_halving(study, course)
    file = hand_in(study, stick)
    data = file.read_bytes()

    def full(path: Path, data: bytes) -> None:
        raise NotSaved(f"{path} could not be written: there is no space left.")

    with monkeypatch.context() as patch:
        patch.setattr("grading.submissions.save", full)
        with pytest.raises(NotSaved, match="no space left"):
            collect(klass, stick)
    assert file.read_bytes() == data
    assert [one.known for one in collect(klass, stick).taken] == [True]
    assert isinstance(read_journal(klass.submitted / AMINA / "halving" / "journal.jsonl")[1], Answered)


def test_a_bundle_of_another_name_is_the_same_bundle(
    klass: ClassFolder, course: Course, tmp_path: Path, stick: Path
) -> None:
    study = study_with(klass, tmp_path / "amina", AMINA, "schoolschool")
    do_halving(study, course)
    data = hand_in(study, stick).read_bytes()
    write_bundle(stick, data).rename(stick / "Amina (1).trellis")
    write_bundle(stick, data)
    assert sorted(one.known for one in collect(klass, stick).taken) == [False, True]


def test_a_clock_far_ahead_is_said_once_and_costs_nothing(
    klass: ClassFolder, tmp_path: Path, stick: Path
) -> None:
    study = study_with(klass, tmp_path / "amina", AMINA, "schoolschool")
    write_journal(study, "halving").append(Opened)
    made = hand_in(study, stick)
    at = datetime.fromisoformat(unpacked_at(made))
    (first,) = collect(klass, stick, at=at - timedelta(days=365)).taken
    assert (first.new_events, len(first.notes)) == (1, 1)
    assert "clock of this machine was ahead" in first.notes[0]
    (again,) = collect(klass, stick, at=at - timedelta(days=365)).taken
    assert (again.known, again.notes) == (True, ())


def test_a_clock_a_few_hours_ahead_is_not_worth_a_word(
    klass: ClassFolder, tmp_path: Path, stick: Path
) -> None:
    study = study_with(klass, tmp_path / "amina", AMINA, "schoolschool")
    write_journal(study, "halving").append(Opened)
    at = datetime.fromisoformat(unpacked_at(hand_in(study, stick)))
    (only,) = collect(klass, stick, at=at - timedelta(hours=14)).taken
    assert only.notes == ()


def unpacked_at(path: Path) -> str:
    return as_hand_in(read_bundle(path, [CLASS])).at
