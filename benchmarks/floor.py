"""How long the cells of graded notebooks take by themselves: `python -m benchmarks.floor COURSE_FOLDER`.

One warm process with the shell of a kernel, and nothing else: no box, no kernel's messages, nothing saved. What a
grader needs on top of this is the grader's own.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import matplotlib.pyplot as plt
import nbformat
import pandas as pd  # noqa: F401 - loaded beforehand, as what a class uses is in a warm grader
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from matplotlib_inline.backend_inline import configure_inline_support


def floor_s(notebooks: list[list[str]]) -> float:
    """Seconds for the code cells of all notebooks, each notebook in an emptied shell."""
    shell = InteractiveShell.instance()
    shell.history_manager.enabled = False
    with capture_output():
        plt.switch_backend("module://matplotlib_inline.backend_inline")
        configure_inline_support(shell, plt.get_backend())
        shell.run_cell("1 / 0")  # the first traceback is the slowest
    taken = 0.0
    for cells in notebooks:
        shell.reset(new_session=False)
        begun = time.perf_counter()
        for cell in cells:
            with capture_output():
                shell.run_cell(cell, store_history=True)
        taken += time.perf_counter() - begun
    return taken


def code_cells(root: Path) -> list[list[str]]:
    """The code cells of the graded copies in a course folder."""
    return [
        [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
        for path in sorted(root.glob("autograded/*/*/*.ipynb"))
    ]


if __name__ == "__main__":
    print(floor_s(code_cells(Path(sys.argv[1]))))
