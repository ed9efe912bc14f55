"""The drop box on the teacher's desk: a switch, the address in large letters, and students arriving live."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
from tornado import web

from grading.class_folder import open_class
from grading.roster import read_roster
from kit.drop_box import Order
from kit.drop_box_board import Board, board
from kit.drop_box_switch import Switch
from kit.pages import Route
from kit.pages.teacher import TeacherPage, unlocked
from kit.places import network_address


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
            if self.session.keys is None:
                opened = await self.told(unlocked, self.folder, self.secret("passphrase"))
                if opened is None:
                    return
                self.session.keys = opened.keys
            keys = self.session.keys
            order = Order(
                folder=str(self.folder), keys=keys.secret() if keys else b"", host=network_address()
            )
            state = await self.box.open(order)
            if not state.open:
                self.say("The drop box did not open", state.ended, status=409, back=self.home + "#drop-box")
                return
        self.go("trellis/desk#drop-box")


class DropBoxAddress(DropBoxPage):
    """The address alone, for a projector: no names."""

    @web.authenticated
    async def get(self) -> None:
        """The page."""
        self.show("drop_box_address.html", board=await self.board())
