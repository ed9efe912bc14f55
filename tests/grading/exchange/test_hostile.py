"""Files in the exchange that are no letters, or letters that mean harm: passed over with a sentence, and never in the way."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from carrying.bundle import Manifest, Refused, pack
from carrying.keys import new_keys
from carrying.sealing import Signed
from grading.exchange.letter import ABOUT, SUFFIX, About, CannotCarry, read_letter, write_letter
from tests.grading.exchange.world import COURSE, World, about


def letter(said: About, *names: str, kind: str = "hand-in", contents: bytes = b"x") -> bytes:
    """A letter as only an attacker writes it: in an envelope just as it should be, saying whatever it says."""
    members = {f"files/{number:05d}": contents for number, _ in enumerate(names)}
    members[ABOUT] = msgspec.json.encode(msgspec.structs.replace(said, files=names))
    return pack(Manifest(kind=kind), members, Signed(new_keys()))  # type: ignore[arg-type]


HOSTILE = {
    "climbs": letter(about(), "../../../evil.txt"),
    "absolute": letter(about(), "/etc/evil.txt"),
    "backslashes": letter(about(), "..\\evil.txt"),
    "drive": letter(about(), "C:evil.txt"),
    "stream": letter(about(), "p1.ipynb:evil"),
    "device": letter(about(), "COM1.txt"),
    "dot": letter(about(), "a/./b"),
    "empty-part": letter(about(), "a//b"),
    "control": letter(about(), "a\nb"),
    "twice": letter(about(), "a", "A"),
    "twice-by-accent": letter(about(), "\u00e9", "e\u0301"),
    "file-and-folder": letter(about(), "a", "A/b"),
    "deep": letter(about(), "/".join("abcdefghijklm")),
    "long": letter(about(), "n" * 121),
    "student-climbs": letter(about(student=".."), "a"),
    "student-is-a-path": letter(about(student="../../evil"), "a"),
    "student-is-nobody": letter(about(student=""), "a"),
    "student-is-hidden": letter(about(student=".ana"), "a"),
    "student-is-a-pattern": letter(about(student="*"), "a"),
    "student-is-long": letter(about(student="a" * 101), "a"),
    "student-is-a-device": letter(about(student="nul"), "a"),
    "no-time": letter(about(timestamp="yesterday, I think"), "a"),
    "time-out-of-range": letter(about(timestamp="99999-99-99 99:99:99 UTC"), "a"),
    "secret": letter(about(secret="../x"), "a"),
    "newer": letter(about(format=2), "a"),
    "wrong-kind": letter(about(), "a", kind="pack"),
    "feedback": letter(about(what="feedback"), "a", kind="pack"),
    "deep-json": pack(Manifest(kind="hand-in"), {ABOUT: b"[" * 200_000}, None),
    "no-about": pack(Manifest(kind="hand-in"), {"a/b": b""}, None),
    "large-about": pack(Manifest(kind="hand-in"), {ABOUT: b" " * 2_000_000}, None),
    "unlisted": pack(Manifest(kind="hand-in"), {ABOUT: msgspec.json.encode(about()), "files/00000": b"x"}, None),
    "truncated": letter(about(), "a")[:-1],
    "garbled": letter(about(), "a").replace(b"files/00000", b"files/0000?"),
    "empty": b"",
    "text": b"TRELLIS/1 is a nice program\n",
    "other-course": letter(about(course="abc102"), "a"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_each_is_passed_over_with_a_sentence_and_stops_nobody(released: World, name: str) -> None:
    ana = released.fetched("ben")
    ana.does("submit", "ps1")
    (released.inbound / f"aaa-{name}{SUFFIX}").write_bytes(HOSTILE[name])
    outside = sorted(path for path in released.home.rglob("*") if "submitted" not in path.parts)
    said = released.teacher.does("collect", "ps1")
    assert f"aaa-{name}{SUFFIX}" in said.log
    assert "Traceback" not in said.log
    assert [path.name for path in (released.course / "submitted").iterdir()] == ["ben"]
    after = sorted(path for path in released.home.rglob("*") if "submitted" not in path.parts)
    new = {path.name for path in set(after) - set(outside)}
    assert new == {"exchange-students.json"}


def test_the_same_lying_about_as_assignments_and_feedback_stops_nobody(released: World) -> None:
    course = released.exchange / COURSE
    for name, data in HOSTILE.items():
        (course / "outbound" / f"{name}{SUFFIX}").write_bytes(data)
    ana = released.fetched("ana")
    ana.does("submit", "ps1")
    assert ana.does("list").lines[-1] == "abc101 ps1 (already downloaded)"
    released.teacher.does("collect", "ps1")


def test_what_is_hidden_unfinished_or_no_file_is_not_even_opened(released: World) -> None:
    (released.inbound / f".ps1-0123{SUFFIX}.0a0b.tmp").write_bytes(b"half")
    (released.inbound / f"._ps1{SUFFIX}").write_bytes(b"left by a Mac")
    (released.inbound / f"folder{SUFFIX}").mkdir()
    (released.inbound / "desktop.ini").write_bytes(b"left by Windows")
    if hasattr(os, "mkfifo"):
        os.mkfifo(released.inbound / f"pipe{SUFFIX}")
    said = released.teacher.does("collect", "ps1")
    assert "Skipping" not in said.log


def test_a_changed_byte_is_noticed_wherever_it_is(tmp_path: Path) -> None:
    data = letter(about(), "a.txt", contents=b"some work " * 20)
    path = tmp_path / f"a{SUFFIX}"
    for at in range(0, len(data), 7):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        with pytest.raises(Refused):
            read_letter(path)


def test_more_than_a_letter_holds_is_refused_before_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CannotCarry, match="1999 files, and one letter holds 1998"):
        write_letter(about(), {f"{number}": b"" for number in range(1999)}, None)
    with pytest.raises(CannotCarry, match="names are longer together"):
        write_letter(about(), {"/".join(["🌱" * 69, "🌱" * 69, f"{n:060}"]): b"" for n in range(1998)}, None)
    monkeypatch.setattr("grading.exchange.letter.MAX_FILE", 2_000_000)
    with pytest.raises(CannotCarry, match="larger than 2 MB when packed"):
        write_letter(about(), {"a.bin": os.urandom(2_000_001)}, None)
    monkeypatch.setattr("grading.exchange.letter.MAX_TOTAL", 5_000_000)
    with pytest.raises(CannotCarry, match="larger than 3 MB together"):
        write_letter(about(), {f"{number}.bin": bytes(2_000_000) for number in range(2)}, None)
    monkeypatch.setattr("grading.exchange.letter.MAX_MEMBER", 1_000_000)
    with pytest.raises(CannotCarry, match=r"a\.bin is larger than 1 MB"):
        write_letter(about(), {"a.bin": bytes(1_000_001)}, None)
