from pathlib import Path

from tests.grading.damage.corpus import cell, load, store


def damage(folder: Path) -> None:
    notebook = load(folder)
    for name, kind in (("double", "markdown"), ("area", "markdown"), ("test-area", "raw")):
        one = cell(notebook, name)
        one["cell_type"] = kind
        del one["outputs"], one["execution_count"]
    store(folder, notebook)
