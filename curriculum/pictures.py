"""Pictures of a question: files in a course's `pictures` folder, each with a description for those who do not see it."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from curriculum.prose import Prose
from curriculum.types.written import Picture

FOLDER = "pictures"
MAX_BYTES = 400_000
"""Of one picture: it travels inside the lesson, so that a page asks nobody for it."""
TYPES = {
    "png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    "jpg": ("image/jpeg", b"\xff\xd8\xff"),
    "jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    "gif": ("image/gif", b"GIF8"),
    "webp": ("image/webp", b"RIFF"),
}
_PLACE = re.compile(r'src="trellis-picture:([a-z0-9.-]+)"')


def ending_of(data: bytes) -> str:
    """The ending that fits a picture's bytes, whatever its name says; "" where it is none of those that are shown."""
    return next((ending for ending, (_, magic) in TYPES.items() if data.startswith(magic)), "")


def with_pictures(prose: Prose, pictures: Sequence[Picture]) -> Prose:
    """`prose` with its pictures below it; `embed` brings in what they show."""
    if not pictures:
        return prose
    shown = "".join(
        f'<p><img src="trellis-picture:{one.file}" alt="{html.escape(one.alt)}"></p>' for one in pictures
    )
    told = "\n\n".join(f"[{one.alt}]" for one in pictures)
    return Prose(f"{prose.text}\n\n{told}".strip(), f"{prose.html}\n{shown}".strip())


def embed(prose: Prose, course: Path) -> Prose:
    """`prose` with the pictures themselves in its HTML. OSError where one is not there."""
    if "trellis-picture:" not in prose.html:
        return prose
    return Prose(
        prose.text, _PLACE.sub(lambda match: f'src="{_data(course / FOLDER / match[1])}"', prose.html)
    )


def picture_faults(pictures: Sequence[Picture], course: Path) -> Iterator[str]:
    """What is wrong with the pictures of an item."""
    for one in pictures:
        path = course / FOLDER / one.file
        kind = TYPES.get(path.suffix.lower().lstrip("."))
        if not path.is_file():
            yield f"the picture {FOLDER}/{one.file} is not there."
        elif kind is None or not path.read_bytes().startswith(kind[1]):
            yield f"{FOLDER}/{one.file} is no picture of a kind that every browser shows: {', '.join(TYPES)}."
        elif path.stat().st_size > MAX_BYTES:
            yield f"{FOLDER}/{one.file} is larger than {MAX_BYTES:,} bytes; save it smaller."


@lru_cache(maxsize=64)
def _data(path: Path) -> str:
    kind, _ = TYPES[path.suffix.lower().lstrip(".")]
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
