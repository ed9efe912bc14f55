"""Our own course in other languages: a lesson is there whole, and in every draw the same numbers stand in the same places."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from curriculum import items, prose
from curriculum.arithmetic import Value
from curriculum.course import COURSES, Course, load_course
from curriculum.items import Code, draw
from curriculum.translated import Translated, languages_of, read_translated
from curriculum.variants import Variant
from grading.assignment import source_notebook
from grading.translated_cells import TEXT, translated_cells

FIRST = "equal-fractions-1"
LESSONS = {
    "ar": [FIRST, "comparing-fractions-1", "first-code-1"],
    "es": [FIRST, "comparing-fractions-1", "first-code-1"],
    "fr": [FIRST, "comparing-fractions-1", "first-code-1"],
}
"""The lessons that are there whole, by language."""
DRAWS = 100
NUMERAL = re.compile(r"\d+")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(COURSES / "data-detectives")


@pytest.fixture(scope="module", params=sorted(LESSONS))
def words(request: pytest.FixtureRequest, course: Course) -> Translated:
    return read_translated(course, request.param)


@pytest.fixture(scope="module")
def drawn(course: Course, unrendered: None) -> dict[str, list[Variant]]:
    """The draws of each question that has a translation, in the course's own language."""
    asked = {name for language in LESSONS for name in read_translated(course, language).items}
    return {
        name: [draw(item, number, course.skill_of[name], course.misconceptions) for number in range(DRAWS)]
        for name, item in course.items.items()
        if name in asked and not isinstance(item, Code)
    }


@pytest.fixture(scope="module", autouse=True)
def unrendered() -> Iterator[None]:
    """Only what is read counts here: no page is made of it, and numbers that are drawn alike are drawn once."""
    draw_names, known = items._draw_names, {}

    def once(item: items.Asked, seed: random.Random, number: int) -> dict[str, Value]:
        if item.together:
            return draw_names(item, seed, number)
        key = (item.id, number, repr((item.vary, item.let)))
        if key not in known:
            known[key] = (draw_names(item, seed, number), seed.getstate())
        names, state = known[key]
        seed.setstate(state)  # the options are shuffled as they would be
        return dict(names)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(prose, "render", lambda text, inline=False: "")
        patched.setattr(items, "_draw_names", once)
        yield


def numbers(text: str) -> Counter[str]:
    return Counter(NUMERAL.findall(text))


def parts(variant: Variant) -> Iterator[tuple[str, str]]:
    """Each text of a variant, with where it stands."""
    yield "prompt", variant.prompt.text
    yield "well_done", variant.well_done.text
    yield "not_yet", variant.not_yet.text
    yield "solution", variant.solution.text if variant.solution else ""
    for place in ("options", "hints"):
        for index, text in enumerate(getattr(variant, place)):
            yield f"{place} {index}", text.text
    for index, remark in enumerate(variant.remarks):
        yield f"remarks {index}", remark.say.text


def test_every_language_is_looked_at(course: Course) -> None:
    assert languages_of(course) == sorted(LESSONS)


@pytest.mark.slow
def test_every_draw_has_the_same_key_and_the_same_numbers(
    course: Course, words: Translated, drawn: dict[str, list[Variant]]
) -> None:
    different = set()
    for name, item in words.items.items():
        for here in drawn[name] if not isinstance(item, Code) else ():
            there = draw(item, here.number, here.skill, words.misconceptions)
            assert there.key == here.key
            for (place, own), (_, other) in zip(parts(here), parts(there), strict=True):
                if numbers(own) != numbers(other):
                    different.add((name, place, own, other))
    assert sorted(different)[:5] == []


def test_a_lesson_is_there_whole(course: Course, words: Translated) -> None:
    for lesson in LESSONS[words.language]:
        graph = course.graphs[lesson]
        notebook = source_notebook(course, lesson)
        asked = {node.item for node in graph.nodes if hasattr(node, "item")}
        asked |= set(
            re.findall(r'(?:ask|check)\("([a-z0-9-]+)"\)', "\n".join(c.source for c in notebook.cells))
        )
        assert asked <= words.items.keys()
        assert {node.id for node in graph.nodes} == words.nodes[lesson].keys()
        assert all(words.nodes[lesson][node.id].title for node in graph.nodes)
        assert lesson in words.outline.lessons
        named = {one.because for name in asked for one in remarks_of(course.items[name]) if one.because}
        assert {name for name in named if words.misconceptions[name] == course.misconceptions[name]} == set()


def remarks_of(item: object) -> list[object]:
    return [*getattr(item, "wrong", ()), *getattr(item, "misconceptions", ())]


def test_nodes_and_notebook_have_the_same_numbers(course: Course, words: Translated) -> None:
    for lesson in LESSONS[words.language]:
        for node in course.graphs[lesson].nodes:
            text = getattr(node, "text", "")
            assert numbers(text) == numbers(words.nodes[lesson][node.id].text), node.id
        notebook = source_notebook(course, lesson)
        cells = translated_cells(course, lesson, notebook)[words.language]
        for cell in notebook.cells:
            if cell.cell_type == "markdown" and cell.id.startswith(TEXT):
                assert numbers(cell.source) == numbers(cells[cell.id]), cells[cell.id]
