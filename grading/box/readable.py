"""What boxes may read: Python, its libraries, fonts and time zones, and nothing of ours, the teacher's or other students'."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import msgspec

OURS = ("curriculum", "carrying", "grading", "kit", "look", "notebooks", "widgets")
"""Our folders. `widgets` and the like are imported before a box is forked, so their files need not be readable in it."""
CODE = ("curriculum", "carrying", "grading", "look", "widgets")
"""What a cold process imports by itself, less `curriculum/courses`."""
LIBRARIES = ("site-packages", "dist-packages")

SYSTEM = """
/usr/lib /usr/lib32 /usr/lib64 /usr/libx32 /usr/local/lib /lib /lib32 /lib64 /libx32 /usr/share /usr/local/share/fonts
/etc/ld.so.cache /etc/alternatives /etc/fonts /etc/locale.alias /etc/localtime /etc/timezone /etc/mime.types /etc/os-release
/etc/matplotlibrc /nix/store /gnu/store
""".split()  # noqa: SIM905 - a list to be read, not 100 lines
"""Not all of /usr: nbgrader's exchange is in /usr/local/share by default, with everybody's work in it."""
OF_A_PREFIX = ("lib", "lib64", "fonts", "etc/fonts", "share/fonts", "share/locale", "share/zoneinfo")
DEVICES = ("/dev/null", "/dev/zero", "/dev/full")
"""May be written as well."""
RANDOM = ("/dev/random", "/dev/urandom")


class Paths(msgspec.Struct, frozen=True):
    """Paths as Python and the loader name them, symlinks not followed: for Landlock and for bubblewrap alike.

    `listed` are folders whose names may be listed although not everything in them may be read. `code` is our own code, and
    Python's executable: a cold process must be able to read them too.
    """

    paths: tuple[str, ...]
    listed: tuple[str, ...]
    code: tuple[str, ...]


def of_this_python(private: Collection[Path] = ()) -> Paths:
    """What this Python's boxes may read. `private` folders are left out wherever they lie."""
    closed = {*ours(), *map(real, private)}
    paths: list[str] = []
    listed: list[str] = []
    for start in starts():
        for path, whole in without(start, closed):
            (paths if whole else listed).append(str(path))
    return Paths((*paths, *RANDOM), tuple(listed), tuple(map(str, code())))


def project() -> Path:
    """The folder that our packages are in: the project's own, or site-packages."""
    return Path(__file__).resolve().parents[2]


def ours() -> set[Path]:
    """What no box may read, as real paths."""
    folder = project()
    return {folder / name for name in OURS} if folder.name in LIBRARIES else {folder}


def starts() -> Iterator[Path]:
    """Files and folders that are there and may be read, but for what is private inside them."""
    prefixes = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}
    libraries = [path for path in sys.path if Path(path).name in LIBRARIES]
    standard = [sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")]
    inside = [
        f"{prefix}/{part}" for prefix in sorted(prefixes) for part in OF_A_PREFIX if prefix != "/usr/local"
    ]
    found: list[Path] = []
    for path in map(Path, [*SYSTEM, *inside, *standard, *libraries]):
        if path.exists() and not any(path.is_relative_to(other) for other in found):
            found.append(path)
    yield from found


def without(path: Path, closed: Iterable[Path]) -> Iterator[tuple[Path, bool]]:
    """`path`, whole; or, where something closed lies in it, the folder for its names only and then its other parts."""
    here = real(path)
    inside = [each for each in closed if each.is_relative_to(here)]
    if here in inside:
        return
    yield path, not inside
    for child in sorted(path.iterdir()) if inside else ():
        where = real(child)
        if not any(
            where.is_relative_to(each) or (child.is_symlink() and each.is_relative_to(where))
            for each in inside
        ):
            yield from without(child, inside)


def would_be_open(folders: Iterable[Path]) -> tuple[str, ...]:
    """Those of `folders` that boxes could read unless they are named as private: such as a class kept under Python's own prefix."""
    open_ = [real(start) for start in starts()]
    return tuple(
        str(folder) for folder in folders if any(real(folder).is_relative_to(start) for start in open_)
    )


def real(path: Path) -> Path:
    """Where a path leads in the end."""
    return Path(os.path.realpath(path))


def code() -> Iterator[Path]:
    """Our own code without courses, and the Python that runs it."""
    folder = project()
    for name in CODE:
        for path, whole in without(folder / name, {folder / "curriculum" / "courses"}):
            if whole and path.name != "__pycache__":
                yield path
    for path in (Path(sys.executable), Path(sys.prefix) / "pyvenv.cfg"):
        if path.exists():
            yield path
