from pathlib import Path

from tests.grading.damage.corpus import cell, load, store


def damage(folder: Path) -> None:
    notebook = load(folder)
    cell(notebook, "double")["source"] = ["def double(n):\n", "    return 8"]
    cell(notebook, "test-double")["metadata"]["nbgrader"].update(points=1000, solution=True, locked=False)
    cell(notebook, "test-area")["metadata"]["nbgrader"].update(points=1000)
    store(folder, notebook)
