"""`trellis import`: other people's questions into a course."""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec

from carrying.saving import save
from curriculum.importers.bank import told
from kit.importing import Report, import_bank
from kit.words import _, ngettext


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "source",
        metavar="SOURCE",
        type=Path,
        help=_("OATutor content, Moodle XML, GIFT or jupyterquiz JSON: a file or folder"),
    )
    parser.add_argument(
        "--to",
        metavar="COURSE",
        type=Path,
        required=True,
        help=_("the course folder; it is made where it is not there"),
    )
    parser.add_argument(
        "--report",
        metavar="JSON",
        type=Path,
        help=_("write what came and what did not, by reason, to this file"),
    )


def run(arguments: argparse.Namespace) -> int:
    """Import, say what came of it, and write the report."""
    report = import_bank(arguments.source, arguments.to, print)
    for line in sentences(report):
        print(line)
    if arguments.report:
        save(arguments.report, msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n")
        print(_("The whole list is in {path}.").format(path=arguments.report))
    return 0


def sentences(report: Report) -> list[str]:
    """What came of an import, in words."""
    lines = [
        _(
            "{imported:,} of {problems:,} problems became items: {items:,} items in {lessons:,} lessons of {course}."
        ).format(
            imported=report.imported,
            problems=report.problems,
            items=report.items,
            lessons=report.lessons,
            course=report.course,
        )
    ]
    if report.already:
        lines.append(
            ngettext(
                "{n:,} was there already and was left as it is.",
                "{n:,} were there already and were left as they are.",
                report.already,
            ).format(n=report.already)
        )
    if report.waiting:
        lines.append(
            ngettext(
                "{n:,} of them is in no lesson, because a picture that it needs is not there. Its item says so: {names}.",
                "{n:,} of them are in no lesson, because a picture that they need is not there. Their items say so: {names}.",
                len(report.waiting),
            ).format(n=len(report.waiting), names=_some(list(report.waiting)))
        )
    lines += [
        _("Left out, {n:,}: {reason} ({names}).").format(
            n=len(where), reason=told(reason), names=_some(where)
        )
        for reason, where in report.refused.items()
    ]
    lines += [
        _("Left out of problems that came, {n:,}: {reason}.").format(n=len(where), reason=told(reason))
        for reason, where in report.lesser.items()
    ]
    if report.imported:
        lines.append(_("`trellis check {course}` reads all of it.").format(course=report.course))
    return lines


def _some(names: list[str], most: int = 5) -> str:
    shown = ", ".join(names[:most])
    if len(names) <= most:
        return shown
    more = len(names) - most
    return ngettext("{names} and {n:,} more", "{names} and {n:,} more", more).format(names=shown, n=more)
