"""Bringing in a list of students, and their join cards: what the desk's students section leads to."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from tornado import web

from carrying.journal import here_today
from kit.pages import Route
from kit.pages.teacher import TeacherPage
from kit.words import _

if TYPE_CHECKING:
    from grading.cards import Sheet
    from grading.class_folder import ClassFolder
    from grading.listed import Listing
    from grading.roster_import import Plan

KEPT = 4
"""As many lists or sheets are held at a time; nothing of them is written to disk."""


def routes(common: dict[str, Any]) -> list[Route]:
    """The addresses; `common` is what every page of the teacher gets."""
    own = {**common, "lists": Shelf(), "sheets": Shelf()}
    return [
        (r"/trellis/desk/roster", Import, own),
        (r"/trellis/desk/roster/change", ChangeRoster, own),
        (r"/trellis/desk/cards", MakeCards, own),
        (r"/trellis/desk/cards\.pdf", CardsFile, own),
    ]


class Shelf(dict[str, Any]):
    """What has been read or made for a page that comes next, under a name that nobody guesses; the oldest goes first."""

    def keep(self, thing: object) -> str:
        """Put something on the shelf; returns its name."""
        while len(self) >= KEPT:
            del self[next(iter(self))]
        name = secrets.token_hex(8)
        self[name] = thing
        return name


class Choice(msgspec.Struct, frozen=True):
    """Someone unsure, and what may be said of them: pairs of an answer and its words."""

    where: str
    sentence: str
    answers: tuple[tuple[str, str], ...]


class RosterPage(TeacherPage):
    """A page about the roster."""

    def initialize(self, lists: Shelf, sheets: Shelf, **common: Any) -> None:  # type: ignore[override]  # tornado names all of them
        """Keep the shelves, and what every page of the teacher has."""
        super().initialize(**common)
        self.lists, self.sheets = lists, sheets

    def kept(self, shelf: Shelf, name: str) -> Any:
        """What lies on a shelf; where it is gone, a page that says so, and None."""
        found = shelf.get(self.get_argument(name, ""))
        if found is None:
            self.say(
                _("Once more, please"),
                _(
                    "This page was open for long, or Trellis was closed in between. Nothing has been changed. Begin again on the desk."
                ),
                status=410,
                back=self.base_url + "trellis/desk/students",
            )
        return found


class Import(RosterPage):
    """A file with students: reading it, and showing what would change."""

    @web.authenticated
    async def post(self) -> None:
        """Read the file that was sent; then show it."""
        sent = self.request.files.get("file") or []
        if not sent or not sent[0]["filename"]:
            self.say(
                _("Which file?"),
                _("Choose the file with your students."),
                status=400,
                back=self.base_url + "trellis/desk/students",
            )
            return
        listing = await self.told(_read, sent[0]["body"], sent[0]["filename"])
        if listing is not None:
            self.go(f"trellis/desk/roster?list={self.lists.keep(listing)}")

    @web.authenticated
    async def get(self) -> None:
        """Which class of the file, where it has several; then what would change."""
        listing = self.kept(self.lists, "list")
        if listing is None:
            return
        shown = await self.told(_looked_at, self.folder, listing, self.get_argument("group", ""))
        if shown is not None:
            self.show("roster.html", list=self.get_argument("list"), **shown)


class ChangeRoster(RosterPage):
    """Changing the roster as the page said."""

    @web.authenticated
    async def post(self) -> None:
        """Carry it out, unless the roster is no longer the one the page was about: then show it anew."""
        listing = self.kept(self.lists, "list")
        if listing is None:
            return
        group = self.get_body_argument("group", "0")
        answers = {
            self.get_body_argument(f"where-{field[7:]}", ""): self.get_body_argument(field)
            for field in self.request.body_arguments
            if field.startswith("answer-")
        }
        done = await self.told(
            _changed, self.folder, listing, group, answers, self.get_body_argument("seen", "")
        )
        if done is not None:
            name = self.get_body_argument("list")
            self.go(
                "trellis/desk/students#students" if done else f"trellis/desk/roster?list={name}&group={group}"
            )


class MakeCards(RosterPage):
    """Making the cards."""

    @web.authenticated
    async def post(self) -> None:
        """Make codes for those who have none, and the sheet; then a page with the way to it."""
        paper = "letter" if self.get_body_argument("paper", "a4") == "letter" else "a4"
        only = [one for one in self.get_body_arguments("student") if one]
        made = await self.told(_cards, self.folder, paper, self.get_body_argument("language", "en"), only)
        if made is not None:
            self.show("cards.html", name=self.sheets.keep(made), sheet=made)


class CardsFile(RosterPage):
    """The sheet of cards."""

    @web.authenticated
    def get(self) -> None:
        """The PDF."""
        made: Sheet | None = self.kept(self.sheets, "made")
        if made is None:
            return
        self.set_header("Content-Type", "application/pdf")
        self.set_header("Content-Disposition", 'inline; filename="cards.pdf"')
        self.set_header("Cache-Control", "no-store")
        self.finish(made.pdf)


def _read(data: bytes, filename: str) -> Listing:
    from grading.roster_import import read_listing

    name = Path(filename.replace("\\", "/")).name[:80] or _("The file")
    return read_listing(data, name, here_today())


def _looked_at(folder: Path, listing: Listing, chosen: str) -> dict[str, Any]:
    """What the page shows: the classes to choose from, or the plan of one."""
    from grading.class_folder import open_class
    from grading.roster_import import choose_group, label, lines, plan_import, summary

    opened = open_class(folder)
    groups = [(number, label(group), len(group.people)) for number, group in enumerate(listing.groups)]
    group = _group(listing, chosen) or choose_group(listing, "", opened.name)
    if group is None:
        return {"desk": opened, "groups": groups, "plan": None}
    roster, seen = _roster(opened)
    plan = plan_import(roster, group, notes=listing.notes)
    return {
        "desk": opened,
        "groups": groups,
        "group": listing.groups.index(group),
        "title": label(group) if len(groups) > 1 else "",
        "plan": plan,
        "summary": summary(plan),
        "lines": [line for line in lines(plan) if not line.startswith("unsure")],
        "kept": [roster.display_name(student) for student in plan.kept],
        "choices": _choices(plan),
        "seen": seen,
    }


def _choices(plan: Plan) -> list[Choice]:
    from grading.roster_import import LEAVE, NEW, called, question

    return [
        Choice(
            change.person.where,
            question(plan, change),
            (
                (LEAVE, _("Leave it alone")),
                *(
                    (student, _("It is {name} on your roster").format(name=called(plan, student)))
                    for student in change.who
                ),
                (NEW, _("It is a new student")),
            ),
        )
        for change in plan.of("unsure")
    ]


def _changed(folder: Path, listing: Listing, chosen: str, answers: dict[str, str], seen: str) -> bool:
    """Carry out what was shown; False where the roster has changed since."""
    from grading.class_folder import open_class
    from grading.roster_import import carry_out, plan_import

    opened = open_class(folder)
    roster, now = _roster(opened)
    group = _group(listing, chosen)
    if group is None or now != seen:
        return False
    carry_out(opened.roster, plan_import(roster, group, answers))
    return True


def _group(listing: Listing, chosen: str) -> Any:
    return listing.groups[int(chosen)] if chosen.isdecimal() and int(chosen) < len(listing.groups) else None


def _roster(folder: ClassFolder) -> tuple[Any, str]:
    """The roster, and a short sign of what it says."""
    import hashlib

    from grading.roster import read_roster

    roster = read_roster(folder.roster)
    return roster, hashlib.sha256(msgspec.json.encode(roster)).hexdigest()[:16]


def _cards(folder: Path, paper: Any, language: str, only: list[str]) -> Sheet:
    from grading.cards import class_cards
    from grading.class_folder import open_class
    from grading.roster import find_student, read_roster

    opened = open_class(folder)
    roster = read_roster(opened.roster)
    return class_cards(opened, paper, language, [find_student(roster, one) for one in only] or None)
