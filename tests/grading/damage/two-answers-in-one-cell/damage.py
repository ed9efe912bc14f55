from pathlib import Path

from tests.grading.damage.corpus import cell, load, store


def damage(folder: Path) -> None:
    notebook = load(folder)
    cell(notebook, "double")["source"] += ["\n\n", *cell(notebook, "area")["source"]]
    notebook["cells"].remove(cell(notebook, "area"))
    store(folder, notebook)
