"""`trellis grade`: grade what was collected."""

from __future__ import annotations

import argparse
from functools import partial

from kit.commands.teacher import add_class, add_unisolated, asking, say
from kit.places import existing_class
from kit.progress import Progress
from kit.words import _
from kit.work import grade_work


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--all", action="store_true", help=_("grade everything again, not only what is new or changed")
    )
    add_unisolated(parser)
    add_class(parser)


def run(arguments: argparse.Namespace) -> int:
    """Grade, and say how it went."""
    folder = existing_class(arguments.class_folder)
    with Progress(_("Grading")) as progress:
        work = partial(grade_work, folder, progress.step, everything=arguments.all)
        report = asking(work, accepted=arguments.accept_unisolated)
    return say(report)
