from pathlib import Path

from tests.grading.damage.corpus import load, store


def damage(folder: Path) -> None:
    notebook = load(folder)
    for one in notebook["cells"]:
        one["source"] = [line.replace("\n", "\r\n") for line in one["source"]]
    store(folder, notebook)
