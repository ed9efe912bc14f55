from pathlib import Path

from tests.grading.damage.corpus import FILE


def damage(folder: Path) -> None:
    path = folder / FILE
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
