"""The picture PIN: who gets in, who waits, and how it is got rid of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from carrying.enrolling import enrol, keep_table
from carrying.join import NotACode, new_code
from carrying.join_table import join_table, write_table
from carrying.picture_pin import (
    PICTURES,
    WaitFirst,
    WrongPictures,
    check,
    in_words,
    is_locked,
    lock,
    open_by_card,
    pause,
    unlock,
)
from carrying.saving import NotSaved
from carrying.study import Study, open_study

NOON = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
MINE = ("fish", "star", "tree", "star")
OTHERS = ("fish", "star", "star", "tree")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """A study folder locked with MINE."""
    made = open_study(tmp_path / "study", "tiny")
    lock(made.folder, MINE)
    return made


def test_the_right_pictures_in_their_order_open_and_no_others(study: Study) -> None:
    check(study.folder, MINE, NOON)
    for wrong in (OTHERS, MINE[:3], (*MINE, "sun"), (), ("nonsense",) * 4):
        unlock(study.folder)
        lock(study.folder, MINE)
        with pytest.raises(WrongPictures, match=r"These are not the four pictures\. Try again\."):
            check(study.folder, wrong, NOON)


def test_without_a_pin_anybody_passes(tmp_path: Path) -> None:
    check(open_study(tmp_path, "tiny").folder, (), NOON)


def test_nothing_in_the_folder_says_which_pictures_they_are(study: Study) -> None:
    kept = (study.folder / ".trellis" / "pictures.json").read_text("utf-8")
    assert not any(picture in kept for picture in PICTURES)
    assert msgspec.json.decode(kept)["n"] == 2**14
    first = msgspec.json.decode(kept)["digest"]
    lock(study.folder, MINE)
    assert first not in (study.folder / ".trellis" / "pictures.json").read_text("utf-8")  # a salt of its own


def test_after_three_misses_a_pause_that_grows_and_a_success_forgets_it(study: Study) -> None:
    now = NOON
    for said in ("Try again", "Try again", "Wait 10 seconds before"):
        with pytest.raises(WrongPictures, match=said):
            check(study.folder, OTHERS, now)
    with pytest.raises(WaitFirst, match=r"Wait 4 seconds, then try again\."):
        check(study.folder, MINE, now + timedelta(seconds=6))  # even with the right ones
    now += timedelta(seconds=10)
    with pytest.raises(WrongPictures, match="Wait 20 seconds before"):
        check(study.folder, OTHERS, now)
    check(study.folder, MINE, now + timedelta(seconds=20))
    with pytest.raises(WrongPictures, match="Try again"):
        check(study.folder, OTHERS, now + timedelta(seconds=21))


def test_pauses_in_words_and_their_longest() -> None:
    assert [in_words(pause(misses)) for misses in (3, 4, 5, 6, 7, 8, 9, 1000)] == [
        "10 seconds",
        "20 seconds",
        "40 seconds",
        "2 minutes",
        "3 minutes",
        "5 minutes",
        "5 minutes",
        "5 minutes",
    ]


def test_a_clock_that_was_set_back_keeps_nobody_out(study: Study) -> None:
    for _ in range(3):
        with pytest.raises(WrongPictures):
            check(study.folder, OTHERS, NOON)
    check(study.folder, MINE, datetime(1980, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    "kept",
    [
        b"",
        b"{",
        b'{"salt": "zz", "digest": "00"}',
        b'{"salt": "00", "digest": "00", "n": 1073741824}',
        b'{"salt": "00", "digest": "00", "n": 5000}',
    ],
)
def test_a_damaged_file_locks_and_says_what_to_do(study: Study, kept: bytes) -> None:
    (study.folder / ".trellis" / "pictures.json").write_bytes(kept)
    assert is_locked(study.folder)
    with pytest.raises(NotSaved, match=r"The work is safe\. Ask your teacher to take the pictures away"):
        check(study.folder, MINE, NOON)


def test_only_four_of_the_pictures_make_a_pin(tmp_path: Path) -> None:
    for wrong in (("sun",) * 3, ("sun", "sun", "sun", "dog")):
        with pytest.raises(WrongPictures):
            lock(open_study(tmp_path, "tiny").folder, wrong)
    assert not is_locked(tmp_path)


def test_the_card_that_was_typed_here_opens_and_no_other(study: Study) -> None:
    mine, others = new_code(), new_code()
    keep_table(study, write_table(join_table({"k3f92m7qx0ab": mine, "aaaabbbbcccc": others}, "salt")))
    with pytest.raises(WrongPictures, match="No card was ever typed here"):
        open_by_card(study, mine, NOON)
    enrol(study, mine)
    with pytest.raises(NotACode):
        open_by_card(study, "not a code", NOON)
    with pytest.raises(WrongPictures, match=r"This is not the card that was typed here\. Try again\."):
        open_by_card(study, others, NOON)
    assert is_locked(study.folder)
    open_by_card(study, mine.upper().replace("-", " "), NOON)
    assert not is_locked(study.folder)
