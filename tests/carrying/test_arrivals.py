"""What a class sends back: taken in by itself, in any order and any number of times, from the known class alone, never onto work."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from carrying import arrivals, outbox, returned
from carrying.archive import Manifest, Refused
from carrying.arrivals import Arrived, Looked, take_all, take_file
from carrying.bundle import pack
from carrying.feedback import LETTER, Feedback, Goal, Letter, Note, Result, Word, pack_feedback
from carrying.handin import hand_in
from carrying.journal import Journal
from carrying.keys import Card, Keys, new_keys
from carrying.packs import OWN_CLASS, on_shelf, open_lesson, pack_lessons, take_release
from carrying.receipt import Receipt, pack_receipt, write_receipt
from carrying.saving import NotSaved
from carrying.sealing import ForAnother, Sealed, Signed
from carrying.study import HIDDEN, Study, open_study
from carrying.trust import known_class, own_keys
from curriculum.evidence import Opened
from tests.keys import CLASS, OTHER
from tests.kit.places import study_with_lessons, tiny_lessons

CLOCK = "2026-11-25T08:05:00+00:00"
SENDER = CLASS.card.fingerprint[:16]


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """A student who has opened a lesson and handed it in."""
    made = study_with_lessons(tmp_path / "study")
    Journal(open_lesson(made, "halving").parent, "halving", made).append(Opened)
    return made


@pytest.fixture
def stick(study: Study, tmp_path: Path) -> Path:
    """A stick with the student's hand-in."""
    (tmp_path / "stick").mkdir()
    hand_in(study, tmp_path / "stick")
    return tmp_path / "stick"


def card_of(study: Study) -> Card:
    return own_keys(study).card


def receipt_for(study: Study, **changed: str) -> Receipt:
    fields = {"student": study.profile.student, "installation": study.profile.installation, **changed}
    return Receipt(taken={one.digest: CLOCK for one in outbox.waiting(study)}, **fields)


def letter_for(study: Study, **changed: object) -> Letter:
    letter = Letter(
        student=study.profile.student,
        installation=study.profile.installation,
        class_name="7b",
        course="tiny",
        at=CLOCK,
    )
    return msgspec.structs.replace(letter, **changed)


def feedback_file(
    study: Study,
    place: Path,
    number: int,
    feedback: Feedback | None = None,
    keys: Keys = CLASS,
    name: str = "f",
) -> Path:
    path = place / f"{name}-{number}.trellis"
    feedback = feedback or Feedback(letter=letter_for(study))
    path.write_bytes(
        pack_feedback(feedback, (keys.card.fingerprint[:16], number), Sealed(keys, card_of(study)))
    )
    return path


def receipt_file(study: Study, place: Path, receipt: Receipt, keys: Keys = CLASS) -> Path:
    path = place / "receipt.trellis"
    path.write_bytes(pack_receipt(receipt, (SENDER, 1), CLOCK, "tiny", Sealed(keys, card_of(study))))
    return path


def state(study: Study) -> dict[str, bytes]:
    return {
        path.relative_to(study.folder).as_posix(): path.read_bytes()
        for path in study.folder.rglob("*")
        if path.is_file()
    }


def test_a_receipt_empties_the_outbox_and_may_come_again(study: Study, stick: Path) -> None:
    receipt_file(study, stick, receipt_for(study))
    (waiting,) = outbox.waiting(study)
    (arrival,) = take_all(study, stick).taken
    assert [(one.digest, one.received) for one in arrival.received] == [(waiting.digest, CLOCK)]
    assert outbox.waiting(study) == []
    assert take_all(study, stick) == Arrived()


def test_a_receipt_for_nothing_of_ours_changes_nothing(study: Study, stick: Path) -> None:
    before = outbox.waiting(study)
    receipt = msgspec.structs.replace(receipt_for(study), taken={"0" * 64: CLOCK})
    receipt_file(study, stick, receipt)
    assert take_all(study, stick) == Arrived()
    assert outbox.waiting(study) == before


def test_feedback_is_kept_whole_and_says_what_is_new(study: Study, stick: Path) -> None:
    first = Feedback(
        letter=letter_for(
            study,
            note=Note(text="Well done.", by="Ms Lind", at=CLOCK),
            goals=(Goal(text="Read on"),),
            words=(Word(action="skip", lesson="doubling"),),
            results=(Result(lesson="halving", title="Halving", score=1.5, most=2.0),),
        ),
        pages={"halving": b"<p>first</p>"},
        receipt=receipt_for(study),
    )
    feedback_file(study, stick, 5, first)
    (arrival,) = take_all(study, stick).taken
    assert arrival.news is not None
    assert (arrival.news.fresh, arrival.news.new_note, arrival.news.new_goals) == (("halving",), True, True)
    assert len(arrival.received) == 1
    fresh = returned.unseen(study)
    assert fresh is not None
    assert (fresh.number, [(n, one.title) for n, one in fresh.results]) == (5, [(5, "Halving")])
    assert returned.opened(study, 5).pages["halving"] == b"<p>first</p>"
    assert [word.lesson for word in returned.words_now(study)] == ["doubling"]
    returned.mark_seen(study, 5)
    assert returned.unseen(study) is None

    # The next one says the same but for one page: that alone is new, and the earlier one stays.
    feedback_file(study, stick, 9, msgspec.structs.replace(first, pages={"halving": b"<p>second</p>"}))
    (arrival,) = take_all(study, stick).taken
    assert arrival.news is not None
    assert (arrival.news.fresh, arrival.news.new_note, arrival.news.new_goals) == (("halving",), False, False)
    assert [one.number for one in returned.news(study)] == [5, 9]
    assert returned.opened(study, 5).pages["halving"] == b"<p>first</p>"
    assert returned.opened(study, 9).pages["halving"] == b"<p>second</p>"


def test_new_lessons_go_on_the_shelf_and_never_onto_work(study: Study, stick: Path) -> None:
    notebook = study.lesson("halving") / "halving.ipynb"
    notebook.write_bytes(b"my work")
    files = {
        lesson.name: {path.name: path.read_bytes() for path in lesson.iterdir()} for lesson in tiny_lessons()
    }
    for path in (study.shelf / "doubling").iterdir():
        path.unlink()
    feedback_file(study, stick, 1, Feedback(letter=letter_for(study), lessons=files))
    (arrival,) = take_all(study, stick).taken
    assert arrival.lessons == ("doubling",)
    assert on_shelf(study) == ["doubling", "halving"]
    assert notebook.read_bytes() == b"my work"


def test_an_older_pack_is_refused_and_the_same_is_passed_over(study: Study, stick: Path) -> None:
    feedback_file(study, stick, 7)
    take_all(study, stick)
    before = state(study)
    feedback_file(study, stick, 3, name="a")
    feedback_file(study, stick, 7, Feedback(letter=letter_for(study, class_name="other")), name="b")
    arrived = take_all(study, stick)
    assert arrived.taken == ()
    assert [one.file for one in arrived.left] == ["a-3.trellis", "b-7.trellis"]
    assert all("older than what came back before" in one.reason for one in arrived.left)
    assert state(study) == before


def forged(study: Study, place: Path) -> Iterator[tuple[Path, str]]:
    """Files that are not to be taken, each with a part of what is said."""
    yield feedback_file(study, place, 1, keys=OTHER, name="signed-by-another"), "not signed by your class"
    other = letter_for(study, student="p8r4wz2n6cde", installation="tomastomasto")
    yield feedback_file(study, place, 2, Feedback(letter=other), name="another-student"), "another student"
    yield feedback_file(study, place, 0, name="no-number"), "older"
    path = place / "two-students.trellis"
    manifest = Manifest(kind="feedback", student=study.profile.student, by=(SENDER, 4), course="tiny")
    members = {LETTER: msgspec.json.encode(other)}
    path.write_bytes(pack(manifest, members, Sealed(CLASS, card_of(study))))
    yield path, "two things"
    path = place / "newer.trellis"
    members = {LETTER: msgspec.json.encode({**msgspec.to_builtins(letter_for(study)), "v": 2})}
    path.write_bytes(pack(manifest, members, Sealed(CLASS, card_of(study))))
    yield path, "newer Trellis"
    path = place / "signed-for-all.trellis"
    members = {LETTER: msgspec.json.encode(letter_for(study))}
    path.write_bytes(pack(manifest, members, Signed(CLASS)))
    yield path, "not signed by your class"
    path = place / "half-a-lesson.trellis"
    members["lessons/doubling/lesson.json"] = b"{}"
    path.write_bytes(pack(manifest, members, Sealed(CLASS, card_of(study))))
    yield path, "not complete"
    path = place / "receipt-without.trellis"
    path.write_bytes(
        pack(msgspec.structs.replace(manifest, kind="receipt"), {}, Sealed(CLASS, card_of(study)))
    )
    yield path, "holds none"


def test_what_is_forged_is_refused_with_a_sentence_and_nothing_changes(study: Study, tmp_path: Path) -> None:
    place = tmp_path / "forged"
    place.mkdir()
    cases = list(forged(study, place))
    before = state(study)
    for path, said in cases:
        with pytest.raises(Refused, match=said):
            take_file(study, path)
        assert state(study) == before, path.name
    assert len(take_all(study, place).left) == len(cases)
    assert state(study) == before


def test_other_peoples_files_are_not_even_opened(
    study: Study, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tomas = study_with_lessons(tmp_path / "tomas")
    own_keys(tomas)
    path = feedback_file(tomas, stick, 1)
    (stick / "holiday.trellis").write_bytes(b"no file of ours")
    (stick / "empty.trellis").write_bytes(b"")
    (stick / "lessons.trellis").write_bytes(pack_lessons(tiny_lessons(), "tiny", Signed(OTHER)))
    monkeypatch.setattr(arrivals, "take_file", lambda *_: pytest.fail("it was opened"))
    assert take_all(study, stick) == Arrived()
    monkeypatch.undo()
    with pytest.raises(ForAnother):
        take_file(study, path)


def test_a_file_looked_at_is_not_read_again_until_it_changes(study: Study, stick: Path) -> None:
    looked: Looked = set()
    path = feedback_file(study, stick, 1)
    assert len(take_all(study, stick, looked).taken) == 1
    assert looked
    data = path.read_bytes()
    path.write_bytes(b"x" + data)
    assert take_all(study, stick, looked) == Arrived()
    path.write_bytes(
        pack_feedback(Feedback(letter=letter_for(study)), (SENDER, 2), Sealed(CLASS, card_of(study)))
    )
    assert len(take_all(study, stick, looked).taken) == 1


def test_lessons_of_the_class_are_taken_once(study: Study, stick: Path) -> None:
    for path in (study.shelf / "doubling").iterdir():
        path.unlink()
    (stick / "lessons.trellis").write_bytes(pack_lessons(tiny_lessons(), "tiny", Signed(CLASS)))
    (arrival,) = take_all(study, stick).taken
    assert arrival.lessons == ("doubling",)
    assert take_all(study, stick) == Arrived()


def test_where_no_class_is_known_nothing_is_believed(tmp_path: Path) -> None:
    study = open_study(tmp_path / "alone", "tiny")
    own_keys(study)
    path = feedback_file(study, tmp_path, 1)
    with pytest.raises(Refused, match="does not know one yet"):
        take_file(study, path)


def test_stopped_before_the_end_it_is_taken_again(
    study: Study, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The news are written last: whatever happens before, the pack counts as not taken."""
    feedback = Feedback(letter=letter_for(study), pages={"halving": b"<p>1</p>"}, receipt=receipt_for(study))
    feedback_file(study, stick, 1, feedback)

    def full(*_: object) -> None:
        raise NotSaved("the disk is full")

    monkeypatch.setattr(arrivals, "keep", full)
    with pytest.raises(NotSaved):
        take_all(study, stick)
    assert returned.news(study) == []
    monkeypatch.undo()
    (arrival,) = take_all(study, stick).taken
    assert arrival.news is not None
    assert arrival.news.fresh == ("halving",)


def test_members_and_fields_of_a_later_version_are_passed_over_and_kept(study: Study, stick: Path) -> None:
    letter = {**msgspec.to_builtins(letter_for(study)), "mood": "sunny"}
    receipt = {**msgspec.to_builtins(receipt_for(study)), "stamp": 7}
    members = {
        LETTER: msgspec.json.encode(letter),
        "receipt": msgspec.json.encode(receipt),
        "songs/one.txt": b"la",
    }
    manifest = Manifest(kind="feedback", student=study.profile.student, by=(SENDER, 4), course="tiny")
    data = pack(manifest, members, Sealed(CLASS, card_of(study)))
    (stick / "later.trellis").write_bytes(data)
    (arrival,) = take_all(study, stick).taken
    assert arrival.news is not None
    assert len(arrival.received) == 1
    assert (study.folder / ".trellis" / "returned" / "4.trellis").read_bytes() == data
    assert write_receipt(receipt_for(study))


def test_nobody_elses_receipt_is_believed(study: Study, stick: Path) -> None:
    receipt_file(study, stick, receipt_for(study), keys=new_keys("7b"))
    (left,) = take_all(study, stick).left
    assert "not signed by your class" in left.reason
    assert len(outbox.waiting(study)) == 1


def test_the_first_lessons_on_a_stick_are_the_class_unless_there_are_two(tmp_path: Path) -> None:
    study = open_study(tmp_path / "new", "tiny")
    own_keys(study)
    both, one = tmp_path / "both", tmp_path / "one"
    for place, teachers in ((both, (CLASS, OTHER)), (one, (CLASS,))):
        place.mkdir()
        for number, teacher in enumerate(teachers):
            (place / f"{number}.trellis").write_bytes(pack_lessons(tiny_lessons(), "tiny", Signed(teacher)))
    assert take_all(study, both) == Arrived()
    assert known_class(study) is None
    arrived = take_all(study, one)
    assert arrived.joined
    assert arrived.taken[0].lessons == ("doubling", "halving")
    assert known_class(study) == CLASS.card


def test_what_the_class_has_not_handed_out_leaves_the_shelf_of_who_studied_alone(tmp_path: Path) -> None:
    study = open_study(tmp_path / "alone", "tiny")
    own_keys(study)
    for lesson in tiny_lessons():
        made = study.folder / HIDDEN / OWN_CLASS / "release" / lesson.name
        shutil.copytree(lesson, made)
    assert take_release(study, study.folder / HIDDEN / OWN_CLASS / "release") == ["doubling", "halving"]
    (handed_out,) = (one for one in tiny_lessons() if one.name == "doubling")
    file = tmp_path / "lessons.trellis"
    file.write_bytes(pack_lessons([handed_out], "tiny", Signed(CLASS)))
    assert take_file(study, file).lessons == ("doubling",)
    assert on_shelf(study) == ["doubling"]
