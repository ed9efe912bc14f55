"""A course with one item of every type: the examples of docs/formats/items.md, as an author would copy them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import yaml

from curriculum.course import Course, load_course
from tests.tiny import HEADER

EXAMPLES = Path(__file__).parent.parent / "docs" / "formats" / "items.md"

COURSE = """\
format: 1
id: zoo
title: Zoo
ages: [11, 14]
languages: [en]
about: One item of every type.
strands: {all: All}
skills: [{id: everything, title: Everything, can: answer anything, strand: all}]
units: [{id: one, title: One, about: The only unit., skills: [everything]}]
lessons: [{id: all-types, title: All types, unit: one, skills: [everything], minutes: 10, about: You answer.}]
"""
MISCONCEPTIONS = """\
adds-tops-and-bottoms: {name: Adds tops and bottoms, say: "The parts stay as large as they are.", opening: Show me a half and a half.}
"""
GRAPH = """\
lesson: all-types
start: first
nodes:
  - {id: first, kind: ask, title: First, item: which-is-larger, counts: true, edges: [{if: {misses: 1}, to: look, times: 1}, {to: more}]}
  - {id: look, kind: explain, lane: support, title: Look, text: Look., edges: [{to: first}]}
  - {id: more, kind: ask, lane: stretch, title: More, item: add-fractions, edges: [{to: done}]}
  - {id: done, kind: end, title: Done, text: Done.}
"""


def examples() -> str:
    """The examples, as one file of items."""
    return "\n".join(
        re.findall(
            r"^```yaml\n(- id: .*?)^```", EXAMPLES.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
        )
    )


def names() -> list[tuple[str, str]]:
    """(id, type) of every example."""
    return [(item["id"], item["type"]) for item in yaml.safe_load(examples())]


def way_through_all() -> str:
    """A branch graph with every example on its one way, code included."""
    along = [*(name for name, _ in names()), "done"]
    nodes = [
        f"  - {{id: {here}, kind: {'code' if kind == 'code' else 'ask'}, title: A {kind} question, item: {name}, "
        f"lane: {'stretch' if kind == 'code' else 'core'}, counts: {str(name == 'which-is-larger').lower()}, "
        f"edges: [{'{if: {misses: 4}, to: look, times: 1}, ' if name == 'which-is-larger' else ''}{{to: {then}}}]}}\n"
        for (name, kind), here, then in zip(names(), along, along[1:], strict=False)
    ]
    look = f"  - {{id: look, kind: explain, lane: support, title: Look, text: Look., edges: [{{to: {along[0]}}}]}}\n"
    end = "  - {id: done, kind: end, title: Done, text: Done.}\n"
    return f"lesson: all-types\nstart: {along[0]}\nnodes:\n" + "".join([*nodes, look, end])


def write_zoo(folder: Path, items: str | None = None, graph: str = GRAPH) -> Path:
    """Write the course into `folder`; with `items`, these in place of the examples."""
    asked = [
        f'```{{code-cell}} ipython3\n{"code" if kind == "code" else "ask"}("{name}")\n```\n'
        for name, kind in names()
    ]
    for name, text in {
        "course.yaml": COURSE,
        "misconceptions.yaml": MISCONCEPTIONS,
        "items/everything.yaml": (items + examples()) if items else examples(),
        "lessons/all-types.yaml": graph,
        "notebooks/all-types.md": HEADER + "\n".join(["# All types\n", *asked]),
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@cache
def zoo() -> Course:
    """The course, loaded once."""
    return load_course(write_zoo(Path(mkdtemp(prefix="zoo-"))))


@cache
def long_way() -> Course:
    """The course whose lesson leads through every example."""
    return load_course(write_zoo(Path(mkdtemp(prefix="long-way-")), graph=way_through_all()))
