"""nbgrader's settings for a class: the same for our commands, for nbgrader's own, and for formgrader."""

from __future__ import annotations

import hashlib
from pathlib import Path

from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from grading.assignment import STUB
from grading.class_folder import CONFIG, ClassFolder, open_class
from grading.exchange.settings import settle_exchange

CELL_SECONDS = 20


def settle(c: Config, root: Path) -> None:
    """Write the settings of the class in `root` into `c`. Called by the class's own nbgrader_config.py."""
    about = open_class(root).about
    c.CourseDirectory.root = str(root)
    c.CourseDirectory.course_id = f"class-{hashlib.sha256(about.salt.encode()).hexdigest()[:8]}"
    c.ClearSolutions.code_stub = {"python": STUB}
    c.Execute.timeout = CELL_SECONDS
    c.RepairCells.class_folder = str(root)
    c.RunInBox.class_folder = str(root)
    # nbgrader's own steps in their own order, with ours before, around and after the running.
    c.Autograde.sanitize_preprocessors = [
        "grading.preprocessors.RepairCells",
        "nbgrader.preprocessors.ClearOutput",
        "nbgrader.preprocessors.OverwriteKernelspec",
        "nbgrader.preprocessors.OverwriteCells",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    c.Autograde.autograde_preprocessors = [
        "grading.preprocessors.RunInBox",
        "nbgrader.preprocessors.IgnorePattern",
        "nbconvert.preprocessors.ClearMetadataPreprocessor",
        "nbgrader.preprocessors.LimitOutput",
        "nbgrader.preprocessors.SaveAutoGrades",
        "nbgrader.preprocessors.AssignLatePenalties",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    c.GenerateFeedback.preprocessors = [
        "nbgrader.preprocessors.GetGrades",
        "grading.preprocessors.HideHiddenTests",
        "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
    ]
    # nbgrader's release_assignment, submit, collect and so on, over any folder: below settle(), a class may name a stick or a share.
    settle_exchange(c, root / "exchange")


def read_settings(folder: ClassFolder) -> Config:
    """The settings as the class's nbgrader_config.py gives them, the teacher's own included."""
    return course_settings(folder.root)


def course_settings(root: Path) -> Config:
    """The settings of any nbgrader course: its nbgrader_config.py, if it has one."""
    config = Config()
    if (root / CONFIG).is_file():
        config = PyFileConfigLoader(CONFIG, path=str(root)).load_config()
    if "root" not in config.CourseDirectory:
        config.CourseDirectory.root = str(root)
    return config
