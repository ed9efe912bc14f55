"""What the teacher's commands share."""

from __future__ import annotations

import argparse
from pathlib import Path

from kit.work import Report


def add_class(parser: argparse.ArgumentParser) -> None:
    """The option `--class`."""
    parser.add_argument(
        "--class",
        dest="class_folder",
        type=Path,
        metavar="FOLDER",
        help="the class folder (default: this folder, else Trellis/class)",
    )


def say(report: Report) -> int:
    """Print a report."""
    for line in report.lines:
        print(f"  {line}")
    print(report.outcome)
    return 0
