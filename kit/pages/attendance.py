"""Attendance and work on paper at the desk: a grid for keys, a table to bring in, notes on what was seen."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from tornado import web

from carrying.journal import here_today
from kit.pages import Route
from kit.pages.teacher import TeacherPage
from kit.stop import Stop
from kit.words import _, ngettext


def routes(common: dict[str, Any]) -> list[Route]:
    """The addresses; `common` is what every page of the teacher gets."""
    return [
        (r"/trellis/desk/attendance", Attendance, common),
        (r"/trellis/desk/attendance/table", Table, common),
        (r"/trellis/desk/attendance/paper", Paper, common),
        (r"/trellis/desk/attendance/paper/back", TakeBack, common),
    ]


class AttendancePage(TeacherPage):
    """A page about who was there."""

    @property
    def back(self) -> str:
        """The address of the grid."""
        return self.home + "/attendance"

    async def show_grid(
        self, day: str, session: str = "", said: str = "", faults: tuple[str, ...] = ()
    ) -> None:
        """The grid of a day, and what was just done."""
        from grading.attendance import state_names
        from kit.attendance_grid import grid

        found = await self.told(grid, self.folder, _day(day), session, back=self.back)
        if found is not None:
            await self.show_desk(
                "attendance.html",
                "attendance",
                grid=found,
                states=list(enumerate(state_names().values(), 1)),
                today=here_today().isoformat(),
                said=said,
                faults=faults,
            )


class Attendance(AttendancePage):
    """The grid."""

    @web.authenticated
    async def get(self) -> None:
        """A day; today where none is named."""
        kept = self.get_query_argument("kept", "")
        said = (
            ngettext("{n} entry is new or changed.", "{n} entries are new or changed.", int(kept)).format(
                n=int(kept)
            )
            if kept.isdecimal()
            else ""
        )
        await self.show_grid(
            self.get_query_argument("day", ""), self.get_query_argument("session", "").strip()[:40], said
        )

    @web.authenticated
    async def post(self) -> None:
        """Take the day down."""
        from kit.attendance_grid import keep

        day, session = self.get_body_argument("day", ""), self.get_body_argument("session", "").strip()[:40]
        given = {
            field[6:]: (
                self.get_body_argument(field, "").strip(),
                self.get_body_argument(f"note-{field[6:]}", "").strip(),
            )
            for field in self.request.body_arguments
            if field.startswith("state-")
        }
        rest = self.get_body_argument("rest", "") == "yes"
        kept = await self.told(
            lambda: keep(self.folder, _day(day), session, given, here_today(), rest=rest, by=self.by),
            back=self.back,
        )
        if kept is not None:
            from urllib.parse import urlencode

            asked = urlencode({"day": _day(day).isoformat(), "session": session, "kept": kept})
            self.go(f"trellis/desk/attendance?{asked}")


class Table(AttendancePage):
    """A table that was made elsewhere."""

    @web.authenticated
    async def get(self) -> None:
        """For a reload."""
        self.go("trellis/desk/attendance")

    @web.authenticated
    async def post(self) -> None:
        """Take it in, and say what was left out, line by line."""
        from kit.attendance_grid import bring

        sent = self.request.files.get("file") or []
        if not sent or not sent[0]["filename"]:
            self.say(
                _("Which file?"), _("Choose the table. Nothing was changed."), status=400, back=self.back
            )
            return
        name = Path(sent[0]["filename"].replace("\\", "/")).name[:80] or _("The file")
        done = await self.told(
            bring, self.folder, sent[0]["body"], name, here_today(), self.by, back=self.back
        )
        if done is not None:
            new, brought = done
            said = ngettext(
                "{n} entry is new or changed, of {all}.", "{n} entries are new or changed, of {all}.", new
            ).format(n=new, all=len(brought.entries))
            await self.show_grid("", said=said, faults=brought.faults)


class Paper(AttendancePage):
    """Work on paper."""

    @web.authenticated
    async def get(self) -> None:
        """For a reload."""
        self.go("trellis/desk/attendance")

    @web.authenticated
    async def post(self) -> None:
        """Note it for the students that were ticked."""
        done = await self.told(self._note, back=self.back)
        if done is not None:
            self.go("trellis/desk/attendance#paper")

    def _note(self) -> int:
        from grading.paper_work import PaperWork
        from kit.attendance_grid import note

        work = PaperWork(
            student="",
            day=_day(self.get_body_argument("day", "")).isoformat(),
            title=self.get_body_argument("title", ""),
            note=self.get_body_argument("note", ""),
            points=_number(self.get_body_argument("points", "")),
            max_points=_number(self.get_body_argument("most", "")),
        )
        return note(self.folder, work, self.get_body_arguments("student"), here_today(), self.by)


class TakeBack(AttendancePage):
    """A note was a mistake."""

    @web.authenticated
    async def post(self) -> None:
        """Take it back."""
        from kit.attendance_grid import withdraw

        number = self.get_body_argument("number", "")
        if number.isdecimal() and await self.told(withdraw, self.folder, int(number), back=self.back) is None:
            return
        self.go("trellis/desk/attendance#paper")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return here_today()


def _number(text: str) -> float | None:
    if not text.strip():
        return None
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise Stop(_("“{text}” is no number. Nothing was changed.").format(text=text[:40])) from None
