import copy
from pathlib import Path

from tests.grading.damage.corpus import cell, load, store


def damage(folder: Path) -> None:
    notebook = load(folder)
    copied = copy.deepcopy(cell(notebook, "double")) | {"id": "copied", "execution_count": 41}
    copied["source"] = ["def double(n):\n", "    pass"]
    empty = copy.deepcopy(copied) | {"id": "empty", "source": []}
    copied["execution_count"] = None
    place = notebook["cells"].index(cell(notebook, "test-double")) + 1
    notebook["cells"][place:place] = [copied, empty]
    store(folder, notebook)
