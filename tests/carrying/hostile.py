"""Files made to hurt, by name: each is sealed for the class of the tests and signed, and wrong in one way only."""

from __future__ import annotations

import io
import json
import stat
import warnings
import zipfile
from collections.abc import Iterator

from carrying.archive import Manifest, write_archive
from carrying.bundle import digest, pack
from carrying.sealing import Sealed, Signed
from tests.carrying.test_sealing import MEMBERS, letter, resealed
from tests.keys import CLASS, OTHER, STUDENT, sealed

JOURNAL = "halving/journal.jsonl"
WHOLE = pack(
    Manifest(kind="hand-in", student="s" * 12, by=("m" * 12, 7)), MEMBERS, Sealed(STUDENT, CLASS.card)
)


def manifest(members: list[tuple[str, bytes]], **more: object) -> bytes:
    """A manifest that lists these members."""
    card = {"recipient": STUDENT.card.recipient, "verify": STUDENT.card.verify, "name": ""}
    listed = [{"name": name, "size": len(data), "sha256": digest(data)} for name, data in members]
    said = {
        "kind": "hand-in",
        "student": "s" * 12,
        "by": ["m" * 12, 7],
        "at": "",
        "course": "tiny",
        "sender": card,
    }
    return json.dumps({**said, "members": listed, "format": 1, **more}).encode()


def zipped(entries: list[tuple[str | zipfile.ZipInfo, bytes]], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of names that are there twice
        with zipfile.ZipFile(stream, "w", kind) as archive:
            for name, data in entries:
                archive.writestr(name, data)
    return stream.getvalue()


def holding(
    name: str, data: bytes = b"x", entry: zipfile.ZipInfo | None = None, kind: int = zipfile.ZIP_DEFLATED
) -> bytes:
    return sealed(zipped([("manifest.json", manifest([(name, data)])), (entry or name, data)], kind))


def hostile() -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each."""
    for number, name in enumerate(
        ("../../../evil", "/etc/evil", "a\\evil", "C:evil", "halving/../../evil", "con/x", "a.")
    ):
        yield f"slip-{number}", holding(name)
    link = zipfile.ZipInfo(JOURNAL)
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    yield "link", holding(JOURNAL, b"/etc/passwd", link)
    yield "packed-otherwise", holding(JOURNAL, kind=zipfile.ZIP_BZIP2)
    yield "bomb", holding(JOURNAL, bytes(120_000_000))
    one = [(JOURNAL, b"x")]
    yield "twice", sealed(zipped([("manifest.json", manifest(one)), *one, (JOURNAL, b"y")]))
    yield "unlisted", sealed(zipped([("manifest.json", manifest(one)), *one, ("halving/more", b"")]))
    yield "not-there", sealed(zipped([("manifest.json", manifest(one))]))
    yield "other-bytes", sealed(zipped([("manifest.json", manifest(one)), (JOURNAL, b"y")]))
    yield "no-manifest", sealed(zipped(one))
    yield "deep-manifest", sealed(zipped([("manifest.json", b"[" * 200_000)]))
    yield "deep-in-manifest", sealed(zipped([("manifest.json", b'{"members":' + b"[" * 200_000)]))
    yield "newer", sealed(zipped([("manifest.json", manifest(one, format=2)), *one]))
    yield "no-zip", sealed(b"PK")
    yield "wrong-signer", resealed(bytes.fromhex(OTHER.card.verify) + letter()[32:])
    yield "other-sender", sealed(write_archive(Manifest(kind="hand-in", sender=OTHER.card), MEMBERS))
    yield (
        "nobodys",
        b"TRELLIS/1 clear\n" + write_archive(Manifest(kind="hand-in", sender=STUDENT.card), MEMBERS),
    )
    yield "sent-on", resealed(letter(to=OTHER.card.fingerprint))
    yield "to-anyone", b"TRELLIS/1 signed\n" + letter()
    yield "two-kinds", resealed(letter(kind="pack"))
    yield "unknown-kind", resealed(letter(kind="party"))
    yield "cut", WHOLE[:-1]
    yield "more-behind", WHOLE + b"\0"
    yield "text-mode", WHOLE.replace(b"\n", b"\r\n")


HOSTILE = dict(hostile())


def lessons_of_another() -> bytes:
    """Lessons that another class signed."""
    return pack(Manifest(kind="pack", course="tiny"), {"halving/lesson.json": b"{}"}, Signed(OTHER))
