"""`trellis fairness`: whether estimates, path and questions treat groups alike, by a column of the roster."""

from __future__ import annotations

import argparse

from carrying.journal import here_today
from kit.commands.teacher import add_class
from kit.places import existing_class
from kit.stop import Stop
from kit.words import _


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--by",
        metavar="COLUMN",
        required=True,
        help=_("the column of roster.csv that says who is in which group"),
    )
    add_class(parser)


def run(arguments: argparse.Namespace) -> int:
    """Compare, and print it in words."""
    from curriculum.mastery import gauge
    from grading.class_folder import open_class
    from grading.fairness import fairness, in_words
    from grading.paths import work_of_class
    from grading.records import Records
    from grading.roster import read_roster

    folder = open_class(existing_class(arguments.class_folder))
    roster = read_roster(folder.roster)
    columns = sorted({column for more in roster.more.values() for column in more})
    if arguments.by not in columns:
        if not columns:
            raise Stop(
                _(
                    "roster.csv has no column “{column}”. It has no columns of your own yet. Nothing was changed."
                ).format(column=arguments.by)
            )
        raise Stop(
            _("roster.csv has no column “{column}”. Its columns are: {columns}. Nothing was changed.").format(
                column=arguments.by, columns=", ".join(columns)
            )
        )
    course = folder.load_course()
    work = work_of_class(folder, course, here_today())
    with Records(folder.records_url) as records:
        talked = frozenset(check_in.student for check_in in records.check_ins())
    groups = {student: more.get(arguments.by, "") for student, more in roster.more.items()}
    hard = gauge({student: one.seen for student, one in work.items()})
    print(in_words(fairness(work, groups, arguments.by, hard, talked), {}))
    return 0
