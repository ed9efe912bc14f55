"""Hidden tests of plain nbgrader cells, kept out of what goes back to a student."""

from __future__ import annotations

import re

from nbformat.notebooknode import NotebookNode, from_dict

from grading.words import N_, _

_HIDDEN = re.compile(
    r"^[^\n]*### BEGIN HIDDEN TESTS.*?(?:^[^\n]*### END HIDDEN TESTS[^\n]*$\n?|\Z)", re.MULTILINE | re.DOTALL
)
_SAID = N_("A test that is not shown did not pass.")


def hide(cell: NotebookNode) -> None:
    """Take a cell's hidden tests out, and its outputs as far as they could show them."""
    if cell.cell_type != "code" or "### BEGIN HIDDEN TESTS" not in cell.source:
        return
    failed = any(output.output_type == "error" for output in cell.outputs)
    cell.source = _HIDDEN.sub("", cell.source).rstrip("\n")
    said = _(_SAID)
    error = {"output_type": "error", "ename": "AssertionError", "evalue": said, "traceback": [said]}
    # What the cell printed may be what it was given; a traceback shows the source around the line that failed.
    cell.outputs = [from_dict(error)] if failed else []  # type: ignore[no-untyped-call]
