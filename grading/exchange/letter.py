"""A letter of the exchange: one bundle with an assignment, a submission or its feedback, and what it says of itself.

The files' own names are in the letter's list only; inside the bundle they are numbered, so that a name can be as a student wrote it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from carrying.archive import MAX_MEMBER, MAX_MEMBERS, MAX_TOTAL
from carrying.bundle import MAX_FILE, Envelope, Manifest, Refused, pack, read_bundle
from carrying.keys import Card, Keys
from grading.exchange.portable import fold, is_portable_path

FORMAT = 1
SUFFIX = ".exchange"
"""Not a hand-in's or a pack's, so that `trellis collect` on the same stick passes these files by."""
ABOUT = "exchange/about.json"
MAX_ABOUT = 1_000_000
MAX_ID = 100
MOST_FILES = MAX_MEMBERS - 2
"""The letter's own words and the manifest are members too."""
SECRET = re.compile(r"[0-9A-Za-z_-]{0,200}")

What = Literal["assignment", "submission", "feedback"]


class CannotCarry(Exception):
    """These files, or what is to be said of them, cannot be in a letter; the message is a sentence."""


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What a letter says of itself, ids as they are in nbgrader. `files` are the names, in the order of the members.

    `timestamp` is by the clock of the machine that wrote it, as nbgrader writes it; `secret` is nbgrader's submission secret.
    """

    what: What
    course: str
    assignment: str
    student: str = ""
    timestamp: str = ""
    secret: str = ""
    files: tuple[str, ...] = ()
    format: int = FORMAT

    @property
    def notebooks(self) -> list[str]:
        """The ids of the notebooks that nbgrader sees: those not in a folder."""
        return sorted(
            name.removesuffix(".ipynb") for name in self.files if "/" not in name and name.endswith(".ipynb")
        )


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter that was read and verified, at `path`. `sender` is whose signature it bears."""

    about: About
    files: dict[str, bytes]
    digest: str
    path: Path
    sender: Card | None = None

    def head(self) -> Head:
        """The letter without its files."""
        return Head(about=self.about, digest=self.digest, path=self.path, sender=self.sender)


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """A letter without its files: a class's work need not be in memory all at once."""

    about: About
    digest: str
    path: Path
    sender: Card | None = None


def write_letter(about: About, files: Mapping[str, bytes], envelope: Envelope | None) -> bytes:
    """The bytes of a letter. Raises CannotCarry."""
    if len(files) > MOST_FILES:
        raise CannotCarry(f"There are {len(files)} files, and one letter holds {MOST_FILES}.")
    large = next((name for name, data in files.items() if len(data) > MAX_MEMBER), None)
    if large is not None:
        raise CannotCarry(f"{large} is larger than {MAX_MEMBER // 1_000_000} MB.")
    if sum(map(len, files.values())) > MAX_TOTAL - 2 * MAX_ABOUT:
        raise CannotCarry(
            f"The files are larger than {(MAX_TOTAL - 2 * MAX_ABOUT) // 1_000_000} MB together."
        )
    names = tuple(sorted(files))
    about = msgspec.structs.replace(about, files=names)
    fault = _fault(about)
    if fault:
        raise CannotCarry(fault)
    members = {f"files/{number:05d}": files[name] for number, name in enumerate(names)}
    members[ABOUT] = msgspec.json.encode(about)
    if len(members[ABOUT]) > MAX_ABOUT:
        raise CannotCarry("The files' names are longer together than one letter holds.")
    kind: Literal["hand-in", "pack"] = "hand-in" if about.what == "submission" else "pack"
    data = pack(Manifest(kind=kind), members, envelope)
    if len(data) > MAX_FILE:
        raise CannotCarry(f"The files are larger than {MAX_FILE // 1_000_000} MB when packed.")
    return data


def read_letter(path: Path, keys: Sequence[Keys] = ()) -> Letter:
    """The letter at `path`, verified. Nothing of it is trusted: names, ids and sizes are bounded here. Raises Refused, ForAnother."""
    bundle = read_bundle(path, keys)
    data = bundle.members.get(ABOUT)
    if data is None or len(data) > MAX_ABOUT:
        raise Refused("It is no letter of the exchange.")
    try:
        about = msgspec.json.decode(data, type=About)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise Refused("What it says about itself cannot be read.") from error
    if about.format > FORMAT:
        raise Refused("It comes from a newer Trellis. Update this one, then try again.")
    if (bundle.manifest.kind == "hand-in") != (about.what == "submission"):
        raise Refused("It says two things about what it is.")
    about = msgspec.structs.replace(
        about, files=tuple(unicodedata.normalize("NFC", name) for name in about.files)
    )
    if {f"files/{number:05d}" for number in range(len(about.files))} | {ABOUT} != set(bundle.members):
        raise Refused("What it holds is not what it lists.")
    fault = _fault(about)
    if fault:
        raise Refused(fault)
    files = {name: bundle.members[f"files/{number:05d}"] for number, name in enumerate(about.files)}
    return Letter(
        about=about,
        files=files,
        digest=bundle.digest,
        path=path,
        sender=bundle.manifest.sender if bundle.signer else None,
    )


def _fault(about: About) -> str:
    """What a letter may not say, as a sentence; empty where all is well. Held on both sides."""
    ids = (about.course, about.assignment, about.student)
    if any(len(one) > MAX_ID or not one.isprintable() for one in ids):
        return "It names a course, an assignment or a student in a way that nobody can read."
    if len(about.timestamp) > MAX_ID or not SECRET.fullmatch(about.secret):
        return "Its time or its secret is not as nbgrader writes them."
    odd = next((name for name in about.files if not is_portable_path(name)), None)
    if odd is not None:
        return f"It holds a file named {odd[:80]!r}, which is not written here."
    return "" if _apart(about.files) else "It holds one name twice, or a file and a folder of the same name."


def _apart(names: Sequence[str]) -> bool:
    """Whether no name is another's, or another's folder, on a disk that does not tell case apart."""
    folded = [fold(name) for name in names]
    folders = {name[:at] for name in folded for at, letter in enumerate(name) if letter == "/"}
    return len(set(folded)) == len(folded) and not folders & set(folded)
