"""The words an exercise says of itself, in one place, to be translated. Lessons bring their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from curriculum.language import Words, spoken
from curriculum.language import later as N_  # noqa: N812 - gettext's own name for it

__all__ = ["N_", "_", "ngettext", "pgettext"]

WORDS = Words(Path(__file__).parent / "locale")
_, ngettext, pgettext = WORDS.gettext, WORDS.ngettext, WORDS.pgettext

PAGE: Mapping[str, str] = MappingProxyType(
    {
        "where": N_("Where am I"),
        "my_path": N_("My path"),
        "done": N_("done"),
        "check": N_("Check"),
        "check_again": N_("Check again"),
        "checked": N_("Checked"),
        "keep": N_("Save"),
        "keep_again": N_("Save again"),
        "pick_like": N_("Choose what you like."),
        "pick_up_to": N_("Choose up to {n}."),
        "work": N_("Your work"),
        "point_at": N_("Choose it here, or in the chart."),
        "bring_up": N_("Drag each bar or point to its height, or write the height below."),
        "height_of": N_("Height of {mark}"),
        "hint": N_("Give me a hint"),
        "another_hint": N_("Another hint"),
        "hints": N_("Hints"),
        "twin": N_("The same kind of question, worked"),
        "answer": N_("Your answer"),
        "read_as": N_("Read as"),
        "pick_one": N_("Choose one."),
        "pick_some": N_("Choose every right one."),
        "put_in_order": N_("Move the lines up and down."),
        "up": N_("Move up"),
        "down": N_("Move down"),
        "up_label": N_("Move up: {line}"),
        "down_label": N_("Move down: {line}"),
        "in_and_order": N_("Move the lines up and down, and in or out."),
        "spare_lines": N_("Some lines do not belong here: leave them out."),
        "leave": N_("Leave out"),
        "leave_label": N_("Leave out: {line}"),
        "in": N_("Move in"),
        "out": N_("Move out"),
        "in_label": N_("Move in: {line}"),
        "out_label": N_("Move out: {line}"),
        "moved": N_("{line}: now line {n} of {of}."),
        "moved_in": N_("{line}: now line {n} of {of}, moved in {steps}."),
        "unit": N_("Unit"),
        "choose_unit": N_("Unit"),
        "partner": N_("Partner of {place}"),
        "no_partner": N_("Choose a partner"),
        "put_together": N_("Find a partner for each one: choose it in the list, or drag it there."),
        "left_over": N_("To place"),
        "put_here": N_("Put “{option}” here"),
        "take_hold": N_("Take “{option}”"),
        "held": N_("“{option}” is in your hand. Choose its place."),
        "let_go": N_("“{option}” is put back."),
        "placed": N_("“{option}” now belongs to “{place}”."),
        "blank": N_("Blank {n} of {of}"),
        "choose": N_("Choose"),
        "fits": N_("right"),
        "fits_not": N_("look again"),
        "saving": N_("Saving…"),
        "saved": N_("Saved"),
        "not_saved": N_("Not saved – run this cell again"),
        "how": N_(
            "The notebook has lost touch with its engine, so this last step is not saved. What you wrote is still "
            "here. If a cell is still running, wait for it. If not: "
            "click just above this box, where it says branch(…) or ask(…), then hold Shift and press Enter. "
            "If that does not help: in the menu choose Kernel, Restart Kernel and Run All Cells."
        ),
        "how_is_this": N_("How is this?"),
        "too-easy": N_("Too easy"),
        "just-right": N_("Just right"),
        "too-hard": N_("Too hard"),
        "stuck": N_("I'm stuck"),
        "again": N_("Go again, with other numbers"),
        "you_can": N_("You can now:"),
        "soon": N_("Another hint in a moment"),
        "read_aloud": N_("Read aloud"),
        "be_quiet": N_("Stop reading"),
        "you_worked_on": N_("You worked on {skills}."),
        "comma": N_(", "),
        "part": N_("part {n} of {of}"),
        "no_voice": N_(
            "This machine has no voice that speaks this language. Ask your teacher to read with you."
        ),
        "not_saved_now": N_("Not saved"),
    }
)
"""What the page says, to be translated; handed to it as one trait. `{…}` are filled by the page."""

CODE: Mapping[str, str] = MappingProxyType(
    {
        "code": N_("Your code"),
        "try": N_("Try the examples"),
        "running": N_("Running…"),
        "still_running": N_(
            "Your code is still running. If it does not end by itself, stop it: in the menu choose Kernel, Interrupt Kernel."
        ),
        "tab": N_("Tab moves a line in. To leave the editor by keyboard: Escape, then Tab."),
        "start_over": N_("Start over"),
        "start_over_sure": N_("Press once more to throw your code away"),
        "hint": N_("Give me a hint"),
        "another_hint": N_("Another hint"),
        "soon": N_("Another hint in a moment"),
        "hints": N_("Hints"),
        "saved": N_("Saved"),
        "not_saved": PAGE["not_saved"],
        "how": PAGE["how"],
    }
)
"""What the editor says, to be translated."""


def in_language(words: Mapping[str, str]) -> dict[str, str]:
    """PAGE or CODE in the language spoken."""
    return {name: _(text) for name, text in words.items()}


def notes() -> dict[str, str]:
    """By language, the note below a text that is not in the student's own; there is none for that."""
    said = {
        "en": _("This is in English: nobody has translated it yet."),
        "es": _("This is in Spanish: nobody has translated it yet."),
        "fr": _("This is in French: nobody has translated it yet."),
        "ar": _("This is in Arabic: nobody has translated it yet."),
    }
    del said[spoken()]
    return said


HEADS = {
    "noted": N_("Noted."),
    "right": N_("Yes, that is right."),
    "partly": N_("Partly there."),
    "not-yet": N_("Not yet."),
}
ASIDES = {"core": "", "support": N_("A closer look"), "stretch": N_("A stretch")}
NEXT_LANE = {"support": N_("Take a closer look"), "stretch": N_("Try a stretch")}
VERDICTS = {
    "right": N_("right"),
    "partly": N_("partly there"),
    "not-yet": N_("not yet"),
    "noted": N_("noted"),
}
"""Of an answer, in the copy beside the widget."""


def head(verdict: str) -> str:
    """The verdict, in a few words."""
    return _(HEADS[verdict])


def aside(lane: str) -> str:
    """What is said of a lane that is not core."""
    return _(ASIDES[lane]) if ASIDES[lane] else ""


def next_lane(lane: str) -> str:
    """The button that leads into another lane."""
    return _(NEXT_LANE[lane])


def go_next() -> str:
    """The button to the next question."""
    return pgettext("button", "Next")


def read_on() -> str:
    """The button below a text."""
    return _("Go on")


def finish() -> str:
    """The button that leads to the end."""
    return _("Finish")


def another() -> str:
    """The button to the same question with other numbers."""
    return _("Another one like this")


def lost_item() -> str:
    """Where a question is missing."""
    return _("A question is missing here. Your answers are safe. You can go on; please tell your teacher.")


def moved() -> str:
    """Where another window was quicker."""
    return _("This question was already answered in another window. Here is where you are now.")


def unintelligible() -> str:
    """Where a message of the page cannot be read."""
    return _("That did not come through. Nothing is lost: please try once more.")


def reflect() -> str:
    """A question to think about at the end."""
    return _("Something to think about: which question made you think the longest, and what helped?")


def next_on_page() -> str:
    """Where nothing comes after this lesson."""
    return _("Your own page shows what comes next, and why.")


def previewed_node(node: str, lane: str) -> str:
    """Which node of the branch graph an author sees."""
    return _("node “{node}”, {lane}").format(node=node, lane=lane)


def previewed_item(item: str, kind: str, number: int, of: int, right: str) -> str:
    """Which question an author sees, in which of its draws, and what is right."""
    said = _("question “{item}”, {kind}").format(item=item, kind=kind)
    if of > 1:
        said = _("question “{item}”, {kind}, draw {number} of {of}").format(
            item=item, kind=kind, number=number, of=of
        )
    return _("{question}; right is: {right}").format(question=said, right=right) if right else said


def previewed(*what: str) -> str:
    """The line that only an author sees, in a preview."""
    return _("Preview: {what}. Nothing is handed in.").format(what="; ".join(part for part in what if part))


def comes_next(title: str, builds_on: str) -> str:
    """What comes next, and why."""
    if builds_on:
        return _("Next comes “{title}”: it builds on “{skill}”, which you did here.").format(
            title=title, skill=builds_on
        )
    return _("Next comes “{title}”: it goes on from here.").format(title=title)


def round_again(skill: str) -> str:
    """What comes next where something is not there yet."""
    return _(
        "Next: one more round with other numbers, because “{skill}” is not quite there yet. That is what rounds are for."
    ).format(skill=skill)


def try_again(misses: int, *, shown: bool) -> str:
    """What to do after so many misses; `shown`: a question of the same kind is shown, worked."""
    if shown:
        return _("Below is a question like it, worked step by step. Read it, then have another go at yours.")
    if misses <= 1:
        return _("Have another go. A second try counts too, a little less than a first.")
    return _("Have another go, or take a hint. It still counts.")


def felt_say(feeling: str, *, way_on: bool, more_hints: bool) -> str:
    """What saying a feeling does, in words."""
    if feeling == "just-right":
        return _("Good to know. Thank you.")
    seen = (
        _("Noted. Your teacher will see that you asked for help.")
        if feeling == "stuck"
        else _("Noted. Your teacher will see this.")
    )
    if way_on:
        then = _("You can go on now.")
    elif feeling == "too-easy":
        then = _("Show it with this one, then go on.")
    elif more_hints:
        then = _("Meanwhile, a hint may help.")
    else:
        then = _("You may try as often as you like.")
    return f"{seen} {then}"


def how_far(question: int, about: int) -> str:
    """How far one is, for example “question 3 of about 6”."""
    return _("question {n} of about {of}").format(n=question, of=max(question, about))


def how_it_went(answered: int, first_try: int) -> str:
    """A kind sentence on one round through a lesson: questions answered, and how many at the first try."""
    if answered == 0:
        return _("You read it to the end.")
    if first_try == answered:
        said = ngettext(
            "You answered {n} question, and it was right at the first try.",
            "You answered {n} questions, every one of them right at the first try.",
            answered,
        )
    elif first_try == 0:
        said = ngettext(
            "You answered {n} question. It took more than one try, and you stayed with it.",
            "You answered {n} questions. It took more than one try, and you stayed with it.",
            answered,
        )
    else:
        said = ngettext(
            "You answered {n} question, {right} of them right at the first try. You stayed with the others too.",
            "You answered {n} questions, {right} of them right at the first try. You stayed with the others too.",
            answered,
        )
    return said.format(n=answered, right=first_try)


def answers_so_far(count: int) -> str:
    """The title of the copy of the answers."""
    return _("Your answers so far ({n})").format(n=count)


def verdict(score: float, *, scored: bool = True) -> str:
    """What an answer was worth, in the copy."""
    if not scored:
        return _(VERDICTS["noted"])
    return _(VERDICTS["right" if score == 1 else "partly" if score > 0 else "not-yet"])


def examples_fit(fit: int, of: int) -> str:
    """How many examples a check found to fit, in the copy."""
    return ngettext("{fit} of {n} example fits", "{fit} of {n} examples fit", of).format(fit=fit, n=of)


def checked(fits: str = "") -> str:
    """That code was tried, and what came of it, in the copy."""
    return _("checked, {fits}").format(fits=fits) if fits else _("checked")


def not_final() -> str:
    """Under nbgrader alone."""
    return _(
        "These are the examples that are shown. The points that count come from the teacher's own grader."
    )


def marked_later(call: str) -> str:
    """Under a grader, below a question."""
    return _("{call}: the answers are marked from the journal.").format(call=call)


def not_marked(call: str) -> str:
    """Under a grader, below an editor."""
    return _("{call}: practice, which is not marked.").format(call=call)


def not_here(call: str, others: Sequence[str]) -> str:
    """Where the lesson has nothing of that name; `others` are calls that it has."""
    if not others:
        return _(
            "This lesson has no {call}. Nothing is lost. Open the lesson again from your home page."
        ).format(call=call)
    return _("This lesson has no {call}. Nothing is lost. Did you mean {others}?").format(
        call=call, others=_(" or ").join(others)
    )


def not_saved_because(why: str) -> str:
    """A check that was run and could not be kept."""
    return _("Not saved. {why}").format(why=why)


def python_cannot_read(line: int | None, why: str) -> str:
    """Code that is not Python; `why` is Python's own word, `""` where it has none."""
    why = why or _("it is too much at once")
    if line:
        return _("Python cannot read line {line}: {why}.").format(line=line, why=why)
    return _("Python cannot read your code: {why}.").format(why=why)


def no_function(name: str, *, is_value: bool) -> str:
    """An editor whose code does not make the function that is asked for; `is_value`: its name stands for something else."""
    if is_value:
        return _(
            "The name {name} belongs to a value, not to a function. Write def {name}(…): instead."
        ).format(name=name)
    return _("Your code makes no function {name}. Write def {name}(…): with exactly this name.").format(
        name=name
    )


def no_code() -> str:
    """There is nothing to try yet."""
    return _("Write your code first.")


def too_long(most: int) -> str:
    """A sentence for code that is longer than the journal takes."""
    return _("That is very long. Keep your code under {most} characters. It was not run.").format(
        most=f"{most:,}"
    )


def cannot_read(error: OSError) -> str:
    """A sentence for a journal that cannot be read just now."""
    why = error.strerror or _("the disk reports an error")
    return _(
        "Your work could not be read just now ({why}). What is saved stays saved. Please try again."
    ).format(why=why)


def went_wrong(error: Exception) -> str:
    """A sentence for a fault of our own. It names the kind of error, so that a teacher can pass it on."""
    return _(
        "Something in Trellis itself went wrong here ({error}). What is saved stays saved. Run this cell again; "
        "if it stays like this, show this sentence to your teacher."
    ).format(error=f"{type(error).__name__}: {str(error)[:120]}")
