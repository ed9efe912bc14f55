"""The class, opened once: by the right words, closed again, and nothing of it in what a log would say."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from carrying.keys import WrongPassphrase
from grading.class_folder import new_class
from grading.class_keys import make_keys, new_sheet, recover
from kit.session import Session
from tests.tiny import write_course

WORDS = "seven quiet rivers"


def test_a_session_opens_by_the_right_words_and_forgets_when_closed(tmp_path: Path) -> None:
    folder = make_keys(new_class(tmp_path / "class", "7b", write_course(tmp_path / "course")), WORDS).folder
    session = Session()
    with pytest.raises(WrongPassphrase):
        asyncio.run(session.open(folder.root, "seven loud rivers"))
    assert not session.is_open
    assert session.secret() == b""
    asyncio.run(session.open(folder.root, "seven  quiet rivers "))
    assert session.is_open
    assert folder.keys is not None
    assert session.secret() == folder.keys.secret()
    assert session.since is not None
    assert "AGE" not in repr(session)
    session.forget()
    assert not session.is_open
    assert session.since is None


def test_a_new_recovery_sheet_makes_the_old_one_open_nothing(tmp_path: Path) -> None:
    made = make_keys(new_class(tmp_path / "class", "7b", write_course(tmp_path / "course")), WORDS)
    again = new_sheet(made.folder)
    with pytest.raises(WrongPassphrase):
        recover(made.folder, made.code, "another three words")
    opened = recover(made.folder, again.code, "another three words")
    assert opened.keys is not None
    assert made.folder.keys is not None
    assert opened.keys.card == made.folder.keys.card
