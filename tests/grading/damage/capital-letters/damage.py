from pathlib import Path

from tests.grading.damage.corpus import FILE


def damage(folder: Path) -> None:
    (folder / FILE).rename(folder / "NUMBERS.IPYNB")
