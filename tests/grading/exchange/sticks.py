"""Real FAT32 and exFAT images, mounted for a test: by the kernel where it knows them, else by their FUSE drivers."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MAKE = {"fat32": ["mkfs.vfat", "-F", "32"], "exfat": ["mkfs.exfat"]}
KERNEL = {"fat32": "vfat", "exfat": "exfat"}
DRIVER = {"fat32": ["fusefat", "-o", "rw+"], "exfat": ["mount.exfat-fuse"]}
NEEDED = (
    "This test mounts a real image: it needs root, dosfstools and exfatprogs, "
    "and, where the kernel knows no FAT, fusefat and exfat-fuse. Deselect it with -m 'not sandbox'."
)


@contextmanager
def stick(system: str, folder: Path) -> Iterator[Path]:
    """A new stick of 40 MB."""
    image, place = folder / f"{system}.img", folder / f"{system}-stick"
    with image.open("wb") as file:
        file.truncate(40_000_000)
    place.mkdir()
    _run([*MAKE[system], str(image)])
    loop = _run(["losetup", "--find", "--show", str(image)])
    try:
        try:
            _run(["mount", "-t", KERNEL[system], loop, str(place)])
        except AssertionError:
            # fusefat takes the image, exfat-fuse a block device
            _run([*DRIVER[system], str(image) if system == "fat32" else loop, str(place)])
        try:
            yield place
        finally:
            _run(["umount", str(place)])
    finally:
        _run(["losetup", "--detach", loop])


def _run(words: list[str]) -> str:
    try:
        done = subprocess.run(words, check=True, capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", "")
        raise AssertionError(f"{' '.join(words)}: {error} {said} {NEEDED}") from error
    return done.stdout.strip()
