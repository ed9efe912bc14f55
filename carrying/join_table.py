"""What a pack says about join codes: who is behind which code, readable only by whoever has that code. docs/formats/roster.md.

A pack is in every student's hands, so it holds no code, no name and no id in clear. Each guess at a code costs one scrypt.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import msgspec

from carrying.handin import ID
from carrying.join import NotACode, read_code
from carrying.words import _

MEMBER = "join-table"
"""The name of the table in a pack."""
VERSION = 1
COST = 2**15
"""scrypt's N, with r = 8 and p = 1: 32 MB and about a tenth of a second a guess."""
MEMORY = 64 * 2**20
TAG, SEALED = 16, 20
MAX_STUDENTS = 2000
MAX_TABLE = 200_000


class NotOfThisClass(NotACode):
    """A good code, but of no student of this class; the message is a sentence for a child."""

    def __init__(self) -> None:
        super().__init__(
            _("This code is not of this class. Ask your teacher whether your card is the newest."), "check"
        )


class TableFault(Exception):
    """A join table cannot be used; the message is a sentence."""


class JoinTable(msgspec.Struct, frozen=True, kw_only=True):
    """A class's codes as a pack carries them. `entries` maps the tag of a code to the sealed student id; all hexadecimal."""

    salt: str
    entries: dict[str, str]
    v: int = VERSION


def join_table(codes: Mapping[str, str], salt: str) -> JoinTable:
    """The table of a class from its codes (student → code). `salt` is the class's own, so that one table tells nothing of another."""
    students = sorted(codes)
    with ThreadPoolExecutor(max_workers=4) as pool:  # scrypt lets other threads run
        keys = list(pool.map(lambda student: _stretched(codes[student], b"table", salt.encode()), students))
    entries = {
        key[:TAG].hex(): _masked(student.encode().ljust(SEALED, b"\0"), key)
        for student, key in zip(students, keys, strict=True)
    }
    return JoinTable(salt=salt, entries=dict(sorted(entries.items())))


def find_student(table: JoinTable, typed: str) -> str:
    """The student whose code was typed. Raises NotACode; NotOfThisClass where the code is good but not in the table."""
    key = _stretched(read_code(typed), b"table", table.salt.encode())
    sealed = table.entries.get(key[:TAG].hex())
    if sealed is None:
        raise NotOfThisClass
    try:
        student = bytes.fromhex(_masked(bytes.fromhex(sealed), key)).rstrip(b"\0").decode("ascii")
    except (ValueError, UnicodeDecodeError):
        student = ""
    if not ID.fullmatch(student):
        raise TableFault(
            _("The list of cards in this file is damaged. Ask your teacher for the file once more.")
        )
    return student


def write_table(table: JoinTable) -> bytes:
    """The table as a member of a pack."""
    return msgspec.json.encode(table)


def read_table(data: bytes) -> JoinTable:
    """The table of a pack. Raises TableFault."""
    if len(data) > MAX_TABLE:
        raise TableFault(_("The list of cards in this file is too long to be one. Nothing was read."))
    try:
        if msgspec.json.decode(data, type=_Version).v > VERSION:
            raise TableFault(
                _("The list of cards was made by a newer Trellis. Update this one; nothing has been changed.")
            )
        table = msgspec.json.decode(data, type=JoinTable)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise TableFault(
            _("The list of cards in this file is damaged. Ask your teacher for the file once more.")
        ) from error
    if len(table.entries) > MAX_STUDENTS:
        raise TableFault(_("The list of cards in this file is too long to be one. Nothing was read."))
    return table


def proof(code: str, installation_public_key: bytes) -> str:
    """What an enrolled installation says of itself in its hand-ins, hexadecimal: only who had the card can make it for this key."""
    made = _stretched(code, b"proof", installation_public_key)
    return hmac.new(made, installation_public_key, hashlib.sha256).hexdigest()


def is_proof(given: str, code: str, installation_public_key: bytes) -> bool:
    """Whether `given` was made with this code for this installation's key."""
    return hmac.compare_digest(given.encode(), proof(code, installation_public_key).encode())


def new_salt() -> str:
    """A salt for a class's tables, hexadecimal."""
    return secrets.token_hex(16)


class _Version(msgspec.Struct):
    v: int


def _stretched(code: str, purpose: bytes, salt: bytes) -> bytes:
    return hashlib.scrypt(
        code.encode(),
        salt=b"trellis-join-1 " + purpose + b" " + salt,
        n=COST,
        r=8,
        p=1,
        maxmem=MEMORY,
        dklen=TAG + SEALED,
    )


def _masked(data: bytes, key: bytes) -> str:
    return bytes(a ^ b for a, b in zip(data, key[TAG:], strict=True)).hex()
