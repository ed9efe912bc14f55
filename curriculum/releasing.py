"""Releasing: from the teacher's course to what a student's machine gets, graded items sealed, hidden cases left out."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from curriculum.branching import Ask, Choose, Graph
from curriculum.cases import Case, WrongValue
from curriculum.course import Course
from curriculum.items import Code, Misconception, distinct_variants
from curriculum.lesson import CodeCheck, Onward, ReleasedLesson, widgets_in
from curriculum.marking import seal
from curriculum.pictures import embed
from curriculum.prose import Prose, prose
from curriculum.variants import Variant


def release_lesson(course: Course, lesson: str, salt: str, *, preview: bool = False) -> ReleasedLesson:
    """The released form of a lesson. `salt` is the class's own secret; graded items are sealed under it, but not in a `preview`."""
    about = course.outline.lesson(lesson)
    graph = course.graphs.get(lesson)
    used = widgets_in(course.notebook(lesson).read_text(encoding="utf-8"))
    asked = [name for kind, name in used if kind == "ask"]
    asked += [node.item for node in (graph.nodes if graph else []) if isinstance(node, Ask)]
    variants: dict[str, tuple[Variant, ...]] = {}
    for name in dict.fromkeys(asked):
        item = course.items[name]
        if not isinstance(item, Code):
            drawn = tuple(
                msgspec.structs.replace(variant, prompt=embed(variant.prompt, course.folder))
                for variant in distinct_variants(item, course.skill_of[name], course.misconceptions)
            )
            variants[name] = (
                tuple(seal(variant, salt) for variant in drawn) if item.graded and not preview else drawn
            )
    checks = {name: _check(course, name) for kind, name in used if kind in {"check", "code"}}
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
        cans={skill.id: skill.can for skill in course.outline.skills if skill.id in skills},
        onward=_onward(course, lesson),
        preview=preview,
    )


def _onward(course: Course, lesson: str) -> Onward | None:
    """The first later lesson that builds on this one, else the next of the same unit."""
    outline = course.outline
    here = outline.lesson(lesson)
    later = outline.lessons[outline.lessons.index(here) + 1 :]
    for after in later:
        for skill in after.skills:
            builds_on = set(outline.skill(skill).prerequisites) & set(here.skills) - set(after.skills)
            if builds_on:
                return Onward(after.title, outline.skill(min(builds_on)).title)
    return next((Onward(after.title) for after in later if after.unit == here.unit), None)


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
    return code_check(item, course.skill_of[name], course.misconceptions)


def code_check(item: Code, skill: str, misconceptions: Mapping[str, Misconception]) -> CodeCheck:
    """A code item without its hidden cases, its texts rendered."""
    visible = tuple(case for case in item.cases if not case.hidden)
    spoken: dict[str, Case | WrongValue] = {}
    for index, case in enumerate(visible):
        spoken[str(index)] = case
        spoken |= {f"{index}/{number}": wrong for number, wrong in enumerate(case.wrong)}
    says = {
        key: one.say or (misconceptions[one.because].say if one.because in misconceptions else "")
        for key, one in spoken.items()
    }
    return CodeCheck(
        item=item.id,
        skill=skill,
        difficulty=item.difficulty,
        function=item.function,
        points=item.points,
        cases=visible,
        tolerance=item.tolerance,
        well_done=prose(item.well_done),
        not_yet=prose(item.not_yet),
        says={index: prose(say) for index, say in says.items() if say},
        hints=tuple(prose(hint) for hint in item.hints),
        prompt=prose(item.prompt),
        starter=item.starter,
    )
