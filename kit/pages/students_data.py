"""Students' data: how long it is kept, what is past that day, and giving it out or erasing it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from tornado import web

from carrying.journal import here_today
from curriculum.days import long_day
from kit.pages import Route
from kit.pages.one_student import left_where_it_was
from kit.pages.teacher import TeacherPage
from kit.words import _, ngettext


def routes(common: dict[str, Any]) -> list[Route]:
    """Addresses under /trellis/desk/data."""
    return [
        (r"/trellis/desk/data", DataPage, common),
        (r"/trellis/desk/data/keep", Keep, common),
        (r"/trellis/desk/data/erase-past", ErasePast, common),
    ]


class Holding(msgspec.Struct, frozen=True, kw_only=True):
    """What the class holds: until when, whether that day is past, and of whom."""

    name: str
    until: str
    past: bool
    held: tuple[Any, ...]
    gone: frozenset[str]


class DataPage(TeacherPage):
    """What is held, and until when."""

    @web.authenticated
    async def get(self) -> None:
        """The page."""
        if not self.has_class:
            self.go("trellis/desk")
            return
        shown = await self.told(_holding, self.folder)
        if shown is not None:
            await self.show_desk("desk_data.html", "data", holding=shown)


class Keep(TeacherPage):
    """Until when the class keeps what it holds."""

    @web.authenticated
    async def post(self) -> None:
        """Keep the day; an empty one takes it away."""
        day = self.get_body_argument("until", "").strip()
        if await self.told(_keep, self.folder, day, back=f"{self.base_url}trellis/desk/data"):
            self.go("trellis/desk/data")


class ErasePast(TeacherPage):
    """Erasing all that is past the day."""

    @web.authenticated
    async def post(self) -> None:
        """Erase it, where the name of the class was typed to show that it is meant."""
        back = f"{self.base_url}trellis/desk/data"
        number = await self.told(_erased_past, self.folder, self.get_body_argument("name", ""), back=back)
        if number == 0:
            self.say(
                _("Nothing was erased"),
                _(
                    "To erase, type the name of the class as it stands on the page; and the day has to be past."
                ),
                status=400,
                back=back,
            )
        elif number is not None:
            erased = ngettext(
                "Everything about {n} student was erased.",
                "Everything about {n} students was erased.",
                number,
            )
            self.say(_("Erased"), erased.format(n=number) + " " + left_where_it_was(), back=back)


def _holding(folder: Path) -> Holding:
    from grading.class_folder import open_class
    from grading.retention import held_of_all, is_past, read_retention
    from grading.roster import read_roster, short_code

    opened = open_class(folder)
    retention, names = read_retention(opened), read_roster(opened.roster).names
    held = sorted(held_of_all(opened), key=lambda one: (one.name.casefold(), one.student))
    return Holding(
        name=opened.name,
        until=retention.keep_until,
        past=is_past(retention, here_today()),
        held=tuple(
            msgspec.structs.replace(
                one,
                name=one.name
                if one.student in names
                else short_code(one.student),  # who has left is no new student
                latest=one.latest and long_day(date.fromisoformat(one.latest)),
            )
            for one in held
        ),
        gone=frozenset(one.student for one in held if one.student not in names),
    )


def _keep(folder: Path, day: str) -> bool:
    from grading.class_folder import open_class
    from grading.retention import keep_until

    keep_until(open_class(folder), day)
    return True


def _erased_past(folder: Path, typed: str) -> int:
    """How many were erased; 0 where the name does not match or the day is not past."""
    from grading.class_folder import open_class
    from grading.retention import held_of_all, is_past, read_retention
    from grading.student_data import erase_student

    opened = open_class(folder)
    meant = " ".join(typed.split()).casefold() == opened.name.casefold()
    if not meant or not is_past(read_retention(opened), here_today()):
        return 0
    held = held_of_all(opened)
    for one in held:
        erase_student(opened, one.student)
    return len(held)
