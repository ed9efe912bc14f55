"""What strangers and broken machines send to a drop box: it answers shortly, keeps nothing of it, and goes on."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import random
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from carrying.bundle import digest
from carrying.lan.client import NotSent, _context
from carrying.lan.inbox import PARTS, Inbox, NotTaken, Part
from carrying.lan.limits import Limits
from carrying.lan.protocol import ROOT
from carrying.saving import NotSaved
from tests.carrying.lan.boxes import ROOMY, Opened, open_box, work
from tests.keys import CLASS

WORD = f"Authorization: Bearer {CLASS.card.fingerprint}\r\n"
A = "a" * 64


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("box")
    (folder / "packs").mkdir()
    (folder / "secret.txt").write_text("secret")
    with open_box(folder) as opened:
        yield opened


def line(box: Opened) -> ssl.SSLSocket:
    plain = socket.create_connection((box.place.host, box.place.port), timeout=10)
    return _context().wrap_socket(plain)


def answer(box: Opened, sent: bytes | str) -> bytes:
    """All that comes back for these bytes, until the box hangs up."""
    with line(box) as one:
        got = b""
        try:
            one.sendall(sent.encode() if isinstance(sent, str) else sent)
            while data := one.recv(65_536):
                got += data
        except (ConnectionError, ssl.SSLError):
            pass
        return got


def asked(method: str, path: str, *headers: str, word: str = WORD) -> str:
    return (
        f"{method} {path} HTTP/1.1\r\nHost: x\r\n{word}"
        + "".join(f"{one}\r\n" for one in headers)
        + "Connection: close\r\n\r\n"
    )


def status(data: bytes) -> int:
    return int(data.split(b" ", 2)[1]) if data else 0


def empty(box: Opened) -> bool:
    return box.inbox.waiting() == [] and list((box.folder / "inbox" / PARTS).iterdir()) == []


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/../secret.txt",
        f"{ROOT}/packs/../../secret.txt",
        f"{ROOT}/packs/..%2f..%2fsecret.txt",
        f"{ROOT}/hand-ins/..%2f..%2fsecret",
        f"{ROOT}/hand-ins/",
        f"{ROOT}/hand-ins/{A}/../x",
        f"{ROOT}/hand-ins/{A.upper()}",
        f"{ROOT}/hand-ins/{A}%00",
        f"{ROOT}/packs/",
        "//etc/passwd",
        "/trellis/2/packs",
    ],
)
@pytest.mark.parametrize("method", ["GET", "PATCH", "PUT", "DELETE", "POST"])
def test_there_is_nothing_at_any_other_address(box: Opened, method: str, path: str) -> None:
    got = answer(box, asked(method, path, "Content-Length: 0"))
    assert status(got) in (400, 404, 405)
    assert b"secret" not in got
    assert empty(box)


@pytest.mark.parametrize(
    "word", ["", "Authorization: Bearer \r\n", f"Authorization: Bearer {A}\r\n", WORD.upper()]
)
@pytest.mark.parametrize("path", [f"{ROOT}/packs", f"{ROOT}/hand-ins/{A}", "/"])
def test_who_does_not_know_the_class_cannot_tell_what_is_there(box: Opened, word: str, path: str) -> None:
    got = answer(box, asked("GET", path, word=word))
    assert status(got) == 404
    assert got.endswith(b'{"sentence":"There is nothing here.","wait":0.0}')
    assert b"tornado" not in got.lower()


@pytest.mark.parametrize(
    "headers",
    [
        ("Content-Length: 99999999999999999999",),
        ("Content-Length: -1",),
        ("Content-Length: 0x10",),
        ("Content-Length: 5", "Content-Length: 6"),
        ("Content-Length: 5", "Transfer-Encoding: chunked"),
        ("Upload-Offset: 0", "Upload-Length: 99999999999999999999", "Content-Length: 5"),
        ("Upload-Offset: 0", "Upload-Length: 64000001", "Content-Length: 5"),
        ("Upload-Offset: -1", "Upload-Length: 10", "Content-Length: 5"),
        ("Upload-Offset: 7", "Upload-Length: 10", "Content-Length: 3"),
        ("Upload-Offset: 0", "Upload-Length: 4", "Content-Length: 5"),
        ("Upload-Offset: 0", "Upload-Offset: 0", "Upload-Length: 10", "Content-Length: 5"),
        ("Upload-Offset: 0", "Upload-Length: 0", "Content-Length: 0"),
        ("Upload-Length: 10", "Content-Length: 5"),
        ("Upload-Offset: 0", "Upload-Length: 10"),
        ("Upload-Offset: ٣", "Upload-Length: 10", "Content-Length: 5"),
    ],
)
def test_absurd_sizes_are_refused_before_anything_is_kept(box: Opened, headers: tuple[str, ...]) -> None:
    got = answer(box, asked("PATCH", f"{ROOT}/hand-ins/{A}", *headers) + "12345")
    assert status(got) in (400, 409, 413)
    assert empty(box)


def test_a_body_without_a_length_is_refused(box: Opened) -> None:
    head = asked(
        "PATCH", f"{ROOT}/hand-ins/{A}", "Upload-Offset: 0", "Upload-Length: 10", "Transfer-Encoding: chunked"
    )
    assert status(answer(box, head + "5\r\n12345\r\n0\r\n\r\n")) == 400
    assert empty(box)


def test_a_flood_of_headers_is_hung_up_on(box: Opened) -> None:
    begun = time.monotonic()
    got = answer(box, "GET / HTTP/1.1\r\n" + "".join(f"X-{n}: {'x' * 100}\r\n" for n in range(100_000)))
    assert status(got) in (0, 400, 431)
    assert time.monotonic() - begun < 30
    assert box.visitor().offers() == []


def test_bytes_that_are_no_http_and_no_tls_do_no_harm(box: Opened) -> None:
    assert status(answer(box, random.Random(7).randbytes(2_000) + b"\r\n\r\n")) in (0, 400)
    with socket.create_connection((box.place.host, box.place.port), timeout=10) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\n\r\n")
        with contextlib.suppress(ConnectionResetError):
            assert b"HTTP" not in plain.recv(4096)
    assert box.visitor().offers() == []


@pytest.mark.parametrize(
    "asked_for",
    [
        "bytes=0-",
        "bytes=5-9",
        "bytes=999999999999-",
        "bytes=9-5",
        "bytes=-5",
        "bytes=0-1,3-4",
        "bytes=99999999999999999999-",
        "lines=1-2",
    ],
)
def test_ranges_give_that_part_or_nothing(tmp_path: Path, asked_for: str) -> None:
    from tests.carrying.lan.test_client import lessons

    data = lessons(tmp_path / "packs")
    with open_box(tmp_path) as box:
        got = answer(box, asked("GET", f"{ROOT}/packs/{digest(data)}", f"Range: {asked_for}"))
    head, _, body = got.partition(b"\r\n\r\n")
    wanted = {"bytes=0-": data, "bytes=5-9": data[5:10]}.get(asked_for)
    assert status(head) == (206 if wanted else 416)
    assert wanted is None or body == wanted


def test_who_says_nothing_is_hung_up_on(tmp_path: Path) -> None:
    short = msgspec.structs.replace(ROOMY, header_seconds=0.3, body_seconds=0.3)
    with open_box(tmp_path, limits=short) as box:
        with line(box) as silent:
            assert silent.recv(1) == b""
        with socket.create_connection((box.place.host, box.place.port), timeout=10) as before_tls:
            assert before_tls.recv(1) == b""
        with line(box) as slow:
            slow.sendall(
                asked(
                    "PATCH",
                    f"{ROOT}/hand-ins/{A}",
                    "Upload-Offset: 0",
                    "Upload-Length: 10",
                    "Content-Length: 10",
                ).encode()
            )
            slow.sendall(b"12345")
            assert slow.recv(1) == b""
        assert box.inbox.have(A) == 5  # and what it brought is kept for when it comes back


def test_one_machine_holds_so_many_lines_and_no_more(tmp_path: Path) -> None:
    few = msgspec.structs.replace(ROOMY, connections_each=3)
    with open_box(tmp_path, limits=few) as box:
        lines = [line(box) for _ in range(3)]
        with pytest.raises((ConnectionError, ssl.SSLError)):
            line(box)
        with pytest.raises(NotSent):
            box.visitor().offers()
        assert box.visitor(source="127.0.0.2").offers() == []  # another machine is not in its way
        for one in lines:
            one.close()


def begun(box: Opened, name: str) -> bytes:
    head = asked(
        "PATCH", f"{ROOT}/hand-ins/{name}", "Upload-Offset: 0", "Upload-Length: 10", "Content-Length: 5"
    )
    return answer(box, head + "12345")


def test_who_begins_many_hand_ins_keeps_nobody_out(tmp_path: Path) -> None:
    few = msgspec.structs.replace(ROOMY, unfinished=2)
    with open_box(tmp_path, limits=few) as box:
        for number, letter in enumerate("abc"):
            assert status(begun(box, letter * 64)) == 200
            os.utime(tmp_path / "inbox" / PARTS / (letter * 64), (number, number))
        assert [box.inbox.have(letter * 64) for letter in "abc"] == [0, 5, 5]
        data = work()
        box.visitor().send(data)
        assert [path.read_bytes() for path in box.inbox.waiting()] == [data]
        assert [box.inbox.have(letter * 64) for letter in "abc"] == [0, 0, 5]


def test_what_is_coming_in_just_now_makes_no_room_for_others(inbox: Inbox) -> None:
    inbox.limits = msgspec.structs.replace(ROOMY, unfinished=1)
    part = inbox.begin(A, 0, 10)
    part.write(b"123")
    with pytest.raises(NotTaken, match="Too many hand-ins are coming in"):
        inbox.begin("b" * 64, 0, 10)
    assert inbox.have(A) == 3
    part.close()


class Full:
    """A file on a disk that is full after so many bytes."""

    def __init__(self, file: object, room: int) -> None:
        self.file, self.room, self.closed = file, room, False

    def write(self, data: memoryview) -> int:
        if not self.room:
            raise OSError(errno.ENOSPC, "no space")
        some = data[: self.room]
        self.room -= len(some)
        return self.file.write(some)  # type: ignore[attr-defined]

    def close(self) -> None:
        self.closed = True
        self.file.close()  # type: ignore[attr-defined]


def test_a_disk_that_fills_up_in_the_middle_keeps_the_beginning_and_it_goes_on_when_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = work(400_000)
    begun = Part.__init__

    def on_a_full_disk(self: Part, path: Path, total: int) -> None:
        begun(self, path, total)
        self._file = Full(self._file, 100_000)  # type: ignore[assignment]

    with open_box(tmp_path) as box:
        with monkeypatch.context() as patch:
            patch.setattr(Part, "__init__", on_a_full_disk)
            with pytest.raises(NotSent):
                box.visitor().send(data)
        assert box.inbox.waiting() == []
        have = box.inbox.have(digest(data))
        assert have % 100_000 == 0
        assert 0 < have < len(data)
        box.visitor().send(data)
        assert [path.read_bytes() for path in box.inbox.waiting()] == [data]


def test_where_the_last_step_fails_it_is_not_called_received(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = work()

    def fails(*_: object) -> None:
        raise NotSaved("The disk reports an error.")

    with open_box(tmp_path) as box:
        with monkeypatch.context() as patch:
            patch.setattr("carrying.lan.inbox.keep", fails)
            with pytest.raises(NotSent, match="The disk reports an error"):
                box.visitor().send(data)
            assert box.received == []
        box.visitor().send(data)
        assert len(box.received) == 1


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path / "inbox", tmp_path / "received", CLASS.card.fingerprint, ROOMY)


def test_what_came_damaged_is_thrown_away_and_asked_for_again(inbox: Inbox) -> None:
    data = work()
    part = inbox.begin(digest(data), 0, len(data))
    part.write(bytes(len(data)))
    with pytest.raises(NotTaken, match="came damaged"):
        inbox.settle(digest(data))
    assert inbox.have(digest(data)) == 0


def test_whoever_comes_last_goes_on(inbox: Inbox) -> None:
    first = inbox.begin(A, 0, 10)
    first.write(b"123")
    second = inbox.begin(A, 3, 10)
    assert first.closed
    assert not second.closed
    second.close()


def test_parts_that_nobody_went_on_with_are_thrown_away_after_a_day(inbox: Inbox) -> None:
    part = inbox.begin(A, 0, 10)
    part.write(b"123")
    part.close()
    begun = part.path.stat().st_mtime
    inbox.tidy(begun + 23 * 3600)
    assert inbox.have(A) == 3
    inbox.tidy(begun + 25 * 3600)
    assert inbox.have(A) == 0


def test_a_hand_in_that_was_collected_is_not_taken_again_after_a_restart(
    inbox: Inbox, tmp_path: Path
) -> None:
    data = work()
    kept = tmp_path / "received" / "k3f92m7qx0ab"
    kept.mkdir(parents=True)
    (kept / f"{digest(data)[:16]}.trellis").write_bytes(data)
    assert inbox.is_received(digest(data))
    assert not inbox.is_received(digest(data)[:16] + "0" * 48)  # the same name, other bytes


def test_no_space_is_told_by_what_is_free(inbox: Inbox) -> None:
    inbox.limits = Limits(keep_free=10**18)
    with pytest.raises(NotTaken) as refused:
        inbox.admit(hashlib.sha256(b"").hexdigest(), 10)
    assert refused.value.status == 507
