import copy
from pathlib import Path

from tests.grading.damage.corpus import cell, load, store


def damage(folder: Path) -> None:
    notebook = load(folder)
    place = notebook["cells"].index(cell(notebook, "test-double"))
    notebook["cells"].insert(place, copy.deepcopy(cell(notebook, "test-double")))
    store(folder, notebook)
