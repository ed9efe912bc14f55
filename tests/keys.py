"""Keys for tests: always the same, and put into a class without the second's work that a passphrase costs."""

from __future__ import annotations

import msgspec

from carrying.archive import Kind
from carrying.keys import CODE_WORK, Keys, Locked, Secret
from carrying.saving import save
from carrying.sealing import Sealed
from grading.class_folder import ClassFolder
from grading.class_keys import KeysFile, with_keys

CLASS = Keys(
    Secret(
        age="AGE-SECRET-KEY-15E3MVH52C7A7UXK8NZQJ9GUDUSZQGUNGEZF3AD3JLLD0S5U3KR8SV8PET7",
        seed="a708c576f60723d0b2cff13f6eccfea505c10a60349cf76b856e60113eb2c9a7",
        name="7b",
    )
)
OTHER = Keys(
    Secret(
        age="AGE-SECRET-KEY-1LHWM0YWJXX9YZ407QXRLPAHLNTGWJK4EZ4KC0EHDM2TNTSTU0SZSWMF80E",
        seed="b6d020c0bd58c161524c4782c781610504958da043db0d55664d747833e78147",
        name="8a",
    )
)
STUDENT = Keys(
    Secret(
        age="AGE-SECRET-KEY-1A35ASAXGQTXDQJNR88VE9Z5Z78R24KLRD93CSLAM45AUMCY4J9RSU2CVW3",
        seed="133581c3a90c4f9a2a6e7511479e3e689ffa506c274f24c9cce53fb594302843",
    )
)
NOTHING = Locked(salt=bytes(16), work=CODE_WORK, box=b"")


def sealed(archive: bytes, kind: Kind = "hand-in", by: Keys = STUDENT, to: Keys = CLASS) -> bytes:
    """An archive, whatever is in it, in an envelope that is just as it should be."""
    return Sealed(by, to.card).close(kind, archive)


def give_keys(folder: ClassFolder, keys: Keys = CLASS) -> ClassFolder:
    """A class with these keys, at hand; no passphrase opens its file."""
    made = KeysFile(card=keys.card, locked=NOTHING, recovery=NOTHING, made="2026-11-02T08:00:00+00:00")
    save(folder.keys_file, msgspec.json.encode(made))
    return with_keys(folder, keys)


def unlocked(folder: ClassFolder) -> ClassFolder:
    """A class that has these keys, opened anew."""
    return with_keys(folder, CLASS)
