"""Whose keys are whose: what the teacher's machine remembers of the students that handed in through the exchange."""

from __future__ import annotations

from pathlib import Path

import msgspec

from carrying.keys import Card
from carrying.saving import NotSaved, save
from grading.exchange.letter import Head
from grading.exchange.portable import fold, short_digest

FILE = "exchange-students.json"


class Sender(msgspec.Struct, kw_only=True):
    """A student: the id as it was first written, the cards of their machines, and the card that each submission came with.

    A submission is named by `short_digest` of its secret.
    """

    student: str
    cards: list[Card] = []
    submissions: dict[str, Card] = {}


class _Stored(msgspec.Struct):
    senders: list[Sender] = []
    v: int = 1


class Senders:
    """The file in the course's folder. Nothing is taken out of it but a student whose data is erased."""

    def __init__(self, root: Path) -> None:
        """Raises NotSaved where the file cannot be read: to begin anew would be to trust whoever comes first."""
        self._path = root / FILE
        try:
            stored = msgspec.json.decode(self._path.read_bytes(), type=_Stored)
        except FileNotFoundError:
            stored = _Stored()
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise NotSaved(
                f"{self._path} cannot be read ({error}). Put back a copy, or rename it to begin anew. Nothing was changed."
            ) from error
        self._senders = {fold(one.student): one for one in stored.senders}
        self._changed = False

    def known(self, student: str) -> Sender | None:
        """What is known of a student, by the id in whatever case."""
        return self._senders.get(fold(student))

    def remember(self, head: Head, *, trusted: bool) -> None:
        """This machine sent this submission; where that is `trusted`, it is the student's own."""
        about, card = head.about, head.sender
        if card is None:
            return
        sender = self._senders.setdefault(fold(about.student), Sender(student=about.student))
        if trusted and card not in sender.cards:
            sender.cards.append(card)
            self._changed = True
        if about.secret and sender.submissions.setdefault(short_digest(about.secret), card) is card:
            self._changed = True

    def card(self, student: str, secret: str) -> Card | None:
        """The card of the machine that sent a submission."""
        sender = self.known(student)
        return sender.submissions.get(short_digest(secret)) if sender else None

    def forget(self, student: str) -> bool:
        """Take a student out, at once; whether there was anything. Raises NotSaved."""
        if self._senders.pop(fold(student), None) is None:
            return False
        self._changed = True
        self.save()
        return True

    def save(self) -> None:
        """Write the file, if there is anything new. Raises NotSaved."""
        if self._changed:
            stored = _Stored(senders=sorted(self._senders.values(), key=lambda one: one.student))
            save(self._path, msgspec.json.format(msgspec.json.encode(stored)) + b"\n")
            self._changed = False


def forget(root: Path, student: str) -> bool:
    """Take a student and their machines out; whether there was anything. Raises NotSaved."""
    if not (root / FILE).is_file():
        return False
    there = Senders(root)
    return there.forget(student)
