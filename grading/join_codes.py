"""The join codes of a class: which student has which card. They are secret and stay in the class folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Literal

import msgspec

from carrying.handin import ID
from carrying.join import LENGTH, is_code, new_code
from carrying.join_table import JoinTable, is_proof, join_table, new_salt
from carrying.journal import now
from carrying.saving import reason, save
from grading.alone import in_turn
from grading.class_folder import ClassFolder
from grading.roster import read_roster
from grading.words import _

FILE = "join-codes.json"
VERSION = 1

Enrolled = Literal["card", "lost card", "none"]


class JoinCodesFault(Exception):
    """The codes cannot be read; the message is a sentence for the teacher."""


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A student's code, and since when. `before` are codes of lost cards, which lead nowhere any more."""

    code: str
    made: str
    before: tuple[str, ...] = ()


class JoinCodes(msgspec.Struct, frozen=True, kw_only=True):
    """join-codes.json. `salt` is the class's own for the table in its packs; `cards` maps student ids to cards."""

    salt: str
    cards: dict[str, Card]
    v: int = VERSION

    def codes(self) -> dict[str, str]:
        """The code of each student."""
        return {student: card.code for student, card in self.cards.items()}


def read_codes(folder: ClassFolder) -> JoinCodes | None:
    """The codes of a class; None where no card has been made yet. Raises JoinCodesFault."""
    path = folder.root / FILE
    try:
        data = path.read_bytes()
        if msgspec.json.decode(data, type=_Version).v > VERSION:
            raise JoinCodesFault(
                _("{path} was made by a newer Trellis. Update this one; nothing has been changed.").format(
                    path=path
                )
            )
        codes = msgspec.json.decode(data, type=JoinCodes)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise JoinCodesFault(
            _("{path} cannot be read: {why}. Nothing has been changed.").format(path=path, why=reason(error))
        ) from error
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _damaged(folder, str(error)) from error
    for student, card in codes.cards.items():
        if not ID.fullmatch(student) or not is_code(card.code.split("-")):
            raise _damaged(folder, f"student {student[:20]}")
    return codes


def make_codes(
    folder: ClassFolder,
    students: Iterable[str] | None = None,
    at: datetime | None = None,
    draw: Callable[[int], int] | None = None,
) -> JoinCodes:
    """The codes of a class, with a new one for each of `students` (all on the roster, where None) who has none yet.

    Codes once made stay. Raises JoinCodesFault, RosterFault, NotSaved.
    """
    wanted = read_roster(folder.roster).names if students is None else students
    with in_turn(folder.root / FILE):  # two who print cards at once print the same ones
        codes = read_codes(folder) or JoinCodes(salt=new_salt(), cards={})
        new = [student for student in dict.fromkeys(wanted) if student not in codes.cards]
        if not new:
            return codes
        cards, used = dict(codes.cards), _used(codes)
        for student in new:
            cards[student] = Card(code=_unused(used, draw), made=(at or now()).isoformat(timespec="seconds"))
        return _write(folder, msgspec.structs.replace(codes, cards=cards))


def renew_code(
    folder: ClassFolder, student: str, at: datetime | None = None, draw: Callable[[int], int] | None = None
) -> JoinCodes:
    """Give a student a new code, where the card is lost; the old one leads nowhere any more. Raises as `make_codes`."""
    with in_turn(folder.root / FILE):
        codes = read_codes(folder)
        if codes is not None and student in codes.cards:
            old = codes.cards[student]
            card = Card(
                code=_unused(_used(codes), draw),
                made=(at or now()).isoformat(timespec="seconds"),
                before=(*old.before, old.code),
            )
            return _write(folder, msgspec.structs.replace(codes, cards={**codes.cards, student: card}))
    return make_codes(folder, [student], at, draw)


def forget_code(folder: ClassFolder, student: str) -> JoinCodes | None:
    """Take a student's codes out, lost ones too. Raises JoinCodesFault, NotSaved."""
    with in_turn(folder.root / FILE):
        codes = read_codes(folder)
        if codes is None or student not in codes.cards:
            return codes
        cards = {one: card for one, card in codes.cards.items() if one != student}
        return _write(folder, msgspec.structs.replace(codes, cards=cards))


def class_join_table(folder: ClassFolder) -> JoinTable | None:
    """What the class's packs carry, so that a student's machine finds its student from a typed code.

    None where no card has been made. It takes about a tenth of a second a student. Raises JoinCodesFault.
    """
    codes = read_codes(folder)
    return join_table(codes.codes(), codes.salt) if codes else None


def enrolled_with(codes: JoinCodes, student: str, installation_public_key: bytes, given: str) -> Enrolled:
    """With which card of this student a hand-in's proof (`carrying.join_table.proof`) was made.

    The one in force, a lost one (right for a machine that enrolled before it was lost; the teacher should look), or none.
    """
    card = codes.cards.get(student)
    if card is None:
        return "none"
    if is_proof(given, card.code, installation_public_key):
        return "card"
    return (
        "lost card" if any(is_proof(given, code, installation_public_key) for code in card.before) else "none"
    )


def _used(codes: JoinCodes) -> set[str]:
    return {code for card in codes.cards.values() for code in (card.code, *card.before)}


def _unused(used: set[str], draw: Callable[[int], int] | None) -> str:
    """A new code that shares at most two words with any other of the class; it joins `used`."""
    while True:
        code = new_code(draw) if draw else new_code()
        if all(len({*code.split("-")} & {*other.split("-")}) <= LENGTH - 2 for other in used):
            used.add(code)
            return code


def _write(folder: ClassFolder, codes: JoinCodes) -> JoinCodes:
    save(folder.root / FILE, msgspec.json.format(msgspec.json.encode(codes)) + b"\n")
    return codes


def _damaged(folder: ClassFolder, what: str) -> JoinCodesFault:
    return JoinCodesFault(
        _(
            "{folder} is damaged ({what}). The work and the roster are untouched. Put back a copy of "
            "this file; without one, move it away and print new cards."
        ).format(folder=folder.root / FILE, what=what)
    )


class _Version(msgspec.Struct):
    v: int
