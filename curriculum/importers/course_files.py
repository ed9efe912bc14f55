"""A question bank as the files of a course: items by skill, a branch graph and a notebook for each lesson."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import msgspec
import yaml

from curriculum.importers.bank import Bank, Problem, Step, Written, identifier, is_marked, shortened
from curriculum.marking import UNSCORED

PER_LESSON = 8
"""Problems in one lesson: a longer one is parted."""
MINUTES = 3
STRETCH_FROM = 3
"""Problems from which on the last of a lesson is its stretch."""
MADE_BY = "# Made by `trellis import`. You may change it: importing again adds what is new, and changes nothing that is here."

_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class Planned(msgspec.Struct, frozen=True):
    """What an import puts into a course: entries for course.yaml, and whole new files by name."""

    skills: list[dict[str, Any]]
    units: list[dict[str, Any]]
    lessons: list[dict[str, Any]]
    items: dict[str, list[Written]]
    files: dict[str, str]


class _Lesson(msgspec.Struct, frozen=True):
    id: str
    title: str
    unit: str
    problems: Sequence[Problem]


def plan(bank: Bank, taken: set[str]) -> Planned:
    """The skills, units, lessons, items, graphs and notebooks of `bank`. `taken` are ids that are no longer free."""
    ids = set(taken)
    skills: dict[str, str] = {}
    for problem in bank.problems:
        for step in problem.steps:
            if step.skill not in skills:
                skills[step.skill] = identifier(step.skill, ids)
    units: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    home: dict[str, str] = {}
    lessons: list[_Lesson] = []
    for title in bank.lessons:
        of_lesson = [problem for problem in bank.problems if problem.lesson == title]
        chapter = _chapter(title)
        if chapter not in names:
            names[chapter] = identifier(chapter, ids)
        for problem in of_lesson:
            for step in problem.steps:
                home.setdefault(step.skill, chapter)
        asked = [problem for problem in of_lesson if not problem.waits_for]
        parts = _parted(asked)
        for number, part in enumerate(parts, start=1):
            said = title if len(parts) == 1 else f"{title}, part {number} of {len(parts)}"
            lessons.append(
                _Lesson(
                    identifier(f"{title} {number}" if len(parts) > 1 else title, ids),
                    said,
                    names[chapter],
                    part,
                )
            )
    for skill, chapter in home.items():
        units.setdefault(chapter, []).append(skills[skill])
    items: dict[str, list[Written]] = {}
    for problem in bank.problems:
        for step in problem.steps:
            items.setdefault(skills[step.skill], []).extend((step.item, *step.support))
    files: dict[str, str] = {}
    for lesson in lessons:
        files[f"lessons/{lesson.id}.yaml"] = f"{MADE_BY}\n{written(_graph(lesson))}"
        files[f"notebooks/{lesson.id}.md"] = _notebook(lesson, bank)
    return Planned(
        skills=[
            {
                "id": skills[title],
                "title": shortened(title, 28),
                "can": title[:1].lower() + title[1:],
                "strand": "imported",
            }
            for title in skills
        ],
        units=[
            {
                "id": names[chapter],
                "title": chapter,
                "about": f"Questions from {bank.title}.",
                "skills": units[chapter],
            }
            for chapter in names
            if chapter in units
        ],
        lessons=[_entry(lesson, skills) for lesson in lessons],
        items=items,
        files=files,
    )


def new_course(identity: str, bank: Bank, planned: Planned) -> str:
    """course.yaml for a course of its own."""
    outline = {
        "format": 1,
        "id": identity,
        "title": bank.title,
        "ages": [11, 99],
        "languages": [bank.language],
        "about": f"Questions from {bank.title}. {bank.credit}",
        "strands": {"imported": "Imported"},
        "skills": planned.skills,
        "units": planned.units,
        "lessons": planned.lessons,
    }
    return f"{MADE_BY}\n{written(outline)}"


def added(course: str, planned: Planned) -> str:
    """course.yaml with the entries of `planned` put in, all else as it stands. ValueError where it is written in another way."""
    strand = _strand(course)
    skills = [{**skill, "strand": strand} for skill in planned.skills]
    for field, entries in (("skills", skills), ("units", planned.units), ("lessons", planned.lessons)):
        if entries:
            course = _put_in(course, field, entries)
    return course


def items_file(entries: Iterable[Written], before: str = "") -> str:
    """items/<skill>.yaml with `entries` at its end."""
    head = before.rstrip() + "\n" if before.strip() else f"{MADE_BY}\n"
    return head + written(list(entries))


def written(data: object) -> str:
    """`data` as YAML, in the order it has, one line a value."""
    return str(yaml.dump(data, Dumper=_DUMPER, allow_unicode=True, sort_keys=False, width=100_000))


def _strand(course: str) -> str:
    data = yaml.safe_load(course)
    strands = data.get("strands") if isinstance(data, dict) else None
    if not isinstance(strands, dict) or not strands:
        raise ValueError("strands")
    return str(next(iter(strands)))


def _put_in(course: str, field: str, entries: Sequence[Mapping[str, Any]]) -> str:
    match = re.search(rf"^{field}:[ \t]*(\[\][ \t]*)?(#.*)?\n", course, re.MULTILINE)
    if match is None:
        raise ValueError(field)
    rest = course[match.end() :]
    first = re.match(r"(?:[ \t]*(?:#.*)?\n)*([ \t]*)- ", rest)
    if match[1] is None and first is None:
        raise ValueError(field)
    indent = first[1] if first and match[1] is None else "  "
    block = "".join(f"{indent}{line}\n" for line in written([dict(entry) for entry in entries]).splitlines())
    head = course[: match.start()] + f"{field}:\n"
    # At the end of the list: the first line that is neither empty, nor a comment, nor further in.
    end = len(rest)
    for line in re.finditer(r"^(?!\s*(?:#|$))(?P<space>[ \t]*)(?P<dash>- )?", rest, re.MULTILINE):
        inside = len(line["space"]) > len(indent) or (len(line["space"]) == len(indent) and line["dash"])
        if not inside:
            end = line.start()
            break
    return head + rest[:end].rstrip("\n") + ("\n" if rest[:end].strip() else "") + block + rest[end:]


def _chapter(lesson: str) -> str:
    match = re.match(r"\s*(.*?:\s+)?(?:lesson\s+)?(\d+)[.:]\d+", lesson, re.IGNORECASE)
    return f"{match[1] or ''}Chapter {match[2]}" if match else lesson


def _parted(problems: Sequence[Problem]) -> list[Sequence[Problem]]:
    """Parts of about the same size, none of more than PER_LESSON."""
    count = -(-len(problems) // PER_LESSON)
    cuts = [round(index * len(problems) / count) for index in range(count + 1)] if count else [0]
    parts = [problems[start:end] for start, end in pairwise(cuts) if end > start]
    # A lesson needs something that counts: what a person must mark goes along with what can be marked here.
    marked = [part for part in parts if any(map(is_marked, part))]
    rest = [problem for part in parts if part not in marked for problem in part]
    return [[*marked[0], *rest], *marked[1:]] if rest and marked else parts


def _entry(lesson: _Lesson, skills: Mapping[str, str]) -> dict[str, Any]:
    steps = [step for problem in lesson.problems for step in problem.steps]
    said = "1 question" if len(steps) == 1 else f"{len(steps)} questions"
    return {
        "id": lesson.id,
        "title": lesson.title,
        "unit": lesson.unit,
        "skills": list(dict.fromkeys(skills[step.skill] for step in steps)),
        "minutes": min(240, max(5, MINUTES * len(steps))),
        "about": f"You work on {said}, with smaller ones on the way where you want them.",
    }


def _graph(lesson: _Lesson) -> dict[str, Any]:
    core, stretch = list(lesson.problems), []
    if len(core) >= STRETCH_FROM and any(map(is_marked, core[:-1])):
        stretch = [core.pop()]
    main = [step for problem in core for step in problem.steps]
    more = [step for problem in stretch for step in problem.steps]
    after_main = more[0].item["id"] if more else "make-one"
    nodes: list[dict[str, Any]] = []
    for index, step in enumerate(main):
        onward = main[index + 1].item["id"] if index + 1 < len(main) else "done"
        counts = step.item["type"] not in UNSCORED
        nodes += _ask(step, onward, "core", after_main if onward == "done" else "", counts=counts)
    for index, step in enumerate(more):
        nodes += _ask(step, more[index + 1].item["id"] if index + 1 < len(more) else "done", "stretch")
    if not any(node["lane"] == "support" for node in nodes):
        nodes = _with_a_closer_look(nodes, main[0])
    if not more:
        text = "Make up a question like these for somebody else, and work it out on paper. What did you have to watch?"
        nodes.append(
            {
                "id": "make-one",
                "kind": "explain",
                "lane": "stretch",
                "title": "Make one up",
                "text": text,
                "edges": [{"to": "done"}],
            }
        )
    text = "You have worked through these questions. Which one would you like to explain to somebody else?"
    nodes.append({"id": "done", "kind": "end", "lane": "core", "title": "Done", "text": text})
    return {"lesson": lesson.id, "start": main[0].item["id"], "nodes": nodes}


def _ask(
    step: Step, onward: str, lane: str, stretch: str = "", *, counts: bool = False
) -> list[dict[str, Any]]:
    """The node of a step, and after it the smaller questions for those who are stuck, which lead back to it."""
    here = step.item["id"]
    edges: list[dict[str, Any]] = []
    if step.support:
        first = step.support[0]["id"]
        edges += [
            {"if": {"misses": 2, "right": False}, "to": first, "times": 1},
            {"if": {"felt": "stuck"}, "to": first, "times": 1},
        ]
    if stretch:
        edges.append({"if": {"right": True, "first_try": True}, "to": stretch})
    edges.append({"to": onward})
    node = {
        "id": here,
        "kind": "ask",
        "lane": lane,
        "title": step.title,
        "item": here,
        **({"counts": True} if counts else {}),
        "edges": edges,
    }
    nodes = [node]
    for index, small in enumerate(step.support):
        back = step.support[index + 1]["id"] if index + 1 < len(step.support) else here
        nodes.append(
            {
                "id": small["id"],
                "kind": "ask",
                "lane": "support",
                "title": step.title,
                "item": small["id"],
                "tries": 2,
                "edges": [{"to": back}],
            }
        )
    return nodes


def _with_a_closer_look(nodes: list[dict[str, Any]], step: Step) -> list[dict[str, Any]]:
    here = step.item["id"]
    hints = step.item.get("hints") or [
        "Read the question once more, slowly. What is asked? What do you know?"
    ]
    look = {
        "id": "closer-look", "kind": "explain", "lane": "support", "title": "A closer look",
        "text": "\n\n".join(re.sub(r"\{(v\d+)\}|\\v\{(v\d+)\}", "…", hint) for hint in hints), "edges": [{"to": here}],
    }  # fmt: skip
    edges = [{"if": {"misses": 2, "right": False}, "to": "closer-look", "times": 1}, *nodes[0]["edges"]]
    return [{**nodes[0], "edges": edges}, look, *nodes[1:]]


def _notebook(lesson: _Lesson, bank: Bank) -> str:
    return f"""---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

# {lesson.title}

Click on the cell below and press **Shift** and **Enter** together, so that the questions appear. If they are there already, you can go on.

```{{code-cell}} ipython3
from widgets import ask, branch, check
```

```{{code-cell}} ipython3
branch("{lesson.id}")
```

The questions are from {bank.title}. {bank.credit}. Each question says where it is from and under which licence.
"""
