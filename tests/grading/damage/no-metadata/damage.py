from pathlib import Path

from tests.grading.damage.corpus import load, store


def damage(folder: Path) -> None:
    notebook = load(folder)
    for one in notebook["cells"]:
        one["metadata"] = {}
    store(folder, notebook)
