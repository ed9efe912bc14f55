"""The files of OATutor's content: a content folder, or the same as JSON lines, one file a line."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from curriculum.importers.bank import Refused
from curriculum.words import N_

MAX_FILE = 4_000_000
MAX_FILES = 400_000
PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp"}
TOPS = ("", "src/content-sources/oatutor", "content-sources/oatutor", "oatutor")
"""Where, below the folder that is given, the content may lie."""


def is_oatutor(source: Path) -> bool:
    """Whether `source` looks like OATutor's content."""
    if source.is_dir():
        return _top(source) is not None
    return ".jsonl" in source.name and any(path.startswith("content-pool/") for path, _ in _lines(source))


def files_of(source: Path) -> Iterator[tuple[str, Any]]:
    """(path from the content's top, what it holds) for every JSON file.

    One that cannot be read holds a Refused, a picture its Path.
    """
    yield from _folder(source) if source.is_dir() else _lines(source)


def _top(source: Path) -> Path | None:
    if source.name == "content-pool":
        return source.parent
    return next((source / name for name in TOPS if (source / name / "content-pool").is_dir()), None)


def _folder(source: Path) -> Iterator[tuple[str, Any]]:
    top = _top(source)
    if top is None:
        return
    found = [*top.glob("*.json"), *top.glob("bkt-params/*.json"), *(top / "content-pool").rglob("*")]
    for path in sorted(found)[:MAX_FILES]:
        if path.is_symlink() or not path.is_file():
            continue
        name = path.relative_to(top).as_posix()
        if path.suffix.lower() in PICTURES:
            yield name, path
        elif path.suffix == ".json":
            yield name, _json(path.read_bytes(), path.name)


def _lines(source: Path) -> Iterator[tuple[str, Any]]:
    with gzip.open(source, "rb") if source.suffix == ".gz" else source.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if number > MAX_FILES:
                yield (
                    f"line {number}",
                    Refused(N_("there is more than can be read"), f"{MAX_FILES:,}"),
                )
                return
            found = _json(line, f"line {number}") if line.strip() else None
            if isinstance(found, Mapping):
                yield str(found.get("path", "")), found.get("content")
            elif found is not None:
                yield (
                    f"line {number}",
                    found
                    if isinstance(found, Refused)
                    else Refused(N_("a line of it is no file"), str(number)),
                )


def _json(data: bytes, name: str) -> Any:
    if len(data) > MAX_FILE:
        return Refused(N_("a file of it is too large"), name)
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        return Refused(N_("a file of it is not JSON"), f"{name}: {error}")
