"""Whose numbers these are: a study folder that was copied to another machine, or put back from a backup, gets a new installation id.

Events are known by (installation, number). A copy would give the same numbers to other events, so it must not go on under the same
installation. Two things tell a copy, both asked when a block of numbers is claimed and before one of them is used:

- the machine. The folder remembers under which installation it worked on which machine, by a digest of the machine's own id. On a new
  machine it gets a new installation; back on the old one, as a study folder on a stick goes to and fro, the old one again;
- the numbers. The person's account on the machine remembers the blocks that were given out, outside the folder. A block that was
  given out already means that the folder is a copy, or was put back.

What this cannot tell: a whole disk that was copied, with the machine's own id on it. The class notices that, by the first two events
that differ under one number, and counts both (grading/records.py).
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from carrying.saving import save

FILE = "machines.json"
MEMORY = "TRELLIS_MEMORY"
"""The environment variable that names another folder for what the machine remembers; empty for none."""
HEX = 16
MOST = 40
"""Machines that one folder is carried between. More are a system that gives itself a new id at every start, which tells nothing."""
OWN_ID = re.compile(r"[0-9a-fA-F-]{32,36}")


class _Machines(msgspec.Struct, frozen=True, kw_only=True):
    """machines.json: the installation of this folder on each machine; `salt` makes the digests say nothing elsewhere."""

    salt: str
    machines: dict[str, str]
    v: int = 1


class Place:
    """A study folder's hidden part on this machine. `own_id` tells the machine's own id, `memory` is where it remembers numbers."""

    def __init__(self, hidden: Path, own_id: Callable[[], str], memory: Path | None) -> None:
        self._file = hidden / FILE
        self._own_id = own_id
        self._memory = memory

    def begin(self, installation: str) -> None:
        """A new folder belongs to this machine from the first moment on, so that a copy made before its first number is one too."""
        own = self._own_id()
        if own:
            machines = {_digest(installation, own): installation}
            save(self._file, msgspec.json.encode(_Machines(salt=installation, machines=machines)))

    def installation(self, current: str, block: int, new: Callable[[], str]) -> str:
        """The installation that may give out the numbers of a block just claimed: `current`, or another. Raises NotSaved."""
        known = self._read()
        own = self._own_id()
        here = _digest(known.salt or current, own)
        if not own:
            found = current
        elif not known.machines:
            found = current  # the first machine, or a folder from before machines were noted
        elif here in known.machines or len(known.machines) >= MOST:
            found = known.machines.get(here, current)
        else:
            found = new()
        if not self._first_time(found, block):
            found = new()
            self._first_time(found, block)
        if (
            own
            and known.machines.get(here) != found
            and (here in known.machines or len(known.machines) < MOST)
        ):
            changed = _Machines(salt=known.salt or current, machines={**known.machines, here: found})
            save(self._file, msgspec.json.encode(changed))
        return found

    def _read(self) -> _Machines:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=_Machines)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return _Machines(salt="", machines={})

    def _first_time(self, installation: str, block: int) -> bool:
        """Whether no folder on this machine has had the block, or a later one; from now on one has."""
        if self._memory is None:
            return True
        digest = hashlib.sha256(f"trellis numbers\n{installation}".encode()).hexdigest()[:HEX]
        folder = self._memory / "numbers" / digest
        try:
            folder.mkdir(parents=True, exist_ok=True)
            given = [int(path.name) for path in folder.iterdir() if path.name.isdecimal()]
            if max(given, default=-1) >= block:
                return False
            os.close(os.open(folder / str(block), os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            for old in given:
                (folder / str(old)).unlink(missing_ok=True)
        except FileExistsError:
            return False
        except OSError:
            return True  # an account that cannot keep anything cannot notice anything
        return True


def _digest(salt: str, own: str) -> str:
    return hashlib.sha256(f"trellis machine\n{salt}\n{own}".encode()).hexdigest()[:HEX]


def this_place(hidden: Path) -> Place:
    """The place on this machine."""
    return Place(hidden, own_id, memory_folder())


def memory_folder() -> Path | None:
    """Where the person's account remembers the numbers given out; None for nowhere."""
    named = os.environ.get(MEMORY)
    if named is not None:
        return Path(named) if named else None
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return Path(local) / "Trellis" if local else None
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Trellis"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "trellis"


def own_id() -> str:
    """What the system calls this machine; empty where it has no such thing, as in many containers."""
    found = OWN_ID.fullmatch(_told().strip())
    return found[0].lower() if found else ""


def _told() -> str:
    try:
        if sys.platform == "win32":
            import winreg

            access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
            with winreg.OpenKey(
                winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography", 0, access
            ) as key:
                return str(winreg.QueryValueEx(key, "MachineGuid")[0])
        if sys.platform == "darwin":
            said = subprocess.run(
                ["ioreg", "-rd1", "-c", "IOPlatformExpertDevice"],
                capture_output=True,
                check=True,
                text=True,
                timeout=10,
            ).stdout
            found = re.search(r'"IOPlatformUUID" = "([0-9A-Fa-f-]{36})"', said)
            return found[1] if found else ""
        return Path("/etc/machine-id").read_text(encoding="ascii")
    except (OSError, ValueError, subprocess.SubprocessError):
        return ""
