"""Finding a drop box: by its name on the network (mDNS, RFC 6762), or by an address that a person types."""

from __future__ import annotations

import contextlib
import ipaddress
import re
import socket
import threading
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import msgspec

from carrying.lan.protocol import PORT, SERVICE, VERSION, box_name
from carrying.words import _

if TYPE_CHECKING:
    from zeroconf import ServiceInfo

HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
LOOK_SECONDS = 5.0
OTHERS_SECONDS = 1.2
"""How long to wait for a second box of the same class, once the first has answered: who has just spoken is silent for a second."""
ELSEWHERE = "203.0.113.1"
"""An address that nobody has (RFC 5737)."""
MOST = 8
"""Addresses tried of what a network offers."""


class NoAddress(Exception):
    """What was typed is no address; the message says how one looks."""


class Place(msgspec.Struct, frozen=True):
    """Where a drop box is."""

    host: str
    port: int = PORT

    def __str__(self) -> str:
        """As short as it can be typed."""
        return self.host if self.port == PORT else f"{self.host}:{self.port}"


def read_address(typed: str) -> Place:
    """What a person typed: `192.168.1.7`, `192.168.1.7:47801`, a machine's name. Raises NoAddress."""
    text = typed.strip().removeprefix("https://").rstrip("/")
    host, colon, port = text.partition(":")
    number = int(port) if re.fullmatch(r"[0-9]{1,5}", port) else 0 if colon else PORT
    if not HOST.fullmatch(host) or not 0 < number < 65_536:
        raise NoAddress(
            _(
                "“{typed}” is no address of a drop box. Type it as it is on the teacher's screen, such "
                "as 192.168.1.7."
            ).format(typed=typed.strip()[:60])
        )
    return Place(host, number)


def own_addresses() -> list[str]:
    """The addresses of this machine on its networks (IPv4), the likeliest first; without the machine's own loop."""
    import ifaddr

    texts = [str(one.ip) for adapter in ifaddr.get_adapters() for one in adapter.ips if one.is_IPv4]
    return in_likely_order(texts, _way_out())


def in_likely_order(addresses: Iterable[str], way_out: str) -> list[str]:
    """Addresses as students may reach them: that of the way out first, then a school's own networks, each once, no loop."""
    found = {ipaddress.IPv4Address(one) for one in addresses}
    usable = [one for one in found if not one.is_loopback]
    order = sorted(
        usable, key=lambda one: (str(one) != way_out, one.is_link_local, not one.is_private, int(one))
    )
    return [str(one) for one in order]


def _way_out() -> str:
    """The address that this machine would use to reach others; empty where it knows no way. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect((ELSEWHERE, 9))
        except OSError:
            return ""
        return str(asked.getsockname()[0])


class Announcement:
    """A drop box's name on the network, for as long as it is open. Use as a context manager."""

    def __init__(self, fingerprint: str, addresses: Sequence[str], port: int) -> None:
        """`fingerprint` is that of the class's card; only a digest of it is announced. Raises OSError where there is no network."""
        import zeroconf

        name = box_name(fingerprint)
        self._service = zeroconf.ServiceInfo(
            SERVICE,
            f"{name}.{SERVICE}",
            port=port,
            parsed_addresses=list(addresses),
            properties={"v": str(VERSION), "box": name},
            server=f"trellis-{name}.local.",
        )
        self._network = zeroconf.Zeroconf(interfaces=list(addresses))

    def __enter__(self) -> Self:
        # Two machines may hold a box of one class: the second gets a name of its own, and students try both.
        with self._patiently():
            self._network.register_service(self._service, allow_name_change=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        with self._patiently():
            self._network.unregister_service(self._service)
        self._network.close()

    @staticmethod
    def _patiently() -> AbstractContextManager[None]:
        """On a machine that has no time just now, the name is said a little later, or goes by itself; the address works all the while."""
        import zeroconf

        return contextlib.suppress(zeroconf.EventLoopBlocked)


def find(
    fingerprint: str, seconds: float = LOOK_SECONDS, interfaces: Sequence[str] | None = None
) -> list[Place]:
    """Where drop boxes of this class say they are; empty where none answers in time.

    Whether they are what they say is for the certificate to prove. `interfaces` are addresses of this machine to ask from (default: all).
    """
    # In a thread without an event loop: zeroconf would take over a loop that runs here, and then wait for it for ever.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_found, fingerprint, seconds, interfaces).result()


def _found(fingerprint: str, seconds: float, interfaces: Sequence[str] | None) -> list[Place]:
    import zeroconf

    name = box_name(fingerprint).encode()
    found: list[Place] = []
    seen = threading.Event()
    try:
        network = zeroconf.Zeroconf(
            interfaces=list(interfaces) if interfaces else zeroconf.InterfaceChoice.All
        )
    except OSError:
        return []  # no network at all

    def changed(**about: Any) -> None:
        info = network.get_service_info(SERVICE, about["name"], timeout=int(seconds * 1000))
        if info is not None and (info.properties or {}).get(b"box") == name:
            found.extend(_places(info))
            seen.set()

    try:
        # Asked by multicast from the start: the other way, an answer to us alone, is lost where two programs share the port.
        browser = zeroconf.ServiceBrowser(
            network, SERVICE, handlers=[changed], question_type=zeroconf.DNSQuestionType.QM
        )
        if seen.wait(seconds):
            time.sleep(OTHERS_SECONDS)
        browser.cancel()
    finally:
        network.close()
    return list(dict.fromkeys(found))[:MOST]


def _places(info: ServiceInfo) -> list[Place]:
    return [Place(host, info.port or PORT) for host in info.parsed_addresses() if ":" not in host]
