"""A second reader of bundles, written from docs/formats/bundle.md alone: it reads every golden file, and refuses what the page says.

Above the line nothing of ours is imported.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import stat
import zipfile
import zlib
from pathlib import Path
from typing import Any, NamedTuple

import nacl.exceptions
import nacl.signing
import pyrage
import pytest

PURPOSES = ("hand-in", "pack", "receipt", "feedback")
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}(/[a-z0-9][a-z0-9._-]{0,63}){0,3}")
DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")


class No(Exception):
    """It is to be refused."""


class Owner(NamedTuple):
    """A pair of keys, from what is stored of it."""

    identity: Any
    fingerprint: str


def owner(secret: dict[str, Any]) -> Owner:
    identity = pyrage.x25519.Identity.from_str(secret["age"])
    verify = bytes(nacl.signing.SigningKey(bytes.fromhex(secret["seed"])).verify_key).hex()
    said = f"trellis card\n{identity.to_public()}\n{verify}\n"
    return Owner(identity, hashlib.sha256(said.encode()).hexdigest())


def need(*, it_holds: bool) -> None:
    if not it_holds:
        raise No


def read(data: bytes, owners: list[Owner]) -> tuple[dict[str, Any], dict[str, bytes], str | None]:
    """The manifest, the members, and who signed."""
    need(it_holds=len(data) <= 64_000_000)
    header = re.match(rb"TRELLIS/([1-9]\d{0,3}) (clear|signed|sealed)(?: ([0-9a-f]{16}))?\n", data)
    need(it_holds=header is not None)
    assert header is not None
    envelope = header[2].decode()
    need(it_holds=header[1] == b"1" and bool(header[3]) == (envelope == "sealed"))
    contents, purpose, signer = data[header.end() :], None, None
    if envelope != "clear":
        reader = "anyone"
        if envelope == "sealed":
            own = [one for one in owners if one.fingerprint.startswith(header[3].decode())]
            need(it_holds=bool(own) and b"\n---" in contents[:16_384])
            reader = own[0].fingerprint
            try:
                contents = pyrage.decrypt(contents, [own[0].identity])
            except pyrage.DecryptError as error:
                raise No from error
        verify, signature, said = contents[:32], contents[32:96], contents[96:]
        try:
            nacl.signing.VerifyKey(verify).verify(said, signature)
        except (nacl.exceptions.CryptoError, ValueError, TypeError) as error:
            raise No from error
        address = re.match(rb"TRELLIS/1 ([a-z-]+) for ([0-9a-f]{64}|anyone)\n", said)
        need(it_holds=address is not None)
        assert address is not None
        need(it_holds=address[2].decode() == reader and address[1].decode() in PURPOSES)
        purpose, signer, contents = address[1].decode(), verify.hex(), said[address.end() :]
    manifest, members = unzipped(contents)
    need(it_holds=purpose in (None, manifest["kind"]))
    need(it_holds=(manifest["sender"]["verify"] if manifest["sender"] else None) == signer)
    return manifest, members, signer


def unzipped(data: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            need(it_holds=data[-22:-18] == b"PK\5\6")  # no comment, and nothing behind
            need(it_holds=int.from_bytes(data[-10:-6], "little") <= 800_000 and len(infos) <= 2_000)
            need(it_holds=len({info.filename for info in infos}) == len(infos))
            need(it_holds=sum(info.file_size for info in infos) <= 256_000_000)
            need(it_holds=sum(info.compress_size for info in infos) <= len(data))
            for info in infos:
                mode = info.external_attr >> 16
                need(it_holds=not info.is_dir() and (not stat.S_IFMT(mode) or stat.S_ISREG(mode)))
                need(it_holds=info.compress_type in (0, 8) and not info.flag_bits & 1)
                need(it_holds=info.file_size <= min(50_000_000, 1_100 * (info.compress_size + 1)))
            need(
                it_holds=bool(infos)
                and infos[0].filename == "manifest.json"
                and infos[0].file_size <= 1_000_000
            )
            manifest = json.loads(archive.read(infos[0]))
            members = {info.filename: archive.read(info) for info in infos[1:]}
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        ValueError,
        RecursionError,
    ) as error:
        raise No from error
    need(it_holds=isinstance(manifest, dict) and manifest.get("format", 1) == 1)
    listed = [(one["name"], one["size"], one["sha256"]) for one in manifest["members"]]
    need(it_holds=len(listed) == len(members) and {name for name, _, _ in listed} == set(members))
    for name, size, sha256 in listed:
        parts = name.split("/")
        need(
            it_holds=bool(NAME.fullmatch(name))
            and not any(DEVICE.fullmatch(one) or one[-1] == "." for one in parts)
        )
        need(it_holds=len(members[name]) == size and hashlib.sha256(members[name]).hexdigest() == sha256)
    return manifest, members


# ---------------------------------------------------------------------------------------------------------------------------------

from tests.carrying.hostile import HOSTILE, WHOLE  # noqa: E402
from tests.carrying.test_golden import FILES, GOLDEN, opened, told  # noqa: E402
from tests.keys import CLASS  # noqa: E402


def owners_of(version: str) -> list[Owner]:
    folder = GOLDEN / version
    code = json.loads((folder / "secrets.json").read_bytes())["code"]
    lock = json.loads((folder / "class-keys.json").read_bytes())["recovery"]
    return [
        owner(json.loads(opened(lock, code))),
        owner(json.loads((folder / "student-keys.json").read_bytes())),
    ]


@pytest.mark.parametrize(("version", "name"), FILES)
def test_it_reads_every_golden_file(version: str, name: str) -> None:
    expected = told(version, name)
    manifest, members, signer = read((GOLDEN / version / f"{name}.trellis").read_bytes(), owners_of(version))
    assert (members, signer) == (expected["members"], expected["signer"])
    assert {field: manifest[field] for field in ("kind", "student", "by", "at", "course")} == {
        field: expected[field] for field in ("kind", "student", "by", "at", "course")
    }


def test_it_reads_what_is_written_today() -> None:
    manifest, members, _ = read(WHOLE, [owner(json.loads(CLASS.secret()))])
    assert manifest["kind"] == "hand-in"
    assert sorted(members) == ["halving/journal.jsonl", "halving/notebook.ipynb"]


@pytest.mark.parametrize("name", HOSTILE)
def test_it_refuses_what_trellis_refuses(name: str) -> None:
    from carrying.bundle import Refused, unpack

    # A file in clear is no fault of the format; a class with keys takes none, which is for the class to say.
    with pytest.raises(No):
        read(HOSTILE[name], [owner(json.loads(CLASS.secret()))])
    with pytest.raises(Refused):
        unpack(HOSTILE[name], [CLASS])


def test_no_room_of_ours_is_imported_above_the_line() -> None:
    above = Path(__file__).read_text(encoding="utf-8").partition("# -----")[0]
    assert not re.search(
        r"^(from|import) (carrying|curriculum|grading|kit|widgets|tests)", above, re.MULTILINE
    )
