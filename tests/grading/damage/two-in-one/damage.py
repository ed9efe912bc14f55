from pathlib import Path

from tests.grading.damage.corpus import FILE, cell, load, store


def damage(folder: Path) -> None:
    first = (folder / FILE).read_bytes()
    notebook = load(folder)
    cell(notebook, "area")["source"] = [
        "def area(r):\n",
        "    # YOUR CODE HERE\n",
        "    raise NotImplementedError()",
    ]
    store(folder, notebook)
    path = folder / FILE
    path.write_bytes(first + path.read_bytes())
