from pathlib import Path

from tests.grading.damage.corpus import FILE


def damage(folder: Path) -> None:
    path = folder / FILE
    data = path.read_bytes()
    start, end = data.rindex(b'"cell_type"', 0, data.index(b"test-area")), data.index(b"assert area(0)") + 10
    path.write_bytes(data[:start] + bytes(end - start) + data[end:])
