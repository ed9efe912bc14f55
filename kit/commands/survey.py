"""`trellis survey`: short surveys for students, teachers and families: print them, take them down, see what they say."""

from __future__ import annotations

import argparse
import getpass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from carrying.journal import here_today
from curriculum.surveys import AUDIENCES
from kit.commands.teacher import add_class
from kit.places import existing_class
from kit.stop import Stop
from kit.words import _, ngettext

if TYPE_CHECKING:
    from grading.class_folder import ClassFolder


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("audience", nargs="?", choices=AUDIENCES, help=_("who is asked (default: all)"))
    parser.add_argument(
        "answers",
        nargs="*",
        metavar="ANSWERS",
        help=_("sheets to take down, each as its numbers in order with commas between: 4,5,,3,4"),
    )
    parser.add_argument("--paper", action="store_true", help=_("make the sheets to print"))
    parser.add_argument(
        "--copies",
        type=int,
        default=0,
        metavar="N",
        help=_("how many sheets (default: one for each student on the roster)"),
    )
    parser.add_argument(
        "--language", choices=("en", "es", "fr", "ar"), default="", help=_("the language of all sheets")
    )
    parser.add_argument(
        "--to",
        type=Path,
        metavar="FOLDER",
        help=_("where to write the sheets (default: the class folder)"),
    )
    parser.add_argument(
        "--day", default="", metavar="DATE", help=_("when the sheets were filled in, as 2026-12-18")
    )
    add_class(parser)


def run(arguments: argparse.Namespace) -> int:
    """Make sheets, take answers down, or show what they say."""
    from grading.class_folder import open_class

    folder = open_class(existing_class(arguments.class_folder))
    if arguments.paper:
        return _paper(folder, arguments)
    if arguments.answers:
        return _take(folder, arguments)
    return _show(folder, arguments.audience)


def _paper(folder: ClassFolder, arguments: argparse.Namespace) -> int:
    from grading.survey_paper import save_papers, survey_papers

    to = arguments.to.expanduser().absolute() if arguments.to else folder.root
    if not to.is_dir():
        raise Stop(
            _("There is no folder {folder}. Check that the stick is in. Nothing was changed.").format(
                folder=to
            )
        )
    for audience in (one for one in AUDIENCES if arguments.audience in (None, one)):
        papers = survey_papers(folder, audience, arguments.copies, arguments.language)
        number = sum(papers.pages.values())
        print(
            ngettext("{n} sheet: {path}", "{n} sheets: {path}", number).format(
                n=number, path=save_papers(papers, to)
            )
        )
    return 0


def _take(folder: ClassFolder, arguments: argparse.Namespace) -> int:
    from curriculum.surveys import question_ids
    from grading.records import Records
    from grading.surveys import take_sheets

    day = _day(arguments.day)
    names = question_ids(arguments.audience)
    sheets: list[dict[str, object]] = []
    for sheet in arguments.answers:
        numbers = sheet.split(",")
        if len(numbers) > len(names):
            raise Stop(
                _(
                    "“{sheet}” has {n} answers, the sheet has {most} questions. Nothing was kept; leave nothing between "
                    "two commas for a question that was left out."
                ).format(sheet=sheet[:40], n=len(numbers), most=len(names))
            )
        sheets.append(dict(zip(names, numbers, strict=False)))
    with Records(folder.records_url) as records:
        new = take_sheets(records, arguments.audience, sheets, day, by=getpass.getuser())
    print(ngettext("{n} sheet was taken down.", "{n} sheets were taken down.", new).format(n=new))
    return 0


def _day(text: str) -> date:
    today = here_today()
    if not text:
        return today
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Stop(_("“{text}” is no day. Write it as 2026-12-18.").format(text=text[:40])) from None
    if day > today:
        raise Stop(
            _("{day} has not come yet. Write the day on which the sheets were filled in.").format(day=day)
        )
    return day


def _show(folder: ClassFolder, audience: str | None) -> int:
    from grading.surveys import FEWEST, in_words, percent, sentence, trends

    told = _names()
    for name, one in trends(folder).items():
        if audience not in (None, name):
            continue
        print(told[name])
        if one.is_empty:
            print("  " + _("Nobody has answered yet."))
            continue
        for trend in one.trends:
            print(f"  {trend.text}")
            for period, point in zip(one.periods, trend.points, strict=True):
                when = _("from {start} to {end}").format(start=period.start, end=period.end)
                if point is not None and point.yes.n < FEWEST:
                    print(f"    {when}: {in_words(point)}")
                elif point is not None:
                    said = ngettext(
                        "{share} of {n} person say yes (between {low} and {high})",
                        "{share} of {n} people say yes (between {low} and {high})",
                        point.yes.n,
                    ).format(
                        share=percent(point.yes.value),
                        n=point.yes.n,
                        low=percent(point.yes.low),
                        high=percent(point.yes.high),
                    )
                    print(f"    {when}: {said}")
                elif period.hidden or period.people:
                    print(f"    {when}: " + _("fewer than {n} answers, not shown").format(n=FEWEST))
            if said := sentence(trend):
                print(f"    {said}")
    return 0


def _names() -> dict[str, str]:
    return {"student": _("Students"), "teacher": _("Teachers"), "family": _("Families")}
