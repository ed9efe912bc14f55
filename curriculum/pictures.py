"""Pictures of a question: files in a course's `pictures` folder, each with a description for those who do not see it."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from curriculum.prose import PICTURE, PICTURES, UNTOLD, Prose
from curriculum.types.written import Picture
from curriculum.words import _

Shown = TypeVar("Shown")
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
    if PICTURE not in prose.html:
        return prose
    return Prose(
        prose.text, _PLACE.sub(lambda match: f'src="{_shown(course / FOLDER / match[1])}"', prose.html)
    )


def embed_all(thing: Shown, course: Path) -> Shown:
    """A variant, or another struct of texts, with the pictures in all of them. OSError where one is not there."""
    if PICTURE.encode() not in msgspec.json.encode(thing):
        return thing
    return _embedded(thing, course)  # type: ignore[no-any-return]  # what comes in goes out


def _embedded(thing: Any, course: Path) -> Any:
    if isinstance(thing, Prose):
        return embed(thing, course)
    if isinstance(thing, tuple):
        return tuple(_embedded(one, course) for one in thing)
    if isinstance(thing, dict):
        return {name: _embedded(one, course) for name, one in thing.items()}
    if isinstance(thing, msgspec.Struct):
        fields = {name: getattr(thing, name) for name in thing.__struct_fields__}
        return type(thing)(**{name: _embedded(one, course) for name, one in fields.items()})
    return thing


def pictures_in(written: object) -> Iterator[tuple[str, str]]:
    """(file, what it shows) of every picture in the texts of an item or of a graph; what it shows is "" where that is missing."""
    for text in _texts(msgspec.to_builtins(written)):
        yield from ((file, alt.strip()) for alt, file in PICTURES.findall(text))
        yield from ((file, "") for file in UNTOLD.findall(text))


def _texts(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for one in data.values():
            yield from _texts(one)
    elif isinstance(data, Sequence):
        for one in data:
            yield from _texts(one)


def text_faults(written: object, course: Path) -> Iterator[str]:
    """What is wrong with the pictures in the texts of an item or of a graph."""
    known: list[Picture] = []
    for file, alt in dict(pictures_in(written)).items():
        if not alt:
            yield _(
                "the picture {file} has no words for those who do not see it; write ![what it shows]({file})."
            ).format(file=file)
        else:
            known.append(Picture(file, alt))
    yield from picture_faults(known, course)


def picture_faults(pictures: Sequence[Picture], course: Path) -> Iterator[str]:
    """What is wrong with the pictures of an item."""
    for one in pictures:
        path = course / FOLDER / one.file
        kind = TYPES.get(path.suffix.lower().lstrip("."))
        if not path.is_file():
            yield _("the picture {folder}/{file} is not there.").format(folder=FOLDER, file=one.file)
        elif kind is None or not path.read_bytes().startswith(kind[1]):
            yield _("{file} is no picture of a kind that every browser shows: {kinds}.").format(
                file=f"{FOLDER}/{one.file}", kinds=", ".join(TYPES)
            )
        elif path.stat().st_size > MAX_BYTES:
            yield _("{file} is larger than {most} bytes; save it smaller.").format(
                file=f"{FOLDER}/{one.file}", most=f"{MAX_BYTES:,}"
            )


def _shown(path: Path) -> str:
    about = path.stat()
    return _data(path, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=64)
def _data(path: Path, _changed: int, _size: int) -> str:
    """The picture as an address of its own; read again where it has changed."""
    kind, _magic = TYPES[path.suffix.lower().lstrip(".")]
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
