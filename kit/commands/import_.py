"""`trellis import`: other people's questions into a course."""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec

from carrying.saving import save
from kit.importing import Report, import_bank


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "source",
        metavar="SOURCE",
        type=Path,
        help="OATutor content, Moodle XML, GIFT or jupyterquiz JSON: a file or folder",
    )
    parser.add_argument(
        "--to",
        metavar="COURSE",
        type=Path,
        required=True,
        help="the course folder; it is made where it is not there",
    )
    parser.add_argument(
        "--report",
        metavar="JSON",
        type=Path,
        help="write what came and what did not, by reason, to this file",
    )


def run(arguments: argparse.Namespace) -> int:
    """Import, say what came of it, and write the report."""
    report = import_bank(arguments.source, arguments.to, print)
    for line in sentences(report):
        print(line)
    if arguments.report:
        save(arguments.report, msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n")
        print(f"The whole list is in {arguments.report}.")
    return 0


def sentences(report: Report) -> list[str]:
    """What came of an import, in words."""
    came = f"{report.imported:,} of {report.problems:,} problems became {report.items:,} items"
    lines = [f"{came} in {report.lessons:,} lessons of {report.course}."]
    if report.already:
        lines.append(f"{report.already:,} were there already and were left as they are.")
    if report.waiting:
        lines.append(
            f"{len(report.waiting):,} of them are in no lesson, because a picture that they need is not there. Their items say so: "
            f"{_some(list(report.waiting))}."
        )
    lines += [
        f"Left out, {len(where):,}: {reason} ({_some(where)})." for reason, where in report.refused.items()
    ]
    lines += [
        f"Left out of problems that came, {len(where):,}: {reason}."
        for reason, where in report.lesser.items()
    ]
    if report.imported:
        lines.append(f"`trellis check {report.course}` reads all of it.")
    return lines


def _some(names: list[str], most: int = 5) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most:,} more" if len(names) > most else "")
