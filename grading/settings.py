"""nbgrader's settings for a class: the same for our commands, for nbgrader's own, and for formgrader."""

from __future__ import annotations

import hashlib
from pathlib import Path

from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from grading.assignment import STUB
from grading.class_folder import ClassFolder, open_class

CELL_SECONDS = 20


def settle(c: Config, root: Path) -> None:
    """Write the settings of the class in `root` into `c`. Called by the class's own nbgrader_config.py."""
    about = open_class(root).about
    c.CourseDirectory.root = str(root)
    c.CourseDirectory.course_id = f"class-{hashlib.sha256(about.salt.encode()).hexdigest()[:8]}"
    c.ClearSolutions.code_stub = {"python": STUB}
    c.Execute.timeout = CELL_SECONDS
    c.Execute.interrupt_on_timeout = True
    c.Execute.iopub_timeout = CELL_SECONDS
    c.RestoreCells.class_folder = str(root)
    c.MarkAnswers.class_folder = str(root)
    # nbgrader's own steps in their own order, with ours before, around and after the running.
    c.Autograde.sanitize_preprocessors = [
        "grading.preprocessors.RestoreCells",
        "nbgrader.preprocessors.ClearOutput",
        "nbgrader.preprocessors.OverwriteKernelspec",
        "nbgrader.preprocessors.OverwriteCells",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    c.Autograde.autograde_preprocessors = [
        "grading.preprocessors.RunCells",
        "nbgrader.preprocessors.IgnorePattern",
        "nbconvert.preprocessors.ClearMetadataPreprocessor",
        "nbgrader.preprocessors.LimitOutput",
        "grading.preprocessors.MarkAnswers",
        "nbgrader.preprocessors.SaveAutoGrades",
        "nbgrader.preprocessors.AssignLatePenalties",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    # Work comes on sticks; an exchange folder would only be a second, silent way in.
    c.Exchange.root = str(root / "exchange")


def read_settings(folder: ClassFolder) -> Config:
    """The settings as the class's nbgrader_config.py gives them, the teacher's own included."""
    config: Config = PyFileConfigLoader(folder.config.name, path=str(folder.root)).load_config()
    return config
