"""A released lesson: all that a student's machine needs, drawn, rendered, and sealed where it is graded."""

from __future__ import annotations

from pathlib import Path

import msgspec

from curriculum.branching import Ask, Choose, Graph
from curriculum.course import CALL, Course
from curriculum.items import Case, Code, Variant, distinct_variants
from curriculum.marking import seal
from curriculum.prose import Prose, prose

FORMAT = 1
FILE = "lesson.json"


class CodeCheck(msgspec.Struct, frozen=True, kw_only=True):
    """A code item on the student's machine: its visible cases only. `says` holds what to say for a case, by its index."""

    item: str
    skill: str
    difficulty: int
    function: str
    points: int
    cases: tuple[Case, ...]
    tolerance: float
    well_done: Prose
    not_yet: Prose
    says: dict[str, Prose]
    hints: tuple[Prose, ...]


class ReleasedLesson(msgspec.Struct, frozen=True, kw_only=True):
    """`lesson.json`, beside the lesson's notebook.

    `texts` holds the rendered texts of nodes (`node`) and of the options of choose nodes (`node/option`).
    `variants` are the drawn variants of each item, in the order a student meets them; `skills` maps ids to titles.
    """

    format: int = FORMAT
    course: str
    lesson: str
    title: str
    skills: dict[str, str]
    graph: Graph | None
    texts: dict[str, Prose]
    variants: dict[str, tuple[Variant, ...]]
    checks: dict[str, CodeCheck]


class UnreadableLesson(Exception):
    """lesson.json cannot be used; the message is a sentence for the student."""


def release_lesson(course: Course, lesson: str, salt: str) -> ReleasedLesson:
    """The released form of a lesson. `salt` is the class's own secret; graded items are sealed under it."""
    about = course.outline.lesson(lesson)
    graph = course.graphs.get(lesson)
    used = widgets_in(course.notebook(lesson).read_text(encoding="utf-8"))
    asked = [name for kind, name in used if kind == "ask"]
    asked += [node.item for node in (graph.nodes if graph else []) if isinstance(node, Ask)]
    variants: dict[str, tuple[Variant, ...]] = {}
    for name in dict.fromkeys(asked):
        item = course.items[name]
        if not isinstance(item, Code):
            drawn = distinct_variants(item, course.skill_of[name], course.misconceptions)
            variants[name] = tuple(seal(variant, salt) for variant in drawn) if item.graded else drawn
    checks = {name: _check(course, name) for kind, name in used if kind == "check"}
    skills = {*about.skills, *(v[0].skill for v in variants.values()), *(c.skill for c in checks.values())}
    return ReleasedLesson(
        course=course.outline.id,
        lesson=lesson,
        title=about.title,
        skills={skill.id: skill.title for skill in course.outline.skills if skill.id in skills},
        graph=graph,
        texts=_texts(graph) if graph else {},
        variants=variants,
        checks=checks,
    )


def widgets_in(notebook: str) -> list[tuple[str, str]]:
    """The widgets of a text notebook, in order, as (`ask`/`branch`/`check`, name)."""
    return [match.groups() for line in notebook.splitlines() if (match := CALL.match(line))]  # type: ignore[misc]


def read_lesson(folder: Path) -> ReleasedLesson:
    """The released lesson in `folder`. Raises UnreadableLesson with a sentence."""
    try:
        return decode(folder.joinpath(FILE).read_bytes())
    except FileNotFoundError:
        raise UnreadableLesson(
            f"This notebook has lost its lesson: {FILE} is not beside it. Your answers are safe. "
            "Open the lesson again from your home page."
        ) from None


def decode(data: bytes) -> ReleasedLesson:
    """`lesson.json` read. Raises UnreadableLesson."""
    try:
        version = msgspec.json.decode(data, type=dict[str, msgspec.Raw]).get("format")
        if version is not None and msgspec.json.decode(version, type=int) > FORMAT:
            raise UnreadableLesson("This lesson is from a newer Trellis. Your answers are safe. Ask for the newer Trellis.")
        return _decoder.decode(data)
    except msgspec.MsgspecError as error:
        raise UnreadableLesson(
            f"{FILE} is damaged ({error}). Your answers are safe. Open the lesson again from your home page."
        ) from error


_decoder = msgspec.json.Decoder(ReleasedLesson)


def encode(lesson: ReleasedLesson) -> bytes:
    """`lesson.json` as bytes, one variant a line, so that a change can be read in a diff."""
    return msgspec.json.format(msgspec.json.encode(lesson), indent=1) + b"\n"


def _texts(graph: Graph) -> dict[str, Prose]:
    texts: dict[str, Prose] = {}
    for node in graph.nodes:
        if not isinstance(node, Ask):
            texts[node.id] = prose(node.text)
        if isinstance(node, Choose):
            texts |= {f"{node.id}/{way.id}": prose(way.text, inline=True) for way in node.options}
    return texts


def _check(course: Course, name: str) -> CodeCheck:
    item = course.items[name]
    if not isinstance(item, Code):
        raise KeyError(name)
    visible = tuple(case for case in item.cases if not case.hidden)
    says = {str(i): case.say or (course.misconceptions[case.because].say if case.because else "") for i, case in enumerate(visible)}
    return CodeCheck(
        item=name,
        skill=course.skill_of[name],
        difficulty=item.difficulty,
        function=item.function,
        points=item.points,
        cases=visible,
        tolerance=item.tolerance,
        well_done=prose(item.well_done),
        not_yet=prose(item.not_yet),
        says={index: prose(say) for index, say in says.items() if say},
        hints=tuple(prose(hint) for hint in item.hints),
    )
