import copy
from pathlib import Path

from tests.grading.damage.corpus import cell, load, store


def damage(folder: Path) -> None:
    notebook = load(folder)
    other = copy.deepcopy([cell(notebook, "double"), cell(notebook, "test-double")])
    for one in other:
        one["id"] = one["metadata"]["nbgrader"]["grade_id"] = f"other-{one['id']}"
    other[1]["source"] = ["pass"]
    notebook["cells"] += other
    store(folder, notebook)
