"""The drop box on the teacher's desk: a switch, the address in large letters, and students arriving live."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
from tornado import web

from curriculum.language import spoken
from grading.class_folder import open_class
from grading.roster import read_roster
from kit.drop_box import Order
from kit.drop_box_board import Board, board
from kit.drop_box_switch import Switch
from kit.pages import Route
from kit.pages.teacher import TeacherPage
from kit.places import network_address
from kit.words import _


def routes(common: dict[str, Any]) -> list[Route]:
    """Addresses under /trellis/desk/drop-box."""
    return [
        (r"/trellis/desk/drop-box", DropBoxState, common),
        (r"/trellis/desk/drop-box/(open|close)", DropBoxSwitch, common),
        (r"/trellis/desk/drop-box/address", DropBoxAddress, common),
    ]


class DropBoxPage(TeacherPage):
    """A page about the drop box."""

    async def board(self) -> Board:
        """The board as it is now."""
        return await asyncio.to_thread(board_of, self.folder, self.box)


def board_of(folder: Any, box: Switch) -> Board:
    """The board of the class in `folder`. Raises ClassFault, RosterFault."""
    return board(box.state, read_roster(open_class(folder).roster))


class DropBoxState(DropBoxPage):
    """How the box is doing, for the desk's script."""

    @web.authenticated
    async def get(self) -> None:
        """The board as JSON."""
        self.set_header("Cache-Control", "no-store")
        self.finish(msgspec.to_builtins(await self.board()))


class DropBoxSwitch(DropBoxPage):
    """Opening and closing."""

    @web.authenticated
    async def post(self, what: str) -> None:
        """Open the box, unlocking the class first if need be; or close it."""
        if what == "close":
            await self.box.close()
        else:
            if not await self.opened():
                return
            order = Order(
                folder=str(self.folder), keys=self.session.secret(), host=network_address(), language=spoken()
            )
            state = await self.box.open(order)
            if not state.open:
                self.say(
                    _("The drop box did not open"), state.ended, status=409, back=self.home + "#drop-box"
                )
                return
        self.go("trellis/desk#drop-box")


class DropBoxAddress(DropBoxPage):
    """The address alone, for a projector: no names."""

    @web.authenticated
    async def get(self) -> None:
        """The page."""
        self.show("drop_box_address.html", board=await self.board())
