"""Names that every system can write: what may be a file's name here, and what is made of one that may not."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from curriculum.ids import is_device

FORBIDDEN = re.compile(r'[<>:"|?*\\/\x00-\x1f\x7f]')
MAX_NAME = 120
MAX_PATH = 200
MAX_DEPTH = 10


def is_portable(name: str) -> bool:
    """Whether one name, without folders, can be written on every system, FAT32 and Windows included."""
    return (
        0 < len(name) <= MAX_NAME
        and not FORBIDDEN.search(name)
        and not is_device(name)
        and name.strip() == name
        and not name.endswith(".")
        and name.isprintable()
    )


def is_portable_path(path: str) -> bool:
    """Whether a path of names between slashes stays inside the folder it is put in, on every system."""
    parts = path.split("/")
    return len(path) <= MAX_PATH and len(parts) <= MAX_DEPTH and all(map(is_portable, parts))


def portable(name: str) -> str:
    """The name, or where it is not portable the nearest one that is."""
    name = unicodedata.normalize("NFC", name)
    if is_portable(name):
        return name
    plain = "".join(letter if letter.isprintable() else "-" for letter in FORBIDDEN.sub("-", name))
    stem, dot, suffix = plain.strip(" .").rpartition(".")
    keep = (dot + suffix)[-20:] if stem else ""
    short = (stem or suffix)[: MAX_NAME - len(keep) - 1].strip(" .") + keep.rstrip(" .")
    return short if is_portable(short) else f"_{short}".rstrip(" .")


def carried_names(paths: Sequence[str]) -> dict[str, str]:
    """For each path in a folder the one it is carried under: itself where that can be written everywhere, else the nearest.

    No two are the same on a disk that does not tell case apart, and none is another's folder.
    """
    near = {path: "/".join(map(portable, path.split("/"))) for path in paths}
    near = {path: name if is_portable_path(name) else portable(path[-60:]) for path, name in near.items()}
    folders = {fold(name[:at]) for name in near.values() for at, letter in enumerate(name) if letter == "/"}
    taken: set[str] = set()
    names: dict[str, str] = {}
    for path in sorted(near, key=lambda one: (near[one] != one, one)):  # who can keep a name keeps it
        name, number = near[path], 2
        while fold(name) in taken or fold(name) in folders:
            name, number = _numbered(near[path], number), number + 1
        taken.add(fold(name))
        names[path] = name
    return names


def _numbered(path: str, number: int) -> str:
    folder, slash, name = path.rpartition("/")
    stem, dot, suffix = name.rpartition(".")
    if not stem or len(suffix) > 20:
        stem, dot, suffix = name, "", ""
    most = min(MAX_NAME, MAX_PATH - len(folder) - len(slash)) - len(dot + suffix) - len(str(number)) - 1
    return f"{folder}{slash}{stem[:most]}-{number}{dot}{suffix}"


def fold(name: str) -> str:
    """What two names share where a disk tells them apart neither by case nor by the way an accent is written."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def slug(text: str, most: int = 24) -> str:
    """A few letters of a text, `[a-z0-9-]`, for a person's eye."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:most].strip("-") or "x"


def short_digest(text: str) -> str:
    """Twelve hexadecimal digits that tell one text from another."""
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()[:12]


def stamp(when: datetime) -> str:
    """A moment as a folder's name; nbgrader's own has colons in it, which Windows and FAT32 refuse."""
    return when.strftime("%Y-%m-%d %H-%M-%S.%f UTC")
