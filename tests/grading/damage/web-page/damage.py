from pathlib import Path

from tests.grading.damage.corpus import FILE


def damage(folder: Path) -> None:
    (folder / FILE).write_text("<!DOCTYPE html>\n<html><body>numbers</body></html>", encoding="utf-8")
