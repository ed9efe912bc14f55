"""The name that a teacher signs with: what students, families and colleagues read under a note. Kept per person, not per class."""

from __future__ import annotations

import contextlib
import getpass
import sys

import msgspec

from carrying.saving import save
from kit.places import home

FILE = "teacher.json"
MOST = 60


class _Kept(msgspec.Struct, frozen=True):
    name: str = ""
    v: int = 1


def signature() -> str:
    """The name set on the desk; else the full name of the account; else empty, for which pages say “your teacher” or nothing."""
    return chosen_name() or _full_name()


def chosen_name() -> str:
    """The name set on the desk; empty where none is."""
    try:
        return msgspec.json.decode((home() / FILE).read_bytes(), type=_Kept).name
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return ""


def choose_name(name: str) -> None:
    """Set it, or take it back with an empty one. Raises NotSaved."""
    save(home() / FILE, msgspec.json.encode(_Kept(" ".join(name.split())[:MOST])))


def _full_name() -> str:
    """The account's full name, where the system tells one that is more than the account's own name."""
    account, name = getpass.getuser(), ""
    if sys.platform != "win32":
        import pwd

        with contextlib.suppress(KeyError):
            name = pwd.getpwnam(account).pw_gecos.partition(",")[0].strip()
    return "" if name.casefold() == account.casefold() else name
