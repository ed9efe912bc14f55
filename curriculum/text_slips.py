"""Differences between two texts that are easy to overlook, returned or printed."""

from __future__ import annotations

from curriculum.cases import print_lines
from curriculum.values import Value
from curriculum.words import _, ngettext


def why_not_printed(expected: str, printed: str) -> str:
    """A sentence about what was printed instead of `expected`."""
    wanted, came = print_lines(expected), print_lines(printed)
    if not came:
        return _("Nothing was printed. Here something is to be printed, with `print`.")
    if len(wanted) == len(came):
        at, one, other = next((i, w, c) for i, (w, c) in enumerate(zip(wanted, came, strict=True)) if w != c)
        slip = text_slip(one, other)
        if len(wanted) == 1:
            return slip
        return " ".join((_("Look at line {n} of what was printed.").format(n=at + 1), slip)).strip()
    if [line for line in came if line.strip()] == [line for line in wanted if line.strip()]:
        return _("Nearly: look at the empty lines.")
    if " ".join(" ".join(wanted).split()) == " ".join(" ".join(came).split()):
        return _("The right words are printed, but the lines end in other places.")
    if came == wanted[: len(came)]:
        return ngettext(
            "The last line is missing.",
            "It stops too soon: {n} lines at the end are missing.",
            len(wanted) - len(came),
        ).format(n=len(wanted) - len(came))
    if came[: len(wanted)] == wanted:
        return ngettext(
            "It goes on too long: {n} line too many at the end.",
            "It goes on too long: {n} lines too many at the end.",
            len(came) - len(wanted),
        ).format(n=len(came) - len(wanted))
    return ngettext(
        "{n} line printed, {asked} asked for.", "{n} lines printed, {asked} asked for.", len(came)
    ).format(n=len(came), asked=len(wanted))


def text_slip(expected: str, got: str) -> str:
    """A sentence about two texts that are nearly the same."""
    if expected.split() == got.split():
        return (
            _("Nearly: look at the line ends.")
            if "\n" in expected + got
            else _("Nearly: look at the spaces.")
        )
    if expected.casefold() == got.casefold():
        return _("Nearly: look at capital and small letters.")
    if "".join(expected.split()) == "".join(got.split()):
        return _("Nearly: look at the spaces.")
    if got.strip("\"'") == expected.strip("\"'"):
        return _("Nearly: the quotes do not belong to the text.")
    if "".join(expected.casefold().split()) == "".join(got.casefold().split()):
        return _("Nearly: look at the spaces, and at capital and small letters.")
    if _letters(expected) == _letters(got):
        return _("Nearly: look at the signs between the words, such as full stops and commas.")
    if got and (expected.startswith(got) or expected.endswith(got)) and len(expected) - len(got) <= 2:
        return (
            _("Nearly: look at the end. Something is missing there.")
            if expected.startswith(got)
            else _("Nearly: look at the beginning. Something is missing there.")
        )
    if expected and (got.startswith(expected) or got.endswith(expected)) and len(got) - len(expected) <= 2:
        return (
            _("Nearly: look at the end. There is more than there should be.")
            if got.startswith(expected)
            else _("Nearly: look at the beginning. There is more than there should be.")
        )
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
