from pathlib import Path

from tests.grading.damage.corpus import FILE


def damage(folder: Path) -> None:
    path = folder / FILE
    path.write_text(path.read_text(encoding="utf-8").replace('"42"', r'"42 \ud83d"'), encoding="utf-8")
