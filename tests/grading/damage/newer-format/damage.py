from pathlib import Path

from tests.grading.damage.corpus import load, store


def damage(folder: Path) -> None:
    notebook = load(folder) | {"nbformat_minor": 12, "sidebar": {"open": True}}
    for one in notebook["cells"]:
        one["mood"] = "good"
    store(folder, notebook)
