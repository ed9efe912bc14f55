from pathlib import Path

from tests.grading.damage.corpus import FILE


def damage(folder: Path) -> None:
    path = folder / FILE
    data = path.read_bytes()
    start = data.index(b"say-area") - 60
    end = data.index(b"# pi r squared") - 700
    path.write_bytes(data[:start] + bytes(end - start) + data[end:])
