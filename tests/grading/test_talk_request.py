"""“I'm stuck, please talk to me”: from the student's home to the teacher's list, through a real hand-in, and the answer back."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from carrying import outbox
from carrying.arrivals import take_all
from carrying.handin import hand_in
from carrying.journal import Journal, read_journal
from carrying.packs import open_lesson, take_release
from carrying.study import Study, open_study
from carrying.trust import remember_class
from curriculum.asking import MOST_WORDS, request
from curriculum.course import load_course
from curriculum.evidence import Felt, Opened
from curriculum.steps import ROUNDS
from grading.class_folder import ClassFolder
from grading.notes import write_note
from grading.paths import class_work
from grading.records import Records
from grading.talks import talks
from kit.own_work import own_work
from kit.talk_request import Asked, ask_to_talk, asked, never_mind
from kit.work import collect_work, return_work
from tests.keys import CLASS
from tests.kit.places import study_with_lessons

WORDS = "I mix up halves and doubles."


def said(study: Study, now: datetime | None = None) -> Asked | None:
    """What the home page says of the request."""
    now = now or datetime.now().astimezone()
    return asked(study, own_work(study, now.date()), now)


def test_it_is_kept_beside_the_lessons_and_can_be_taken_back(tmp_path: Path) -> None:
    study = study_with_lessons(tmp_path)
    assert said(study) is None
    ask_to_talk(study, f"  {WORDS}\n", "halving")
    (event,) = read_journal(study.lesson(ROUNDS) / "journal.jsonl")
    assert isinstance(event, Felt)
    assert (event.place, event.feeling, event.words) == ("talk/halving", "stuck", WORDS)
    assert said(study) == Asked(
        words=WORDS,
        about="Halving",
        state="here",
        sentence="Your teacher will see this when you hand in.",
    )
    never_mind(study, own_work(study, datetime.now().date()))  # noqa: DTZ005
    assert said(study) is None
    never_mind(study, own_work(study, datetime.now().date()))  # noqa: DTZ005 - there is nothing to take back any more
    assert len(read_journal(study.lesson(ROUNDS) / "journal.jsonl")) == 2


def test_words_end_where_a_page_ends_and_an_old_request_is_not_news_for_ever(tmp_path: Path) -> None:
    study = study_with_lessons(tmp_path)
    ask_to_talk(study, "so " * 400)
    now = datetime.now().astimezone()
    told = said(study)
    assert told is not None
    assert len(told.words) <= MOST_WORDS
    assert said(study, now + timedelta(days=13)) is not None
    assert said(study, now + timedelta(days=15)) is None


def test_a_question_got_right_does_not_settle_what_asks_for_a_person(tmp_path: Path) -> None:
    study = study_with_lessons(tmp_path)
    ask_to_talk(study, WORDS)
    path = study.lesson(ROUNDS)
    Journal(path, ROUNDS, study).append(Felt, place="practice/halves#1", feeling="just-right")
    kept = request(read_journal(path / "journal.jsonl"))
    assert kept is not None
    assert kept.words == WORDS


@pytest.mark.slow
def test_it_reaches_the_teachers_list_by_hand_in_and_the_answer_comes_back(
    klass: ClassFolder, tmp_path: Path
) -> None:
    study = open_study(tmp_path / "study", "tiny")
    remember_class(study, CLASS.card)
    take_release(study, klass.release)
    shutil.rmtree(study.shelf / "doubling")
    Journal(open_lesson(study, "halving").parent, "halving", study).append(Opened)
    stick = tmp_path / "stick"
    stick.mkdir()
    ask_to_talk(study, WORDS, "halving")
    hand_in(study, stick)
    told = said(study)
    assert told is not None
    assert told.state == "on-the-way"

    collect_work(klass.root, [stick], keys=CLASS)
    course, today = load_course(klass.course_folder()), datetime.now(UTC).date()
    with Records(klass.records_url) as records:
        (talk,) = talks(class_work(records, course, today=today), course, today)
    assert (talk.student, talk.why) == (study.profile.student, "asked-for-help")
    assert WORDS.removesuffix(".") in talk.sentence
    assert "Halving" in talk.sentence

    take_all(study, stick)  # the receipt that collecting left
    assert outbox.waiting(study) == []
    told = said(study)
    assert told is not None
    assert (told.state, told.sentence) == ("received", "Your teacher received this today.")

    with Records(klass.records_url) as records:
        write_note(records, study.profile.student, "Come to me at the break.", "Ms Lind")
    return_work(klass.root, [stick], today, keys=CLASS)
    take_all(study, stick)
    told = said(study)
    assert told is not None
    assert (told.state, told.sentence) == ("answered", "Answered: your teacher wrote to you today.")
