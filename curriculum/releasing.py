"""Releasing: from the teacher's course to what a student's machine gets, graded items sealed, hidden cases left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import msgspec

from curriculum.branching import Ask, Choose, Graph
from curriculum.cases import Case, WrongValue
from curriculum.course import Course
from curriculum.items import Code, Misconception, distinct_variants, draw
from curriculum.language import LANGUAGES, speaking
from curriculum.lesson import CodeCheck, Onward, ReleasedLesson, Spoken, widgets_in
from curriculum.marking import seal, seal_as
from curriculum.pictures import embed_all
from curriculum.prose import Prose, prose
from curriculum.translated import Translated, all_translated
from curriculum.translation import Translation
from curriculum.variants import SealedKey, Variant

NO_CELLS: Mapping[str, Mapping[str, str]] = MappingProxyType({})


def release_lesson(
    course: Course,
    lesson: str,
    salt: str,
    *,
    preview: bool = False,
    cells: Mapping[str, Mapping[str, str]] = NO_CELLS,
    translations: Sequence[Translated] | None = None,
) -> ReleasedLesson:
    """The released form of a lesson. `salt` is the class's own secret; graded items are sealed under it, but not in a `preview`.

    `cells` are the notebook's texts in other languages, by language and cell; `translations` the course in those languages, where
    they have been read already (`all_translated`).
    """
    about = course.outline.lesson(lesson)
    graph = course.graphs.get(lesson)
    used = widgets_in(course.notebook(lesson).read_text(encoding="utf-8"))
    asked = [name for kind, name in used if kind == "ask"]
    asked += [node.item for node in (graph.nodes if graph else []) if isinstance(node, Ask)]
    variants: dict[str, tuple[Variant, ...]] = {}
    for name in dict.fromkeys(asked):
        item = course.items[name]
        if not isinstance(item, Code):
            with speaking(course.language):
                drawn = distinct_variants(item, course.skill_of[name], course.misconceptions)
            variants[name] = (
                tuple(seal(variant, salt) for variant in drawn) if item.graded and not preview else drawn
            )
    tried = [name for kind, name in used if kind in {"check", "code"}]
    tried += [name for name in asked if isinstance(course.items[name], Code)]
    checks = {name: _check(course, name) for name in dict.fromkeys(tried)}
    skills = {*about.skills, *(v[0].skill for v in variants.values()), *(c.skill for c in checks.values())}
    released = ReleasedLesson(
        course=course.outline.id,
        lesson=lesson,
        title=about.title,
        skills={skill.id: skill.title for skill in course.outline.skills if skill.id in skills},
        graph=graph,
        texts=_texts(graph) if graph else {},
        variants=variants,
        checks=checks,
        cans={skill.id: skill.can for skill in course.outline.skills if skill.id in skills},
        onward=_onward(course, lesson, Translation()),
        preview=preview,
        language=course.outline.languages[0],
    )
    whole = msgspec.structs.replace(
        released,
        spoken={
            told.language: words
            for told in (translations if translations is not None else all_translated(course))
            if (words := _spoken(course, released, told, cells.get(told.language, {}))) is not None
        },
    )
    return embed_all(whole, course.folder)


def _spoken(
    course: Course, released: ReleasedLesson, words: Translated, cells: Mapping[str, str]
) -> Spoken | None:
    """What there is of a lesson in another language: the same draws again, sealed where they are. None where there is nothing."""
    nodes = words.nodes.get(released.lesson, {})
    variants: dict[str, tuple[Variant, ...]] = {}
    checks: dict[str, CodeCheck] = {}
    for name, item in words.items.items():
        skill = course.skill_of[name]
        if isinstance(item, Code):
            if name in released.checks:
                checks[name] = code_check(item, skill, words.misconceptions)
            continue
        with speaking(words.language if words.language in LANGUAGES else course.language):
            drawn = [
                (own, draw(item, own.number, skill, words.misconceptions))
                for own in released.variants.get(name, ())
            ]
        if drawn:
            variants[name] = tuple(
                seal_as(one, own) if isinstance(own.key, SealedKey) else one for own, one in drawn
            )
    if not (variants or checks or nodes or cells):
        return None
    outline = words.outline
    texts = {name: prose(node.text) for name, node in nodes.items() if node.text}
    for name, node in nodes.items():
        texts |= {f"{name}/{way}": prose(text, inline=True) for way, text in node.options.items()}
    return Spoken(
        title=outline.lessons[released.lesson].title if released.lesson in outline.lessons else "",
        skills={name: skill.title for name, skill in outline.skills.items() if name in released.skills},
        cans={name: skill.can for name, skill in outline.skills.items() if name in released.cans},
        titles={name: node.title for name, node in nodes.items() if node.title},
        cells=dict(cells),
        texts=texts,
        variants=variants,
        checks=checks,
        onward=_onward(course, released.lesson, outline),
    )


def _onward(course: Course, lesson: str, words: Translation) -> Onward | None:
    """The first later lesson that builds on this one, else the next of the same unit."""
    outline = course.outline
    here = outline.lesson(lesson)
    later = outline.lessons[outline.lessons.index(here) + 1 :]
    for after in later:
        for skill in after.skills:
            builds_on = set(outline.skill(skill).prerequisites) & set(here.skills) - set(after.skills)
            if builds_on:
                first = min(builds_on)
                told = words.skills.get(first, outline.skill(first))
                return Onward(words.lessons.get(after.id, after).title, told.title)
    same_unit = (after for after in later if after.unit == here.unit)
    return next((Onward(words.lessons.get(after.id, after).title) for after in same_unit), None)


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
