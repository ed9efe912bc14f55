"""What is believed of what comes out of a box."""

from __future__ import annotations

import pytest

from grading.box.letters import HEAD, Calling, CellDone, Forged, Opener, most, read_reply, sealed
from grading.box.outputs import Stream

DONE = CellDone(token="t", fine=True, outputs=[Stream(name="stdout", text="é")])


def test_letters_come_in_any_pieces() -> None:
    opener = Opener()
    data = sealed(DONE) + sealed(Calling(token="t", call=1))
    found = []
    for place in range(len(data)):
        opener.feed(data[place : place + 1])
        while body := opener.letter():
            found.append(read_reply(body, "t"))
    assert found == [DONE, Calling(token="t", call=1)]
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
        b"{}",
        b"null",
        b"\xff",
        b'{"type":"cell","token":"t","fine":1}',
        b'{"type":"cell","token":"t","fine":true,"points":5}',
        b'{"type":"cell","token":"other","fine":true}',
        b'{"type":"cell","fine":true}',
        b'{"type":"probe","token":"t","probed":{"type":"probed","index":0,"answers":[{"status":"great"}]}}',
        b'{"type":"cell","token":"t","fine":true,"outputs":' + b"[" * 100_000,
        b'{"type":"cell","token":"t","fine":true,"outputs":[{"output_type":"display_data","data":{"a":' + b"[" * 5000 + b"]" * 5000 + b"}}]}",
    ],
)  # fmt: skip
def test_nothing_else_is_believed(body: bytes) -> None:
    with pytest.raises(Forged):
        read_reply(body, "t")


def test_an_honest_reply_is_never_too_long() -> None:
    worst = CellDone(token="t", fine=False, outputs=[Stream(name="stdout", text="\x01" * (1000 * 1024))])
    assert len(sealed(worst)) < most(1000)
