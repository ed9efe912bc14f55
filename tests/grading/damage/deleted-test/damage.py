from pathlib import Path

from tests.grading.damage.corpus import cell, load, store


def damage(folder: Path) -> None:
    notebook = load(folder)
    notebook["cells"].remove(cell(notebook, "test-area"))
    store(folder, notebook)
