import copy
from pathlib import Path

from tests.grading.damage.corpus import cell, load, store


def damage(folder: Path) -> None:
    notebook = load(folder)
    place = notebook["cells"].index(cell(notebook, "test-double"))
    copied = copy.deepcopy(cell(notebook, "double"))
    cell(notebook, "double")["source"] = ["def double(n):\n", "    return n + 2  # first try"]
    copied["execution_count"] = 40
    notebook["cells"].insert(place, copied)
    store(folder, notebook)
