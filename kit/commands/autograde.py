"""`trellis autograde`: grade an assignment of any nbgrader course, as `nbgrader autograde` would."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from kit.commands.teacher import add_unisolated, asking, say
from kit.progress import Progress
from kit.words import _
from kit.work import autograde_course


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("assignment", metavar="ASSIGNMENT", help=_("the assignment's name"))
    parser.add_argument(
        "--course",
        type=Path,
        default=Path(),
        metavar="FOLDER",
        help=_("the nbgrader course, with its nbgrader_config.py (default: this folder)"),
    )
    parser.add_argument(
        "--all", action="store_true", help=_("grade everything again, not only what is new or changed")
    )
    add_unisolated(parser)


def run(arguments: argparse.Namespace) -> int:
    """Grade, and say how it went."""
    with Progress(_("Grading")) as progress:
        work = partial(
            autograde_course, arguments.course, arguments.assignment, progress.step, everything=arguments.all
        )
        report = asking(work, accepted=arguments.accept_unisolated)
    return say(report)
