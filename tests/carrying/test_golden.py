"""Files of every format version are read for ever: by Trellis, and by a second reader written from docs/formats/bundle.md alone."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import unicodedata
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import nacl.pwhash
import nacl.secret
import nacl.signing
import pyrage
import pytest

GOLDEN = Path(__file__).parent / "golden"
VERSIONS = sorted(path.name for path in GOLDEN.glob("v*"))
FILES = [
    (version, path.stem) for version in VERSIONS for path in sorted((GOLDEN / version).glob("*.trellis"))
]


class Read(NamedTuple):
    """What a file says."""

    manifest: dict[str, Any]
    members: dict[str, bytes]
    signer: str | None


class Secret(NamedTuple):
    """A pair of keys, as the second reader holds them."""

    age: pyrage.x25519.Identity
    fingerprint: str


# The second reader. It imports nothing of ours.


def read(data: bytes, keys: list[Secret]) -> Read:
    """A bundle of version 1, by the specification."""
    header = re.match(rb"TRELLIS/1 (clear|signed|sealed)(?: ([0-9a-f]{16}))?\n", data)
    assert header
    envelope, hint = header[1].decode(), (header[2] or b"").decode()
    contents, signer, purpose = data[header.end() :], None, None
    if envelope == "clear":
        archive = contents
    else:
        reader = "anyone"
        if envelope == "sealed":
            (own,) = [one for one in keys if one.fingerprint.startswith(hint)]
            contents, reader = pyrage.decrypt(contents, [own.age]), own.fingerprint
        verify, signature, said = contents[:32], contents[32:96], contents[96:]
        nacl.signing.VerifyKey(verify).verify(said, signature)
        address, _, archive = said.partition(b"\n")
        name, purpose, word, to = address.decode().split(" ")
        assert (name, word, to) == ("TRELLIS/1", "for", reader)
        signer = verify.hex()
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        assert file.namelist()[0] == "manifest.json"
        manifest = json.loads(file.read("manifest.json"))
        members = {name: file.read(name) for name in file.namelist()[1:]}
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    listed = {one["name"]: (one["size"], one["sha256"]) for one in manifest["members"]}
    assert listed == {name: (len(held), hashlib.sha256(held).hexdigest()) for name, held in members.items()}
    assert purpose in (None, manifest["kind"])
    assert (manifest["sender"] or {"verify": None})["verify"] == signer
    return Read(manifest, members, signer)


def secret(stored: bytes) -> Secret:
    """A pair from what is stored of it."""
    fields = json.loads(stored)
    identity = pyrage.x25519.Identity.from_str(fields["age"])
    verify = bytes(nacl.signing.SigningKey(bytes.fromhex(fields["seed"])).verify_key).hex()
    said = f"trellis card\n{identity.to_public()}\n{verify}\n"
    return Secret(identity, hashlib.sha256(said.encode()).hexdigest())


def opened(lock: dict[str, Any], words: str) -> bytes:
    """What a lock of keys.json holds."""
    same = " ".join(unicodedata.normalize("NFKC", words).split()).encode()
    salt, work = base64.b64decode(lock["salt"]), lock["work"]
    key = nacl.pwhash.argon2id.kdf(32, same, salt, work["passes"], work["kib"] * 1024)
    return nacl.secret.SecretBox(key).decrypt(base64.b64decode(lock["box"]))


def check_character(number: int, group: str) -> str:
    """The fifth character of a group of the recovery code."""

    def times_x(value: int) -> int:
        return (value * 2) ^ (37 if value >= 16 else 0)

    value = number
    alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
    for letter in group:
        value = times_x(value) ^ alphabet.index(letter)
    return alphabet[times_x(value)]


# The tests.


def keys_of(version: str) -> list[Secret]:
    folder = GOLDEN / version
    stored = json.loads((folder / "class-keys.json").read_bytes())
    code = json.loads((folder / "secrets.json").read_bytes())["code"]
    return [secret(opened(stored["recovery"], code)), secret((folder / "student-keys.json").read_bytes())]


def told(version: str, name: str) -> dict[str, Any]:
    contents = json.loads((GOLDEN / version / "contents.json").read_bytes())[name]
    return {
        **contents,
        "members": {each: base64.b64decode(data) for each, data in contents["members"].items()},
    }


def test_there_are_files_of_every_version() -> None:
    from carrying.archive import FORMAT

    assert [f"v{number}" for number in range(1, FORMAT + 1)] == VERSIONS
    assert [name for version, name in FILES if version == "v1"] == [
        "feedback-sealed",
        "hand-in-clear",
        "hand-in-sealed",
        "lessons-clear",
        "lessons-signed",
        "pack-sealed",
        "receipt-sealed",
    ]


@pytest.mark.parametrize(("version", "name"), FILES)
def test_the_second_reader_reads_them(version: str, name: str) -> None:
    found, expected = (
        read((GOLDEN / version / f"{name}.trellis").read_bytes(), keys_of(version)),
        told(version, name),
    )
    assert found.members == expected["members"]
    assert found.signer == expected["signer"]
    for field in ("kind", "student", "by", "at", "course"):
        assert found.manifest[field] == expected[field]


@pytest.mark.parametrize(("version", "name"), FILES)
def test_trellis_reads_them(version: str, name: str) -> None:
    from carrying.bundle import read_bundle
    from carrying.keys import read_keys, unlock
    from carrying.recovery import read_code
    from grading.class_keys import KeysFile

    folder, expected = GOLDEN / version, told(version, name)
    code = read_code(json.loads((folder / "secrets.json").read_bytes())["code"].upper())
    school = unlock(
        msgspec.json.decode((folder / "class-keys.json").read_bytes(), type=KeysFile).recovery, code
    )
    bundle = read_bundle(
        folder / f"{name}.trellis", [school, read_keys((folder / "student-keys.json").read_bytes())]
    )
    assert bundle.members == expected["members"]
    assert bundle.signer == (expected["signer"] or "")
    assert bundle.sealed == name.endswith("sealed")
    assert (bundle.manifest.kind, bundle.manifest.student, list(bundle.manifest.by)) == (
        expected["kind"],
        expected["student"],
        expected["by"],
    )


@pytest.mark.parametrize("version", VERSIONS)
def test_passphrase_and_code_open_the_same_keys(version: str) -> None:
    stored = json.loads((GOLDEN / version / "class-keys.json").read_bytes())
    words = json.loads((GOLDEN / version / "secrets.json").read_bytes())
    assert opened(stored["locked"], f"  {words['passphrase']} ") == opened(stored["recovery"], words["code"])


@pytest.mark.parametrize("version", VERSIONS)
def test_the_check_characters_are_as_specified(version: str) -> None:
    code = json.loads((GOLDEN / version / "secrets.json").read_bytes())["code"]
    groups = code.split("-")
    assert len(groups) == 7
    assert [check_character(number, group[:4]) for number, group in enumerate(groups, 1)] == [
        group[4] for group in groups
    ]


def test_a_receipt_and_feedback_say_what_the_specification_says() -> None:
    for name in ("receipt-sealed", "feedback-sealed"):
        found = read((GOLDEN / "v1" / f"{name}.trellis").read_bytes(), keys_of("v1"))
        school, student = keys_of("v1")
        assert found.manifest["by"] == [school.fingerprint[:16], 1_793_782_800]
        assert student.fingerprint[:16].encode() in (GOLDEN / "v1" / f"{name}.trellis").read_bytes()[:60]
        receipt = json.loads(found.members["receipt"])
        assert (receipt["v"], receipt["student"], receipt["installation"]) == (
            1,
            "k3f92m7qx0ab",
            "m4k2x9p7q1zd",
        )
        assert receipt["taken"] == {"5b" * 32: "2026-11-04T08:00:00+00:00"}
        assert receipt["up_to"] == {"m4k2x9p7q1zd": 1002, "w7t0c3n8r5ha": 4}
    letter = json.loads(found.members["letter"])
    assert (letter["v"], letter["student"], letter["installation"], letter["class_name"]) == (
        1, "k3f92m7qx0ab", "m4k2x9p7q1zd", "7B",
    )  # fmt: skip
    assert letter["steps"] == [
        {
            "kind": "go-on",
            "title": "Doubling",
            "reason": "You can halve: größer!",
            "lesson": "doubling",
            "minutes": 10,
        }
    ]
    assert letter["words"] == [
        {"action": "assign", "lesson": "doubling", "reason": "With Tom.", "due": "2026-11-09"}
    ]
    assert letter["note"]["text"] == "Well done.\nGo on."
    assert letter["goals"][0]["until"] == "2026-11-20"
    assert letter["results"] == [
        {
            "lesson": "halving",
            "title": "Halving",
            "score": 1.5,
            "most": 2.0,
            "at": "2026-11-04T08:20:00+00:00",
        }
    ]
    assert sorted(found.members) == [
        "feedback/halving.html",
        "lessons/halving/halving.ipynb",
        "lessons/halving/lesson.json",
        "letter",
        "receipt",
    ]


def test_lessons_in_clear_and_signed_are_written_as_they_always_were() -> None:
    from carrying.archive import Manifest
    from carrying.bundle import pack
    from carrying.keys import unlock
    from carrying.sealing import Clear, Signed
    from grading.class_keys import KeysFile

    folder = GOLDEN / "v1"
    code = json.loads((folder / "secrets.json").read_bytes())["code"]
    school = unlock(
        msgspec.json.decode((folder / "class-keys.json").read_bytes(), type=KeysFile).recovery, code
    )
    for name, envelope in (("lessons-clear", Clear()), ("lessons-signed", Signed(school))):
        expected = told("v1", name)
        made = pack(Manifest(kind="pack", course="tiny"), expected["members"], envelope)
        # Another zlib may fold otherwise; what is unfolded is the same to the byte.
        assert read(made, []).members == read((folder / f"{name}.trellis").read_bytes(), []).members
        assert made.partition(b"\n")[0] == (folder / f"{name}.trellis").read_bytes().partition(b"\n")[0]
