"""The fairness page: whether estimates, path and questions treat groups alike, in plain words, by a column the teacher names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isnan

import msgspec

from curriculum.course import Course
from grading.class_folder import ClassFolder
from grading.fairness import SMALLEST, Fairness, FairnessFault, GroupFigures, ItemFigures, fairness
from grading.pages.asked import Asked
from grading.pages.charts import Bar, spans
from grading.pages.render import Frame, Links, render
from grading.paths import StudentWork
from grading.records import Records
from grading.replan import Replanner
from grading.roster import Roster
from grading.words import _, class_title, ngettext

FITS = 0.02


class GroupLine(msgspec.Struct, frozen=True, kw_only=True):
    """A group, in words."""

    group: str
    students: int
    answers: int
    right: str
    estimated: str
    fit: str
    misses: str
    auc: str
    chance: str
    stretch: str
    overrides: str
    asked: str
    talked: str


class FairnessPage(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on the page; `words` sum it up. `columns` are those of the roster that can be chosen."""

    frame: Frame
    title: str
    course: str
    columns: tuple[str, ...]
    chosen: str
    fault: str
    smallest: int
    chart: str
    groups: tuple[GroupLine, ...]
    words: tuple[str, ...]
    items: tuple[str, ...]
    hidden: tuple[str, ...]


def fairness_page(
    folder: ClassFolder,
    course: Course,
    work: Mapping[str, StudentWork],
    roster: Roster,
    links: Links,
    asked: Asked,
) -> str:
    """The page as HTML; `?by=COLUMN` names the column. Raises RecordsFault."""
    columns = tuple(sorted({column for more in roster.more.values() for column in more}))
    chosen = asked.get("by") if asked.get("by") in columns else ""
    found: Fairness | None = None
    fault = ""
    if chosen:
        with Records(folder.records_url) as records:
            talked = frozenset(check_in.student for check_in in records.check_ins())
            difficulties = Replanner(records, course).difficulties()
        groups = {student: more.get(chosen, "") for student, more in roster.more.items()}
        try:
            found = fairness(work, groups, chosen, difficulties, talked)
        except FairnessFault as error:
            fault = str(error)
    title, heading = class_title(folder.name), _("Fairness")
    page = FairnessPage(
        frame=Frame(class_title=title, links=links, here="fairness", title=heading, asked=asked),
        title=heading,
        course=course.outline.title,
        columns=columns,
        chosen=chosen,
        fault=fault,
        smallest=SMALLEST,
        chart=_chart(found) if found else "",
        groups=tuple(_group(one) for one in found.groups) if found else (),
        words=tuple(_words(found)) if found else (),
        items=tuple(_item(one) for one in found.items if one.size != "A") if found else (),
        hidden=tuple(_hidden(found)) if found else (),
    )
    return render("fairness.html", page)


def _chart(found: Fairness) -> str:
    shown = [one for one in found.groups if not isnan(one.auc) and not isnan(one.p)]
    middle = [Bar(label=one.group, before=None, now=(one.auc, one.null[0], one.null[1])) for one in shown]
    title = _("How well estimates tell right from not right in each group; the table below says the same.")
    return spans("fairness", title, middle) if middle else ""


def _group(one: GroupFigures) -> GroupLine:
    return GroupLine(
        group=one.group,
        students=one.students,
        answers=one.answers,
        right=_percent(one.right),
        estimated=_percent(one.estimated),
        fit=_fit(one.estimated - one.right),
        misses=_("{n} points").format(n=f"{100 * one.ece:.1f}"),
        auc="–" if isnan(one.auc) else f"{one.auc:.2f}",
        chance="–"
        if isnan(one.p)
        else _("{low} to {high}").format(low=f"{one.null[0]:.2f}", high=f"{one.null[1]:.2f}"),
        stretch=_percent(one.stretch),
        overrides=_percent(one.overrides),
        asked=_percent(one.asked),
        talked=_percent(one.talked),
    )


def _fit(gap: float) -> str:
    if isnan(gap):
        return "–"
    if abs(gap) < FITS:
        return _("estimates fit")
    points = round(100 * abs(gap))
    if gap > 0:
        return ngettext("{n} point too high", "{n} points too high", points).format(n=points)
    return ngettext("{n} point too low", "{n} points too low", points).format(n=points)


def _words(found: Fairness) -> Iterable[str]:
    for one in found.groups:
        gap = one.estimated - one.right
        if isnan(gap):
            continue
        if abs(gap) >= FITS and gap < 0:
            yield _(
                "{group}: estimates are too low on average, so these students may be held back from new things longer than needed."
            ).format(group=one.group)
        elif abs(gap) >= FITS:
            yield _(
                "{group}: estimates are too high on average, so these students may be sent on before they are ready."
            ).format(group=one.group)
        if not isnan(one.p) and not one.null[0] <= one.auc <= one.null[1]:
            yield (
                _(
                    "{group}: estimates tell right from not right worse here than in groups of this size drawn at random. Ask why."
                )
                if one.auc < one.null[0]
                else _(
                    "{group}: estimates tell right from not right better here than in groups of this size drawn at random."
                )
            ).format(group=one.group)
    if all(abs(one.estimated - one.right) < FITS for one in found.groups):
        yield _("On average the estimates fit in every group shown.")


def _item(one: ItemFigures) -> str:
    known = {
        "item": one.item,
        "group": one.group,
        "delta": f"{one.delta:+.1f}",
        "size": one.size,
        "n": one.answers,
    }
    if one.delta < 0:
        return _(
            "{item}: harder for {group} than for like students (delta {delta}, {size}; {n} answers)"
        ).format(**known)
    return _("{item}: easier for {group} than for like students (delta {delta}, {size}; {n} answers)").format(
        **known
    )


def _hidden(found: Fairness) -> Iterable[str]:
    if found.hidden:
        yield ngettext(
            "{n} smaller group is not shown.", "{n} smaller groups are not shown.", found.hidden
        ).format(n=found.hidden)
    if found.without:
        yield ngettext(
            "{n} student has no entry in this column.",
            "{n} students have no entry in this column.",
            found.without,
        ).format(n=found.without)


def _percent(value: float) -> str:
    return "–" if isnan(value) else _("{n}%").format(n=round(100 * value))
