from pathlib import Path

from tests.grading.damage.corpus import FILE


def damage(folder: Path) -> None:
    path = folder / FILE
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))
