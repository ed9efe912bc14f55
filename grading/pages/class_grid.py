"""The grid of the class page: students × skills, some at a time in a large class; the sums of every skill; and one skill opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import groupby

import msgspec

from curriculum.mastery import TRIES
from grading.insight import SIGNS, Cell, Grid, State
from grading.pages.asked import Asked
from grading.pages.render import Links
from grading.words import N_, _, ngettext

AT_ONCE = 50
"""Students shown at a time in a class that is larger; a class of up to half as many more is shown whole."""


class Row(msgspec.Struct, frozen=True):
    """A student's row of the grid; a cell that asks for a person leads to the skill on the student's page."""

    name: str
    href: str
    cells: tuple[Cell, ...]


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """A skill's column: where it leads, and how many of the class can do it, and need a person."""

    skill: str
    title: str
    href: str
    can_do: int
    needs: int
    of: int
    summed: str


class Slice(msgspec.Struct, frozen=True):
    """Some students of a large class: their names from … to, and where they are shown."""

    label: str
    href: str
    here: bool


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """One skill with all its students, by state, the most urgent first: (sign, word, state, how many, who with the chance)."""

    title: str
    states: tuple[tuple[str, str, State, str, tuple[tuple[str, str, str], ...]], ...]
    back: str


class GridPart(msgspec.Struct, frozen=True, kw_only=True):
    """The grid as shown. `units` are (title, number of columns) in order; `few` is how many tries are too few to go by."""

    heads: tuple[Head, ...]
    units: tuple[tuple[str, int], ...]
    rows: tuple[Row, ...]
    legend: tuple[tuple[str, str, State], ...]
    few: int
    slices: tuple[Slice, ...]
    shown: str
    whole: str
    opened: Opened | None


def grid_part(table: Grid, name: Callable[[str], str], links: Links, asked: Asked) -> GridPart:
    """The part of `table`, whose rows are in order, that the address asks for."""
    students = list(table.rows)
    first, last = _asked_for(len(students), asked)
    sliced = last - first < len(students)
    return GridPart(
        heads=tuple(_heads(table, links)),
        units=tuple(
            (unit, len(list(columns)))
            for unit, columns in groupby(table.columns, key=lambda column: column.unit)
        ),
        rows=tuple(
            Row(name(student), links.student(student), table.rows[student])
            for student in students[first:last]
        ),
        legend=tuple((sign, _(word), state) for state, (sign, word) in SIGNS.items()),
        few=TRIES,
        slices=tuple(_slices(students, first, name, links)) if sliced else (),
        shown=_("Students {first} to {last} of {all}").format(first=first + 1, last=last, all=len(students))
        if sliced
        else "",
        whole=f"{links.class_page}?all=1#grid" if sliced else "",
        opened=_opened(table, asked.get("skill"), name, links),
    )


def _asked_for(many: int, asked: Asked) -> tuple[int, int]:
    if many <= AT_ONCE * 3 // 2 or asked.get("all"):
        return 0, many
    first = min(asked.number("from"), many - 1) // AT_ONCE * AT_ONCE
    return first, min(many, first + AT_ONCE)


def _slices(students: Sequence[str], here: int, name: Callable[[str], str], links: Links) -> list[Slice]:
    found = []
    for first in range(0, len(students), AT_ONCE):
        last = min(len(students), first + AT_ONCE)
        label = f"{_start(name(students[first]))} – {_start(name(students[last - 1]))}"
        found.append(Slice(label, f"{links.class_page}?from={first}#grid", first == here))
    return found


def _start(name: str) -> str:
    return name[:12].strip()


def _heads(table: Grid, links: Links) -> list[Head]:
    many = len(table.rows)
    heads = []
    for number, column in enumerate(table.columns):
        states = Counter(cells[number].state for cells in table.rows.values())
        can_do, needs = states["can-do"] + states["due-again"], states["needs-a-person"]
        summed = ngettext("{n} can do it", "{n} can do it", can_do).format(n=can_do)
        if needs:
            summed += _(", ") + ngettext("{n} needs a person", "{n} need a person", needs).format(n=needs)
        heads.append(
            Head(
                skill=column.skill,
                title=column.title,
                href=links.skill(column.skill),
                can_do=can_do,
                needs=needs,
                of=many,
                summed=summed,
            )
        )
    return heads


_IN_ORDER: tuple[State, ...] = ("needs-a-person", "working-on-it", "due-again", "can-do", "not-started")
_HOW_MANY = N_("{n} of {all}")


def _opened(table: Grid, skill: str, name: Callable[[str], str], links: Links) -> Opened | None:
    at = next((index for index, column in enumerate(table.columns) if column.skill == skill), None)
    if at is None:
        return None
    by_state: dict[State, list[tuple[int, str]]] = {}
    for student, cells in table.rows.items():
        one = cells[at]
        by_state.setdefault(one.state, []).append((-1 if one.percent is None else one.percent, student))
    return Opened(
        title=table.columns[at].title,
        states=tuple(
            (
                SIGNS[state][0],
                _(SIGNS[state][1]),
                state,
                _(_HOW_MANY).format(n=len(by_state[state]), all=len(table.rows)),
                tuple(
                    (
                        name(student),
                        links.student(student, f"skill-{skill}"),
                        "" if percent < 0 else _("{n}%").format(n=percent),
                    )
                    for percent, student in sorted(by_state[state], key=lambda entry: entry[0])
                ),
            )
            for state in _IN_ORDER
            if state in by_state
        ),
        back=f"{links.class_page}#grid",
    )
