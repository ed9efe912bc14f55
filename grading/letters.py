"""Fonts for names in any script: which font on this machine can show a text, and which letters none can."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Container, Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import msgspec

import look

MAX_TRIED = 3000
STYLES = ("bold", "regular")


class Face(msgspec.Struct, frozen=True):
    """A font file; `number` counts within a collection, whose first is all we use."""

    path: Path
    number: int = 0

    def letters(self) -> frozenset[int]:
        """The code points it can show; none where it cannot be read."""
        return _letters(self.path, self.number)


def ours(style: str) -> Face:
    """The font of all our pages, in a style of STYLES."""
    return Face(look.FONTS / f"atkinson-hyperlegible-next-{style}.ttf")


def arabic(style: str) -> Face:
    """The font of all our pages in Arabic; it has Latin letters too, for names and words between."""
    return Face(look.FONTS / f"noto-naskh-arabic-{style}.ttf")


def face_for(
    text: str,
    style: str = "bold",
    folders: tuple[Path, ...] | None = None,
    without: Container[Face] = (),
) -> Face | None:
    """A font that shows every letter of the text: ours, our Arabic one, DejaVu, else one of the system; None where there is none.

    `folders` are where the system's are looked for, `without` are fonts that turned out to be of no use.
    """
    wanted = frozenset(ord(letter) for letter in text if needs_a_shape(letter))
    near = [ours(style), arabic(style), *_dejavu(style)]
    for face in near:
        if wanted <= face.letters():
            return face
    system = (face for face in map(Face, _system(folders)) if face not in without)
    return next((face for face in system if wanted <= face.letters()), None)


def needs_a_shape(letter: str) -> bool:
    """Whether a letter is seen: joiners and spaces are not."""
    return unicodedata.category(letter) not in ("Cf", "Zs", "Cc")


def _dejavu(style: str) -> list[Face]:
    """DejaVu Sans as matplotlib brings it: Latin, Greek, Cyrillic, Arabic, Hebrew, Armenian, Georgian."""
    found = find_spec("matplotlib")
    if found is None or found.origin is None:
        return []
    folder = Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"
    path = folder / ("DejaVuSans-Bold.ttf" if style == "bold" else "DejaVuSans.ttf")
    return [Face(path)] if path.is_file() else []


def _system(folders: tuple[Path, ...] | None) -> Iterator[Path]:
    """Font files of this machine; those made to show any script, and upright ones, first."""
    paths = [
        path
        for folder in (system_folders() if folders is None else folders)
        if folder.is_dir()
        for path in folder.rglob("*")
        if path.suffix.lower() in (".ttf", ".ttc", ".otf")
    ]

    def order(path: Path) -> tuple[bool, bool, bool, str]:
        name = path.stem.lower()
        known = any(
            maker in name
            for maker in ("noto", "nirmala", "msyh", "malgun", "yugoth", "pingfang", "droid", "lohit")
        )
        special = any(
            word in name
            for word in ("italic", "oblique", "mono", "emoji", "lastresort", "symbol", "thin", "black")
        )
        return special, not known, not ("bold" in name or name.endswith("bd")), name

    # A font of last resort has a box for every letter there is: it shows nothing.
    return iter(
        [path for path in sorted(paths, key=order) if "lastresort" not in path.stem.lower()][:MAX_TRIED]
    )


def system_folders() -> tuple[Path, ...]:
    """Where Linux, Windows and macOS keep fonts."""
    home = Path.home()
    windows = Path(os.environ.get("WINDIR") or "C:/Windows") / "Fonts"
    local = Path(os.environ.get("LOCALAPPDATA") or home / "AppData/Local") / "Microsoft/Windows/Fonts"
    return (
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        home / ".local/share/fonts",
        home / ".fonts",
        Path("/System/Library/Fonts"),
        Path("/Library/Fonts"),
        home / "Library/Fonts",
        windows,
        local,
    )


@lru_cache(maxsize=4096)
def _letters(path: Path, number: int) -> frozenset[int]:
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with path.open("rb") as file, TTFont(file, fontNumber=number, lazy=True) as font:
            if "glyf" not in font and "CFF " not in font:
                return frozenset()
            return frozenset(font.getBestCmap() or ())
    except (TTLibError, OSError, ValueError, KeyError, AssertionError):
        return frozenset()
