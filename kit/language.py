"""Which language the command speaks: the one that TRELLIS_LANGUAGE names, else the machine's where it is one of ours, else English."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping

from curriculum.language import first_known
from kit.words import _, ngettext

VARIABLE = "TRELLIS_LANGUAGE"
LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Where POSIX systems say it, the first that is set counting (POSIX.1-2017, XBD 8.2)."""


def chosen(environment: Mapping[str, str] | None = None) -> str:
    """The language to speak, of LANGUAGES."""
    said = os.environ if environment is None else environment
    if known := first_known([said.get(VARIABLE, "")]):
        return known
    locale = next((said[name] for name in LOCALE if said.get(name)), "") or _of_windows()
    return first_known([locale]) or "en"


def _of_windows() -> str:
    """The language of Windows' own menus, such as `fr_FR`; empty on any other system."""
    if sys.platform != "win32":
        return ""
    import ctypes
    import locale

    return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")


def teach_argparse() -> None:
    """Let argparse, whose catalogue is its own, say in our language what it says in a help page or of a slip."""
    said = _of_argparse()
    vars(argparse).update(
        _=lambda text: said.get(text, text),
        ngettext=lambda one, many, number: (
            ngettext("expected %s argument", "expected %s arguments", number)
            if one == "expected %s argument"
            else (one if number == 1 else many)
        ),
    )


def _of_argparse() -> dict[str, str]:
    # Its texts as of Python 3.11 to 3.14; one that a newer Python changes stays English.
    return {
        "usage: ": _("usage: "),
        "options": _("options"),
        "positional arguments": _("what to say"),
        "subcommands": _("commands"),
        "show this help message and exit": _("show this help and end"),
        "%(prog)s: error: %(message)s\n": _("%(prog)s: not understood: %(message)s\n"),
        "argument %(argument_name)s: %(message)s": _("%(argument_name)s: %(message)s"),
        "the following arguments are required: %s": _("this is missing: %s"),
        "one of the arguments %s is required": _("one of these is needed: %s"),
        "unrecognized arguments: %s": _("unknown words: %s"),
        "not allowed with argument %s": _("not together with %s"),
        "ignored explicit argument %r": _("takes no value, but has %r"),
        "expected one argument": _("needs one value"),
        "expected at most one argument": _("takes at most one value"),
        "expected at least one argument": _("needs at least one value"),
        "invalid choice: %(value)r (choose from %(choices)s)": _("%(value)r is none of these: %(choices)s"),
        "unknown parser %(parser_name)r (choices: %(choices)s)": _(
            "%(parser_name)r is none of these: %(choices)s"
        ),
        "invalid %(type)s value: %(value)r": _("%(value)r is no %(type)s"),
        "ambiguous option: %(option)s could match %(matches)s": _("%(option)s may mean %(matches)s"),
    }
