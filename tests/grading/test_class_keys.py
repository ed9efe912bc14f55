"""A class's keys: made, locked, unlocked, recovered; and what collecting and releasing do with them."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from carrying.archive import Manifest
from carrying.bundle import digest, pack, read_bundle
from carrying.handin import hand_in
from carrying.keys import Work, WrongPassphrase
from carrying.recovery import Mistyped, new_code
from carrying.sealing import Clear, Sealed, Signed
from carrying.study import HIDDEN, Study
from carrying.trust import own_keys, remember_class
from curriculum.evidence import Opened
from grading.class_folder import ClassFault, ClassFolder, new_class, open_class
from grading.class_keys import Locked, class_card, make_keys, recover, unlock_class
from grading.collect import UNSEALED, Collected, collect
from grading.records import Records
from grading.recovery_sheet import page
from grading.release import release
from grading.roster import read_roster
from tests.grading.work import make_study, write_journal
from tests.keys import CLASS, OTHER
from tests.tiny import write_course

pytestmark = pytest.mark.slow

AMINA, TOMAS = "k3f92m7qx0ab", "p8r4wz2n6cde"
WORDS = "seven quiet rivers"
LITTLE = Work(passes=1, kib=8)


@pytest.fixture(autouse=True)
def little_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase costs half a second for a reason, and these tests have none."""
    monkeypatch.setattr("grading.class_keys.PASSPHRASE_WORK", LITTLE)
    monkeypatch.setattr("grading.class_keys.CODE_WORK", LITTLE)


@pytest.fixture
def fresh(tmp_path: Path) -> ClassFolder:
    return new_class(tmp_path / "7b", "7b", write_course(tmp_path / "course"))


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def with_work(study: Study) -> Study:
    write_journal(study, "halving").append(Opened)
    return study


def held(klass: ClassFolder) -> object:
    """All that collecting may change."""
    with Records(klass.records_url) as records:
        found = (records.events(), records.hand_ins(), records.notebooks(), records.installations())
    return found, read_roster(klass.roster), sorted(klass.submitted.rglob("*"))


def test_keys_are_made_locked_and_opened(fresh: ClassFolder) -> None:
    assert class_card(fresh) is None
    made = make_keys(fresh, WORDS)
    assert made.folder.keys is not None
    assert class_card(fresh) == made.folder.keys.card
    opened = open_class(fresh.root)
    assert (opened.keys, opened.has_keys) == (None, True)
    unlocked = unlock_class(opened, WORDS)
    assert unlocked.keys is not None
    assert unlocked.keys.secret() == made.folder.keys.secret()
    with pytest.raises(WrongPassphrase, match="Nothing was changed"):
        unlock_class(opened, "seven quiet river")


def test_nothing_secret_is_in_the_class_folder(fresh: ClassFolder) -> None:
    made = make_keys(fresh, WORDS)
    assert made.folder.keys is not None
    secret = json.loads(made.folder.keys.secret())
    for path in fresh.root.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        for hidden in (WORDS, made.code, secret["age"], secret["seed"]):
            assert hidden.encode() not in data, path
    assert secret["seed"] not in repr(made)
    assert "AGE-SECRET" not in repr(made.folder)


def test_keys_are_made_once_and_under_a_real_passphrase(fresh: ClassFolder) -> None:
    with pytest.raises(ClassFault, match="at least 8"):
        make_keys(fresh, " a b c d ")
    assert not fresh.has_keys
    make_keys(fresh, WORDS)
    before = fresh.keys_file.read_bytes()
    with pytest.raises(ClassFault, match="has its keys already"):
        make_keys(fresh, "another one altogether")
    assert fresh.keys_file.read_bytes() == before


def test_the_recovery_code_sets_a_new_passphrase_and_stays_good(fresh: ClassFolder) -> None:
    made = make_keys(fresh, WORDS)
    opened = open_class(fresh.root)
    before = fresh.keys_file.read_bytes()
    with pytest.raises(Mistyped, match="Group 1"):
        recover(
            opened,
            "x" + made.code[1:] if made.code[0] != "x" else "y" + made.code[1:],
            "another one altogether",
        )
    with pytest.raises(WrongPassphrase, match="not that of the class “7b”"):
        recover(opened, new_code(), "another one altogether")
    with pytest.raises(ClassFault, match="at least 8"):
        recover(opened, made.code, "short")
    assert fresh.keys_file.read_bytes() == before
    assert recover(opened, made.code.upper(), "another one altogether").keys is not None
    assert unlock_class(opened, "another one altogether").keys is not None
    with pytest.raises(WrongPassphrase):
        unlock_class(opened, WORDS)
    assert recover(opened, made.code, "a third one altogether").keys is not None


@pytest.mark.parametrize("damage", [b"", b"{", b"[" * 200_000, b"\xff"])
def test_a_damaged_keys_file_is_said_and_kept(fresh: ClassFolder, damage: bytes) -> None:
    fresh.keys_file.write_bytes(damage)
    with pytest.raises(ClassFault, match="Put back a copy"):
        unlock_class(fresh, WORDS)
    with pytest.raises(Locked):
        release(fresh)
    assert fresh.keys_file.read_bytes() == damage


def test_keys_of_a_newer_trellis_are_left_alone(fresh: ClassFolder) -> None:
    make_keys(fresh, WORDS)
    stored = json.loads(fresh.keys_file.read_bytes()) | {"format": 2}
    fresh.keys_file.write_text(json.dumps(stored), encoding="utf-8")
    with pytest.raises(ClassFault, match="newer Trellis"):
        unlock_class(fresh, WORDS)


def test_a_public_half_that_was_exchanged_is_noticed(fresh: ClassFolder) -> None:
    """Else students would be handed a key of someone else's, and seal their work for it."""
    make_keys(fresh, WORDS)
    stored = json.loads(fresh.keys_file.read_bytes())
    stored["card"]["recipient"] = OTHER.card.recipient
    fresh.keys_file.write_text(json.dumps(stored), encoding="utf-8")
    with pytest.raises(WrongPassphrase, match="do not belong together"):
        unlock_class(fresh, WORDS)


def test_the_recovery_sheet_needs_nothing_beside_it(fresh: ClassFolder) -> None:
    html = page(msgspec.structs.replace(CLASS.card, name="<7b>"), "k3f9x-2m7qc", "2026-11-02")
    assert "<li><code>k3f9x</code></li><li><code>2m7qc</code></li>" in html
    assert "&lt;7b&gt;" in html
    assert CLASS.card.words in html
    for outside in ("http", "src=", "url(", "<script", "<link", "@import"):
        assert outside not in html


def test_a_locked_class_neither_releases_nor_collects(klass: ClassFolder, stick: Path) -> None:
    locked = open_class(klass.root)
    before = sorted(klass.root.rglob("*"))
    with pytest.raises(Locked, match="The class “7b” is locked"):
        collect(locked, stick)
    with pytest.raises(Locked):
        release(locked)
    assert sorted(klass.root.rglob("*")) == before


def test_packs_are_signed_by_the_class(klass: ClassFolder) -> None:
    bundle = read_bundle(release(klass).pack)
    assert bundle.manifest.sender == CLASS.card
    assert bundle.signer == CLASS.card.verify


def test_a_class_without_keys_gives_lessons_in_clear_and_takes_what_is_in_clear(
    fresh: ClassFolder, stick: Path
) -> None:
    assert read_bundle(release(fresh).pack).signer == ""
    work = Manifest(kind="hand-in", student=AMINA, by=("schoolschool", 1))
    (stick / "old.trellis").write_bytes(pack(work, {"halving/journal.jsonl": b""}, Clear()))
    assert collect(fresh, stick).students == [AMINA]


@pytest.mark.parametrize("envelope", [Clear(), Signed(OTHER)])
def test_a_class_with_keys_takes_nothing_that_is_not_sealed(
    klass: ClassFolder, stick: Path, envelope: Clear | Signed
) -> None:
    work = Manifest(kind="hand-in", student=AMINA, by=("schoolschool", 1))
    (stick / "old.trellis").write_bytes(pack(work, {"halving/journal.jsonl": b""}, envelope))
    before = held(klass)
    assert [one.reason for one in collect(klass, stick).aside] == [UNSEALED]
    assert held(klass) == before


def test_work_for_another_class_is_put_aside_with_its_words(
    klass: ClassFolder, tmp_path: Path, stick: Path
) -> None:
    study = with_work(make_study(tmp_path / "amina", AMINA, "schoolschool"))
    remember_class(study, OTHER.card)
    hand_in(study, stick)
    before = held(klass)
    (aside,) = collect(klass, stick).aside
    assert aside.reason.startswith(f"It is sealed for someone else, with the key “{OTHER.card.words}”.")
    assert held(klass) == before


def test_an_answer_on_its_way_to_a_student_is_passed_over(
    klass: ClassFolder, tmp_path: Path, stick: Path
) -> None:
    study = with_work(make_study(tmp_path / "amina", AMINA, "schoolschool"))
    hand_in(study, stick)
    collect(klass, stick)
    answer = pack(Manifest(kind="pack", course="tiny"), {}, Sealed(CLASS, own_keys(study).card))
    (stick / "answer.trellis").write_bytes(answer)
    done = collect(klass, stick)
    # The answer, and the receipt that the first collecting left.
    assert (done.packs, done.aside, [one.known for one in done.taken]) == (2, (), [True])


def test_the_first_signature_of_a_machine_is_remembered(
    klass: ClassFolder, tmp_path: Path, stick: Path
) -> None:
    study = with_work(make_study(tmp_path / "amina", AMINA, "schoolschool"))
    (taken,) = collect(klass, hand_in(study, stick)).taken
    assert taken.notes == ()
    with Records(klass.records_url) as records:
        (known,) = records.installations()
        assert records.installations(TOMAS) == []
    assert (known.installation, known.student, known.card) == ("schoolschool", AMINA, own_keys(study).card)


def test_a_known_machine_with_another_key_is_refused(klass: ClassFolder, tmp_path: Path, stick: Path) -> None:
    collect(klass, hand_in(with_work(make_study(tmp_path / "amina", AMINA, "schoolschool")), stick))
    before = held(klass)
    other = with_work(make_study(tmp_path / "other", AMINA, "schoolschool"))
    write_journal(other, "halving").append(Opened)
    (aside,) = collect(klass, hand_in(other, stick)).aside
    assert aside.reason.startswith(
        "It says that it comes from a machine of student k3f9-2m, but that machine signs with another key."
    )
    assert held(klass) == before


def swapped(study: Study, folder: Path, student: str, installation: str) -> Study:
    """A study folder with the keys of another one."""
    copy = make_study(folder, student, installation)
    (folder / HIDDEN / "keys.json").write_bytes(own_keys(study).secret())
    return with_work(copy)


@pytest.mark.parametrize("installation", ["schoolschool", "homehomehome"])
def test_a_swapped_student_is_refused(
    klass: ClassFolder, tmp_path: Path, stick: Path, installation: str
) -> None:
    study = with_work(make_study(tmp_path / "amina", AMINA, "schoolschool"))
    collect(klass, hand_in(study, stick))
    before = held(klass)
    (aside,) = collect(klass, hand_in(swapped(study, tmp_path / "x", TOMAS, installation), stick)).aside
    assert (
        "it is the work of student p8r4-wz, but it is signed by the machine of student k3f9-2m"
        in aside.reason
    )
    assert held(klass) == before


def test_a_second_machine_of_a_student_is_taken_and_told(
    klass: ClassFolder, tmp_path: Path, stick: Path
) -> None:
    collect(klass, hand_in(with_work(make_study(tmp_path / "a", AMINA, "schoolschool")), stick))
    home = with_work(make_study(tmp_path / "b", AMINA, "homehomehome"))
    (first,) = collect(klass, hand_in(home, stick)).taken
    (second,) = collect(klass, hand_in(home, stick)).taken
    assert first.notes == ("It comes from a machine that this student has not handed in from before.",)
    assert second.notes == ()


def test_an_older_file_that_comes_again_changes_nothing(
    klass: ClassFolder, tmp_path: Path, stick: Path
) -> None:
    study = with_work(make_study(tmp_path / "amina", AMINA, "schoolschool"))
    first = hand_in(study, stick)
    older = first.read_bytes()
    write_journal(study, "halving").append(Opened)
    newer = hand_in(study, stick)
    collect(klass, newer)
    before = held(klass)
    # The older work in a new envelope, which only the student's own machine can make: not known, and yet nothing new.
    bundle = read_bundle(first, [CLASS])
    again = pack(bundle.manifest, bundle.members, Sealed(own_keys(study), CLASS.card))
    assert digest(again) != digest(older)
    (stick / "again.trellis").write_bytes(again)
    (taken,) = collect(klass, stick / "again.trellis").taken
    assert (taken.known, taken.new_events) == (False, 0)
    events = before[0][0]  # type: ignore[index]
    assert held(klass)[0][0] == events  # type: ignore[index]
    known = {one.file: one.known for one in collect(klass, stick).taken}
    assert known == {first.name: False, newer.name: True, "again.trellis": True}
    assert held(klass)[0][2] == before[0][2]  # type: ignore[index]


def test_an_empty_place_is_no_fault_in_a_class_with_keys(klass: ClassFolder, stick: Path) -> None:
    assert collect(klass, stick) == Collected()


def test_keys_that_are_lost_are_said_and_never_made_anew(fresh: ClassFolder) -> None:
    made = make_keys(fresh, WORDS)
    kept = fresh.keys_file.read_bytes()
    fresh.keys_file.unlink()
    opened = open_class(fresh.root)
    assert opened.has_keys
    for ask in (
        lambda: class_card(opened),
        lambda: unlock_class(opened, WORDS),
        lambda: make_keys(opened, "another one altogether"),
        lambda: recover(opened, made.code, "another one altogether"),
    ):
        with pytest.raises(ClassFault, match=r"The keys of the class “7b” are gone.*nothing was changed"):
            ask()
    fresh.keys_file.write_bytes(kept)
    assert unlock_class(opened, WORDS).keys is not None


def test_keys_of_another_class_do_not_take_the_place_of_lost_ones(fresh: ClassFolder, tmp_path: Path) -> None:
    make_keys(fresh, WORDS)
    other = new_class(tmp_path / "8a", "8a", tmp_path / "course")
    make_keys(other, WORDS)
    fresh.keys_file.write_bytes(other.keys_file.read_bytes())
    with pytest.raises(ClassFault, match="the keys of another class"):
        unlock_class(open_class(fresh.root), WORDS)


def test_a_class_of_an_earlier_trellis_says_its_key_once_it_was_opened(fresh: ClassFolder) -> None:
    made = make_keys(fresh, WORDS)
    path = fresh.root / "class.json"
    before = {**json.loads(path.read_bytes()), "of a later one": 1}
    del before["key"]
    path.write_bytes(json.dumps(before).encode())
    opened = unlock_class(open_class(fresh.root), WORDS)
    assert made.folder.keys is not None
    said = json.loads(path.read_bytes())
    assert said == {**before, "key": made.folder.keys.card.fingerprint}
    assert opened.about == open_class(fresh.root).about == made.folder.about
