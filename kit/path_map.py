"""The path as a map: a band for each unit, its skills from start to end as they build on each other. The list beside it says the same."""

from __future__ import annotations

from textwrap import wrap
from typing import NamedTuple

from markupsafe import Markup

from curriculum.outline import Outline
from kit.trail import SkillSign, UnitTrail

BOX, TALL, ACROSS, DOWN = 176, 46, 36, 14
"""A skill's width and height, and the space after it and below it, in the units of the view box."""
HEAD, PAD = 42, 14
LETTERS = 21
"""Letters of a title on one line."""
DOT = 10
"""The radius of the number of another unit."""


class Place(NamedTuple):
    """The upper left corner of a skill."""

    x: int
    y: int


def path_map(outline: Outline, units: tuple[UnitTrail, ...], *, right_to_left: bool = False) -> Markup:
    """The map as SVG. Each skill leads to its line in the list; to who reads the page by ear it is the list alone that speaks."""
    places: dict[str, Place] = {}
    bands: list[tuple[int, int, UnitTrail]] = []
    y = 0
    for unit in units:
        columns = _columns(outline, [skill.id for skill in unit.skills])
        rows = max(len(column) for column in columns) if columns else 1
        for across, column in enumerate(columns):
            for down, name in enumerate(column):
                places[name] = Place(PAD + across * (BOX + ACROSS), y + HEAD + down * (TALL + DOWN))
        tall = HEAD + rows * (TALL + DOWN) - DOWN + PAD
        bands.append((y, tall, unit))
        y += tall + DOWN
    width = max((place.x for place in places.values()), default=0) + BOX + PAD
    if right_to_left:
        places = {name: Place(width - place.x - BOX, place.y) for name, place in places.items()}
    signs = {skill.id: skill for unit in units for skill in unit.skills}
    unit_of = {skill.id: unit for unit in units for skill in unit.skills}
    parts = [_band(top, tall, width, unit, right_to_left=right_to_left) for top, tall, unit in bands]
    parts += [
        _way(places[before], places[skill.id], signs[before], right_to_left=right_to_left)
        for skill in outline.skills
        for before in skill.prerequisites
        if skill.id in places and before in places and unit_of[before] is unit_of[skill.id]
    ]
    parts += [_skill(signs[name], place) for name, place in places.items()]
    for name, place in places.items():
        others = [unit_of[before] for before in outline.skill(name).prerequisites if before in unit_of]
        numbers = sorted({unit.number for unit in others if unit is not unit_of[name]})
        parts += [_dot(place, number, at, right_to_left=right_to_left) for at, number in enumerate(numbers)]
    return Markup(
        '<svg class="map" viewBox="0 0 {width} {tall}" width="{width}" height="{tall}" aria-hidden="true">'
    ).format(width=width, tall=max(y - DOWN, 1)) + Markup("").join([*parts, Markup("</svg>")])


def _columns(outline: Outline, skills: list[str]) -> list[list[str]]:
    """The skills of a unit by how many steps within the unit come before."""
    depth: dict[str, int] = {}
    left = list(skills)
    while left:
        for name in list(left):
            before = [one for one in outline.skill(name).prerequisites if one in skills]
            if all(one in depth for one in before):
                depth[name] = 1 + max((depth[one] for one in before), default=-1)
                left.remove(name)
    return [
        [name for name in skills if depth[name] == at] for at in range(max(depth.values(), default=-1) + 1)
    ]


def _band(top: int, tall: int, width: int, unit: UnitTrail, *, right_to_left: bool) -> Markup:
    return Markup(
        '<rect class="band" x="0" y="{top}" width="{width}" height="{tall}" rx="12"/>'
        '<text class="unit" x="{x}" y="{y}">{number} · {title}</text>'
    ).format(
        top=top,
        width=width,
        tall=tall,
        x=width - PAD if right_to_left else PAD,
        y=top + 22,
        number=unit.number,
        title=unit.title,
    )


def _way(one: Place, other: Place, before: SkillSign, *, right_to_left: bool) -> Markup:
    start, end = (one.x, other.x + BOX) if right_to_left else (one.x + BOX, other.x)
    y, to = one.y + TALL // 2, other.y + TALL // 2
    bend = (start + end) // 2
    return Markup('<path class="way {look}" d="M{start} {y}C{bend} {y} {bend} {to} {end} {to}"/>').format(
        look="gone" if before.look == "done" else "ahead", start=start, y=y, bend=bend, to=to, end=end
    )


def _dot(place: Place, number: int, at: int, *, right_to_left: bool) -> Markup:
    """The number of another unit on which a skill builds: a line to it would cross everything; the list names the skill."""
    off = 2 * DOT + at * (2 * DOT + 3)
    x = place.x + BOX - off if right_to_left else place.x + off
    return Markup(
        '<circle class="from" cx="{x}" cy="{y}" r="{r}"/><text class="from" x="{x}" y="{base}">{number}</text>'
    ).format(x=x, y=place.y, r=DOT, base=place.y + 4, number=number)


def _skill(skill: SkillSign, place: Place) -> Markup:
    lines = wrap(skill.title if skill.look == "later" else f"{skill.sign} {skill.title}", LETTERS)[:2]
    first = place.y + TALL / 2 + 5 - 8.5 * (len(lines) - 1)
    text = Markup("").join(
        Markup('<tspan x="{x}" y="{y:g}">{line}</tspan>').format(
            x=place.x + BOX // 2, y=first + 17 * number, line=line
        )
        for number, line in enumerate(lines)
    )
    return Markup(
        '<a class="{look}" href="#why-{id}" tabindex="-1"><title>{title}: {words}</title>'
        '<rect x="{x}" y="{y}" width="{box}" height="{tall}" rx="{round}"/><text>{text}</text></a>'
    ).format(
        look=skill.look,
        id=skill.id,
        title=skill.title,
        words=skill.words,
        x=place.x,
        y=place.y,
        box=BOX,
        tall=TALL,
        round=TALL // 2,
        text=text,
    )
