"""Taking in what came back where the disk fails, at every call to the system: nothing is half, and the next time all of it is here."""

from __future__ import annotations

import contextlib
import errno
import itertools
import shutil
from pathlib import Path

import pytest

from carrying import outbox, returned
from carrying.arrivals import take_all
from carrying.feedback import Feedback, Letter, Note, pack_feedback
from carrying.handin import hand_in
from carrying.journal import Journal
from carrying.packs import on_shelf, open_lesson
from carrying.receipt import Receipt
from carrying.saving import NotSaved
from carrying.sealing import Sealed
from carrying.study import open_study
from carrying.trust import own_keys
from curriculum.evidence import Opened
from tests.faults import failing, in_memory, pulled
from tests.keys import CLASS
from tests.kit.places import study_with_lessons, tiny_lessons

__all__ = ["in_memory"]

pytestmark = pytest.mark.slow

MOST = 400


@pytest.fixture
def template(in_memory: Path) -> Path:
    """A study folder that has handed in and lacks a lesson, and a stick with feedback, a receipt in it and that lesson."""
    root = in_memory / "template"
    study = study_with_lessons(root / "study")
    shutil.rmtree(study.shelf / "doubling")
    Journal(open_lesson(study, "halving").parent, "halving", study).append(Opened)
    (root / "stick").mkdir()
    hand_in(study, root / "stick")
    feedback = Feedback(
        letter=Letter(
            student=study.profile.student,
            installation=study.profile.installation,
            class_name="7b",
            course="tiny",
            at="2026-11-25T08:05:00+00:00",
            note=Note(text="Well done."),
        ),
        pages={"halving": b"<p>page</p>"},
        lessons={
            lesson.name: {path.name: path.read_bytes() for path in lesson.iterdir()}
            for lesson in tiny_lessons()
        },
        receipt=Receipt(
            student=study.profile.student,
            installation=study.profile.installation,
            taken={one.digest: "2026-11-25T08:00:00+00:00" for one in outbox.waiting(study)},
        ),
    )
    data = pack_feedback(feedback, ("c" * 16, 5), Sealed(CLASS, own_keys(study).card))
    (root / "stick" / "feedback.trellis").write_bytes(data)
    return root


@pytest.mark.parametrize("kind", ["full", "broken", "pulled"])
def test_it_is_all_here_the_next_time(template: Path, kind: str) -> None:
    work = (template / "study" / "halving" / "journal.jsonl").read_bytes()
    for at in itertools.count(1):
        assert at < MOST, "it never ends"
        root = Path(shutil.copytree(template, template.parent / "copy"))
        under = root / "study"
        number = errno.ENOSPC if kind == "full" else errno.EIO
        harm = pulled(under, at) if kind == "pulled" else failing(under, at, number)
        with harm as seam, contextlib.suppress(NotSaved):  # a sentence; anything else fails the test
            take_all(open_study(under, "tiny"), root / "stick")
        if not seam.struck:
            assert at > 30
            break
        study = open_study(under, "tiny")
        for lesson in on_shelf(study):  # none of them half
            open_lesson(study, lesson)
        take_all(study, root / "stick")
        assert [(one.number, one.letter.note is not None) for one in returned.news(study)] == [(5, True)], (
            seam.struck
        )
        assert returned.opened(study, 5).pages == {"halving": b"<p>page</p>"}
        assert on_shelf(study) == ["doubling", "halving"]
        assert (outbox.waiting(study), len(outbox.received(study))) == ([], 1), seam.struck
        assert (study.lesson("halving") / "journal.jsonl").read_bytes() == work
        shutil.rmtree(root)
