"""`trellis check`: every fault of a course, with file and line."""

from __future__ import annotations

import argparse

from curriculum.course import find_course, read_course


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "course",
        nargs="?",
        default="data-detectives",
        metavar="COURSE",
        help="a course folder, or the id of a course of the kit",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the faults, or what the course holds."""
    folder = find_course(arguments.course)
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
