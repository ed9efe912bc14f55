import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import nacl.pwhash
import pytest

from carrying.keys import (
    PASSPHRASE_WORK,
    CannotOpen,
    Card,
    Work,
    WrongPassphrase,
    encrypt,
    is_signed,
    lock,
    new_keys,
    read_keys,
    unlock,
)
from carrying.trust import own_keys
from tests.keys import CLASS, OTHER
from tests.kit.places import study_with_lessons


def test_keys_are_stored_and_read_back() -> None:
    keys = new_keys("7b")
    again = read_keys(keys.secret())
    assert again.card == keys.card
    assert again.card.name == "7b"
    assert again.open(encrypt(b"work", keys.card.recipient)) == b"work"
    assert is_signed(b"work", again.sign(b"work"), keys.card.verify)
    assert new_keys("7b").card.fingerprint != keys.card.fingerprint


def test_what_is_stored_are_an_age_identity_and_an_ed25519_seed() -> None:
    stored = json.loads(CLASS.secret())
    assert stored["age"].startswith("AGE-SECRET-KEY-1")
    assert len(bytes.fromhex(stored["seed"])) == 32
    said = f"trellis card\n{CLASS.card.recipient}\n{CLASS.card.verify}\n"
    assert CLASS.card.fingerprint == hashlib.sha256(said.encode()).hexdigest()


@pytest.mark.parametrize(
    "stored", [b"", b"{}", b"null", b'{"age":"AGE-SECRET-KEY-1X","seed":""}', b"[" * 100_000]
)
def test_what_are_no_keys_are_said_to_be_none(stored: bytes) -> None:
    with pytest.raises((ValueError, RecursionError)):
        read_keys(stored)


def test_only_the_reader_opens_and_only_the_signer_signs() -> None:
    sealed = encrypt(b"work", CLASS.card.recipient)
    with pytest.raises(CannotOpen):
        OTHER.open(sealed)
    signature = CLASS.sign(b"work")
    assert not is_signed(b"work", signature, OTHER.card.verify)
    assert not is_signed(b"works", signature, CLASS.card.verify)
    assert not is_signed(b"work", signature[:-1], CLASS.card.verify)
    assert not is_signed(b"work", signature, "00" * 32)
    assert not is_signed(b"work", signature, "none")
    with pytest.raises(ValueError, match="no age recipient"):
        encrypt(b"work", "age1nobody")


def test_a_header_without_end_is_refused_unread() -> None:
    stanza = b"-> X25519 " + b"A" * 43 + b"\n" + b"B" * 43 + b"\n"
    with pytest.raises(CannotOpen, match="header"):
        CLASS.open(b"age-encryption.org/v1\n" + stanza * 500_000)


LITTLE = Work(passes=1, kib=8)


def test_a_passphrase_locks_however_it_is_typed_and_no_other_does() -> None:
    locked = lock(CLASS, "caf\u00e9 am  Fluss ", LITTLE)
    assert unlock(locked, " cafe\u0301 am Fluss").card == CLASS.card
    with pytest.raises(WrongPassphrase, match="does not open the keys"):
        unlock(locked, "cafe am Fluss")
    assert b"AGE-SECRET" not in locked.box
    assert lock(CLASS, "caf\u00e9 am Fluss", LITTLE).salt != locked.salt


@pytest.mark.parametrize(
    "change",
    [
        {"box": b""},
        {"box": b"x" * 300},
        {"salt": b""},
        {"work": Work(passes=2, kib=8)},
        {"work": Work(passes=0, kib=8)},
        {"work": Work(passes=-1, kib=8)},
        {"work": Work(passes=1, kib=-8)},
        {"work": Work(passes=10**9, kib=8)},
    ],
)
def test_a_lock_that_was_tampered_with_does_not_open(change: dict[str, Any]) -> None:
    locked = lock(CLASS, "seven rivers", LITTLE)
    with pytest.raises(WrongPassphrase):
        unlock(msgspec.structs.replace(locked, **change), "seven rivers")


def test_a_guess_at_a_passphrase_is_real_work() -> None:
    assert PASSPHRASE_WORK.kib * 1024 >= nacl.pwhash.argon2id.MEMLIMIT_INTERACTIVE
    assert PASSPHRASE_WORK.passes >= nacl.pwhash.argon2id.OPSLIMIT_INTERACTIVE
    assert unlock(lock(CLASS, "seven rivers", PASSPHRASE_WORK), "seven rivers").card == CLASS.card


def test_keys_show_nothing_secret_when_they_are_printed() -> None:
    shown = f"{CLASS!r} {CLASS} {CLASS._secret!r} {[CLASS._secret]}"
    assert json.loads(CLASS.secret())["seed"] not in shown
    assert "AGE-SECRET" not in shown


def test_a_card_from_outside_is_looked_at_first() -> None:
    assert CLASS.card.proper
    for name, recipient, verify in (
        ("\x1b[2J", CLASS.card.recipient, CLASS.card.verify),
        ("x" * 81, CLASS.card.recipient, CLASS.card.verify),
        ("7b", "age1", CLASS.card.verify),
        ("7b", CLASS.card.recipient, "zz" * 32),
    ):
        assert not Card(name=name, recipient=recipient, verify=verify).proper


@pytest.mark.parametrize(
    "statement",
    [
        "import widgets",
        "import carrying.handin, carrying.packs, carrying.trust",
        "import kit.home, kit.pages.student, kit.commands.study, kit.commands.hand_in",
        "import kit.pages.teacher, kit.desk, grading.collect",
    ],
)
@pytest.mark.slow
def test_nothing_loads_the_libraries_before_a_bundle_is_opened(statement: str) -> None:
    code = f"import sys\n{statement}\nprint(sorted({{'pyrage', 'nacl', 'cffi'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_opening_the_home_page_loads_them_neither(tmp_path: Path) -> None:
    own_keys(study_with_lessons(tmp_path))  # as the first start has left it
    code = f"""
import sys
from datetime import datetime
from pathlib import Path
from kit.commands.study import prepare
from kit.home import home
home(prepare(Path({str(tmp_path)!r})), datetime(2026, 11, 2))
print(sorted({{'pyrage', 'nacl', 'cffi'}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
