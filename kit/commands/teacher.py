"""What the teacher's commands share."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from grading.box.running import Unisolated
from kit.stop import Stop
from kit.words import _
from kit.work import Report


def add_class(parser: argparse.ArgumentParser) -> None:
    """The option `--class`."""
    parser.add_argument(
        "--class",
        dest="class_folder",
        type=Path,
        metavar="FOLDER",
        help=_("the class folder (default: this folder, else Trellis/class)"),
    )


def add_unisolated(parser: argparse.ArgumentParser) -> None:
    """The option `--accept-unisolated`."""
    parser.add_argument(
        "--accept-unisolated",
        action="store_true",
        help=_("grade even where students' code cannot be shut in on this computer"),
    )


def asking(work: Callable[..., Report], *, accepted: bool) -> Report:
    """Do the work. Where students' code cannot be shut in here, explain and ask first; Stop where the answer is no."""
    try:
        return work(accept_unisolated=accepted)
    except Unisolated as error:
        print(f"\n{error}")
        if not sys.stdin.isatty():
            raise Stop(_("Nothing was graded. Add --accept-unisolated to grade all the same.")) from None
        if not is_yes(input(_("Grade all the same? [y/N] "))):
            raise Stop(_("Nothing was graded.")) from None
    return work(accept_unisolated=True)


def is_yes(answer: str) -> bool:
    """Whether somebody said yes, in any of our languages."""
    return answer.strip().casefold() in {"y", "yes", "s", "si", "sí", "o", "oui", "ن", "نعم"}


def say(report: Report) -> int:
    """Print a report."""
    for line in report.lines:
        print(f"  {line}")
    print(report.outcome)
    return 0
