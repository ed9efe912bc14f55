"""A released lesson: all that a student's machine needs, drawn, rendered, and sealed where it is graded."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from curriculum.branching import Graph
from curriculum.cases import Case
from curriculum.prose import Prose
from curriculum.variants import Variant
from curriculum.words import _

FORMAT = 1
FILE = "lesson.json"


CALL = re.compile(r"^(ask|branch|check|code)\([\"']([^\"']+)[\"']\)")
"""A widget's line in a lesson notebook: (what, name)."""


class CodeCheck(msgspec.Struct, frozen=True, kw_only=True):
    """A code item on the student's machine: its visible cases only.

    `says` holds what to say where a case does not fit, by its index, or by `index/number` for a wrong result that it knows.
    """

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
    prompt: Prose | None = None
    starter: str = ""


class Onward(msgspec.Struct, frozen=True):
    """The lesson that comes after this one, and the skill of this one that it builds on (`""`: none, it is merely the next)."""

    title: str
    builds_on: str = ""


class Spoken(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What there is of a lesson in another language, by the same names as in ReleasedLesson.

    `titles` are those of nodes, `cells` the texts of the notebook by their cells' ids.
    """

    title: str = ""
    skills: dict[str, str] = {}
    cans: dict[str, str] = {}
    titles: dict[str, str] = {}
    cells: dict[str, str] = {}
    texts: dict[str, Prose] = {}
    variants: dict[str, tuple[Variant, ...]] = {}
    checks: dict[str, CodeCheck] = {}
    onward: Onward | None = None


class ReleasedLesson(msgspec.Struct, frozen=True, kw_only=True):
    """`lesson.json`, beside the lesson's notebook.

    `texts` holds the rendered texts of nodes (`node`) and of the options of choose nodes (`node/option`).
    `variants` are the drawn variants of each item, in the order a student meets them; `skills` maps ids to titles, `cans` to
    what completes “You can …”. `preview`: its author walks it, and each screen says which question it is. `language` is the
    course's own; `spoken` has the others, in which the same variants have the same keys.
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
    cans: dict[str, str] = {}
    onward: Onward | None = None
    preview: bool = False
    language: str = "en"
    spoken: dict[str, Spoken] = {}

    def in_language(self, language: str) -> ReleasedLesson:
        """The lesson in a language as far as it is translated; the rest stays in the course's own. Every key stays the same."""
        words = self.spoken.get(language)
        if words is None:
            return self
        return msgspec.structs.replace(
            self,
            title=words.title or self.title,
            skills=self.skills | words.skills,
            cans=self.cans | words.cans,
            graph=_titled(self.graph, words.titles),
            texts=self.texts | words.texts,
            variants=self.variants | words.variants,
            checks=self.checks | words.checks,
            onward=words.onward or self.onward,
        )

    def language_of(self, name: str, wanted: str) -> str:
        """The language in which an item or a node (by its id) is shown to who wants `wanted`: that, or the course's own."""
        words = self.spoken.get(wanted)
        there = words is not None and any(
            name in part for part in (words.variants, words.checks, words.texts)
        )
        return wanted if there else self.language


def _titled(graph: Graph | None, titles: dict[str, str]) -> Graph | None:
    if graph is None or not titles:
        return graph
    nodes = [
        msgspec.structs.replace(node, title=titles[node.id]) if node.id in titles else node
        for node in graph.nodes
    ]
    return msgspec.structs.replace(graph, nodes=nodes)


class UnreadableLesson(Exception):
    """lesson.json cannot be used; the message is a sentence for the student."""


def read_lesson(folder: Path) -> ReleasedLesson:
    """The released lesson in `folder`. Raises UnreadableLesson with a sentence."""
    try:
        return decode(folder.joinpath(FILE).read_bytes())
    except FileNotFoundError:
        raise UnreadableLesson(
            _(
                "This notebook has lost its lesson: {file} is not beside it. Your answers are safe. "
                "Open the lesson again from your home page."
            ).format(file=FILE)
        ) from None


def decode(data: bytes) -> ReleasedLesson:
    """`lesson.json` read. Raises UnreadableLesson."""
    try:
        version = msgspec.json.decode(data, type=dict[str, msgspec.Raw]).get("format")
        if version is not None and msgspec.json.decode(version, type=int) > FORMAT:
            raise UnreadableLesson(
                _("This lesson is from a newer Trellis. Your answers are safe. Ask for the newer Trellis.")
            )
        return _decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableLesson(
            _(
                "{file} is damaged ({error}). Your answers are safe. "
                "Open the lesson again from your home page."
            ).format(file=FILE, error=error)
        ) from error


_decoder = msgspec.json.Decoder(ReleasedLesson)


def encode(lesson: ReleasedLesson) -> bytes:
    """`lesson.json` as bytes, one variant a line, so that a change can be read in a diff."""
    return msgspec.json.format(msgspec.json.encode(lesson), indent=1) + b"\n"


def widgets_in(notebook: str) -> list[tuple[str, str]]:
    """The widgets of a text notebook, in order, as (`ask`/`branch`/`check`/`code`, name)."""
    return [match.groups() for line in notebook.splitlines() if (match := CALL.match(line))]  # type: ignore[misc]
