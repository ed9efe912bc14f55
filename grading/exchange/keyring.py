"""Who closes a letter and who can open it: the one place where the exchange takes its envelopes and keys from.

A submission is signed with a pair of keys that the student's machine makes for itself, and sealed for the class where the
student's settings name the class's card. Feedback is sealed for the pair of keys that signed the submission. Assignments are
in clear: they hold nothing about a child.
"""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from carrying.bundle import Envelope
from carrying.keys import Card, Keys, WrongPassphrase, new_keys, read_keys
from carrying.saving import NotSaved
from carrying.sealing import Clear, Sealed, Signed
from carrying.trust import save_new
from grading.class_folder import CLASS, ClassFault, open_class
from grading.class_keys import class_card, unlock_class

KEYS = "exchange-keys.json"
PASSPHRASE = "TRELLIS_PASSPHRASE"  # noqa: S105 - the name of a variable
"""The variable with the class's passphrase, where there is nobody to ask."""


def for_assignment() -> Envelope:
    """What closes an assignment."""
    return Clear()


def for_submission(cache: Path, class_card: Card | None) -> Envelope:
    """What closes a submission. Raises NotSaved."""
    keys = own_keys(cache)
    return Sealed(keys, class_card) if class_card else Signed(keys)


def for_feedback(student: Card) -> Envelope:
    """What closes feedback: for the machine that handed in, and nobody else. The sender's keys are made for this once."""
    return Sealed(new_keys(), student)


def own_keys(cache: Path) -> Keys:
    """The keys of a student's machine, made the first time. Raises NotSaved."""
    path = cache / KEYS
    if not path.exists():
        save_new(path, new_keys().secret())
    return _read(path)


def kept_keys(cache: Path) -> Sequence[Keys]:
    """The keys of a student's machine; none where it has not handed in yet. Raises NotSaved."""
    path = cache / KEYS
    return [_read(path)] if path.exists() else []


def card_of_class(root: Path) -> Card | None:
    """The card of the class in `root`; None for a course that is no class of ours, or has no keys. Raises ClassFault."""
    return class_card(open_class(root)) if (root / CLASS).is_file() else None


def keys_of_class(root: Path) -> Sequence[Keys]:
    """The keys of the class in `root`, its passphrase asked for. None where it has none. Raises ClassFault, WrongPassphrase."""
    if card_of_class(root) is None:
        return []
    folder = open_class(root)
    passphrase = os.environ.get(PASSPHRASE)
    if passphrase is None:
        if not sys.stdin or not sys.stdin.isatty():
            raise ClassFault(
                f"What was submitted to the class “{folder.name}” is sealed. Run this in a terminal, which asks for the "
                f"passphrase, or put the passphrase into the variable {PASSPHRASE}. Nothing was changed."
            )
        passphrase = getpass.getpass(f"Passphrase of the class “{folder.name}”: ")
    opened = unlock_class(folder, passphrase).keys
    return [opened] if opened else []


def as_card(value: dict[str, str]) -> Card | None:
    """The card in a setting; None for an empty one. Raises ValueError."""
    if not value:
        return None
    try:
        return msgspec.convert(value, Card)
    except msgspec.ValidationError as error:
        raise ValueError(f"c.Exchange.class_card is not a card: {error}") from error


def _read(path: Path) -> Keys:
    try:
        return read_keys(path.read_bytes())
    except (OSError, ValueError) as error:
        raise NotSaved(
            f"{path} cannot be read ({error}). Your work is safe, and nothing was submitted. Ask your teacher to look at this file."
        ) from error


__all__ = [
    "ClassFault",
    "WrongPassphrase",
    "as_card",
    "card_of_class",
    "for_assignment",
    "for_feedback",
    "for_submission",
    "kept_keys",
    "keys_of_class",
    "own_keys",
]
