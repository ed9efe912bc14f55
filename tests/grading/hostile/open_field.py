"""Runs a student's own cells with no wall around them, as a careless grader would. Arguments: the notebook, and numbers to double."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config


def main(path: str, *numbers: str) -> None:
    """Run the cells in order, then ask for what only the key knows."""
    config = Config()
    config.HistoryManager.enabled = False
    shell = InteractiveShell.instance(config=config)
    for cell in json.loads(Path(path).read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code" and not cell["metadata"].get("nbgrader", {}).get("locked"):
            shell.run_cell("".join(cell["source"]))
    print("\nanswers", [shell.user_ns["double"](number) for number in map(int, numbers)])


if __name__ == "__main__":
    main(*sys.argv[1:])
