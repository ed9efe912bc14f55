"""Feedback packs: everything that goes back to one student, nothing of anybody else, and nothing that is hidden."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from carrying.bundle import read_bundle
from carrying.feedback import Feedback, as_feedback
from carrying.handin import hand_in
from carrying.saving import NotSaved
from carrying.sealing import ForAnother
from carrying.study import Study, open_study
from carrying.trust import own_keys
from curriculum.course import Course
from curriculum.path import Override
from grading.autograde import grade
from grading.class_folder import ClassFault, ClassFolder, open_class
from grading.collect import collect
from grading.notes import close_goal, set_goal, write_note
from grading.records import Records
from grading.release import Released
from grading.returning import Returns, Without, copy_to, make_returns, without_words
from grading.roster import add_students, take_off
from tests.grading.work import do_halving, make_study, study_with, write_code
from tests.keys import OTHER, unlocked

pytestmark = [pytest.mark.slow, pytest.mark.sandbox]

AMINA, TOMAS = "k3f92m7qx0ab", "p8r4wz2n6cde"
DAY, MONDAY = date(2026, 11, 2), datetime(2026, 11, 2, 15, tzinfo=UTC)
ONLY_WHAT_IS_SHOWN = "def double(n):\n    return {2: 4, 0: 0, -3: -6}.get(n, 'lookup')"


@pytest.fixture(scope="module")
def graded_once(
    released_once: tuple[ClassFolder, Released], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A class and its student, who wrote a function that fits the visible examples only; collected and graded. Do not change it."""
    root = tmp_path_factory.mktemp("graded")
    shutil.copytree(released_once[0].root, root / "7b")
    klass = unlocked(open_class(root / "7b"))
    study = study_with(klass, root / "amina", AMINA, "schoolschool")
    do_halving(study, klass.load_course())
    write_code(study, "doubling", "answer-double", ONLY_WHAT_IS_SHOWN)
    (root / "stick").mkdir()
    hand_in(study, root / "stick")
    collect(klass, root / "stick", at=MONDAY)
    grade(klass)
    return root


@pytest.fixture
def klass(graded_once: Path, tmp_path: Path) -> ClassFolder:
    """The class, a test's own."""
    shutil.copytree(graded_once, tmp_path, dirs_exist_ok=True)
    return unlocked(open_class(tmp_path / "7b"))


@pytest.fixture
def amina(klass: ClassFolder) -> Study:
    """Its student."""
    return open_study(klass.root.parent / "amina", "tiny")


def returned(klass: ClassFolder, at: datetime = MONDAY, day: date = DAY) -> Returns:
    return make_returns(klass, day, at)


def opened(study: Study, returns: Returns) -> Feedback:
    (pack,) = [one for one in returns.packs if one.student == study.profile.student]
    return as_feedback(read_bundle(pack.path, [own_keys(study)]))


def test_a_pack_holds_what_goes_back_and_nothing_that_is_hidden(klass: ClassFolder, amina: Study) -> None:
    with Records(klass.records_url) as records:
        write_note(records, AMINA, "First note.", "Ms Lind", MONDAY)
        write_note(records, AMINA, "Well done.\nShow me your double on Friday.", "Ms Lind", MONDAY)
        goal = set_goal(records, AMINA, "Finish doubling", "2026-12-01", "Ms Lind", MONDAY)
        dropped = set_goal(records, AMINA, "Something else", at=MONDAY)
        assert close_goal(records, AMINA, dropped.number)
        assert not close_goal(records, AMINA, dropped.number)
        records.add_override(AMINA, Override(action="pin", lesson="doubling", reason="Do this one with Tom."))
    returns = returned(klass)
    assert returns.without == ()
    assert returns.faults == ()
    feedback = opened(amina, returns)
    letter = feedback.letter
    assert (letter.student, letter.installation, letter.class_name, letter.course) == (
        AMINA, "schoolschool", "7b", "tiny",
    )  # fmt: skip
    assert letter.note is not None
    assert (letter.note.text, letter.note.by) == ("Well done.\nShow me your double on Friday.", "Ms Lind")
    assert [(one.text, one.until) for one in letter.goals] == [(goal.text, "2026-12-01")]
    assert [(one.action, one.lesson, one.reason) for one in letter.words] == [
        ("pin", "doubling", "Do this one with Tom.")
    ]
    assert (letter.steps[0].lesson, "Do this one with Tom." in letter.steps[0].reason) == ("doubling", True)
    assert set(letter.skills) == {"halves", "doubles"}
    assert [(one.lesson, one.title, one.score, one.most) for one in letter.results] == [
        ("doubling", "Doubling", 2.4, 6.0),  # three of five examples, of which two are hidden
        ("halving", "Halving", 2.0, 2.0),
    ]
    assert sorted(feedback.pages) == ["doubling", "halving"]
    assert feedback.lessons == {}
    assert feedback.receipt is not None
    assert list(feedback.receipt.taken.values()) == ["2026-11-02T15:00:00+00:00"]
    page = feedback.pages["doubling"].decode()
    assert "3 of 3 examples fit" in page or "Every example fits" in page
    assert "0 of 2 further examples fit" in page
    assert "lookup" in page  # the student's own code
    whole = b"".join(read_bundle(returns.packs[0].path, [own_keys(amina)]).members.values())
    for chance in feedback.receipt.taken:  # a digest of this run's hand-in, in which 1001 may stand, too
        assert chance.encode() in whole
        whole = whole.replace(chance.encode(), b"")
    for hidden in (b"1001", b"2002", b"return 2 * n", b"### BEGIN"):
        assert hidden not in whole
    for pages in feedback.pages.values():
        assert b"<script" not in pages
        assert b"http" not in pages.replace(b"http://www.w3.org/1998/Math/MathML", b"")


def test_who_is_unchanged_is_not_written_again(klass: ClassFolder, amina: Study, tmp_path: Path) -> None:
    (first,) = returned(klass).packs
    data = first.path.read_bytes()
    (again,) = returned(klass, MONDAY + timedelta(hours=1)).packs
    assert (first.changed, again.changed, again.path.read_bytes()) == (True, False, data)
    before = read_bundle(first.path, [own_keys(amina)]).manifest.by
    with Records(klass.records_url) as records:
        write_note(records, AMINA, "A word.")
    # The teacher's clock is wrong by years: numbers grow all the same.
    (third,) = returned(klass, datetime(1980, 1, 1, tzinfo=UTC)).packs
    after = read_bundle(third.path, [own_keys(amina)]).manifest.by
    assert (third.changed, after[0] == before[0], after[1] > before[1]) == (True, True, True)
    place = tmp_path / "share"
    with pytest.raises(NotSaved, match="no folder"):
        copy_to([third], place)
    place.mkdir()
    assert (copy_to([third], place), copy_to([third], place)) == (1, 0)


def test_a_pack_is_for_one_machine_and_the_others_are_listed(
    klass: ClassFolder, amina: Study, course: Course, tmp_path: Path
) -> None:
    add_students(klass.roster, [TOMAS])
    laptop = make_study(tmp_path / "laptop", AMINA, "laptoplaptop")
    do_halving(laptop, course)
    (tmp_path / "second").mkdir()
    hand_in(laptop, tmp_path / "second")
    collect(klass, tmp_path / "second", at=MONDAY)
    returns = returned(klass)
    assert [(one.student, one.unsigned) for one in returns.without] == [(TOMAS, False)]
    assert list(
        without_words(
            [*returns.without, Without("s", unsigned=False)], {TOMAS: "Tomás", "s": "Eva"}.__getitem__
        )
    ) == ["Tomás and Eva have not handed in anything yet, so there is no key to seal feedback for."]
    school, other = sorted(returns.packs, key=lambda one: read_for(amina, one.path) is None)
    assert read_for(amina, school.path) is not None
    assert read_for(amina, other.path) is None
    feedback = read_for(laptop, other.path)
    assert feedback is not None
    # The laptop never had the lessons, as far as its hand-in says, but has worked on halving.
    assert sorted(feedback.lessons) == ["doubling"]
    assert feedback.receipt is not None
    assert set(feedback.receipt.up_to) == {"schoolschool", "laptoplaptop"}
    assert len(feedback.receipt.taken) == 1


def read_for(study: Study, path: Path) -> Feedback | None:
    try:
        return as_feedback(read_bundle(path, [own_keys(study)]))
    except ForAnother:
        return None


def test_a_class_without_keys_is_told_so(klass: ClassFolder) -> None:
    with pytest.raises(ClassFault, match="locked"):
        returned(open_class(klass.root))
    klass.keys_file.unlink()
    with pytest.raises(ClassFault, match="no keys"):
        returned(open_class(klass.root))


def test_whoever_has_left_the_roster_stops_nobody_elses_feedback(klass: ClassFolder) -> None:
    take_off(klass.roster, AMINA)
    assert [pack.student for pack in returned(klass).packs] == [AMINA]


def test_only_those_asked_for(klass: ClassFolder, amina: Study) -> None:
    assert make_returns(klass, DAY, MONDAY, students=[TOMAS]).packs == ()
    assert OTHER.card.fingerprint  # nobody else's key opens it
    with pytest.raises(ForAnother):
        read_bundle(returned(klass).packs[0].path, [OTHER])
