"""What is believed of what comes out of a box."""

from __future__ import annotations

import pytest

from grading.box.letters import HEAD, Calling, CellDone, Forged, Opener, most, read_reply, sealed
from grading.box.outputs import Stream

DONE = CellDone(fine=True, outputs=[Stream(name="stdout", text="é")])


def test_letters_come_in_any_pieces() -> None:
    opener = Opener()
    data = sealed(DONE, "t" * 16) + sealed(Calling(call=1), "c" * 16)
    found = []
    for place in range(len(data)):
        opener.feed(data[place : place + 1])
        while body := opener.letter():
            found.append(read_reply(body, "t" * 16, "c" * 16))
    assert found == [DONE, Calling(call=1)]
    assert opener.empty


def test_a_letter_that_says_it_is_too_long_is_refused_before_it_comes() -> None:
    opener = Opener(limit=100)
    opener.feed(HEAD.pack(101))
    with pytest.raises(Forged):
        opener.letter()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"t" * 15,
        b"t" * 16,
        b"t" * 16 + b"{}",
        b"t" * 16 + b"null",
        b"t" * 16 + b"\xff",
        b"t" * 16 + b'{"type":"cell","fine":1}',
        b"t" * 16 + b'{"type":"cell","fine":true,"points":5}',
        b"t" * 16 + b'{"type":"calling","call":1}',
        b"c" * 16 + b'{"type":"cell","fine":true}',
        b"x" * 16 + b'{"type":"cell","fine":true}',
        b'{"type":"cell","fine":true}',
        b"t" * 16 + b'{"type":"probe","probed":{"type":"probed","index":0,"answers":[{"status":"great"}]}}',
        b"t" * 16 + b'{"type":"cell","fine":true,"outputs":' + b"[" * 100_000,
        b"t" * 16
        + b'{"type":"cell","fine":true,"outputs":[{"output_type":"display_data","data":{"a":'
        + b"[" * 5000,
    ],
)
def test_nothing_else_is_believed(body: bytes) -> None:
    with pytest.raises(Forged):
        read_reply(body, "t" * 16, "c" * 16)


def test_an_honest_reply_is_never_too_long() -> None:
    worst = CellDone(fine=False, outputs=[Stream(name="stdout", text="\x01" * (1000 * 1024))])
    assert len(sealed(worst, "t" * 16)) < most(1000)
