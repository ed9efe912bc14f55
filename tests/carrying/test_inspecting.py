"""Explaining files in words, and never failing on any."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carrying.archive import Manifest
from carrying.bundle import pack
from carrying.inspecting import inspect
from carrying.keys import read_keys
from carrying.sealing import Clear, Sealed, Signed
from tests.keys import CLASS, OTHER, STUDENT

GOLDEN = Path(__file__).parent / "golden" / "v1"
WORK = Manifest(kind="hand-in", student="s" * 12, by=("m" * 12, 7), at="2026-11-03T09:00:00+00:00")
MEMBERS = {"halving/journal.jsonl": b"{}\n" * 50}
SEALED = pack(WORK, MEMBERS, Sealed(STUDENT, CLASS.card))


def told(tmp_path: Path, data: bytes, name: str = "x.trellis", **known: object) -> tuple[str, bool | None]:
    (tmp_path / name).write_bytes(data)
    found = inspect(tmp_path / name, **known)  # type: ignore[arg-type]
    return "\n".join(found.lines), found.whole


def test_a_hand_in_that_can_be_opened_is_told_in_full(tmp_path: Path) -> None:
    text, whole = told(tmp_path, SEALED, keys=[OTHER, CLASS])
    assert text.splitlines() == [
        "A Trellis file of format 1.",
        f"It is sealed for “7b”, the key “{CLASS.card.words}” (fingerprint {CLASS.card.fingerprint[:16]}…).",
        f"A hand-in: the work of student {'s' * 12}, from installation {'m' * 12}, number 7.",
        f"Signed by the key “{STUDENT.card.words}” (fingerprint {STUDENT.card.fingerprint[:16]}…).",
        "Written at 2026-11-03T09:00:00+00:00, by the clock of the machine it comes from.",
        "Inside: halving, 150 bytes.",
        "It is whole.",
    ]
    assert whole is True


def test_one_that_cannot_be_opened_says_for_whom_it_is(tmp_path: Path) -> None:
    text, whole = told(tmp_path, SEALED, keys=[OTHER], names=[CLASS.card])
    assert f"\nIt is sealed for “7b”, the key “{CLASS.card.words}”" in text
    assert "cannot be opened here" in text
    assert whole is None


def test_lessons_are_told(tmp_path: Path) -> None:
    text, whole = told(tmp_path, pack(Manifest(kind="pack", course="tiny"), MEMBERS, Signed(CLASS)))
    assert "signed: anyone can read it" in text
    assert "Signed by “7b”" in text
    assert whole is True
    text, whole = told(tmp_path, pack(Manifest(kind="pack", course="tiny"), MEMBERS, Clear()))
    assert "in clear: anyone can read it, and nobody signed it" in text
    assert whole is True


def test_a_damaged_one_is_told_with_what_is_wrong(tmp_path: Path) -> None:
    text, whole = told(tmp_path, SEALED[:-1], keys=[CLASS])
    assert text.endswith("It is damaged or was not copied to the end. Copy it again from where it came.")
    assert whole is False


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("class-keys.json", "The keys of the class “7B”"),
        ("student-keys.json", "The private keys of a study folder. Give them to nobody."),
        ("contents.json", "no file of Trellis"),
    ],
)
def test_other_files_of_ours_are_told_without_their_secrets(name: str, said: str) -> None:
    text = "\n".join(inspect(GOLDEN / name).lines)
    assert said in text
    assert "AGE-SECRET" not in text


def test_a_journal_is_told(tmp_path: Path) -> None:
    line = b'{"kind":"opened","by":["m4k2x9p7q1zd",1],"at":"","lesson":"halving","v":1}\n'
    assert told(tmp_path, line * 2 + b'{"kind":"ope', "journal.jsonl") == (
        "A journal with 2 entries.\nOne line cannot be read, as after a power cut; the others are not touched by that.",
        False,
    )


def test_what_a_file_says_does_not_play_with_the_terminal(tmp_path: Path) -> None:
    odd = Manifest(kind="pack", course="\x1b[2J\x07\u202e")
    text, _ = told(tmp_path, pack(odd, MEMBERS, Signed(CLASS)))
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_what_is_not_there_or_no_file_is_told(tmp_path: Path) -> None:
    assert inspect(tmp_path / "none").whole is False
    assert inspect(tmp_path).whole is False
    assert "It is empty" in told(tmp_path, b"")[0]


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=400),
        st.binary(max_size=200).map(lambda data: b"TRELLIS/1 clear\n" + data),
        st.binary(max_size=200).map(lambda data: b"TRELLIS/1 signed\n" + data),
        st.binary(max_size=200).map(lambda data: SEALED[:34] + data),
    ),
    st.sampled_from(["x.trellis", "journal.jsonl", "keys.json"]),
)
def test_garbage_is_always_told_in_words(tmp_path: Path, data: bytes, name: str) -> None:
    text, _ = told(tmp_path, data, name, keys=[CLASS])
    assert text.endswith((".", "…)."))


def test_deep_json_is_told(tmp_path: Path) -> None:
    assert "no file of Trellis" in told(tmp_path, b"[" * 200_000, "x.json")[0]
    assert told(tmp_path, b"[" * 200_000 + b"\n", "journal.jsonl")[1] is False


def test_any_damage_is_told(tmp_path: Path) -> None:
    flips = random.Random(3)
    for _ in range(100):
        damaged = bytearray(SEALED)
        damaged[flips.randrange(len(SEALED))] ^= 1 << flips.randrange(8)
        assert told(tmp_path, bytes(damaged), keys=[CLASS])[1] is not True


@pytest.mark.parametrize("name", ["receipt-sealed", "feedback-sealed"])
def test_what_a_class_sends_back_is_told(name: str) -> None:
    student = read_keys((GOLDEN / "student-keys.json").read_bytes())
    found = inspect(GOLDEN / f"{name}.trellis", keys=[student])
    assert found.whole is True
    text = "\n".join(found.lines)
    assert "for student k3f92m7qx0ab, number 1793782800 of what the class sends." in text
    assert "Inside: a receipt for installation m4k2x9p7q1zd, hand-ins named: 1." in text
    feedback = name == "feedback-sealed"
    for line in (
        "Inside: a letter. Next steps: 1, goals: 1.",
        "Inside: a note from the teacher.",
        "Inside: feedback on halving, ",
        "Inside: the new lesson halving/lesson.json, ",
    ):
        assert (line in text) == feedback


def test_a_member_of_a_later_version_is_named_and_left(tmp_path: Path) -> None:
    manifest = Manifest(kind="receipt", student="s" * 12, by=("c" * 16, 3))
    text, whole = told(
        tmp_path, pack(manifest, {"songs/one.txt": b"la"}, Sealed(CLASS, STUDENT.card)), keys=[STUDENT]
    )
    assert "Inside: songs/one.txt, 2 bytes, which this Trellis does not know and leaves as it is." in text
    assert whole is True
