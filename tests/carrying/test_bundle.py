import io
import json
import random
import struct
import zipfile
from pathlib import Path

import pytest

from carrying.bundle import Manifest, Refused, pack, read_bundle, unpack, write_bundle
from carrying.saving import NotSaved
from carrying.sealing import HEADER

MEMBERS = {"halving/journal.jsonl": b"{}\n" * 50, "halving/notebook.ipynb": b'{"cells": []}'}
WHOLE = pack(Manifest(kind="hand-in", student="s" * 12, by=("m" * 12, 7)), MEMBERS)


def archive(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return b"TRELLIS/1 clear\n" + stream.getvalue()


def manifest(*members: dict[str, object]) -> bytes:
    return json.dumps({"kind": "hand-in", "members": members}).encode()


def test_what_is_packed_is_unpacked() -> None:
    bundle = unpack(WHOLE)
    assert bundle.members == MEMBERS
    assert bundle.manifest.by == ("m" * 12, 7)


def test_the_same_work_is_the_same_file(tmp_path: Path) -> None:
    assert pack(Manifest(kind="hand-in", student="s" * 12, by=("m" * 12, 7)), MEMBERS) == WHOLE
    assert write_bundle(tmp_path, WHOLE) == write_bundle(tmp_path, WHOLE)
    assert read_bundle(write_bundle(tmp_path, WHOLE)).members == MEMBERS
    assert len(list(tmp_path.iterdir())) == 1


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotSaved, match="Check that the stick is in"):
        write_bundle(tmp_path / "gone", WHOLE)


@pytest.mark.parametrize(
    "length", [0, 1, 8, 15, 16, 17, 60, len(WHOLE) // 2, len(WHOLE) - 22, len(WHOLE) - 1]
)
def test_a_file_cut_short_is_refused_with_a_sentence(length: int) -> None:
    with pytest.raises(Refused, match=r"\.$"):
        unpack(WHOLE[:length])


def test_every_flipped_bit_is_noticed_or_harmless() -> None:
    flips = random.Random(7)
    for _ in range(1000):
        at, bit = flips.randrange(len(WHOLE)), 1 << flips.randrange(8)
        damaged = bytearray(WHOLE)
        damaged[at] ^= bit
        try:
            bundle = unpack(bytes(damaged))
        except Refused:
            continue
        # Some bits of a zip say nothing (times, hosts): then what it holds must be exactly what was sent.
        assert bundle.members == MEMBERS
        assert bundle.manifest.student == "s" * 12
        assert HEADER.match(bytes(damaged))


def test_names_that_leave_the_folder_are_refused() -> None:
    for name in ("../out", "/etc/x", "a\\b", "C:x", "A", "con/..", "x/../../y", "é"):
        with pytest.raises(Refused):
            unpack(
                archive(
                    **{"manifest.json": manifest({"name": name, "size": 1, "sha256": "0" * 64}), name: b"x"}
                )
            )
    with pytest.raises(ValueError, match="out"):
        pack(Manifest(kind="pack"), {"../out": b""})


def test_what_is_not_listed_or_listed_twice_is_refused() -> None:
    with pytest.raises(Refused, match="not what it lists"):
        unpack(archive(**{"manifest.json": manifest(), "extra": b"x"}))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("manifest.json", manifest())
        with pytest.warns(UserWarning, match="Duplicate"):
            made.writestr("manifest.json", manifest())
    with pytest.raises(Refused, match="twice"):
        unpack(b"TRELLIS/1 clear\n" + stream.getvalue())


def test_a_bomb_is_refused_before_it_unfolds() -> None:
    zeros = bytes(300_000_000)
    bomb = archive(
        **{
            "manifest.json": manifest({"name": "zeros", "size": len(zeros), "sha256": "0" * 64}),
            "zeros": zeros,
        }
    )
    assert len(bomb) < 400_000
    with pytest.raises(Refused, match="far more than lessons can be"):
        unpack(bomb)
    # The same bomb with a small size written into its headers unfolds no further than it says.
    lying = bomb.replace(struct.pack("<L", len(zeros)), struct.pack("<L", 10))
    with pytest.raises(Refused):
        unpack(lying)


def test_deep_json_and_odd_manifests_are_refused() -> None:
    for text in (b"[" * 200_000, b"{}", b'{"kind":"party"}', b"\xff", b"null"):
        with pytest.raises(Refused):
            unpack(archive(**{"manifest.json": text}))


def test_newer_and_closed_files_are_told_apart() -> None:
    with pytest.raises(Refused, match="newer Trellis"):
        unpack(WHOLE.replace(b"TRELLIS/1", b"TRELLIS/2"))
    with pytest.raises(Refused, match="closed in a way"):
        unpack(WHOLE.replace(b"clear", b"age"))
    with pytest.raises(Refused, match="closed in a way"):
        unpack(WHOLE.replace(b"clear", b"sealed"))
    with pytest.raises(Refused, match="is no file of Trellis"):
        unpack(b"PK\x03\x04")
