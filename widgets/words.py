"""The words an exercise says of itself, in one place, to be translated. Lessons bring their own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from curriculum.language import Words
from curriculum.language import later as N_  # noqa: N812 - gettext's own name for it

__all__ = ["N_", "_", "ngettext", "pgettext"]

WORDS = Words(Path(__file__).parent / "locale")
_, ngettext, pgettext = WORDS.gettext, WORDS.ngettext, WORDS.pgettext

LANGUAGE = "en"
DIRECTION = "ltr"

PAGE: Mapping[str, str] = MappingProxyType(
    {
        "where": "Where am I",
        "done": "done",
        "check": "Check",
        "check_again": "Check again",
        "checked": "Checked",
        "keep": "Save",
        "keep_again": "Save again",
        "pick_like": "Choose what you like.",
        "pick_up_to": "Choose up to {n}.",
        "work": "Your work",
        "point_at": "Choose it here, or in the chart.",
        "bring_up": "Drag each bar or point to its height, or write the height below.",
        "height_of": "Height of {mark}",
        "hint": "Give me a hint",
        "another_hint": "Another hint",
        "hints": "Hints",
        "twin": "The same kind of question, worked",
        "answer": "Your answer",
        "read_as": "Read as",
        "pick_one": "Choose one.",
        "pick_some": "Choose every right one.",
        "put_in_order": "Move the lines up and down.",
        "up": "Move up",
        "down": "Move down",
        "up_label": "Move up: {line}",
        "down_label": "Move down: {line}",
        "in_and_order": "Move the lines up and down, and in or out.",
        "in": "Move in",
        "out": "Move out",
        "in_label": "Move in: {line}",
        "out_label": "Move out: {line}",
        "moved": "{line}: now line {n} of {of}.",
        "moved_in": "{line}: now line {n} of {of}, moved in {steps}.",
        "unit": "Unit",
        "choose_unit": "Unit",
        "partner": "Partner of {place}",
        "no_partner": "Choose a partner",
        "put_together": "Find a partner for each one: choose it in the list, or drag it there.",
        "left_over": "To place",
        "put_here": "Put “{option}” here",
        "take_hold": "Take “{option}”",
        "held": "“{option}” is in your hand. Choose its place.",
        "let_go": "“{option}” is put back.",
        "placed": "“{option}” now belongs to “{place}”.",
        "blank": "Blank {n} of {of}",
        "choose": "Choose",
        "fits": "right",
        "fits_not": "look again",
        "saving": "Saving…",
        "saved": "Saved",
        "not_saved": "Not saved – run this cell again",
        "how": (
            "The notebook has lost touch with its engine, so this last step is not saved. What you wrote is still "
            "here. If a cell is still running, wait for it. If not: "
            "click just above this box, where it says branch(…) or ask(…), then hold Shift and press Enter. "
            "If that does not help: in the menu choose Kernel, Restart Kernel and Run All Cells."
        ),
        "how_is_this": "How is this?",
        "too-easy": "Too easy",
        "just-right": "Just right",
        "too-hard": "Too hard",
        "stuck": "I'm stuck",
        "again": "Go again, with other numbers",
        "you_can": "You can now",
        "soon": "Another hint in a moment",
        "read_aloud": "Read aloud",
        "be_quiet": "Stop reading",
        "you_worked_on": "You worked on",
        "part": "Part {n} of {of}",
    }
)
"""What the page says; handed to it as one trait. `{…}` are filled by the page."""

CODE: Mapping[str, str] = MappingProxyType(
    {
        "code": "Your code",
        "try": "Try the examples",
        "running": "Running…",
        "still_running": (
            "Your code is still running. If it does not end by itself, stop it: in the menu choose Kernel, Interrupt Kernel."
        ),
        "tab": "Tab moves a line in. To leave the editor by keyboard: Escape, then Tab.",
        "start_over": "Start over",
        "start_over_sure": "Press once more to throw your code away",
        "hint": "Give me a hint",
        "another_hint": "Another hint",
        "soon": "Another hint in a moment",
        "hints": "Hints",
        "saved": "Saved",
        "not_saved": PAGE["not_saved"],
        "how": PAGE["how"],
    }
)
"""What the editor says."""

HEADS = {"noted": "Noted.", "right": "Yes, that is right.", "partly": "Partly there.", "not-yet": "Not yet."}
ASIDES = {"core": "", "support": "A closer look", "stretch": "A stretch"}
NEXT = "Next"
READ_ON = "Go on"
NEXT_LANE = {"support": "Take a closer look", "stretch": "Try a stretch"}
FINISH = "Finish"
ANOTHER = "Another one like this"
LOST_ITEM = "A question is missing here. Your answers are safe. You can go on; please tell your teacher."
MOVED = "This question was already answered in another window. Here is where you are now."
UNINTELLIGIBLE = "That did not come through. Nothing is lost: please try once more."


REFLECT = "Something to think about: which question made you think the longest, and what helped?"
NEXT_ON_PAGE = "Your own page shows what comes next, and why."


def previewed_node(node: str, lane: str) -> str:
    """Which node of the branch graph an author sees."""
    return f"node “{node}”, {lane}"


def previewed_item(item: str, kind: str, number: int, of: int, right: str) -> str:
    """Which question an author sees, in which of its draws, and what is right."""
    drawn = f", draw {number} of {of}" if of > 1 else ""
    return f"question “{item}”, {kind}{drawn}" + (f"; right is: {right}" if right else "")


def previewed(*what: str) -> str:
    """The line that only an author sees, in a preview."""
    return f"Preview: {'; '.join(part for part in what if part)}. Nothing is handed in."


def comes_next(title: str, builds_on: str) -> str:
    """What comes next, and why."""
    why = f"it builds on “{builds_on}”, which you did here" if builds_on else "it goes on from here"
    return f"Next comes “{title}”: {why}."


def round_again(skill: str) -> str:
    """What comes next where something is not there yet."""
    return f"Next: one more round with other numbers, because “{skill}” is not quite there yet. That is what rounds are for."


def try_again(misses: int, *, shown: bool) -> str:
    """What to do after so many misses; `shown`: a question of the same kind is shown, worked."""
    if shown:
        return "Below is a question like it, worked step by step. Read it, then have another go at yours."
    if misses <= 1:
        return "Have another go. A second try counts too, a little less than a first."
    return "Have another go, or take a hint. It still counts."


def felt_say(feeling: str, *, way_on: bool, more_hints: bool) -> str:
    """What saying a feeling does, in words."""
    if feeling == "just-right":
        return "Good to know. Thank you."
    seen = "that you asked for help" if feeling == "stuck" else "this"
    if way_on:
        then = "You can go on now."
    elif feeling == "too-easy":
        then = "Show it with this one, then go on."
    elif more_hints:
        then = "Meanwhile, a hint may help."
    else:
        then = "You may try as often as you like."
    return f"Noted. Your teacher will see {seen}. {then}"


def how_far(question: int, about: int) -> str:
    """How far one is, for example “question 3 of about 6”."""
    return f"question {question} of about {max(question, about)}"


def how_it_went(answered: int, first_try: int) -> str:
    """A kind sentence on one round through a lesson: questions answered, and how many at the first try."""
    if answered == 0:
        return "You read it to the end."
    questions = "1 question" if answered == 1 else f"{answered} questions"
    if first_try == answered:
        how = "and it was right" if answered == 1 else "every one of them right"
        return f"You answered {questions}, {how} at the first try."
    if first_try == 0:
        return f"You answered {questions}. It took more than one try, and you stayed with it."
    some = f"{first_try} of them right at the first try"
    return f"You answered {questions}, {some}. You stayed with the others too."


def no_code() -> str:
    """There is nothing to try yet."""
    return _("Write your code first.")


def examples_fit(fits: int, of: int) -> str:
    """How many examples fitted when code was tried."""
    return ngettext("The example: {fits} of {of} fitted.", "The examples: {fits} of {of} fitted.", of).format(
        fits=fits, of=of
    )


def too_long(most: int) -> str:
    """A sentence for code that is longer than the journal takes."""
    return f"That is very long. Keep your code under {most:,} characters. It was not run."


def cannot_read(error: OSError) -> str:
    """A sentence for a journal that cannot be read just now."""
    why = error.strerror or "the disk reports an error"
    return f"Your work could not be read just now ({why}). What is saved stays saved. Please try again."


def went_wrong(error: Exception) -> str:
    """A sentence for a fault of our own. It names the kind of error, so that a teacher can pass it on."""
    return (
        f"Something in Trellis itself went wrong here ({type(error).__name__}: {str(error)[:120]}). "
        "What is saved stays saved. Run this cell again; if it stays like this, show this sentence to your teacher."
    )
