"""Differences between two texts that are easy to overlook, returned or printed."""

from __future__ import annotations

from curriculum.cases import print_lines
from curriculum.shown import count
from curriculum.values import Value


def why_not_printed(expected: str, printed: str) -> str:
    """A sentence about what was printed instead of `expected`."""
    wanted, came = print_lines(expected), print_lines(printed)
    if not came:
        return "Nothing was printed. Here something is to be printed, with `print`."
    if len(wanted) == len(came):
        at, one, other = next((i, w, c) for i, (w, c) in enumerate(zip(wanted, came, strict=True)) if w != c)
        where = f"Look at line {at + 1} of what was printed. " if len(wanted) > 1 else ""
        return f"{where}{text_slip(one, other)}".strip()
    if [line for line in came if line.strip()] == [line for line in wanted if line.strip()]:
        return "Nearly: look at the empty lines."
    if " ".join(" ".join(wanted).split()) == " ".join(" ".join(came).split()):
        return "The right words are printed, but the lines end in other places."
    if came == wanted[: len(came)]:
        return (
            f"It stops too soon: {count(len(wanted) - len(came), 'line')} at the end are missing."
            if len(wanted) - len(came) > 1
            else "The last line is missing."
        )
    if came[: len(wanted)] == wanted:
        return f"It goes on too long: {count(len(came) - len(wanted), 'line')} too many at the end."
    return f"{count(len(came), 'line').capitalize()} printed, {len(wanted)} asked for."


def text_slip(expected: str, got: str) -> str:
    """A sentence about two texts that are nearly the same."""
    if expected.split() == got.split():
        return "Nearly: look at the line ends." if "\n" in expected + got else "Nearly: look at the spaces."
    if expected.casefold() == got.casefold():
        return "Nearly: look at capital and small letters."
    if "".join(expected.split()) == "".join(got.split()):
        return "Nearly: look at the spaces."
    if got.strip("\"'") == expected.strip("\"'"):
        return "Nearly: the quotes do not belong to the text."
    if "".join(expected.casefold().split()) == "".join(got.casefold().split()):
        return "Nearly: look at the spaces, and at capital and small letters."
    if _letters(expected) == _letters(got):
        return "Nearly: look at the signs between the words, such as full stops and commas."
    if got and (expected.startswith(got) or expected.endswith(got)) and len(expected) - len(got) <= 2:
        return f"Nearly: look at the {'end' if expected.startswith(got) else 'beginning'}. Something is missing there."
    if expected and (got.startswith(expected) or got.endswith(expected)) and len(got) - len(expected) <= 2:
        return f"Nearly: look at the {'end' if got.startswith(expected) else 'beginning'}. There is more than there should be."
    return ""


def _letters(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def alike(one: Value, other: Value) -> bool:
    """Whether two texts have the same letters, large or small."""
    return (
        isinstance(one, str)
        and isinstance(other, str)
        and bool(_letters(one))
        and _letters(one) == _letters(other)
    )
