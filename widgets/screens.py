"""What the page shows at one moment of an exercise: a pure function from where the student is to a Screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from typing import Literal

import msgspec

from curriculum.branching import (
    Ask,
    Choose,
    End,
    Estimate,
    Explain,
    Graph,
    Node,
    Program,
    Visit,
    Walk,
    way_on,
)
from curriculum.case_report import Report, as_html
from curriculum.language import direction
from curriculum.lesson import CodeCheck, ReleasedLesson
from curriculum.marking import UNSCORED, Answer, Mark
from curriculum.ours import in_language, label
from curriculum.prose import Prose
from curriculum.variants import OpenKey, Variant
from widgets import words
from widgets.protocol import Blank, Feedback, Kind, Option, Screen, Summary, Twin, Verdict
from widgets.trail import parts, this_round, where

TWIN_AFTER = 2
"""Misses after which a twin of the question is shown, worked."""


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """Where a student is in an exercise. `variant` is what is asked, `mark` what the latest answer was worth.

    `check` is the code that is asked for, `report` what came of the latest try, as far as this process made it.
    `offered` are the options that are shown, by index, where they are not all. `language` is that of the question or text.
    """

    lesson: ReleasedLesson
    kind: Literal["ask", "branch"]
    graph: Graph
    here: Walk
    key: str
    variant: Variant | None
    mark: Mark | None
    check: CodeCheck | None = None
    report: Report | None = None
    notice: str = ""
    estimate: Estimate | None = None
    offered: tuple[int, ...] = ()
    language: str = ""

    @property
    def node(self) -> Node:
        """The node the student is at."""
        return self.graph.node(self.here.now.node)

    @property
    def way_on(self) -> tuple[int, str] | None:
        """The open way on, as (edge, node); None where there is something to do first."""
        node = self.node
        if isinstance(node, Ask) and self.variant is None and self.check is None:
            return len(node.edges) - 1, node.edges[-1].to  # its item is lost: nobody is kept waiting at it
        if self.kind == "ask" and isinstance(node, Ask) and len(self.lesson.variants[node.item]) == 1:
            return None  # there are no other numbers to go on with
        return way_on(self.graph, self.here, estimate=self.estimate)

    @property
    def more_hints(self) -> bool:
        """Whether there is one more hint to ask for."""
        now, asked = self.here.now, self.variant or self.check
        return asked is not None and not now.right and now.hints < len(asked.hints)


def screen_at(moment: Moment) -> Screen:
    """What the page shows at `moment`."""
    node, here = moment.node, moment.here
    felt = here.now.felt or ""
    way = moment.way_on
    branching = moment.kind == "branch"
    screen = Screen(
        key=moment.key,
        lang=moment.language,
        dir=direction(moment.language) if moment.language else "",
        kind="code" if moment.check else _kind(node, moment.variant),
        title=node.title,
        lesson=moment.lesson.title,
        trail=parts(moment.graph, here) if branching else (),
        where=where(moment.graph, here) if branching else "",
        lane=node.lane,
        aside=words.aside(node.lane),
        next=_next(moment),
        feel=isinstance(node, (Ask, Explain)),
        felt=felt,  # type: ignore[arg-type]  # an event's feeling, or none
        felt_say=words.felt_say(felt, way_on=way is not None, more_hints=moment.more_hints) if felt else "",
        notice=moment.notice,
        author=_author(moment) if moment.lesson.preview else "",
    )
    if moment.variant is not None:
        return _with_question(screen, moment, moment.variant)
    if moment.check is not None:
        return _with_code(screen, moment, moment.check)
    return _with_text(screen, moment)


def _with_question(screen: Screen, moment: Moment, variant: Variant) -> Screen:
    now = moment.here.now
    twin = _twin(moment.lesson.variants[variant.item], variant)
    return msgspec.structs.replace(
        screen,
        html=in_language(variant.prompt).html,
        options=_options(variant.options[index] for index in moment.offered or range(len(variant.options))),
        places=_options(variant.places),
        fields=tuple(
            Blank(field.kind, label(field.label), _options(field.options), field.unit)
            for field in variant.fields
        ),
        body=variant.body.html if variant.body else "",
        top=variant.top,
        step=variant.step,
        mono=variant.mono,
        indent=variant.indent,
        spare=variant.spare,
        most=variant.most,
        feel=variant.type not in UNSCORED,
        changeable=variant.type in UNSCORED,
        unit=variant.unit,
        units=tuple(name for name, _ in variant.units),
        credit=variant.credit,
        answer=counted_in_shown(now.answer.answer, moment.offered) if now.answer else None,
        feedback=_feedback(variant, moment.mark, now.misses, twin) if moment.mark else None,
        right=now.right,
        hints=tuple(hint.html for hint in variant.hints[: now.hints]),
        more_hints=moment.more_hints,
        twin=twin if now.misses >= TWIN_AFTER and not now.right else None,
    )


def _with_code(screen: Screen, moment: Moment, check: CodeCheck) -> Screen:
    now = moment.here.now
    return msgspec.structs.replace(
        screen,
        html=check.prompt.html if check.prompt else "",
        starter=check.starter,
        answer=now.checked.source if now.checked else None,
        feedback=_said_of_code(moment, check),
        right=now.right,
        hints=tuple(hint.html for hint in check.hints[: now.hints]),
        more_hints=moment.more_hints,
    )


def _said_of_code(moment: Moment, check: CodeCheck) -> Feedback | None:
    """The report on the latest try, case by case; after a restart only what it came to, from the journal."""
    checked = moment.here.now.checked
    if checked is None:
        return None
    fits = sum(checked.passed)
    right = bool(checked.passed) and fits == len(checked.passed)
    verdict: Verdict = "right" if right else "partly" if fits else "not-yet"
    if moment.report is not None:
        html = as_html(check.function or check.item, moment.report, "")
    else:
        html = f"<p>{escape(words.examples_fit(fits, len(checked.passed)))}</p>" + (
            in_language(check.well_done if right else check.not_yet).html
        )
    return Feedback(verdict, words.head(verdict), html)


def counted_in_all(answer: Answer, shown: tuple[int, ...]) -> Answer:
    """An answer of the page, whose options count among those shown, as it counts among all of the variant's."""
    if not shown:
        return answer
    return _counted(answer, lambda index: shown[index] if 0 <= index < len(shown) else -1)


def counted_in_shown(answer: Answer, shown: tuple[int, ...]) -> Answer:
    """`counted_in_all` undone."""
    return _counted(answer, lambda index: shown.index(index) if index in shown else -1) if shown else answer


def _counted(answer: Answer, count: Callable[[int], int]) -> Answer:
    def one(value: int | str) -> int | str:
        return count(value) if isinstance(value, int) and not isinstance(value, bool) else value

    return [one(value) for value in answer] if isinstance(answer, list) else one(answer)


def _options(texts: Iterable[Prose]) -> tuple[Option, ...]:
    return tuple(Option(text.html, text.text) for text in map(in_language, texts))


def _with_text(screen: Screen, moment: Moment) -> Screen:
    node, texts = moment.node, moment.lesson.texts
    text = texts.get(node.id)
    options: tuple[Option, ...] = ()
    if isinstance(node, Choose):
        said = [(way, texts.get(f"{node.id}/{way.id}")) for way in node.options]
        options = tuple(
            Option(prose.html if prose else escape(way.text), prose.text if prose else way.text, way.id)
            for way, prose in said
        )
    return msgspec.structs.replace(
        screen,
        html=text.html if text else "",
        options=options,
        notice=screen.notice or (words.lost_item() if isinstance(node, Ask) else ""),
        summary=_summary(moment) if isinstance(node, End) else None,
    )


def _kind(node: Node, variant: Variant | None) -> Kind:
    match node:
        case End():
            return "end"
        case Choose():
            return "choose"
        case _:
            return variant.type if variant else "explain"  # type: ignore[return-value]  # every type is a kind


def _next(moment: Moment) -> str:
    """The label of the way on, which says where it leads; `""` where none is open."""
    way = moment.way_on
    if way is None:
        return ""
    if moment.kind == "ask":
        return words.another()
    to = moment.graph.node(way[1])
    if isinstance(to, End):
        return words.finish()
    if to.lane not in {"core", moment.node.lane}:
        return words.next_lane(to.lane)
    return words.read_on() if isinstance(moment.node, Explain) else words.go_next()


def _feedback(variant: Variant, mark: Mark, misses: int, twin: Twin | None) -> Feedback:
    verdict: Verdict = "right" if mark.right else "partly" if mark.score > 0 else "not-yet"
    if variant.type in UNSCORED:
        verdict = "noted"
    more = (
        ""
        if verdict in {"right", "noted"}
        else words.try_again(misses, shown=twin is not None and misses >= TWIN_AFTER)
    )
    return Feedback(verdict, words.head(verdict), in_language(mark.say).html, mark.fits, more)


def _twin(variants: tuple[Variant, ...], variant: Variant) -> Twin | None:
    """Another variant, worked: one with another answer, and if possible not the next to be asked."""
    index = variants.index(variant)
    for step in range(1, len(variants)):
        other = variants[index - step]
        if other.solution is not None and _gives(other) not in (None, _gives(variant)):
            return Twin(other.prompt.html, other.solution.html)
    return None


def _gives(variant: Variant) -> tuple[str, ...] | None:
    """What gives an answer away: the number or text, or the right options' texts; None under a sealed key."""
    if not isinstance(variant.key, OpenKey):
        return None
    if variant.type not in {"choice", "multi", "order", "read"}:
        return variant.key.accepts
    picked = [index.partition(":")[0] for index in variant.key.accepts[0].split(",") if index]
    return tuple(variant.options[int(index)].text.strip() for index in picked)


def _author(moment: Moment) -> str:
    """Where in the lesson's files this screen is from, for its author."""
    node, variant = moment.node, moment.variant
    place = "" if moment.kind == "ask" else words.previewed_node(node.id, node.lane)
    if moment.check is not None:
        return words.previewed(place, words.previewed_item(moment.check.item, "code", 1, 1, ""))
    if variant is None:
        return words.previewed(place, "")
    variants = moment.lesson.variants[variant.item]
    # A picture, a chart or several places say little as one line: their own feedback shows what is right.
    given = None if variant.fields or variant.places else _gives(variant)
    right = variant.written or (" → " if variant.type == "order" else ", ").join(given or ())
    return words.previewed(
        place,
        words.previewed_item(variant.item, variant.type, variants.index(variant) + 1, len(variants), right),
    )


def _did_well(moment: Moment, asked: list[Visit], skill: str) -> bool:
    """Whether the latest question on a skill was right, with no more than one miss."""
    for visit in reversed(asked):
        if _skill(moment, visit.node) == skill:
            return visit.right and visit.misses <= 1
    return False


def _skill(moment: Moment, name: str) -> str:
    """The skill of the item that a node asks; `""` where it asks none."""
    node = moment.graph.node(name)
    if not isinstance(node, Ask):
        return ""
    check = moment.lesson.checks.get(node.item)
    if isinstance(node, Program):
        return check.skill if check else ""
    drawn = moment.lesson.variants.get(node.item)
    return drawn[0].skill if drawn else ""


def _onward(lesson: ReleasedLesson, not_yet: list[str]) -> str:
    if not_yet:
        return words.round_again(lesson.skills.get(not_yet[0], not_yet[0]))
    after = lesson.onward
    return words.comes_next(after.title, after.builds_on) if after else words.next_on_page()


def _is_scored(moment: Moment, name: str) -> bool:
    node = moment.graph.node(name)
    drawn = moment.lesson.variants.get(node.item) if isinstance(node, Ask) else None
    return not drawn or drawn[0].type not in UNSCORED


def _summary(moment: Moment) -> Summary:
    asked = [
        visit
        for visit in this_round(moment.graph, moment.here)
        if visit.attempts and _is_scored(moment, visit.node)
    ]
    skills = dict.fromkeys(filter(None, (_skill(moment, visit.node) for visit in asked)))
    can = tuple(skill for skill in skills if _did_well(moment, asked, skill))
    text = moment.lesson.texts.get(moment.node.id)
    return Summary(
        skills=tuple(moment.lesson.skills.get(skill, skill) for skill in skills),
        can=tuple(moment.lesson.cans[skill] for skill in can if skill in moment.lesson.cans),
        onward=_onward(moment.lesson, [skill for skill in skills if skill not in can]),
        reflect="" if text is not None and set("?؟") & set(text.text) else words.reflect(),
        sentence=words.how_it_went(len(asked), sum(visit.right and visit.misses == 0 for visit in asked)),
    )
