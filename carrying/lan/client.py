"""A student's machine at the drop box: send a hand-in, fetch packs. What a broken connection brought is not brought again.

Standard library only. The box proves that it is the class's by exactly the certificate that the class's card names; then, and not
before, anything is said to it.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import hmac
import http.client
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from carrying.archive import MAX_FILE
from carrying.bundle import SUFFIX
from carrying.keys import Card
from carrying.lan.finding import Place
from carrying.lan.protocol import (
    LENGTH,
    MAX_ANSWER,
    OFFSET,
    ROOT,
    Offer,
    Offers,
    Refusal,
    Stored,
    authorization,
)
from carrying.saving import NotSaved, keep, reason, sha256_of
from carrying.words import _
from curriculum.language import spoken

CHUNK = 65_536
PARTS = ".parts"
SHORT = 16
AGAIN = (409, 422, 429, 500, 503)
"""Answers after which the same may be tried once more."""
A = TypeVar("A", Stored, Offers)

Tell = Callable[[int, int], object]
"""Called with the bytes that have gone over, of how many."""


class NotSent(Exception):
    """The drop box was not reached, or did not take or give it; the message is a sentence for a child. The work is safe here."""


class Stranger(NotSent):
    """Another machine than the class's drop box answers at a place."""


class NoCertificate(NotSent):
    """The class's card does not name a certificate yet."""


class Patience(msgspec.Struct, frozen=True, kw_only=True):
    """How long to try: seconds for one answer, and the pauses between tries that bring nothing, after which it gives up."""

    answer: float = 20.0
    pauses: tuple[float, ...] = (0.2, 0.5, 1.0, 2.0, 3.0, 5.0, 5.0)


class Turned(Exception):
    """The box refused."""

    def __init__(self, status: int, refusal: Refusal) -> None:
        super().__init__(refusal.sentence)
        self.status, self.refusal = status, refusal


class Visitor:
    """One machine's way to the drop box of the class with this card. `source` is the address of this machine to come from."""

    def __init__(
        self,
        card: Card,
        place: Place,
        patience: Patience | None = None,
        sleep: Callable[[float], None] = time.sleep,
        source: str = "",
    ) -> None:
        if not card.lan:
            raise NoCertificate(
                _(
                    "The lessons here are from before “{class_name}” had a drop box. Take the newest file with "
                    "lessons from your teacher, then hand in over the network; or hand in on a stick."
                ).format(class_name=card.name)
            )
        self.card, self.place = card, place
        self._patience, self._sleep, self._source = patience or Patience(), sleep, source

    def send(self, data: bytes, tell: Tell | None = None) -> str:
        """Hand in a file by its bytes; returns its digest once the box says that it is safe there. Raises NotSent."""
        digest, size = hashlib.sha256(data).hexdigest(), len(data)
        reached = -1

        def once() -> tuple[bool, bool]:
            nonlocal reached
            with self._connected() as line:
                path = f"{ROOT}/hand-ins/{digest}"
                stored = self._ask(line, "GET", f"{path}?size={size}", Stored)
                further, reached = stored.have > reached, max(reached, stored.have)
                if not stored.received:
                    stored = self._ask(line, "PATCH", path, Stored, _rest(data, stored.have, tell))
                if stored.received and tell is not None:
                    tell(size, size)
                return stored.received, further

        self._until(once)
        return digest

    def offers(self, hint: str = "") -> list[Offer]:
        """The packs that are there: lessons, or with a hint, those sealed for the student whose key it is of. Raises NotSent."""
        found: list[Offer] = []

        def once() -> tuple[bool, bool]:
            with self._connected() as line:
                found[:] = self._ask(line, "GET", f"{ROOT}/packs{_for(hint)}", Offers).packs
            return True, True

        self._until(once)
        return [one for one in found if 0 < one.size <= MAX_FILE]

    def fetch(self, offer: Offer, to: Path, hint: str = "", tell: Tell | None = None) -> Path:
        """Fetch a pack into the folder `to`; returns its path, once it is there whole and checked. Raises NotSent, NotSaved."""
        path = to / f"{offer.digest[:SHORT]}{SUFFIX}"
        part = to / PARTS / offer.digest
        reached = -1

        def once() -> tuple[bool, bool]:
            nonlocal reached
            have = part.stat().st_size if part.is_file() else 0
            further, reached = have > reached, max(reached, have)
            if have < offer.size:
                with self._connected() as line:
                    self._pour(line, f"{ROOT}/packs/{offer.digest}{_for(hint)}", part, have, offer.size, tell)
            if part.stat().st_size == offer.size and sha256_of(part) == offer.digest:
                return True, True
            if part.stat().st_size >= offer.size:
                part.unlink()
            return False, further

        try:
            part.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NotSaved(
                _("{folder} cannot be made: {why}. Your work is safe.").format(
                    folder=part.parent, why=reason(error)
                )
            ) from error
        self._until(once)
        keep(part, path, offer.digest)
        return path

    def _until(self, once: Callable[[], tuple[bool, bool]]) -> None:
        """Do `once` until it says done; give up after as many fruitless tries in a row as there are pauses."""
        tries = 0
        while True:
            wait = 0.0
            try:
                done, further = once()
                if done:
                    return
                why = _("what came was not what was meant")
            except Turned as error:
                if error.status not in AGAIN:
                    raise NotSent(error.refusal.sentence) from error
                further, wait, why = False, min(error.refusal.wait, 30.0), error.refusal.sentence
            except (OSError, http.client.HTTPException) as error:
                further, why = False, _why(error)
            tries = 0 if further else tries + 1
            if tries > len(self._patience.pauses):
                raise NotSent(
                    _(
                        "The drop box at {place} was not reached ({why}). Your work is safe here. Ask "
                        "whether it is open and whether this machine is on the school network, then try "
                        "again: it goes on where it stopped."
                    ).format(place=self.place, why=why)
                )
            pause = self._patience.pauses[max(tries - 1, 0)] if self._patience.pauses else 0.0
            self._sleep(max(wait, pause))

    @contextlib.contextmanager
    def _connected(self) -> Iterator[http.client.HTTPSConnection]:
        """A connection whose other end has proved that it is the class's drop box. Raises Stranger, OSError."""
        line = http.client.HTTPSConnection(
            self.place.host,
            self.place.port,
            context=_context(),
            timeout=self._patience.answer,
            source_address=(self._source, 0) if self._source else None,
        )
        try:
            try:
                line.connect()
            except (ssl.SSLEOFError, ssl.SSLZeroReturnError):
                raise  # the line broke
            except ssl.SSLError as error:
                raise self._stranger() from error
            shown = line.sock.getpeercert(binary_form=True) if isinstance(line.sock, ssl.SSLSocket) else None
            if not hmac.compare_digest(hashlib.sha256(shown or b"").hexdigest(), self.card.lan):
                raise self._stranger()
            yield line
        finally:
            line.close()

    def _stranger(self) -> Stranger:
        return Stranger(
            _(
                "The machine at {place} is not the drop box of your class “{class_name}”. Nothing was sent to "
                "it. Compare the address with the one on the teacher's screen. If it is right, take the "
                "newest file with lessons from your teacher."
            ).format(place=self.place, class_name=self.card.name)
        )

    def _ask(
        self,
        line: http.client.HTTPSConnection,
        method: str,
        path: str,
        kind: type[A],
        body: tuple[int, int, Iterator[bytes]] | None = None,
    ) -> A:
        """One request, and its answer. Raises Turned, OSError, HTTPException."""
        headers = {"Authorization": authorization(self.card.fingerprint), "Accept-Language": spoken()}
        content = None
        if body is not None:
            offset, size, content = body
            headers |= {OFFSET: str(offset), LENGTH: str(size), "Content-Length": str(size - offset)}
        line.request(method, path, body=content, headers=headers)
        answer = line.getresponse()
        data = answer.read(MAX_ANSWER)
        if answer.status != 200:
            raise Turned(answer.status, _refusal(data))
        try:
            return msgspec.json.decode(data, type=kind)
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
            raise http.client.HTTPException(
                _("it answered in a way that this Trellis does not know")
            ) from error

    def _pour(
        self,
        line: http.client.HTTPSConnection,
        path: str,
        part: Path,
        have: int,
        size: int,
        tell: Tell | None,
    ) -> None:
        """Add the rest of a pack to its part. Raises Turned, OSError, HTTPException, NotSaved."""
        headers = {"Authorization": authorization(self.card.fingerprint), "Accept-Language": spoken()}
        if have:
            headers["Range"] = f"bytes={have}-"
        line.request("GET", path, headers=headers)
        answer = line.getresponse()
        if answer.status != (206 if have else 200):
            raise Turned(answer.status, _refusal(answer.read(MAX_ANSWER)))
        while have < size:
            data = answer.read1(min(CHUNK, size - have))
            if not data:
                raise http.client.IncompleteRead(b"", size - have)
            try:
                with part.open("ab") as file:
                    file.write(data)
            except OSError as error:
                raise NotSaved(
                    _("{part} cannot be written: {why}. Your work is safe.").format(
                        part=part, why=reason(error)
                    )
                ) from error
            have += len(data)
            if tell is not None:
                tell(have, size)


def at_first(
    card: Card,
    places: Sequence[Place],
    patience: Patience | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Visitor:
    """The first of several places where the class's drop box answers. Raises NotSent: what the last of them said."""
    last: NotSent | None = None
    for place in places:
        quick = Patience(answer=4.0, pauses=())
        try:
            Visitor(card, place, quick, sleep).offers()
        except NoCertificate:
            raise
        except NotSent as error:
            last = error
        else:
            return Visitor(card, place, patience, sleep)
    raise last or NotSent(
        _(
            "No drop box of your class “{class_name}” was found on this network. Your work is safe here. Ask "
            "whether it is open, or type the address that is on the teacher's screen."
        ).format(class_name=card.name)
    )


def _context() -> ssl.SSLContext:
    """TLS 1.3 with whoever is there; who that is, is asked by the certificate's digest and by nothing else."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _rest(data: bytes, offset: int, tell: Tell | None) -> tuple[int, int, Iterator[bytes]]:
    def pieces() -> Iterator[bytes]:
        for at in range(offset, len(data), CHUNK):
            yield data[at : at + CHUNK]
            if tell is not None:
                tell(min(at + CHUNK, len(data)), len(data))

    return offset, len(data), pieces()


def _for(hint: str) -> str:
    return f"?for={hint}" if hint else ""


def _refusal(data: bytes) -> Refusal:
    try:
        return msgspec.json.decode(data, type=Refusal)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return Refusal(sentence=_("The drop box answered in a way that this Trellis does not know."))


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return _("it did not answer in time")
    if isinstance(error, ConnectionRefusedError):
        return _("nothing answers there")
    if isinstance(error, socket.gaierror):
        return _("there is no machine of that name")
    if isinstance(error, OSError) and error.errno in (errno.ENETUNREACH, errno.EHOSTUNREACH):
        return _("this machine has no way there")
    return _("the connection broke off")
