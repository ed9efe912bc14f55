"""Asking for a class's passphrase at a terminal. It is never an argument of a command, never printed again, never written."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from carrying.keys import Keys, WrongPassphrase
from carrying.word_list import new_passphrase
from kit.stop import Stop
from kit.words import _

if TYPE_CHECKING:
    from grading.class_folder import ClassFolder

VARIABLE = "TRELLIS_PASSPHRASE"
TRIES = 3


def unlocked(folder: Path) -> ClassFolder:
    """The class in `folder`, its keys at hand: the passphrase is asked for once. Raises Stop, ClassFault, WrongPassphrase."""
    from grading.class_folder import open_class
    from grading.class_keys import class_card, unlock_class

    opened = open_class(folder)
    if class_card(opened) is None:
        return opened
    if VARIABLE in os.environ:
        return unlock_class(opened, os.environ[VARIABLE])
    for left in reversed(range(TRIES)):
        try:
            return unlock_class(opened, asked(_("Passphrase of “{name}”: ").format(name=opened.name)))
        except WrongPassphrase as error:
            if not left:
                raise
            print(error, file=sys.stderr)
    raise AssertionError


def keys_of(folder: Path) -> Keys | None:
    """The keys of the class in `folder`; None for a class that has none. Raises as `unlocked`."""
    return unlocked(folder).keys


def new() -> str:
    """A new passphrase, typed twice; or one of words, where nothing is typed. Raises Stop where nobody can be asked."""
    if VARIABLE in os.environ:
        return os.environ[VARIABLE]
    while True:
        first = asked(_("A passphrase for the class (leave it empty to get one of six words): "))
        if not first.strip():
            made = new_passphrase()
            print(f"\n    {made}\n")
            print(_("Write it down now: it is shown this once."))
            first = made
        if asked(_("The same again, to be sure: ")).split() == first.split():
            return first
        print(_("These two are not the same. Once more."), file=sys.stderr)


def asked(prompt: str) -> str:
    """What is typed, not shown while it is typed. Raises Stop where nobody can be asked."""
    if not sys.stdin.isatty():
        raise Stop(
            _(
                "The passphrase of the class is needed, and nobody can be asked here. "
                "Put it into the variable {variable}. Nothing was changed."
            ).format(variable=VARIABLE)
        )
    return getpass.getpass(prompt)
