"""What the desk says of the drop box: where it is, and who has arrived. Pure of the web."""

from __future__ import annotations

from datetime import datetime

import msgspec

from grading.roster import Roster
from kit.drop_box import BoxState
from kit.words import _, ngettext

SHOWN = 60


class ArrivalLine(msgspec.Struct, frozen=True, kw_only=True):
    """A student who has arrived: the name, and when on this machine's clock; how often, where it was more than once."""

    name: str
    when: str


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """The drop box on the desk. `lines` has each student once, the latest first; `missing` are names that have not arrived."""

    open: bool = False
    address: str = ""
    others: tuple[str, ...] = ()
    announced: bool = False
    count: str = ""
    lines: tuple[ArrivalLine, ...] = ()
    missing: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    problem: str = ""
    ended: str = ""


def board(state: BoxState | None, roster: Roster) -> Board:
    """The board, with names as the roster has them now."""
    if state is None:
        return Board()
    times: dict[str, list[str]] = {}
    for one in state.arrived:
        times.setdefault(one.student, []).append(one.at)
    latest = sorted(times, key=lambda student: times[student][-1], reverse=True)
    expected = [student for student, name in roster.names.items() if name or student in times]
    return Board(
        open=state.open,
        address=state.addresses[0] if state.addresses else "",
        others=state.addresses[1:],
        announced=state.announced,
        count=_count(len(times), len({*expected, *times})),
        lines=tuple(
            ArrivalLine(name=roster.display_name(student), when=_when(times[student]))
            for student in latest[:SHOWN]
        ),
        missing=tuple(sorted(roster.display_name(one) for one in expected if one not in times)),
        aside=state.aside,
        problem=state.problem,
        ended=state.ended,
    )


def _count(arrived: int, expected: int) -> str:
    if not arrived:
        return _("Nobody has handed in yet.")
    if arrived >= expected:
        return ngettext("One student has handed in.", "All {n} have handed in.", arrived).format(n=arrived)
    return ngettext("{n} of {all} have handed in.", "{n} of {all} have handed in.", arrived).format(
        n=arrived, all=expected
    )


def _when(times: list[str]) -> str:
    if len(times) == 1:
        return _clock(times[0])
    said = ngettext("{at}, {n} time", "{at}, {n} times", len(times))
    return said.format(at=_clock(times[-1]), n=len(times))


def _clock(at: str) -> str:
    return datetime.fromisoformat(at).astimezone().strftime("%H:%M")
