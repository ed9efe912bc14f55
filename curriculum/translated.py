"""A course's questions and lessons in another language: the same draws and the same keys, in other words.

`locale/<language>/` mirrors the course: `items/<skill>.yaml` maps an item's id to its texts, `lessons/<lesson>.yaml` a node's id to
its title, text and options, `misconceptions.yaml` a misconception's id to what to say. What is not there stands in the course's own
language; of an item, all of it is there or nothing (docs/formats/course.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from curriculum.faults import ItemError
from curriculum.items import Code, Item, Misconception, distinct_variants, draw
from curriculum.source import Source, Where
from curriculum.translation import Translation, load_translation
from curriculum.types.choice import Choice
from curriculum.types.match import Match
from curriculum.types.multi import Multi
from curriculum.types.order import Order
from curriculum.types.unscored import Pick, Rubric
from curriculum.variants import Variant
from curriculum.words import _

if TYPE_CHECKING:
    from curriculum.course import Course

SPOKEN = frozenset({"prompt", "well_done", "not_yet", "hints", "solution", "say", "alt"})
"""The texts of an item that a translation cannot leave out where the item has them."""
FIXED = frozenset(
    {
        "id",
        "type",
        "difficulty",
        "where",
        "graded",
        "family",
        "source",
        "licence",
        "because",
        "function",
        "args",
    }
)
"""What a translation cannot change."""
OPTIONS = frozenset({"text", "choice", "label", "title", "x", "y"})
"""What a translation leaves out only where it says nothing in words."""
WORD, BRACES = re.compile(r"[^\W\d_]{3,}"), re.compile(r"\{[^{}]*\}|\$[^$]*\$|`[^`]*`")
TEXTS = frozenset(
    {
        "item",
        "prompt",
        "well_done",
        "not_yet",
        "options",
        "hints",
        "solution",
        "places",
        "body",
        "unit",
        "fields",
        "remarks",
    }
)
"""The fields of a variant that hold texts; all the others must be the same in every language."""


class NodeWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A node of a branch graph: its title, its text, and the texts of its ways, by their ids."""

    title: str = ""
    text: str = ""
    options: dict[str, str] = {}


class MisconceptionWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to say to a student who has a wrong idea; its name, and how a talk about it may open."""

    say: str
    name: str = ""
    opening: str = ""


class Translated(msgspec.Struct, frozen=True):
    """All that there is of a course in one language."""

    language: str
    outline: Translation = Translation()
    items: dict[str, Item] = {}
    misconceptions: dict[str, Misconception] = {}
    nodes: dict[str, dict[str, NodeWords]] = {}


def languages_of(course: Course) -> list[str]:
    """The languages, beside the course's own, that there is a folder for."""
    own = course.outline.languages[0]
    return sorted(path.name for path in (course.folder / "locale").glob("*/") if path.name != own)


def read_translated(course: Course, language: str, sources: dict[str, Source] | None = None) -> Translated:
    """The course in a language. Faults stand in `sources`, by file; what has one is left out."""
    reading = _Reading(course, language, {} if sources is None else sources)
    misconceptions = course.misconceptions | reading.misconceptions()
    return Translated(
        language=language,
        outline=load_translation(course.folder, language),
        items=reading.items(misconceptions),
        misconceptions=misconceptions,
        nodes=reading.nodes(),
    )


def all_translated(course: Course) -> tuple[Translated, ...]:
    """The course in every other language it has."""
    return tuple(read_translated(course, language) for language in languages_of(course))


class _Reading:
    """One language of one course, file by file."""

    def __init__(self, course: Course, language: str, sources: dict[str, Source]) -> None:
        self.course, self.language, self.sources = course, language, sources

    def misconceptions(self) -> dict[str, Misconception]:
        found: dict[str, Misconception] = {}
        for source, where, name, entry in self._entries("misconceptions.yaml"):
            known = self.course.misconceptions.get(name)
            if known is None:
                source.fault(
                    where,
                    _("“{name}” is no misconception of the course.").format(name=name),
                    _("Check the spelling."),
                )
                continue
            words = source.read(entry, MisconceptionWords, where)
            if words is not None:
                told = {key: value for key, value in msgspec.structs.asdict(words).items() if value}
                found[name] = msgspec.structs.replace(known, **told)
        return found

    def items(self, misconceptions: dict[str, Misconception]) -> dict[str, Item]:
        found: dict[str, Item] = {}
        for source, where, name, entry in self._entries("items/*.yaml"):
            original = self.course.items.get(name)
            if original is None:
                source.fault(
                    where,
                    _("“{name}” is no question of the course.").format(name=name),
                    _("Check the spelling."),
                )
                continue
            before = len(source.faults)
            merged = _over(source, where, msgspec.to_builtins(original), entry)
            shown = OPTIONS | _shown(original)
            for path, field in _left_out(msgspec.to_builtins(original), entry, where, shown):
                source.fault(
                    path,
                    _("`{field}` is not translated.").format(field=field),
                    _("A question is translated whole, or not at all."),
                )
            item = source.read(merged, Item, where) if len(source.faults) == before else None  # type: ignore[arg-type]
            if item is None:
                continue
            wrong = self._differs(original, item, misconceptions)
            if wrong:
                source.fault(
                    where, wrong, _("Translate the words; numbers, order and what is right stay as they are.")
                )
            else:
                found[name] = item
        return found

    def nodes(self) -> dict[str, dict[str, NodeWords]]:
        found: dict[str, dict[str, NodeWords]] = {}
        for source, where, name, entry in self._entries("lessons/*.yaml"):
            lesson = source.name.rpartition("/")[2].removesuffix(".yaml")
            graph = self.course.graphs.get(lesson)
            node = next((one for one in graph.nodes if one.id == name), None) if graph else None
            if node is None:
                source.fault(
                    where,
                    _("“{name}” is no node of the lesson “{lesson}”.").format(name=name, lesson=lesson),
                    _("Check the spelling."),
                )
                continue
            words = source.read(entry, NodeWords, where)
            if words is None:
                continue
            ways = {way.id for way in getattr(node, "options", ())}
            if getattr(node, "text", "") and not words.text:
                source.fault(
                    where,
                    _("`{field}` is not translated.").format(field="text"),
                    _("A node is translated whole, or not at all."),
                )
            elif set(words.options) != ways:
                known = ", ".join(sorted(ways)) or "–"
                source.fault(
                    (*where, "options"),
                    _("are not those of the node."),
                    _("Its options: {known}.").format(known=known),
                )
            else:
                found.setdefault(lesson, {})[name] = words
        return found

    def _entries(self, pattern: str) -> Iterator[tuple[Source, Where, str, Any]]:
        """Each entry of the files that fit `pattern`: its file, its place, its id, itself."""
        folder = self.course.folder / "locale" / self.language
        for path in sorted(folder.glob(pattern)):
            name = path.relative_to(self.course.folder).as_posix()
            source = self.sources[name] = Source(path, name)
            if source.faults or source.data is None:
                continue
            if not isinstance(source.data, dict):
                source.fault(
                    (),
                    _("must be a map from ids to texts."),
                    _("See {page}.").format(page="docs/formats/course.md"),
                )
                continue
            for key, entry in source.data.items():
                yield source, (str(key),), str(key), entry

    def _differs(self, original: Item, item: Item, misconceptions: dict[str, Misconception]) -> str:
        """What else than words a translation changes, as a sentence; empty where it changes nothing."""
        if isinstance(original, Code) or isinstance(item, Code):
            return "" if _bare(original) == _bare(item) else _("The cases are not those of the course.")
        skill = self.course.skill_of[original.id]
        try:
            for variant in distinct_variants(original, skill, self.course.misconceptions):
                other = draw(item, variant.number, skill, misconceptions)
                if other.key != variant.key:
                    return _(
                        "In draw {number} something else is right than in the course’s own language."
                    ).format(number=variant.number)
                if _bones(other) != _bones(variant):
                    return _(
                        "Draw {number} is not the same question as in the course’s own language."
                    ).format(number=variant.number)
        except ItemError as error:
            return _("It cannot be drawn: {error}").format(error=error)
        return ""


def _shown(item: Item) -> frozenset[str]:
    """The fields of an item's type whose texts, or lists of texts, a student reads as options."""
    match item:
        case Choice() | Multi():
            return frozenset({"answer", "answers"})
        case Match():
            return frozenset({"pairs", "also"})
        case Order():
            return frozenset() if item.mono or item.indent else frozenset({"lines"})
        case Pick():
            return frozenset({"options"})
        case Rubric():
            return frozenset({"criteria"})
    return frozenset()


def _bones(variant: Variant) -> tuple[object, ...]:
    """A variant without its words."""
    return (
        [getattr(variant, field) for field in variant.__struct_fields__ if field not in TEXTS],
        [(remark.matches, remark.misconception) for remark in variant.remarks],
        [(field.kind, len(field.options), field.tolerance, field.exact) for field in variant.fields],
        [len(part) for part in (variant.options, variant.hints, variant.places)],
    )


def _bare(item: Item) -> object:
    """A code item without its words."""
    return _stripped(msgspec.to_builtins(item))


def _stripped(value: object) -> object:
    if isinstance(value, dict):
        return {key: _stripped(one) for key, one in value.items() if key not in SPOKEN}
    return [_stripped(one) for one in value] if isinstance(value, list | tuple) else value


def _over(source: Source, where: Where, original: object, words: object) -> object:
    """The original with the words laid over it; a fault where they do not fit."""
    if isinstance(original, dict) and isinstance(words, dict):
        for key in words:
            if key not in original or key in FIXED:
                source.fault(
                    (*where, key),
                    _("`{key}` is nothing that is translated here.").format(key=key),
                    _("Take it out."),
                )
        return {
            key: _over(source, (*where, key), value, words[key]) if key in words else value
            for key, value in original.items()
        }
    if isinstance(original, list | tuple) and isinstance(words, list):
        if len(original) != len(words):
            source.fault(
                where,
                _("has {here} entries, and {there} in the course’s own language.").format(
                    here=len(words), there=len(original)
                ),
                _("Translate every entry, in the same order."),
            )
            return list(original)
        return [
            _over(source, (*where, index), one, other)
            for index, (one, other) in enumerate(zip(original, words, strict=True))
        ]
    if isinstance(original, dict) and isinstance(words, str) and "text" in original:
        return {**original, "text": words}  # an option
    return words


def _in_words(key: str, value: object) -> bool:
    """Whether what is shown says something in words, beside what is drawn. A list called `text` is what may be typed, and not shown."""
    if isinstance(value, list | tuple):
        return key != "text" and any(_in_words(key, one) for one in value)
    return isinstance(value, str) and bool(WORD.search(BRACES.sub("", value)))


def _left_out(
    original: object, words: object, where: Where, options: frozenset[str]
) -> Iterator[tuple[Where, str]]:
    """The texts that the original has and the translation has not; of `options` those that say something in words."""
    if isinstance(original, dict):
        there = words if isinstance(words, dict) else {"text": words}
        for key, value in original.items():
            if key in there:
                yield from _left_out(value, there[key], (*where, key), options)
            elif (key in SPOKEN and value) or (key in options and _in_words(key, value)):
                yield where, key
            elif isinstance(value, dict | list | tuple) and key not in {"vary", "together"}:
                yield from _left_out(value, {} if isinstance(value, dict) else [], where, options)
    elif isinstance(original, list | tuple):
        for index, one in enumerate(original):
            other = words[index] if isinstance(words, list) and index < len(words) else {}
            yield from _left_out(one, other, (*where, index), options)
