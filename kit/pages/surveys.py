"""Surveys at the desk: what they say over time, sheets to print, sheets to take down, and the teacher's own answers."""

from __future__ import annotations

import secrets
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import msgspec
from tornado import web

from carrying.journal import here_today
from curriculum.language import spoken
from curriculum.surveys import SCALE, Audience, question_ids, scale, survey
from kit.pages import Route
from kit.pages.teacher import TeacherPage
from kit.words import _, ngettext

if TYPE_CHECKING:
    from grading.surveys import Period, Point

ROWS = 12
"""Sheets on one page of the form."""
WHO = "|".join(get_args(Audience))


def routes(common: dict[str, Any]) -> list[Route]:
    """The addresses; `common` is what every page of the teacher gets."""
    return [
        (r"/trellis/desk/surveys", Surveys, common),
        (rf"/trellis/desk/surveys/({WHO})", TakeDown, common),
        (rf"/trellis/desk/surveys/paper-({WHO})\.pdf", Paper, common),
    ]


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """What a table says of a question in a period."""

    share: str = ""
    between: str = ""
    people: str = ""
    why: str = ""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A question: a cell for each period, the picture of it, and how it changed, in words. `line` and `band` are SVG points."""

    text: str
    cells: tuple[Cell, ...]
    line: str
    band: str
    dots: tuple[tuple[float, float], ...]
    said: str


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """An audience's table; no periods where nobody has answered yet."""

    audience: str
    title: str
    periods: tuple[str, ...]
    rows: tuple[Row, ...]


class Surveys(TeacherPage):
    """What the surveys say."""

    @web.authenticated
    async def get(self) -> None:
        """The tables, and the ways to print and take down."""
        shown = await self.told(boards, self.folder)
        if shown is not None:
            await self.show_desk(
                "surveys.html", "surveys", boards=shown, kept=self.get_query_argument("kept", "")
            )


class TakeDown(TeacherPage):
    """Answers from paper, or the teacher's own."""

    @web.authenticated
    async def get(self, audience: Audience) -> None:
        """The form."""
        await self._ask(audience)

    @web.authenticated
    async def post(self, audience: Audience) -> None:
        """Keep the sheets that have an answer."""
        names = question_ids(audience)
        filled = []
        for row in range(ROWS):
            sheet = {name: self.get_body_argument(f"{row}-{name}", "").strip() for name in names}
            if any(sheet.values()):
                filled.append((f"{self.get_body_argument('form', '')[:24]}-{row}", sheet))
        done = await self.told(
            _taken,
            self.folder,
            audience,
            [sheet for _name, sheet in filled],
            [name for name, _sheet in filled],
            self.get_body_argument("day", ""),
            self.by,
        )
        if done is not None:
            self.go(f"trellis/desk/surveys?kept={done}")

    async def _ask(self, audience: Audience) -> None:
        await self.show_desk(
            "survey_sheets.html" if audience != "teacher" else "survey_own.html",
            "surveys",
            survey=survey(audience),
            scale=list(enumerate(scale(), 1)),
            rows=ROWS,
            most=SCALE,
            form=secrets.token_hex(12),
            today=here_today().isoformat(),
        )


class Paper(TeacherPage):
    """The sheets to print."""

    @web.authenticated
    async def get(self, audience: Audience) -> None:
        """The PDF."""
        made = await self.told(_papers, self.folder, audience)
        if made is not None:
            self.set_header("Content-Type", "application/pdf")
            self.set_header("Content-Disposition", f'inline; filename="survey-{audience}.pdf"')
            self.set_header("Cache-Control", "no-store")
            self.finish(made)


def _papers(folder: Path, audience: Audience) -> bytes:
    from grading.class_folder import open_class
    from grading.survey_paper import survey_papers

    return survey_papers(open_class(folder), audience).pdf


def _taken(
    folder: Path, audience: Audience, sheets: list[dict[str, object]], names: list[str], day: str, by: str
) -> int:
    from curriculum.surveys import SurveyFault, day_of
    from grading.class_folder import open_class
    from grading.records import Records
    from grading.surveys import take_sheets

    today = here_today()
    if not sheets:
        raise SurveyFault(_("There is no answer yet. Answer at least one question. Nothing was kept."))
    when = day_of(day) or today
    with Records(open_class(folder).records_url) as records:
        return take_sheets(records, audience, sheets, min(when, today), by=by, names=names)


def boards(folder: Path) -> list[Board]:
    """The tables of all audiences. Raises ClassFault, RecordsFault."""
    from grading.class_folder import open_class
    from grading.surveys import FEWEST, sentence, trends

    titles = {"student": _("Students"), "teacher": _("Teachers"), "family": _("Families")}
    found = []
    for audience, one in trends(open_class(folder)).items():
        rows = []
        for trend in one.trends:
            cells = [_cell(point, period) for period, point in zip(one.periods, trend.points, strict=True)]
            line, band, dots = _picture(
                [
                    (point.yes.low, point.yes.value, point.yes.high)
                    if point and point.yes.n >= FEWEST
                    else ((point.mean - 1) / 4,) * 3
                    if point
                    else None
                    for point in trend.points
                ]
            )
            rows.append(
                Row(
                    text=trend.text, cells=tuple(cells), line=line, band=band, dots=dots, said=sentence(trend)
                )
            )
        found.append(
            Board(
                audience=audience,
                title=titles[audience],
                periods=tuple(
                    _("from {start} to {end}").format(start=_day(period.start), end=_day(period.end))
                    for period in one.periods
                ),
                rows=tuple(rows),
            )
        )
    return found


def _cell(point: Point | None, period: Period) -> Cell:
    from grading.surveys import FEWEST, in_words, percent

    if point is None:
        few = period.hidden or period.people
        return Cell(why=_("fewer than {n} answers, not shown").format(n=FEWEST) if few else _("no answers"))
    if point.yes.n < FEWEST:
        return Cell(share=in_words(point))
    return Cell(
        share=percent(point.yes.value),
        between=_("between {low} and {high}").format(
            low=percent(point.yes.low), high=percent(point.yes.high)
        ),
        people=ngettext("{n} answer", "{n} answers", point.yes.n).format(n=point.yes.n),
    )


def _picture(
    points: list[tuple[float, float, float] | None],
) -> tuple[str, str, tuple[tuple[float, float], ...]]:
    """The line, the band of the intervals and the dots of a trend, in a box 160 wide and 48 high."""
    step = 144 / max(1, len(points) - 1)
    there = [(8 + step * index, point) for index, point in enumerate(points) if point is not None]
    line = " ".join(f"{x:.1f},{_height(point[1])}" for x, point in there)
    up = [f"{x:.1f},{_height(point[2])}" for x, point in there]
    down = [f"{x:.1f},{_height(point[0])}" for x, point in reversed(there)]
    return line, " ".join(up + down), tuple((round(x, 1), _height(point[1])) for x, point in there)


def _height(share: float) -> float:
    return round(44 - 40 * share, 1)


def _day(day: date) -> str:
    from grading.catalogues import long_date

    return long_date(day.isoformat(), spoken())
