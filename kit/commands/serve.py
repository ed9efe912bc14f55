"""`trellis serve`: the class's drop box on the school network, until Ctrl and C."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
from datetime import datetime

from curriculum.listing import either
from kit.commands.teacher import add_class
from kit.drop_box import IDLE_H, BoxState, HeldOpen, quiet
from kit.passphrase import unlocked
from kit.places import existing_class, network_address
from kit.words import N_, _, ngettext

FIREWALL = N_(
    "If Windows or macOS asks whether Python may accept connections, allow it (on Windows: for private networks)."
)


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    add_class(parser)
    parser.add_argument("--port", type=int, metavar="N", help=_("listen on this port and no other"))
    parser.add_argument(
        "--host",
        default=network_address(),
        metavar="ADDRESS",
        help=_("listen at this address of the machine only (default: what TRELLIS_ADDRESS says, else all)"),
    )
    parser.add_argument(
        "--idle-hours",
        type=float,
        default=IDLE_H,
        metavar="H",
        help=_("close by itself when nobody came for so long (default: 4)"),
    )


def run(arguments: argparse.Namespace) -> int:
    """Hold the box open, and say who arrives."""
    folder = unlocked(existing_class(arguments.class_folder))
    quiet()
    screen = Screen(folder.name)
    box = HeldOpen(folder, screen.show)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(box.run(arguments.host, arguments.port, asyncio.Event(), arguments.idle_hours))
    print(f"\n{box.state.ended} {counted(len(box.state.students))} " + _("Everything that arrived is safe."))
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
            name = one.name if one.new else _("{name} (the same once more)").format(name=one.name)
            print(f"  {when}  {name}", flush=True)
        if fresh:
            print(f"         {counted(len(state.students))}", flush=True)
        for reason in state.aside[len(before.aside) :]:
            print("  " + _("A file was put aside: {reason}").format(reason=reason), flush=True)
        if state.problem and state.problem != before.problem:
            print(f"  {state.problem}", flush=True)


def counted(students: int) -> str:
    """How many students have handed in."""
    if not students:
        return _("No student has handed in.")
    return ngettext("One student has handed in.", "{n} students have handed in.", students).format(n=students)


def opened(name: str, state: BoxState) -> str:
    """How students get here."""
    first, *others = state.addresses
    line = "─" * (len(first) + 6)
    found = (
        _(
            "Students' machines find it by themselves: “Hand in over the school network”. If one does "
            "not, its student types this address:"
        )
        if state.announced
        else _(
            "This network does not let machines find each other. Students choose “Hand in over the "
            "school network” and type this address:"
        )
    )
    is_open = _("The drop box of “{name}” is open.").format(name=name)
    parts = [f"{is_open} {found}", "", f"    ┌{line}┐", f"    │   {first}   │", f"    └{line}┘", ""]
    if others:
        more = _("This machine is on more than one network; the address may also be {others}.")
        parts.append(more.format(others=either(others)))
    parts += [
        _(FIREWALL),
        _("Keep this window open. To close the box, press Ctrl and C; everything that has arrived is safe."),
    ]
    return "\n".join(parts)
