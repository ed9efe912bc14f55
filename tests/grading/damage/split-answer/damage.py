from pathlib import Path

from tests.grading.damage.corpus import cell, load, store


def damage(folder: Path) -> None:
    notebook = load(folder)
    answer, test = cell(notebook, "double"), cell(notebook, "test-double")
    answer["source"] = ["def twice_of(n):\n", "    return n + n"]
    notebook["cells"].remove(test)
    cell(notebook, "own-try").update(source=["def double(n):\n", "    return twice_of(n)"], outputs=[])
    store(folder, notebook)
