"""A study folder's errand at the drop box of its class: hand in, bring home what is there, remember the way."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

from carrying import outbox
from carrying.archive import Refused
from carrying.arrivals import Arrival, Left, take_file
from carrying.handin import prepare
from carrying.keys import Card
from carrying.lan.client import NotSent, Patience, Visitor, at_first
from carrying.lan.finding import Place, find, read_address
from carrying.saving import NotSaved, save
from carrying.sealing import HINT
from carrying.study import HIDDEN, Study
from carrying.trust import known_class, own_keys
from carrying.words import _

WAY = "drop-box.json"
FETCHED = "fetched"
MOST_KNOWN = 400
AT_ONCE = Patience(answer=4.0, pauses=())
RECEIPT_PAUSES_S = (0.5, 0.5, 1.0, 1.5, 2.0, 3.0)
"""How many seconds apart it is asked for the receipt before going home without. A class asks together, so each asks seldom."""

Stage = Literal["looking", "sending", "waiting", "fetching"]
Tell = Callable[[Stage, int, int], object]
"""Called with what is being done, and for how many bytes of how many."""


class Errand(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it: where the box was, the size of the hand-in in bytes, and how many earlier ones went along.

    `receipted`: the class's receipt for all of it is here. `arrived` are packs and receipts that were there and were taken in,
    `left` those that were not, and why.
    """

    place: Place
    size: int = 0
    along: int = 0
    receipted: bool = False
    arrived: tuple[Arrival, ...] = ()
    left: tuple[Left, ...] = ()


class _Way(msgspec.Struct, frozen=True, kw_only=True):
    """drop-box.json: where the box was last, and the digests of packs that were fetched from it."""

    places: tuple[Place, ...] = ()
    fetched: tuple[str, ...] = ()
    v: int = 1


def hand_in_there(
    study: Study,
    typed: str = "",
    tell: Tell | None = None,
    patience: Patience | None = None,
    look: Callable[[str], Sequence[Place]] = find,
    sleep: Callable[[float], None] = time.sleep,
) -> Errand:
    """Hand in at the class's drop box, and bring home what it has for this student.

    `typed` is an address that a person typed; where it is empty, the box is looked for where it was last, then by `look` on the network.
    What was handed in stays in the outbox until the class's receipt comes. Raises NotSent, NoAddress, NotSaved.
    """
    card = _class_of(study)
    visitor = reach(study, card, typed, tell, patience, look)
    ready = prepare(study)
    for data in reversed(ready):  # today's work first: it holds most of what the others hold
        visitor.send(data, (lambda done, of: tell("sending", done, of)) if tell else None)
    arrived: list[Arrival] = []
    left: list[Left] = []
    try:
        for pause in (0.0, *RECEIPT_PAUSES_S):
            # What was sent is safe there; that it is collected too, a receipt says, a moment later.
            if pause:
                if tell is not None:
                    tell("waiting", 0, 0)
                sleep(pause)
            taken, not_taken = bring_home(study, visitor, None if pause else tell, own_only=pause > 0)
            arrived, left = [*arrived, *taken], [*left, *not_taken]
            if not _unreceived(study, card):
                break
    except (NotSent, NotSaved) as error:  # it is handed in all the same
        left.append(
            Left(_("drop box"), _("Not everything there could be fetched. {error}").format(error=error))
        )
    return Errand(
        place=visitor.place,
        size=len(ready[-1]),
        along=len(ready) - 1,
        receipted=not _unreceived(study, card),
        arrived=tuple(arrived),
        left=tuple(left),
    )


def call_by(study: Study) -> list[Arrival]:
    """Bring home what is at the drop box, where it was last, if it answers at once. Nobody is asked who is not known already.

    Raises NotSaved.
    """
    card, places = known_class(study), _way(study).places
    if card is None or not places:
        return []
    try:
        return bring_home(study, at_first(card, places, AT_ONCE))[0]
    except NotSent:
        return []  # closed, or this machine is elsewhere


def reach(
    study: Study,
    card: Card,
    typed: str = "",
    tell: Tell | None = None,
    patience: Patience | None = None,
    look: Callable[[str], Sequence[Place]] = find,
) -> Visitor:
    """The way to the class's drop box, remembered for the next time. Raises NotSent, NoAddress."""
    if tell is not None:
        tell("looking", 0, 0)
    places = [read_address(typed)] if typed.strip() else []
    visitor = at_first(card, places, patience) if places else _looked_for(study, card, patience, look)
    way = _way(study)
    if way.places[:1] != (visitor.place,):
        _keep(study, msgspec.structs.replace(way, places=(visitor.place,)))
    return visitor


def _looked_for(
    study: Study, card: Card, patience: Patience | None, look: Callable[[str], Sequence[Place]]
) -> Visitor:
    known = _way(study).places
    if known:
        with contextlib.suppress(NotSent):  # it has another address today
            return at_first(card, known, patience)
    return at_first(card, look(card.fingerprint), patience)


def bring_home(
    study: Study, visitor: Visitor, tell: Tell | None = None, *, own_only: bool = False
) -> tuple[list[Arrival], list[Left]]:
    """Fetch and take in what is there for this student and was not fetched before; with `own_only`, no lessons for everyone.

    Raises NotSent, NotSaved.
    """
    hint = own_keys(study).card.fingerprint[:HINT]
    way, arrived, left = _way(study), [], []
    for reader in (hint,) if own_only else ("", hint):
        for offer in visitor.offers(reader):
            if offer.digest in way.fetched:
                continue
            path = visitor.fetch(
                offer,
                study.folder / HIDDEN / FETCHED,
                reader,
                (lambda done, of: tell("fetching", done, of)) if tell else None,
            )
            try:
                arrival = take_file(study, path)
                arrived += [arrival] if arrival.new else []
            except Refused as error:
                left.append(Left(path.name, str(error)))
            way = msgspec.structs.replace(way, fetched=(*way.fetched, offer.digest)[-MOST_KNOWN:])
            _keep(study, way)
            with contextlib.suppress(OSError):  # what was taken is where it belongs; this was its way there
                path.unlink()
    return arrived, left


def _unreceived(study: Study, card: Card) -> list[outbox.Waiting]:
    """What is in the outbox for this class still."""
    return [one for one in outbox.waiting(study) if one.reader == card.fingerprint]


def _class_of(study: Study) -> Card:
    card = known_class(study)
    if card is None:
        raise NotSent(
            _(
                "This study folder does not know your class yet. Take the file with your teacher's "
                "lessons first, from a stick or a shared folder; from then on you can hand in over the "
                "network. Your work is safe here."
            )
        )
    return card


def _way(study: Study) -> _Way:
    try:
        return msgspec.json.decode((study.folder / HIDDEN / WAY).read_bytes(), type=_Way)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return _Way()  # it is looked for anew


def _keep(study: Study, way: _Way) -> None:
    save(study.folder / HIDDEN / WAY, msgspec.json.encode(way))
