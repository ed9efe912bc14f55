"""`trellis serve`: the class's drop box on the school network, until Ctrl and C."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
from datetime import datetime

from kit.commands.teacher import add_class
from kit.drop_box import IDLE_H, BoxState, HeldOpen, quiet
from kit.passphrase import unlocked
from kit.places import existing_class, network_address

FIREWALL = "If Windows or macOS asks whether Python may accept connections, allow it (on Windows: for private networks)."


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    add_class(parser)
    parser.add_argument("--port", type=int, metavar="N", help="listen on this port and no other")
    parser.add_argument(
        "--host",
        default=network_address(),
        metavar="ADDRESS",
        help="listen at this address of the machine only (default: what TRELLIS_ADDRESS says, else all)",
    )
    parser.add_argument(
        "--idle-hours",
        type=float,
        default=IDLE_H,
        metavar="H",
        help="close by itself when nobody came for so long (default: 4)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Hold the box open, and say who arrives."""
    folder = unlocked(existing_class(arguments.class_folder))
    quiet()
    screen = Screen(folder.name)
    box = HeldOpen(folder, screen.show)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(box.run(arguments.host, arguments.port, asyncio.Event(), arguments.idle_hours))
    print(
        f"\n{box.state.ended} {counted(len(box.state.students))} handed in. Everything that arrived is safe."
    )
    return 0


class Screen:
    """What the teacher sees in the terminal: the address in a frame, then a line for each who arrives."""

    def __init__(self, name: str) -> None:
        self._name, self._before = name, BoxState()

    def show(self, state: BoxState) -> None:
        """Say what is new since the last state."""
        before, self._before = self._before, state
        if state.open and not before.open:
            print(opened(self._name, state), flush=True)
        fresh = state.arrived[len(before.arrived) :]
        for one in fresh:
            when = datetime.fromisoformat(one.at).astimezone().strftime("%H:%M")
            print(f"  {when}  {one.name}" + ("" if one.new else " (the same once more)"), flush=True)
        if fresh:
            print(f"         {counted(len(state.students))} handed in", flush=True)
        for reason in state.aside[len(before.aside) :]:
            print(f"  A file was put aside: {reason}", flush=True)
        if state.problem and state.problem != before.problem:
            print(f"  {state.problem}", flush=True)


def counted(students: int) -> str:
    """So many students, with the verb."""
    return f"{students or 'No'} students have" if students != 1 else "One student has"


def opened(name: str, state: BoxState) -> str:
    """How students get here."""
    first, *others = state.addresses
    line = "─" * (len(first) + 6)
    found = (
        "Students' machines find it by themselves: “Hand in over the school network”. If one does not, its student types this address:"
        if state.announced
        else "This network does not let machines find each other. Students choose “Hand in over the school network” and type this address:"
    )
    more = (
        f"\nThis machine is on more than one network; the address may also be {' or '.join(others)}."
        if others
        else ""
    )
    return (
        f"The drop box of “{name}” is open. {found}\n\n    ┌{line}┐\n    │   {first}   │\n    └{line}┘\n{more}\n{FIREWALL}\n"
        "Keep this window open. To close the box, press Ctrl and C; everything that has arrived is safe."
    )
