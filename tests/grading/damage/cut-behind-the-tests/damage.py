from pathlib import Path

from tests.grading.damage.corpus import FILE


def damage(folder: Path) -> None:
    path = folder / FILE
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b"Because a circle is round") - 200])
