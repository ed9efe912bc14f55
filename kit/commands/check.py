"""`trellis check`: every fault of a course, with file and line."""

from __future__ import annotations

import argparse
from pathlib import Path

from curriculum.course import find_course, read_course
from kit.authoring import course_around
from kit.commands.study import DEFAULT_COURSE
from kit.words import _, ngettext


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "course",
        nargs="?",
        metavar="COURSE",
        help=_(
            "a course folder, or the id of a course of the kit (default: the course you are in, "
            "else data-detectives)"
        ),
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the faults, or what the course holds."""
    folder = find_course(arguments.course or course_around(Path.cwd()) or DEFAULT_COURSE)
    course, faults = read_course(folder)
    for fault in faults:
        print(fault)
    if faults or course is None:
        n = len(faults)
        print(ngettext("{n} fault in {folder}.", "{n} faults in {folder}.", n).format(n=n, folder=folder))
        return 1
    outline = course.outline
    print(
        _("{title}: no faults. Skills: {skills}; lessons: {lessons}; items: {items}.").format(
            title=outline.title,
            skills=len(outline.skills),
            lessons=len(outline.lessons),
            items=len(course.items),
        )
    )
    return 0
