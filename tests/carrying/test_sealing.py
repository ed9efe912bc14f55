"""What a sealed file withstands: damage anywhere, the wrong reader, the wrong signer, and archives made to hurt."""

from __future__ import annotations

import io
import json
import random
import stat
import zipfile

import pytest

from carrying.archive import MAX_FILE, Manifest, Member, write_archive
from carrying.bundle import Refused, digest, pack, unpack
from carrying.keys import encrypt
from carrying.sealing import ADDRESS, ForAnother, Sealed, Signed, open_envelope
from tests.keys import CLASS, OTHER, STUDENT, sealed

MANIFEST = Manifest(kind="hand-in", student="s" * 12, by=("m" * 12, 7))
MEMBERS = {"halving/journal.jsonl": b"{}\n" * 50, "halving/notebook.ipynb": b'{"cells": []}'}
WHOLE = pack(MANIFEST, MEMBERS, Sealed(STUDENT, CLASS.card))


def test_what_is_sealed_is_opened_by_its_reader() -> None:
    bundle = unpack(WHOLE, [OTHER, CLASS])
    assert bundle.members == MEMBERS
    assert (bundle.signer, bundle.sealed) == (STUDENT.card.verify, True)
    assert bundle.manifest.sender == STUDENT.card
    assert bundle.digest == digest(WHOLE)


def test_nothing_of_a_child_is_in_the_clear() -> None:
    assert WHOLE.startswith(
        f"TRELLIS/1 sealed {CLASS.card.fingerprint[:16]}\nage-encryption.org/v1\n".encode()
    )
    for said in (
        b"halving",
        b"s" * 12,
        b"m" * 12,
        b"PK\3\4",
        STUDENT.card.verify.encode(),
        STUDENT.card.recipient.encode(),
    ):
        assert said not in WHOLE


def test_lessons_are_signed_for_anyone_and_the_same_each_time() -> None:
    manifest = Manifest(kind="pack", course="tiny")
    made = pack(manifest, MEMBERS, Signed(CLASS))
    assert made == pack(manifest, MEMBERS, Signed(CLASS))
    bundle = unpack(made)
    assert (bundle.manifest.sender, bundle.sealed) == (CLASS.card, False)


def test_bits_flipped_at_a_thousand_places_are_all_noticed() -> None:
    flips = random.Random(7)
    for at in [flips.randrange(len(WHOLE)) for _ in range(1000)]:
        damaged = bytearray(WHOLE)
        damaged[at] ^= 1 << flips.randrange(8)
        with pytest.raises(Refused, match=r"\.$"):
            unpack(bytes(damaged), [CLASS])


def test_bits_flipped_in_signed_lessons_are_all_noticed() -> None:
    made = pack(Manifest(kind="pack", course="tiny"), MEMBERS, Signed(CLASS))
    for at in range(len(made)):
        damaged = bytearray(made)
        damaged[at] ^= 1 << at % 8
        with pytest.raises(Refused, match=r"\.$"):
            unpack(bytes(damaged), [CLASS])


def test_a_file_cut_short_anywhere_is_refused() -> None:
    for length in range(len(WHOLE)):
        with pytest.raises(Refused, match=r"\.$"):
            unpack(WHOLE[:length], [CLASS])
    for more in (b"\0", b"\r\n", WHOLE):
        with pytest.raises(Refused):
            unpack(WHOLE + more, [CLASS])


@pytest.mark.parametrize("blocks", [1, 2, 3])
def test_a_large_file_cut_at_and_around_every_chunk_of_age_is_refused(blocks: int) -> None:
    large = pack(
        MANIFEST,
        {"halving/notebook.ipynb": random.Random(1).randbytes(65_536 * blocks)},
        Sealed(STUDENT, CLASS.card),
    )
    assert unpack(large, [CLASS]).members
    start = large.index(b"\n", large.index(b"\n--- ") + 1) + 1 + 16
    for chunk in range(blocks + 1):
        for more in (-1, 0, 1, 15, 16, 17):
            end = start + chunk * (65_536 + 16) + more
            if end < len(large):
                with pytest.raises(Refused, match=r"\.$"):
                    unpack(large[:end], [CLASS])


def test_text_mode_copies_are_noticed() -> None:
    for mangled in (
        WHOLE.replace(b"\n", b"\r\n"),
        WHOLE.replace(b"\n", b"\r"),
        WHOLE.decode("latin-1").encode(),
    ):
        with pytest.raises(Refused):
            unpack(mangled, [CLASS])


def test_the_wrong_reader_is_told_for_whom_it_is() -> None:
    with pytest.raises(
        ForAnother, match=f"sealed for someone else, with the key “{CLASS.card.words}”"
    ) as refused:
        unpack(WHOLE, [OTHER])
    assert refused.value.hint == CLASS.card.fingerprint[:16]
    with pytest.raises(ForAnother):
        unpack(WHOLE)


def resealed(letter: bytes) -> bytes:
    """A letter in an envelope for the class, as anyone can make it: the class's card is public."""
    return f"TRELLIS/1 sealed {CLASS.card.fingerprint[:16]}\n".encode() + encrypt(
        letter, CLASS.card.recipient
    )


def letter(kind: str = "hand-in", to: str = CLASS.card.fingerprint, archive: bytes | None = None) -> bytes:
    """A letter signed by the student, saying what the test wants."""
    held = (
        write_archive(Manifest(kind="hand-in", sender=STUDENT.card), MEMBERS) if archive is None else archive
    )
    said = f"TRELLIS/1 {kind} for {to}\n".encode() + held
    return bytes.fromhex(STUDENT.card.verify) + STUDENT.sign(said) + said


def test_the_letters_of_these_tests_are_right_otherwise() -> None:
    assert unpack(resealed(letter()), [CLASS]).members == MEMBERS


def test_a_file_for_one_class_cannot_be_sent_on_to_another() -> None:
    for reader in (OTHER.card.fingerprint, "anyone"):
        with pytest.raises(Refused, match="written for someone else"):
            unpack(resealed(letter(to=reader)), [CLASS])


def test_a_sealed_letter_does_not_pass_for_one_to_anyone() -> None:
    with pytest.raises(Refused, match="written for someone else"):
        unpack(b"TRELLIS/1 signed\n" + letter(), [CLASS])


def test_a_hand_in_does_not_pass_for_lessons_nor_lessons_for_a_hand_in() -> None:
    with pytest.raises(Refused, match="two things"):
        unpack(resealed(letter(kind="pack")), [CLASS])
    with pytest.raises(Refused, match="does not know"):
        unpack(resealed(letter(kind="party")), [CLASS])


def test_another_signer_or_none_is_refused() -> None:
    made = letter()
    with pytest.raises(Refused, match="signature does not hold"):
        unpack(resealed(bytes.fromhex(OTHER.card.verify) + made[32:]), [CLASS])
    with pytest.raises(Refused, match="signature does not hold"):
        unpack(resealed(made[:32] + OTHER.sign(made[96:]) + made[96:]), [CLASS])
    with pytest.raises(Refused, match="another sender"):
        unpack(resealed(letter(archive=write_archive(MANIFEST, MEMBERS))), [CLASS])
    with pytest.raises(Refused, match="another sender"):
        unpack(
            b"TRELLIS/1 clear\n" + write_archive(Manifest(kind="pack", sender=CLASS.card), MEMBERS), [CLASS]
        )
    for short in (b"", b"x" * 32, b"x" * 96, made[:100]):
        with pytest.raises(Refused):
            unpack(resealed(short), [CLASS])


def test_an_improper_card_is_refused() -> None:
    card = STUDENT.card.__class__(recipient="age1x", verify=STUDENT.card.verify, name="\x1b[2J")
    with pytest.raises(Refused, match="card of its sender"):
        unpack(
            resealed(letter(archive=write_archive(Manifest(kind="hand-in", sender=card), MEMBERS))), [CLASS]
        )


def test_the_address_is_what_the_letter_begins_with() -> None:
    held = open_envelope(WHOLE, [CLASS])
    assert (held.kind, held.signer) == ("hand-in", STUDENT.card.verify)
    assert ADDRESS.match(f"TRELLIS/1 hand-in for {CLASS.card.fingerprint}\n".encode())


# Hostile archives in an envelope that is just as it should be.


def manifest(*members: Member | dict[str, object]) -> bytes:
    import msgspec

    said = {
        "kind": "hand-in",
        "student": "s" * 12,
        "by": ["m" * 12, 7],
        "sender": STUDENT.card,
        "members": members,
    }
    return msgspec.json.encode(said)


def archive(entries: list[tuple[str | zipfile.ZipInfo, bytes]], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", kind) as made:
        for name, data in entries:
            made.writestr(name, data)
    return stream.getvalue()


def listed(name: str, data: bytes, claim: int | None = None) -> Member:
    return Member(name, len(data) if claim is None else claim, digest(data))


def with_member(
    name: str, data: bytes, entry: str | zipfile.ZipInfo | None = None, kind: int = zipfile.ZIP_DEFLATED
) -> bytes:
    return sealed(archive([("manifest.json", manifest(listed(name, data))), (entry or name, data)], kind))


def test_the_archives_of_these_tests_are_right_otherwise() -> None:
    assert unpack(with_member("halving/journal.jsonl", b"{}"), [CLASS]).members == {
        "halving/journal.jsonl": b"{}"
    }


@pytest.mark.parametrize(
    "name",
    [
        "../out",
        "/etc/x",
        "a\\b",
        "C:x",
        "con/..",
        "x/../../y",
        "é",
        "a//b",
        "A",
        "a/b/c/d/e",
        "x" * 65,
        "a/.b",
        "a\n",
    ],
)
def test_zip_slip_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        unpack(with_member(name, b"x"), [CLASS])


def test_a_link_is_refused() -> None:
    entry = zipfile.ZipInfo("halving/journal.jsonl")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(Refused, match="a link or a folder"):
        unpack(with_member("halving/journal.jsonl", b"/etc/passwd", entry), [CLASS])


@pytest.mark.parametrize("kind", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packed_otherwise_is_refused(kind: int) -> None:
    with pytest.raises(Refused, match="never packs"):
        unpack(with_member("halving/journal.jsonl", b"{}", kind=kind), [CLASS])


@pytest.mark.slow
def test_bombs_are_refused_before_they_unfold() -> None:
    zeros = bytes(300_000_000)
    bomb = archive([("manifest.json", manifest(listed("zeros", zeros))), ("zeros", zeros)])
    with pytest.raises(Refused, match="far more than lessons can be"):
        unpack(sealed(bomb), [CLASS])
    lying = bomb.replace(len(zeros).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    with pytest.raises(Refused):
        unpack(sealed(lying), [CLASS])
    boasting = archive([("manifest.json", manifest(listed("a", b"x", 40_000_000))), ("a", b"x")])
    boasting = boasting.replace(
        (1).to_bytes(4, "little") + (1).to_bytes(2, "little"),
        (40_000_000).to_bytes(4, "little") + (1).to_bytes(2, "little"),
    )
    with pytest.raises(Refused):
        unpack(sealed(boasting), [CLASS])
    many = archive([(f"a{number}", b"") for number in range(60_000)])
    with pytest.raises(Refused, match="far more than lessons can be"):
        unpack(sealed(many), [CLASS])
    with pytest.raises(Refused, match="larger than 64 MB"):
        unpack(b"TRELLIS/1 clear\n" + bytes(MAX_FILE), [CLASS])


def test_entries_that_share_their_bytes_are_refused() -> None:
    """As in D. Fifield's overlapping bombs (2019): many directory entries, one body."""
    random_bytes = random.Random(2).randbytes(30_000)
    body = archive([("a", random_bytes)])
    start = body.index(b"PK\1\2")
    entry, end = body[start : body.index(b"PK\5\6")], body[body.index(b"PK\5\6") :]
    directory = b"".join(
        entry.replace(b"a", bytes([letter]), 1) if letter != 97 else entry for letter in range(97, 120)
    )
    forged = (
        body[:start]
        + directory
        + end[:8]
        + (23).to_bytes(2, "little") * 2
        + len(directory).to_bytes(4, "little")
        + end[16:]
    )
    with pytest.raises(Refused, match=r"far more than lessons can be|damaged"):
        unpack(sealed(forged), [CLASS])


def test_members_twice_or_unlisted_are_refused() -> None:
    one = listed("a", b"x")
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = archive([("manifest.json", manifest(one)), ("a", b"x"), ("a", b"y")])
    with pytest.raises(Refused, match="one name twice"):
        unpack(sealed(twice), [CLASS])
    with pytest.raises(Refused, match="not what it lists"):
        unpack(sealed(archive([("manifest.json", manifest(one, one)), ("a", b"x")])), [CLASS])
    with pytest.raises(Refused, match="not what it lists"):
        unpack(sealed(archive([("manifest.json", manifest(one)), ("a", b"x"), ("b", b"")])), [CLASS])
    with pytest.raises(Refused, match="no list of its contents"):
        unpack(sealed(archive([("a", b"x")])), [CLASS])
    with pytest.raises(Refused, match="changed on the way"):
        unpack(sealed(archive([("manifest.json", manifest(one)), ("a", b"y")])), [CLASS])


@pytest.mark.parametrize(
    "text", [b"[" * 200_000, b'{"members":' + b"[" * 200_000, b"{}", b'{"kind":"party"}', b"\xff", b"null"]
)
def test_deep_and_odd_manifests_are_refused(text: bytes) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        unpack(sealed(archive([("manifest.json", text)])), [CLASS])


def test_a_newer_manifest_says_so() -> None:
    newer = json.loads(manifest()) | {"format": 2}
    with pytest.raises(Refused, match="newer Trellis"):
        unpack(sealed(archive([("manifest.json", json.dumps(newer).encode())])), [CLASS])


def test_a_zip_with_something_behind_it_is_refused() -> None:
    held = archive([("manifest.json", manifest())])
    with pytest.raises(Refused, match="damaged"):
        unpack(sealed(held + b"PK\5\6"), [CLASS])
