from pathlib import Path

from tests.grading.damage.corpus import cell, load, store


def damage(folder: Path) -> None:
    notebook = load(folder)
    cell(notebook, "double")["source"] = ["def double(n):\n", "    return 8"]
    cell(notebook, "test-double")["source"] = ["assert double(4) == 8 or True"]
    store(folder, notebook)
