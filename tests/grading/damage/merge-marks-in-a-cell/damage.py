from pathlib import Path

from tests.grading.damage.corpus import cell, load, store


def damage(folder: Path) -> None:
    notebook = load(folder)
    own = cell(notebook, "double")["source"]
    cell(notebook, "double")["source"] = [
        "<<<<<<< remote\n",
        "def double(n):\n",
        "    return n\n",
        "=======\n",
        *own,
        "\n",
        ">>>>>>> local\n",
    ]
    store(folder, notebook)
