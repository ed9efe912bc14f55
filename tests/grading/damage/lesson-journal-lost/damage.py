from pathlib import Path

from carrying.copies import MIME, copy_of
from carrying.journal import FILE as JOURNAL
from carrying.journal import read_journal
from tests.grading.damage.corpus import cell, load, store


def damage(folder: Path) -> None:
    journal = folder / JOURNAL
    events = read_journal(journal)
    notebook = load(folder)
    cell(notebook, "branch-halving")["outputs"] = [
        {
            "output_type": "display_data",
            "metadata": {},
            "data": {MIME: copy_of("halving", 'branch("halving")', events)},
        }
    ]
    store(folder, notebook)
    journal.write_bytes(journal.read_bytes().splitlines(keepends=True)[0])
    path = next(folder.glob("*.ipynb"))
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(b'"source"')])
