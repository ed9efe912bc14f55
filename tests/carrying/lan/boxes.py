"""Drop boxes on the loop-back, and lines to them that break."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from carrying.keys import Keys
from carrying.lan.client import Patience, Visitor
from carrying.lan.finding import Place
from carrying.lan.inbox import Inbox
from carrying.lan.limits import Limits
from carrying.lan.offers import Offers
from carrying.lan.server import DropBox
from tests.keys import CLASS, sealed

QUICK = Patience(answer=5.0, pauses=(0.0,) * 5)
ROOMY = Limits(keep_free=0)


class Opened:
    """A drop box that is open: where it is, its inbox, and what it received, in order."""

    def __init__(self, folder: Path, inbox: Inbox, place: Place, received: list[Path]) -> None:
        self.folder, self.inbox, self.place, self.received = folder, inbox, place, received

    def visitor(self, keys: Keys = CLASS, place: Place | None = None, source: str = "") -> Visitor:
        """A student's machine of the class with these keys."""
        return Visitor(keys.card, place or self.place, QUICK, lambda _: None, source)


@contextlib.contextmanager
def open_box(
    folder: Path, keys: Keys = CLASS, limits: Limits = ROOMY, clock: Callable[[], float] = time.monotonic
) -> Iterator[Opened]:
    """A drop box of a class, on a port of its own; `folder/packs` is what it gives out."""
    inbox = Inbox(folder / "inbox", folder / "received", keys.card.fingerprint, limits)
    offers = Offers([(folder / "packs", "*.trellis")], keys.card, lambda: 0.0)
    received: list[Path] = []
    held = socket.create_server(("127.0.0.1", 0), backlog=256)
    held.setblocking(False)
    loop = asyncio.new_event_loop()
    made: list[DropBox] = []
    ready = threading.Event()

    async def serve() -> None:
        box = DropBox(keys, inbox, offers, received.append, clock)
        box.listen(held)
        made.append(box)
        ready.set()

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(serve())
        loop.run_forever()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(60)
    try:
        yield Opened(folder, inbox, Place("127.0.0.1", held.getsockname()[1]), received)
    finally:
        asyncio.run_coroutine_threadsafe(made[0].close(), loop).result(60)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(60)
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


def work(size: int = 3_000) -> bytes:
    """A file that is sealed for the tests' class, other bytes each time; what is in it, a drop box cannot know."""
    return sealed(bytes(size), to=CLASS)


@contextlib.contextmanager
def breaking(place: Place, cuts: list[int]) -> Iterator[Place]:
    """A way to `place` whose first connections break, each after so many bytes towards it; later ones hold."""
    held = socket.create_server(("127.0.0.1", 0), backlog=64)
    ends = threading.Event()

    def pass_on(coming: socket.socket, going: socket.socket, most: int | None) -> None:
        with contextlib.suppress(OSError):
            while data := coming.recv(16_384 if most is None else min(16_384, most)) if most != 0 else b"":
                going.sendall(data)
                most = None if most is None else most - len(data)
        for one in (coming, going):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def serve() -> None:
        left = list(cuts)
        while not ends.is_set():
            try:
                coming, _ = held.accept()
            except OSError:
                return
            going = socket.create_connection((place.host, place.port))
            threads: list[tuple[Callable[..., None], tuple[socket.socket, socket.socket, int | None]]] = [
                (pass_on, (coming, going, left.pop(0) if left else None)),
                (pass_on, (going, coming, None)),
            ]
            both = [threading.Thread(target=target, args=arguments) for target, arguments in threads]
            for thread in both:
                thread.start()
            threading.Thread(target=_closed, args=(both, (coming, going))).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield Place("127.0.0.1", held.getsockname()[1])
    finally:
        ends.set()
        with contextlib.suppress(OSError):
            held.shutdown(socket.SHUT_RDWR)
        held.close()


def _closed(threads: list[threading.Thread], ends: tuple[socket.socket, ...]) -> None:
    for thread in threads:
        thread.join()
    for end in ends:
        end.close()


def emptied(folder: Path) -> Path:
    """The folder, as new."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
