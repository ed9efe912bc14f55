"""The beginning of a course and of a lesson: commented, working texts for an author to change."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Mapping
from pathlib import Path

import msgspec

from curriculum.ids import is_device
from curriculum.outline import Outline
from curriculum.words import _

STARTERS = Path(__file__).parent / "starters"
LONGEST = 32
"""Characters of an id made from a title: an item's id is the lesson's with a few more, and may have 40."""


class Beginning(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson's first texts: its notebook and branch graph, and what is added to the skill's items, misconceptions.yaml and course.yaml.

    `entry` holds the lesson's fields in course.yaml, as YAML, in their order.
    """

    lesson: str
    notebook: str
    graph: str
    items: str
    misconceptions: str
    entry: dict[str, str]


def id_from(title: str, otherwise: str) -> str:
    """An id made from a title; `otherwise` where the title has no letter that an id may have."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).lstrip("-0123456789")[:LONGEST].strip("-")
    return otherwise if is_device(words) else words or otherwise


def free_id(wanted: str, taken: Collection[str]) -> str:
    """`wanted`, or with a number behind it where that is taken."""
    number, name = 1, wanted
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    return name


def skill_to_teach(outline: Outline) -> str:
    """The skill that a new lesson is most likely about: the first that no lesson teaches, else the last lesson's."""
    taught = {name for lesson in outline.lessons for name in lesson.skills}
    untaught = (skill.id for skill in outline.skills if skill.id not in taught)
    return next(untaught, outline.lessons[-1].skills[0] if outline.lessons else outline.skills[0].id)


def begin_course(course: str, title: str) -> str:
    """course.yaml of a new course, without a lesson."""
    return _filled("course.yaml", {"course": course, "title": json.dumps(title, ensure_ascii=False)})


def begin_lesson(
    outline: Outline, lesson: str, title: str, skill: str, items: Collection[str], slips: Collection[str]
) -> Beginning:
    """The first texts of a lesson on `skill`; `items` and `slips` are the ids of items and misconceptions there are already."""
    first = free_id(f"{lesson}-a", items)
    words = {
        "lesson": lesson,
        "title": title,
        "about": title,
        "first": first,
        "second": free_id(f"{lesson}-b", {*items, first}),
        "slip": free_id(f"{lesson}-adds", slips),
        "items": f"items/{skill}.yaml",
        "graph": f"lessons/{lesson}.yaml",
    }
    return Beginning(
        lesson=lesson,
        notebook=_filled("lesson.md", words),
        graph=_filled("graph.yaml", words),
        items=_filled("items.yaml", words),
        misconceptions=_filled("misconceptions.yaml", words),
        entry={
            "id": lesson,
            "title": json.dumps(title, ensure_ascii=False),
            "unit": outline.unit_of(skill).id,
            "skills": f"[{skill}]",
            "minutes": "20",
            "about": _("One sentence for the student, what they will do."),
        },
    )


def _filled(name: str, words: Mapping[str, str]) -> str:
    text = (STARTERS / name).read_text(encoding="utf-8")
    return re.sub(r"@([a-z]+)@", lambda match: words[match[1]], text)
