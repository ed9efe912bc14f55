from pathlib import Path

from tests.grading.damage.corpus import cell, load, store


def damage(folder: Path) -> None:
    notebook = load(folder)
    answer, test = cell(notebook, "double"), cell(notebook, "test-double")
    test["source"] = [*answer["source"], "\n\n", *test["source"]]
    answer["source"] = []
    store(folder, notebook)
