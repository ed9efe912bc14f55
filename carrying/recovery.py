"""The recovery code: what opens a class's keys when the passphrase is lost. Printed, put away, and typed in again one day."""

from __future__ import annotations

import secrets

from carrying.words import _

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no i, l, o, u."""
ALIKE = str.maketrans({"o": "0", "i": "1", "l": "1", "u": "v"})
GROUPS, LETTERS = 7, 4
"""Seven groups of four random characters (140 bits), each followed by its own check character."""


class Mistyped(Exception):
    """A recovery code is not as it was printed; the message says where."""


def new_code() -> str:
    """A new code, in groups of five: `k3f9x-2m7qc-…`."""
    groups = ["".join(secrets.choice(ALPHABET) for _ in range(LETTERS)) for _ in range(GROUPS)]
    return "-".join(group + _check(number, group) for number, group in enumerate(groups, start=1))


def read_code(typed: str) -> str:
    """The code as it was printed, whatever the case, the spaces and the hyphens. Raises Mistyped."""
    text = "".join(typed.casefold().split()).replace("-", "").replace("–", "").translate(ALIKE)
    size = LETTERS + 1
    groups = [text[at : at + size] for at in range(0, len(text), size)]
    for number, group in enumerate(groups[:GROUPS], start=1):
        wrong = len(group) != size or set(group) - set(ALPHABET)
        if wrong or group[-1] != _check(number, group[:-1]):
            raise Mistyped(
                _(
                    "Group {number} of the code, “{group}”, is not as it is on the sheet. Compare it "
                    "letter by letter."
                ).format(number=number, group=group)
            )
    if len(groups) != GROUPS:
        raise Mistyped(
            _("The code has {groups} groups of {size} letters and digits; this has {have}.").format(
                groups=GROUPS, size=size, have=len(groups)
            )
        )
    return "-".join(groups)


def _check(number: int, group: str) -> str:
    """The check character: the group as a polynomial over GF(32), with its place as the leading term, times x.

    It notices every wrong character, every two that changed places, and a group in another's place.
    """
    value = number
    for letter in group:
        value = _times_x(value) ^ ALPHABET.index(letter)
    return ALPHABET[_times_x(value)]


def _times_x(value: int) -> int:
    """Multiplication by x in GF(32), modulo x⁵ + x² + 1."""
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value
