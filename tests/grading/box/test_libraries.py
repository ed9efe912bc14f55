from __future__ import annotations

from pathlib import Path

import nbformat

from grading.box.libraries import libraries_in, libraries_of


def test_what_cells_import() -> None:
    cells = [
        "import json\n\ndef f():\n    from pandas import DataFrame",
        "import matplotlib.pyplot as plt",
        "# import numpy",
    ]
    assert libraries_of(cells) == ("matplotlib.pyplot", "pandas")
    assert libraries_of(["print('import numpy')", "important = numpy"]) == ()


def test_what_files_import_often(tmp_path: Path) -> None:
    for number, source in enumerate(
        ["import numpy as np\nimport pandas", "x = 1\nfrom numpy import array", "import os"]
    ):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
        nbformat.write(notebook, tmp_path / f"{number}.ipynb")
    (tmp_path / "broken.ipynb").write_bytes(b'\x00 "import pandas')
    paths = [*sorted(tmp_path.iterdir()), tmp_path / "missing.ipynb"]

    assert libraries_in(paths) == ("numpy", "pandas")
    assert libraries_in([tmp_path / "1.ipynb"], often=1) == ("numpy",)
    assert libraries_in(paths, often=3) == ()
