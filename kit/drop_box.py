"""The drop box of a class while it is open: takes hand-ins, collects them at once, and says who has arrived.

`trellis serve` holds it open itself. The teacher's page starts it as a process of its own (`python -m kit.drop_box`), so that what the
network can reach is not the server that runs notebooks: it reads its order from the standard input, prints its state as one JSON object
a line, and closes when the input ends, which it does when the page's server is gone in whatever way.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from carrying.bundle import SUFFIX
from carrying.keys import read_keys
from carrying.lan.finding import Announcement, Place, own_addresses
from carrying.lan.inbox import Inbox
from carrying.lan.limits import Limits
from carrying.lan.offers import Offers
from carrying.lan.protocol import PORT
from carrying.lan.server import DropBox
from curriculum.language import speak
from grading.class_folder import ClassFolder, open_class
from grading.class_keys import at_hand, with_keys
from grading.quick_imports import quick_imports
from kit.command import is_ours, sentence
from kit.server import hold_port
from kit.stop import Stop
from kit.words import _

with quick_imports():  # a teacher who opens the box must not wait for a grammar of addresses
    from grading.inbox import Arrived, renew_receipts, take_in

GATHER_S = 0.3
"""Hand-ins that come within this time are collected together."""
AGAIN_S = 10.0
"""After so long a collecting that was not possible is tried once more."""
LOOK_S = 5.0
IDLE_H = 4.0
"""Hours without a visitor after which a box closes by itself."""
MOST_SHOWN = 500
T = TypeVar("T")
RETURNING = "return"
"""The folder of `grading.returning`, whose own import would bring nbgrader along."""


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """Which class's box to open, and where. `keys` are the class's, unlocked: they come through a pipe and go nowhere.

    `host` is an address of this machine (empty: all of them), `port` a port (None: the usual one, or the next that is free).
    """

    folder: str
    keys: bytes = b""
    host: str = ""
    port: int | None = None
    idle_hours: float = IDLE_H
    language: str = "en"

    def __repr__(self) -> str:
        """Nothing that a log should not hold."""
        return "Order(…)"


class BoxState(msgspec.Struct, frozen=True, kw_only=True):
    """How a box is doing. `addresses` are to be typed, the likeliest first; `announced`: students' machines find it by themselves.

    `arrived` are hand-ins, the latest last; `aside` says what could not be read, `problem` what stands in the way now, `ended` why it
    has closed.
    """

    open: bool = False
    addresses: tuple[str, ...] = ()
    announced: bool = False
    arrived: tuple[Arrived, ...] = ()
    aside: tuple[str, ...] = ()
    problem: str = ""
    ended: str = ""

    @property
    def students(self) -> list[str]:
        """Who has arrived, each once, the latest last."""
        return list(dict.fromkeys(one.student for one in reversed(self.arrived)))[::-1]


Tell = Callable[[BoxState], object]


class HeldOpen:
    """A class's drop box and the collecting behind it. `tell` is called with each new state."""

    def __init__(self, folder: ClassFolder, tell: Tell, limits: Limits | None = None) -> None:
        """Raises Stop for a class without keys, Locked for one that is not unlocked."""
        keys = at_hand(folder)
        if keys is None:
            raise Stop(
                _(
                    "The class “{name}” has no keys, so nothing could be sealed on the way. Give it keys first: trellis class keys."
                ).format(name=folder.name)
            )
        self.state = BoxState()
        self._folder, self._tell, self._keys = folder, tell, keys
        self._fingerprint = keys.card.fingerprint
        self._inbox = Inbox(folder.inbox, folder.received, self._fingerprint, limits)
        self._work = asyncio.Event()
        self._one_at_a_time = threading.Lock()

    async def run(
        self, host: str, port: int | None, stop: asyncio.Event, idle_hours: float = IDLE_H
    ) -> BoxState:
        """Hold it open until `stop` is set or nobody has come for so long; returns the last state. Raises Stop where it cannot open."""
        addresses = [host] if host else own_addresses()
        if not addresses:
            raise Stop(
                _(
                    "This machine is on no network. Join the school's Wi-Fi or plug the cable in, then open the drop box again."
                )
            )
        held = hold_port(port, host, PORT)
        self._inbox.tidy(time.time())
        offers = self._offers()
        await asyncio.to_thread(offers.for_reader)  # read them all now, while nobody waits
        box = DropBox(self._keys, self._inbox, offers, lambda _file: self._work.set())
        number = held.getsockname()[1]
        announcement = await asyncio.to_thread(_announced, self._fingerprint, addresses, number)
        box.listen(held)
        self._say(
            open=True,
            addresses=tuple(str(Place(one, number)) for one in addresses),
            announced=announcement is not None,
        )
        ended = _("It was closed.")
        try:
            await self._collect()  # what an earlier box left in the inbox when it was ended
            await self._lay_out_receipts()
            while not stop.is_set():
                if box.clock() - box.last_visit > idle_hours * 3600:
                    ended = _("It closed by itself: nobody came for {hours} hours.").format(
                        hours=f"{idle_hours:g}"
                    )
                    break
                await self._next(stop)
                self._inbox.tidy(time.time())
        finally:
            await box.close()
            if announcement is not None:
                await asyncio.to_thread(announcement.__exit__, None, None, None)
            await self._collect()
            self._say(open=False, ended=ended)
        return self.state

    def _offers(self) -> Offers:
        places = [
            (self._folder.packs, f"*{SUFFIX}"),
            (self._folder.root / RETURNING, f"*/*{SUFFIX}"),
            (self._folder.inbox, f"receipt-*{SUFFIX}"),
        ]
        return Offers(places, self._keys.card, time.monotonic)

    async def _next(self, stop: asyncio.Event) -> None:
        """Wait for work, or until it is time to look round, and do the work."""
        waits = [asyncio.ensure_future(one.wait()) for one in (self._work, stop)]
        try:
            await asyncio.wait(waits, timeout=LOOK_S, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waits:
                one.cancel()
        if self._work.is_set() and not stop.is_set():
            await asyncio.sleep(GATHER_S)
            self._work.clear()
            if not await self._collect():
                asyncio.get_running_loop().call_later(AGAIN_S, self._work.set)

    async def _lay_out_receipts(self) -> None:
        """Receipts for everyone, also for work that came on a stick. Without them the box is as good: they come with the feedback too."""
        with contextlib.suppress(Exception):
            await asyncio.to_thread(self._alone, renew_receipts)

    async def _collect(self) -> bool:
        """Collect what is in the inbox; False where that was not possible, and everything is in the inbox still."""
        if not self._inbox.waiting():
            return True
        try:
            found = await asyncio.to_thread(self._alone, take_in)
        except Exception as error:  # noqa: BLE001 - the box goes on taking hand-ins whatever happens behind it
            ours = is_ours(error)
            why = sentence(error) if ours else f"{type(error).__name__}: {error}"
            self._say(
                problem=_("What came in is safe in the inbox, and could not be collected yet: {why}").format(
                    why=why
                )
            )
            return False
        self._say(
            problem="",
            arrived=(*self.state.arrived, *found.arrived)[-MOST_SHOWN:],
            aside=tuple(dict.fromkeys((*self.state.aside, *found.aside)))[-MOST_SHOWN:],
        )
        return True

    def _alone(self, work: Callable[[ClassFolder], T]) -> T:
        # One at a time: a collecting goes on in its thread although Ctrl-C has stopped the waiting for it.
        with self._one_at_a_time:
            return work(self._folder)

    def _say(self, **changed: object) -> None:
        self.state = msgspec.structs.replace(self.state, **changed)
        self._tell(self.state)


def _announced(fingerprint: str, addresses: list[str], port: int) -> Announcement | None:
    """The announcement on the network; None where that cannot be made, and students type the address."""
    logging.getLogger("zeroconf").setLevel(logging.CRITICAL)
    try:
        return Announcement(fingerprint, addresses, port).__enter__()
    except Exception:  # noqa: BLE001 - a network that forbids it, a port that another program holds: the address can still be typed
        return None


@contextlib.contextmanager
def _ends_with(stream: object, loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> Iterator[None]:
    """Sets `stop` when the stream ends."""

    def wait() -> None:
        with contextlib.suppress(OSError, ValueError):
            while stream.read(4096):  # type: ignore[attr-defined]
                pass
        with contextlib.suppress(RuntimeError):  # the loop is gone already
            loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=wait, daemon=True).start()
    yield


async def _serve(order: Order, tell: Tell) -> None:
    folder = with_keys(open_class(Path(order.folder)), read_keys(order.keys) if order.keys else None)
    stop = asyncio.Event()
    with _ends_with(sys.stdin.buffer, asyncio.get_running_loop(), stop):
        await HeldOpen(folder, tell).run(order.host, order.port, stop, order.idle_hours)


def main() -> int:
    """Read an order, hold the box open, print its states."""
    out = sys.stdout
    last = BoxState()

    def tell(state: BoxState) -> None:
        nonlocal last
        last = state
        with contextlib.suppress(OSError, ValueError):  # nobody reads any more: the input has ended too
            out.write(msgspec.json.encode(state).decode() + "\n")
            out.flush()

    quiet()
    try:
        order = msgspec.json.decode(sys.stdin.buffer.readline(), type=Order)
        speak(order.language)
        asyncio.run(_serve(order, tell))
    except KeyboardInterrupt:
        return 0  # Ctrl-C goes to the page's server as well, which says good-bye
    except Exception as error:  # noqa: BLE001 - the edge to the page: a sentence whatever happens
        tell(msgspec.structs.replace(last, open=False, ended=sentence(error)))
        return 1
    return 0


def quiet() -> None:
    """Keep what strangers' broken connections make tornado say off the teacher's screen; whoever asked is answered all the same."""
    for name in ("tornado.general", "tornado.access", "tornado.application"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


if __name__ == "__main__":
    sys.exit(main())
