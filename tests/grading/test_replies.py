"""Families' answers: kept in order, with who wants a talk, and gone when the student's data is erased."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from grading.records import CheckIn, Records
from grading.replies import Reply, ReplyFault, replies, take_down, who_would_like_to_talk
from grading.roster import Roster, write_roster
from kit.command import main

AMINA, BEN = "k3f92m7qx0ab", "p8r4wz2n6cde"
AT = datetime(2026, 11, 26, 9, tzinfo=UTC)


def test_answers_are_kept_in_order_and_all_of_them(tmp_path: Path) -> None:
    with Records(f"sqlite:///{tmp_path / 'records.db'}") as records:
        take_down(records, AMINA, "  Shukran.\n  We   folded paper. ", by="eva", at=AT)
        take_down(records, BEN, "", talk=True, at=AT)
        take_down(records, AMINA, "Once more.", at=AT)
        assert [(one.student, one.text, one.talk) for one in replies(records)] == [
            (AMINA, "Shukran.\nWe folded paper.", False),
            (BEN, "", True),
            (AMINA, "Once more.", False),
        ]
        assert replies(records, AMINA)[0].by == "eva"
        records.erase(AMINA, AT)
        assert [one.student for one in replies(records)] == [BEN]


@pytest.mark.parametrize("text", ["", " \n ", "x" * 2001])
def test_an_answer_of_no_words_or_too_many_is_refused(tmp_path: Path, text: str) -> None:
    with Records(f"sqlite:///{tmp_path / 'records.db'}") as records:
        with pytest.raises(ReplyFault, match="Nothing was changed"):
            take_down(records, AMINA, text)
        assert replies(records) == []


def test_the_command_takes_down_and_shows(klass, capsys: pytest.CaptureFixture[str]) -> None:
    write_roster(klass.roster, Roster({AMINA: "Amina Diallo"}))
    where = ["--class", str(klass.root)]
    assert main(["reply", "Amina Diallo", *where]) == 0
    assert main(["reply", "Amina Diallo", "We read it together.", "--talk", *where]) == 0
    assert main(["reply", "Amina Diallo", *where]) == 0
    assert main(["reply", *where]) == 0
    told = capsys.readouterr().out
    assert told.count("Amina Diallo: We read it together.") == 2
    assert "no answer of Amina Diallo’s family yet" in told
    assert told.rstrip().endswith("We read it together. They would like to talk with you.")


def test_a_wish_to_talk_stands_until_the_next_answer_or_a_talk() -> None:
    def said(student: str, at: str, *, talk: bool) -> Reply:
        return Reply(student=student, text="", talk=talk, at=f"2026-11-{at}T09:00:00+01:00")

    ben, amina = said(BEN, "24", talk=True), said(AMINA, "25", talk=True)
    assert who_would_like_to_talk([amina, ben], []) == [ben, amina], "the one who waits longest comes first"
    assert who_would_like_to_talk([amina, ben, said(BEN, "26", talk=False)], []) == [amina]
    before = CheckIn(student=AMINA, text="Hello", at="2026-11-24T16:00:00+00:00")
    after = CheckIn(student=AMINA, text="Talked with the family", at="2026-11-25T08:30:00+00:00")
    assert who_would_like_to_talk([amina], [before]) == [amina]
    assert who_would_like_to_talk([amina], [before, after]) == []
