"""The drop box itself: one small web application over TLS. It takes hand-ins, gives out packs, and answers nothing to a stranger."""

from __future__ import annotations

import asyncio
import hmac
import re
import socket
import time
from collections import Counter
from collections.abc import Callable
from contextvars import copy_context
from pathlib import Path
from typing import Any

import msgspec
from tornado import httpserver, iostream, web

from carrying.keys import Keys
from carrying.lan.inbox import Inbox, NotTaken, Part
from carrying.lan.limits import Guests, Limits
from carrying.lan.offers import Offers, Pack
from carrying.lan.protocol import (
    HINT,
    LENGTH,
    NUMBER,
    OFFSET,
    ROOT,
    Refusal,
    Stored,
    authorization,
)
from carrying.lan.protocol import Offers as OffersSaid
from carrying.saving import NotSaved
from carrying.words import N_, _
from curriculum.language import first_known, speak_here

CHUNK = 65_536
DEBT = 100.0
RANGE = re.compile(r"bytes=(0|[1-9][0-9]{0,11})-([1-9][0-9]{0,11}|0)?")
BUSY = N_("The drop box is very busy. It goes on by itself in a moment.")


class DropBox:
    """A drop box that takes what comes into `inbox` and gives out `offers`. `received` is called with each file that is safe here."""

    def __init__(
        self,
        keys: Keys,
        inbox: Inbox,
        offers: Offers,
        received: Callable[[Path], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.inbox, self.offers, self.received = inbox, offers, received
        self.word = authorization(keys.card.fingerprint)
        self.limits = inbox.limits
        self.guests = Guests(self.limits, clock)
        self.clock = clock
        self.last_visit = clock()
        self.settling: dict[str, asyncio.Task[Path]] = {}
        self._own = copy_context()
        application = web.Application(
            [
                (ROOT + r"/hand-ins/([0-9a-f]{64})", HandIns, {"box": self}),
                (ROOT + r"/packs", Packs, {"box": self}),
                (ROOT + r"/packs/([0-9a-f]{64})", OnePack, {"box": self}),
            ],
            default_handler_class=Nothing,
            default_handler_args={"box": self},
            log_function=lambda _: None,
        )
        self._server = Server(
            application,
            ssl_options=keys.certificate().serving(),
            max_header_size=self.limits.headers,
            max_body_size=self.limits.file,
            max_buffer_size=1_000_000,
            chunk_size=CHUNK,
            idle_connection_timeout=self.limits.header_seconds,
            body_timeout=self.limits.body_seconds,
        )
        self._server.bound(self.limits)

    def listen(self, held: socket.socket) -> None:
        """Take visitors from this listening socket on."""
        self._server.add_sockets([held])

    async def close(self) -> None:
        """Take no more; what is being moved into place is finished first."""
        self._server.stop()
        if self.settling:
            await asyncio.wait(self.settling.values())
        await self._server.close_all_connections()

    async def settle(self, digest: str) -> None:
        """Bring a hand-in that is here whole to its place, once, whoever else waits for it. Raises NotTaken, NotSaved."""
        task = self.settling.get(digest)
        if task is None:
            task = asyncio.ensure_future(asyncio.to_thread(self.inbox.settle, digest))
            self.settling[digest] = task
            # The teacher's screen speaks the teacher's language, not this visitor's.
            task.add_done_callback(lambda done: self._settled(digest, done), context=self._own)
        # The task goes on when its connection is cut: the file is here.
        await asyncio.shield(task)

    def _settled(self, digest: str, done: asyncio.Task[Path]) -> None:
        self.settling.pop(digest, None)
        if not done.cancelled() and done.exception() is None:
            self.received(done.result())


class Server(httpserver.HTTPServer):
    """An HTTP server with so many connections at most, from one machine and in all."""

    def bound(self, limits: Limits) -> None:
        """Set the limits, before it listens."""
        self._limits, self._from = limits, Counter[str]()
        self._addresses: dict[object, str] = {}

    def handle_stream(self, stream: iostream.IOStream, address: tuple[Any, ...]) -> None:
        """Serve a connection, or hang up where there are too many."""
        machine = str(address[0])
        if (
            self._from[machine] >= self._limits.connections_each
            or self._from.total() >= self._limits.connections
        ):
            stream.close()
            return
        before = set(self._connections)
        super().handle_stream(stream, address)
        for connection in self._connections - before:
            self._from[machine] += 1
            self._addresses[connection] = machine

    def on_close(self, server_conn: object) -> None:
        """One fewer."""
        super().on_close(server_conn)
        machine = self._addresses.pop(server_conn, None)
        if machine is not None:
            self._from[machine] -= 1
            if self._from[machine] <= 0:
                del self._from[machine]


class Handler(web.RequestHandler):
    """An address of the drop box. Whoever does not show a class's word finds nothing anywhere."""

    SUPPORTED_METHODS = ("GET", "PATCH")

    def initialize(self, box: DropBox) -> None:
        """Keep the box."""
        self.box = box

    def prepare(self) -> None:
        """Let in who knows the class, as fast as one machine may ask."""
        self.speak()
        self.box.last_visit = self.box.clock()
        shown = self.request.headers.get("Authorization", "")
        if not hmac.compare_digest(shown.encode(), self.box.word.encode()):
            self.refuse(404, _("There is nothing here."))
            return
        # Whoever was just told to go on shall not be stopped by the next one who asks.
        wait = self.box.guests.request(self.machine, DEBT if self.request.method == "PATCH" else 0.0)
        if wait:
            self.refuse(429, _(BUSY), wait)

    def speak(self) -> None:
        """Answer in the visitor's language, in the task that this is called in; in the teacher's where the visitor names none of ours."""
        told = first_known(self.request.headers.get("Accept-Language", "")[:100].split(","))
        if told:
            speak_here(told)

    @property
    def machine(self) -> str:
        """Whose request it is, by address."""
        return str(self.request.remote_ip)

    def refuse(self, status: int, sentence: str, wait: float = 0.0) -> None:
        """Answer with why not."""
        self.set_status(status)
        self.answer(Refusal(sentence=sentence, wait=round(min(wait, 60.0), 2)))

    def answer(self, what: msgspec.Struct) -> None:
        """Answer with a Struct."""
        if self._finished:
            return
        self.set_header("Content-Type", "application/json")
        self.finish(msgspec.json.encode(what))

    def set_default_headers(self) -> None:
        """Say nothing about what we are made of."""
        self.clear_header("Server")
        self.set_header("Cache-Control", "no-store")

    def write_error(self, status_code: int, **about: Any) -> None:  # noqa: ARG002 - as tornado calls it
        """An error in a sentence; never what was behind it."""
        error = about.get("exc_info", (None, None, None))[1]
        ours = isinstance(error, NotTaken | NotSaved)
        self.answer(Refusal(sentence=str(error) if ours else _("That cannot be done here.")))


class Nothing(Handler):
    """Any other address."""

    def prepare(self) -> None:
        """Nothing is here, for anyone."""
        self.speak()
        self.refuse(404, _("There is nothing here."))


@web.stream_request_body
class HandIns(Handler):
    """One hand-in, by the digest of its bytes: how much of it is here, and more of it."""

    part: Part | None = None

    def prepare(self) -> None:
        """Before a byte of the body is read: whether it may come, and where it goes."""
        super().prepare()
        if self._finished or self.request.method != "PATCH":
            return
        digest = str(self.path_args[0])
        if digest in self.box.settling:
            self.refuse(409, _("All of it is here and is being checked."), 0.5)
            return
        if self.box.inbox.is_received(digest):
            self._tell(digest)
            return
        offset, total, size = (self._number(name) for name in (OFFSET, LENGTH, "Content-Length"))
        if offset is None or total is None or size is None or size > total - offset:
            self.refuse(400, _("It does not say how long it is and where it goes on."))
            return
        wait = self.box.guests.file(self.machine) if offset == 0 else 0.0
        if wait:
            self.refuse(429, _(BUSY), wait)
            return
        try:
            self.part = self.box.inbox.begin(digest, offset, total)
        except NotTaken as error:
            self.refuse(error.status, str(error))

    def data_received(self, chunk: bytes) -> None:
        """Write what came at once."""
        if self.part is None or self._finished:
            return
        self.speak()
        if self.part.closed:  # the same hand-in goes on over another connection
            self.refuse(409, _("It goes on over another connection."))
            return
        try:
            self.part.write(chunk)
        except NotTaken as error:
            self.refuse(error.status, str(error))
            return
        wait = self.box.guests.received(self.machine, len(chunk))
        if wait:
            self.refuse(429, _(BUSY), wait)

    async def get(self, digest: str) -> None:
        """How much of it is here. With `size`, also whether so much may come."""
        task = self.box.settling.get(digest)
        if task is not None:
            await asyncio.wait([task])
        size = NUMBER.fullmatch(self.get_query_argument("size", ""))
        if size and not self.box.inbox.is_received(digest):
            try:
                self.box.inbox.admit(digest, int(size[0]))
            except NotTaken as error:
                self.refuse(error.status, str(error))
                return
        self._tell(digest)

    async def patch(self, digest: str) -> None:
        """The body is read: how much is here now, and whether that is all."""
        part = self.part
        if part is None:
            return
        if not part.closed and part.have == part.total:
            try:
                await self.box.settle(digest)
            except NotTaken as error:
                self.refuse(error.status, str(error))
                return
            except NotSaved as error:
                self.refuse(507, str(error))
                return
        self._tell(digest)

    def on_finish(self) -> None:
        """Let go of the file."""
        if self.part is not None:
            self.part.close()

    def on_connection_close(self) -> None:
        """The line is broken: what came stays."""
        self.on_finish()

    def _tell(self, digest: str) -> None:
        inbox = self.box.inbox
        received = inbox.is_received(digest)
        self.answer(Stored(have=0 if received else inbox.have(digest), received=received))

    def _number(self, name: str) -> int | None:
        values = self.request.headers.get_list(name)
        found = NUMBER.fullmatch(values[0]) if len(values) == 1 else None
        return int(found[0]) if found else None


class Packs(Handler):
    """What can be fetched: lessons, or with `for`, what is sealed for the student with that hint."""

    def get(self) -> None:
        """The offers."""
        hint = self.get_query_argument("for", "")
        if hint and not HINT.fullmatch(hint):
            self.refuse(400, _("That is no hint of a key."))
            return
        self.answer(OffersSaid(packs=tuple(self.box.offers.for_reader(hint))))


class OnePack(Handler):
    """One pack, or the rest of it."""

    async def get(self, digest: str) -> None:
        """Its bytes, from where the range begins."""
        hint = self.get_query_argument("for", "")
        pack = self.box.offers.find(digest, hint if HINT.fullmatch(hint) else "")
        if pack is None:
            self.refuse(404, _("That pack is not here any more."))
            return
        asked = self.request.headers.get("Range")
        first, last = 0, pack.size - 1
        if asked is not None:
            found = RANGE.fullmatch(asked)
            first = int(found[1]) if found else pack.size
            last = min(last, int(found[2])) if found and found[2] else last
            if first > last:
                self.set_header("Content-Range", f"bytes */{pack.size}")
                self.refuse(416, _("There is no such part of it."))
                return
            self.set_status(206)
            self.set_header("Content-Range", f"bytes {first}-{last}/{pack.size}")
        self.set_header("Content-Type", "application/octet-stream")
        self.set_header("Accept-Ranges", "bytes")
        self.set_header("Content-Length", str(last - first + 1))
        await self._pour(pack, first, last)

    async def _pour(self, pack: Pack, first: int, last: int) -> None:
        left = last - first + 1
        try:
            with pack.path.open("rb") as file:
                file.seek(first)
                while left:
                    data = file.read(min(CHUNK, left))
                    if not data:
                        break
                    left -= len(data)
                    self.write(data)
                    # Whoever does not read on is hung up on.
                    await asyncio.wait_for(self.flush(), self.box.limits.idle_write_seconds)
        except (OSError, TimeoutError, iostream.StreamClosedError):
            left = left or 1
        if left:
            self.detach().close()
            return
        self.finish()
