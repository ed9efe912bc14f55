"""Names that every system can write: what may be a file's name here, and what is made of one that may not."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import datetime

FORBIDDEN = re.compile(r'[<>:"|?*\\/\x00-\x1f\x7f]')
RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\..*)?", re.IGNORECASE)
"""Names that are devices on Windows, with whatever suffix."""
MAX_NAME = 120
MAX_PATH = 200
MAX_DEPTH = 10


def is_portable(name: str) -> bool:
    """Whether one name, without folders, can be written on every system, FAT32 and Windows included."""
    return (
        0 < len(name) <= MAX_NAME
        and not FORBIDDEN.search(name)
        and not RESERVED.fullmatch(name)
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
