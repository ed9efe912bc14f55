from pathlib import Path

from tests.grading.damage.corpus import load, store


def damage(folder: Path) -> None:
    notebook = load(folder)
    notebook["metadata"] = {
        "kernelspec": {"display_name": "R", "language": "R", "name": "ir"},
        "language_info": {"name": "R"},
    }
    store(folder, notebook)
