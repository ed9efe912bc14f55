from pathlib import Path

from tests.grading.damage.corpus import load, store


def damage(folder: Path) -> None:
    notebook = load(folder)
    notebook["metadata"]["kernelspec"] = {
        "display_name": "Python (school)",
        "language": "python",
        "name": "conda-env-school-py",
    }
    store(folder, notebook)
