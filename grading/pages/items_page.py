"""The page about the questions of a course: what each shows of the class, what went wrong, where students went, and what may be faulty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

import msgspec

from curriculum.branching import Graph, edges
from curriculum.course import Course
from curriculum.evidence import AnyEvent
from curriculum.graph_picture import picture
from curriculum.items import Code
from curriculum.prose import prose
from curriculum.traffic import Traffic, traffic
from grading.class_folder import ClassFolder
from grading.item_figures import TELLING_FROM, Doubt, ItemRow, Why, Wrong, item_rows
from grading.pages.asked import Asked
from grading.pages.render import Frame, Links, render
from grading.paths import StudentWork
from grading.records import Records
from grading.replan import Replanner
from grading.words import N_, _, class_title, ngettext

MOST_PROMPT = 140

WHY: dict[Why, str] = {
    "hardly-anyone": N_(
        "Only {percent}% got it right at first. Is it asked before it is taught, or worded so that it is misread?"
    ),
    "same-wrong-answer": N_(
        "{percent}% gave the same other answer, “{said}”. Is the key right, or could that answer be right too?"
    ),
    "not-telling": N_(
        "Who does well elsewhere does no better here (r = {figure}). Something other than the skill decides."
    ),
    "variants-apart": N_(
        "Its versions are not alike: between the easiest and the hardest lie {percent} points."
    ),
}


class ItemLine(msgspec.Struct, frozen=True, kw_only=True):
    """A question's row, in words; `doubts` are sentences."""

    item: str
    prompt: str
    students: int
    first: str
    between: str
    bar: int
    chance: str
    telling: str
    hinted: str
    time: str
    wrong: tuple[Wrong, ...]
    doubts: tuple[str, ...]


class SkillItems(msgspec.Struct, frozen=True):
    """A skill and its questions."""

    skill: str
    title: str
    items: tuple[ItemLine, ...]


class WayLine(msgspec.Struct, frozen=True, kw_only=True):
    """A place in a lesson: how many came, and where they went on to."""

    place: str
    lane: str
    came: str
    on: tuple[str, ...]


class LessonWays(msgspec.Struct, frozen=True, kw_only=True):
    """Where the students of a lesson went, as a picture and as a table."""

    title: str
    began: str
    drawn: str
    places: tuple[WayLine, ...]


class ItemsPage(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on the page."""

    frame: Frame
    title: str
    course: str
    summary: str
    few: int
    doubtful: tuple[ItemLine, ...]
    skills: tuple[SkillItems, ...]
    ways: tuple[LessonWays, ...]


def items_page(
    folder: ClassFolder,
    course: Course,
    work: Mapping[str, StudentWork],
    links: Links,
    asked: Asked,
) -> str:
    """The page as HTML. Raises RecordsFault."""
    with Records(folder.records_url) as records:
        events = records.events()
        difficulties = Replanner(records, course).difficulties()
    rows = item_rows(events, course, difficulties)
    titles = {skill.id: skill.title for skill in course.outline.skills}
    lines = [(row.skill, _line(row, course)) for row in rows]
    title = class_title(folder.name)
    heading = _("Items")
    page = ItemsPage(
        frame=Frame(class_title=title, links=links, here="items", title=heading, asked=asked),
        title=heading,
        course=course.outline.title,
        summary=ngettext(
            "{n} question was answered, by {students} of {all} students.",
            "{n} questions were answered, by {students} of {all} students.",
            len(rows),
        ).format(n=len(rows), students=sum(bool(one.seen) for one in work.values()), all=len(work)),
        few=TELLING_FROM,
        doubtful=tuple(line for _skill, line in lines if line.doubts),
        skills=tuple(
            SkillItems(skill, titles.get(skill, skill), tuple(line for _same, line in own))
            for skill, own in groupby(lines, key=lambda pair: pair[0])
        ),
        ways=tuple(_ways(course, events)),
    )
    return render("items.html", page)


def _line(row: ItemRow, course: Course) -> ItemLine:
    return ItemLine(
        item=row.item,
        prompt=_prompt(row.item, course),
        students=row.students,
        first=_percent(row.first.value),
        between=_("{low}–{high}%").format(low=round(100 * row.first.low), high=round(100 * row.first.high)),
        bar=round(100 * row.first.value),
        chance=_percent(row.chance),
        telling="" if row.telling is None else f"{row.telling:.2f}",
        hinted=_percent(row.hinted),
        time="" if row.seconds is None else _seconds(row.seconds),
        wrong=row.wrong,
        doubts=tuple(_doubt(one) for one in row.doubts),
    )


def _prompt(item: str, course: Course) -> str:
    """The question as its first version reads, in short."""
    known = course.items[item]
    text = prose(known.prompt).text if isinstance(known, Code) else course.draw(item, 0).prompt.text
    words = " ".join(text.split())
    return words if len(words) <= MOST_PROMPT else words[:MOST_PROMPT].rstrip() + "…"


def _doubt(doubt: Doubt) -> str:
    return _(WHY[doubt.why]).format(
        percent=round(100 * doubt.figure), figure=f"{doubt.figure:.2f}", said=doubt.said
    )


def _ways(course: Course, events: Mapping[str, Iterable[AnyEvent]]) -> Iterable[LessonWays]:
    by_lesson: dict[str, dict[str, list[AnyEvent]]] = {}
    for student, own in events.items():
        for event in own:
            if event.lesson in course.graphs:
                by_lesson.setdefault(event.lesson, {}).setdefault(student, []).append(event)
    for lesson in course.outline.lessons:
        graph = course.graphs.get(lesson.id)
        went = traffic(graph, by_lesson[lesson.id].values()) if graph and lesson.id in by_lesson else None
        if graph and went and went.students:
            yield LessonWays(
                title=lesson.title,
                began=ngettext("{n} student began it", "{n} students began it", went.students).format(
                    n=went.students
                ),
                drawn=picture(graph, lesson.title, went),
                places=tuple(_places(graph, went)),
            )


LANES = {"core": N_("core"), "support": N_("support"), "stretch": N_("stretch")}


def _places(graph: Graph, went: Traffic) -> Iterable[WayLine]:
    titles = {node.id: node.title for node in graph.nodes}
    for node in graph.nodes:
        came = went.nodes.get(node.id, 0)
        targets = dict.fromkeys(edge.to for edge in edges(node))
        yield WayLine(
            place=node.title,
            lane=_(LANES[node.lane]),
            came=_("{n} of {all} ({percent}%)").format(
                n=came, all=went.students, percent=round(100 * went.share(node.id))
            ),
            on=tuple(
                _("to “{place}”: {n} of {all} ({percent}%)").format(
                    place=titles[to],
                    n=went.onward.get((node.id, to), 0),
                    all=came,
                    percent=round(100 * went.share_on(node.id, to)),
                )
                for to in targets
                if came
            ),
        )


def _percent(value: float) -> str:
    return _("{n}%").format(n=round(100 * value))


def _seconds(seconds: float) -> str:
    if seconds < 90:
        return _("{n} s").format(n=round(seconds))
    return _("{n} min").format(n=round(seconds / 60))
