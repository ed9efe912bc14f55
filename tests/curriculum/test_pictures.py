"""Pictures in a question's texts: one of the course's own files, with words for those who do not see it."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import msgspec

from curriculum.course import load_course, read_course
from curriculum.lesson import decode, encode
from curriculum.pictures import embed
from curriculum.prose import Prose, plain, render
from curriculum.releasing import release_lesson
from tests.tiny import HALVES, HALVING, write_course

SHOWN = "![two halves](halves.png)"
ITEMS = (
    HALVES.replace('hints: ["Share', f'hints: ["Look: {SHOWN}", "Share')
    .replace(
        'answer: "5"\n  wrong: [{text: "8"', f'answer: "{SHOWN}"\n  wrong: [{{text: "![eight](halves.png)"'
    )
    .replace("well_done: 5 and 5 make 10.", f"well_done: So {SHOWN.replace('two', '5 and 5,')}")
)
GRAPH = HALVING.replace("text: Half is one of two equal parts.", f'text: "Half is this. {SHOWN}"')


def picture(path: Path) -> Path:
    """A PNG of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    )
    return path


def test_a_picture_is_an_image_with_words_and_reads_as_them() -> None:
    assert (
        render(f"Look: {SHOWN}", inline=True)
        == 'Look: <img src="trellis-picture:halves.png" alt="two halves">'
    )
    assert (
        render('![a "b" <c>](x.png)', inline=True)
        == '<img src="trellis-picture:x.png" alt="a &quot;b&quot; &lt;c&gt;">'
    )
    assert plain(f"Look: {SHOWN}") == "Look: [two halves]"
    for other in ("![](x.png)", "![far](https://example.org/x.png)", "![up](../x.png)"):
        assert "<img" not in render(other)


def test_pictures_travel_inside_hints_options_feedback_and_pages(tmp_path: Path) -> None:
    folder = write_course(tmp_path, halves=ITEMS, halving=GRAPH)
    picture(folder / "pictures" / "halves.png")
    assert read_course(folder)[1] == []

    lesson = decode(encode(release_lesson(load_course(folder), "halving", "salt")))

    assert b"trellis-picture:" not in msgspec.json.encode(lesson)
    [choice] = lesson.variants["which-half"]
    [right] = [option for option in choice.options if option.text == "[two halves]"]
    assert right.html.startswith('<img src="data:image/png;base64,')
    assert 'alt="two halves"' in right.html
    assert 'alt="5 and 5, halves"' in choice.well_done.html
    assert "data:image/png" in lesson.variants["half-of"][0].hints[0].html
    assert "data:image/png" in lesson.texts["look"].html


def test_trellis_check_wants_the_file_and_the_words(tmp_path: Path) -> None:
    untold = ITEMS.replace('[two halves](halves.png)", "Share', '[](halves.png)", "Share')
    folder = write_course(tmp_path, halves=untold, halving=GRAPH)

    said = [f"{fault.what}" for fault in read_course(folder)[1]]

    assert any("“half-of”: the picture halves.png has no words" in one for one in said), said
    assert any("“which-half”: the picture pictures/halves.png is not there." in one for one in said), said
    assert any("node “look”: the picture pictures/halves.png is not there." in one for one in said), said


def test_a_picture_that_was_replaced_is_the_new_one(tmp_path: Path) -> None:
    text, path = Prose("", render(SHOWN)), picture(tmp_path / "pictures" / "halves.png")
    before = embed(text, tmp_path)
    path.write_bytes(path.read_bytes() + b"more")
    assert embed(text, tmp_path) != before
