"""`trellis grade`: grade what was collected."""

from __future__ import annotations

import argparse

from kit.commands.teacher import add_class, say
from kit.places import existing_class
from kit.progress import Progress
from kit.work import grade_work


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--all", action="store_true", help="grade everything again, not only what is new or changed"
    )
    add_class(parser)


def run(arguments: argparse.Namespace) -> int:
    """Grade, and say how it went."""
    folder = existing_class(arguments.class_folder)
    with Progress("Grading") as progress:
        report = grade_work(folder, progress.step, everything=arguments.all)
    return say(report)
