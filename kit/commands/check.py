"""`trellis check`: every fault of a course, with file and line."""

from __future__ import annotations

import argparse
from pathlib import Path

from curriculum.course import find_course, read_course
from kit.authoring import course_around
from kit.commands.study import DEFAULT_COURSE


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "course",
        nargs="?",
        metavar="COURSE",
        help="a course folder, or the id of a course of the kit (default: the course you are in, else data-detectives)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the faults, or what the course holds."""
    folder = find_course(arguments.course or course_around(Path.cwd()) or DEFAULT_COURSE)
    course, faults = read_course(folder)
    for fault in faults:
        print(fault)
    if faults or course is None:
        print(f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'} in {folder}.")
        return 1
    outline = course.outline
    print(
        f"{outline.title}: {len(outline.skills)} skills, {len(outline.lessons)} lessons, {len(course.items)} items: no faults."
    )
    return 0
