"""The whole contract between kernel and page: what is shown, what may be asked for, and what is told back.

The page's types in `static/page/contract.js` mirror these Structs, field for field.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from curriculum.evidence import Feeling
from curriculum.marking import Answer

Kind = Literal[
    "choice",
    "multi",
    "number",
    "text",
    "expression",
    "order",
    "match",
    "fill",
    "check-in",
    "pick",
    "rubric",
    "read",
    "sketch",
    "code",
    "explain",
    "choose",
    "end",
]
Verdict = Literal["right", "partly", "not-yet", "noted"]
MAX_SECONDS = 86_400.0


class Part(msgspec.Struct, frozen=True):
    """One part of the way through a lesson."""

    title: str
    state: Literal["done", "now", "ahead"]


class Option(msgspec.Struct, frozen=True):
    """Something to pick or to move. `id` is the option's at a choose node; elsewhere its index names it."""

    html: str
    text: str
    id: str = ""


class Blank(msgspec.Struct, frozen=True):
    """One of several places of an answer: a box to type in, or options to choose from."""

    kind: Literal["number", "text", "choice"]
    label: str
    options: tuple[Option, ...]
    unit: str


class Feedback(msgspec.Struct, frozen=True):
    """What is said to the latest answer: the verdict in words, then why.

    `fits` says which of its places are right, where that is known; `more` is a word of encouragement.
    """

    verdict: Verdict
    head: str
    html: str
    fits: tuple[bool, ...] = ()
    more: str = ""


class Twin(msgspec.Struct, frozen=True):
    """Another variant of the same item, worked."""

    prompt: str
    solution: str


class Summary(msgspec.Struct, frozen=True):
    """What is said at the end of a round: the skills worked on, and a kind sentence on how it went.

    `can` completes “You can now …”; `onward` is what comes next and why; `reflect` is a question to think about, `""`
    where the lesson asks one itself.
    """

    skills: tuple[str, ...]
    sentence: str
    can: tuple[str, ...]
    onward: str
    reflect: str


class Screen(msgspec.Struct, frozen=True, kw_only=True):
    """All that the page shows. Texts named `html` are safe to insert.

    `key` is another one at every visit to a node: only then does the page build the question anew.
    `course` and `lesson` are titles or ids as a student reads them. `where` says how far one is, in words.
    `lane` is `core`, `support` or `stretch`, `aside` what the page says about a lane that is not core.
    `lang` and `dir` are those of the lesson's own texts, `""` where they are not known.
    `indent`: the lines are to be moved in, too; `spare`: some are to be left out.
    `places` are what `options` are to be matched with; `fields` the blanks of the text `body`, an html too;
    `top` and `step` are those of a chart to sketch.
    `most`: how many options may be picked. `changeable`: nothing is right or wrong, and an answer may be changed.
    `answer` is the latest answer of this visit, `right` whether it is solved: the controls then rest.
    `more_hints` says that there is a hint to ask for, never how many. `next` is the label of the way on, `""` where
    there is none. `feel` says whether the student may say how it is; `felt` and `felt_say` what was said, and what
    that does.
    `credit` says who made the question. `author` is what only its author sees, in a preview: which node and question this is.
    `notice` is a sentence about something wrong around the exercise, such as a folder that cannot be written.
    """

    key: str
    kind: Kind
    title: str
    lang: str = ""
    dir: str = ""
    lesson: str = ""
    trail: tuple[Part, ...] = ()
    where: str = ""
    lane: Literal["core", "support", "stretch"] = "core"
    aside: str = ""
    html: str = ""
    options: tuple[Option, ...] = ()
    mono: bool = False
    indent: bool = False
    spare: bool = False
    most: int = 1
    changeable: bool = False
    unit: str = ""
    units: tuple[str, ...] = ()
    places: tuple[Option, ...] = ()
    fields: tuple[Blank, ...] = ()
    body: str = ""
    top: str = ""
    step: str = ""
    starter: str = ""
    answer: Answer | None = None
    feedback: Feedback | None = None
    right: bool = False
    hints: tuple[str, ...] = ()
    more_hints: bool = False
    twin: Twin | None = None
    next: str = ""
    feel: bool = False
    felt: Feeling | Literal[""] = ""
    felt_say: str = ""
    summary: Summary | None = None
    notice: str = ""
    credit: str = ""
    author: str = ""


class GiveAnswer(msgspec.Struct, frozen=True, tag_field="do", tag="answer"):
    """Check this answer. `seconds` is how long the question was in view."""

    value: Answer
    seconds: float | None = None


class TakeHint(msgspec.Struct, frozen=True, tag_field="do", tag="hint"):
    """Show one more hint."""


class SayFeeling(msgspec.Struct, frozen=True, tag_field="do", tag="feel"):
    """Say how this is."""

    feeling: Feeling


class ChooseWay(msgspec.Struct, frozen=True, tag_field="do", tag="choose"):
    """Take this option of a choose node."""

    option: str


class GoOn(msgspec.Struct, frozen=True, tag_field="do", tag="go"):
    """Go on: the Next button."""


class StartAgain(msgspec.Struct, frozen=True, tag_field="do", tag="again"):
    """From the end, start once more with other numbers."""


class Preview(msgspec.Struct, frozen=True, tag_field="do", tag="preview"):
    """Show how this is read, before it is checked. Nothing is saved."""

    value: str


class BringEditor(msgspec.Struct, frozen=True, tag_field="do", tag="editor"):
    """Bring the editor of code, which only lessons with code need. Nothing is saved."""


Action = GiveAnswer | TakeHint | SayFeeling | ChooseWay | GoOn | StartAgain | Preview | BringEditor


class Message(msgspec.Struct, frozen=True):
    """From page to kernel. `id` names one press, sent again or not; `on` is the key of the screen acted on."""

    id: str
    on: str
    action: Action


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """From kernel to page, after the journal has been written and synced.

    `saved` means that what was asked for is on the disk. Otherwise `problem` says why not: `unreadable` (no answer
    yet, nothing lost), `not-saved` (the disk refused), `moved` (the page showed an older screen), and `say` is a
    sentence for the student. `preview` is how a formula is read, as MathML; `""` where it cannot be read.
    `editor` is the script of the editor, where that was asked for; `running`: code is running, and the reply comes after it.
    """

    id: str = ""
    saved: bool
    problem: Literal["", "unreadable", "not-saved", "moved"] = ""
    say: str = ""
    preview: str = ""
    editor: str = ""
    running: bool = False
    screen: Screen


class Unintelligible(Exception):
    """A message that is none of ours; `id` is its id as far as it can be read."""

    def __init__(self, message: str) -> None:
        self.id = message
        super().__init__(message)


def read_message(content: object) -> Message:
    """The message in a comm's content, plain data. Raises Unintelligible."""
    try:
        return msgspec.convert(content, Message)
    except (msgspec.ValidationError, RecursionError):
        found = content.get("id") if isinstance(content, dict) else None
        raise Unintelligible(found[:100] if isinstance(found, str) else "") from None


def plain(struct: Reply | Screen) -> dict[str, object]:
    """`struct` as plain data for a comm or a trait."""
    return msgspec.json.decode(msgspec.json.encode(struct))  # type: ignore[no-any-return]  # a Struct is a JSON object
