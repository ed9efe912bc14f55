"""Writes the golden files of the present format version, once: `python -m tests.carrying.golden.make`."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import msgspec

from carrying.archive import FORMAT, Manifest
from carrying.bundle import pack
from carrying.keys import CODE_WORK, PASSPHRASE_WORK, lock, new_keys
from carrying.recovery import new_code
from carrying.sealing import Clear, Sealed, Signed
from carrying.words import new_passphrase
from grading.class_keys import KeysFile

HERE = Path(__file__).parent / f"v{FORMAT}"
JOURNAL = (
    '{"kind":"opened","by":["m4k2x9p7q1zd",1],"at":"2026-11-03T08:06:00+00:00","lesson":"halving","v":1}\n'
    '{"kind":"answered","by":["m4k2x9p7q1zd",2],"at":"2026-11-03T08:07:00+00:00","lesson":"halving","place":"first",'
    '"item":"half-of","variant":0,"attempt":1,"answer":"¾","score":1.0,"v":1}\n'
)
NOTEBOOK = '{"cells": [], "metadata": {"name": "größer"}, "nbformat": 4, "nbformat_minor": 5}'
WORK = {"halving/journal.jsonl": JOURNAL.encode(), "halving/notebook.ipynb": NOTEBOOK.encode()}
LESSONS = {
    "halving/halving.ipynb": NOTEBOOK.encode(),
    "halving/lesson.json": b'{"lesson": "halving", "course": "tiny"}',
}


def main() -> None:
    """Make keys, files and the list of what is in them."""
    HERE.mkdir()
    school, student = new_keys("7B"), new_keys()
    passphrase, code = new_passphrase(), new_code()
    locked = KeysFile(
        card=school.card,
        locked=lock(school, passphrase, PASSPHRASE_WORK),
        recovery=lock(school, code, CODE_WORK),
        made="2026-11-02T08:00:00+00:00",
    )
    (HERE / "class-keys.json").write_bytes(msgspec.json.format(msgspec.json.encode(locked)) + b"\n")
    (HERE / "student-keys.json").write_bytes(student.secret() + b"\n")
    (HERE / "secrets.json").write_text(json.dumps({"passphrase": passphrase, "code": code}) + "\n", "utf-8")
    work = Manifest(
        kind="hand-in",
        student="k3f92m7qx0ab",
        by=("m4k2x9p7q1zd", 1002),
        at="2026-11-03T09:00:00+00:00",
        course="tiny",
    )
    lessons = Manifest(kind="pack", course="tiny")
    contents = {}
    for name, manifest, members, envelope in (
        ("lessons-clear", lessons, LESSONS, Clear()),
        ("lessons-signed", lessons, LESSONS, Signed(school)),
        ("hand-in-clear", work, WORK, Clear()),
        ("hand-in-sealed", work, WORK, Sealed(student, school.card)),
        ("pack-sealed", lessons, LESSONS, Sealed(school, student.card)),
    ):
        (HERE / f"{name}.trellis").write_bytes(pack(manifest, members, envelope))
        contents[name] = {
            "kind": manifest.kind,
            "student": manifest.student,
            "by": list(manifest.by),
            "at": manifest.at,
            "course": manifest.course,
            "signer": envelope.sender.verify if envelope.sender else None,
            "members": {each: base64.b64encode(data).decode() for each, data in members.items()},
        }
    (HERE / "contents.json").write_text(json.dumps(contents, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
