"""Writes the golden files of the present format version, each once: `python -m tests.carrying.golden.make`."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import msgspec
from msgspec import structs

from carrying.archive import FORMAT, Manifest
from carrying.bundle import pack
from carrying.feedback import Advice, Goal, Letter, Note, Result, Word
from carrying.keys import CODE_WORK, PASSPHRASE_WORK, Keys, lock, new_keys, read_keys, unlock
from carrying.receipt import Receipt, write_receipt
from carrying.recovery import new_code
from carrying.sealing import Clear, Sealed, Signed
from carrying.word_list import new_passphrase
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


RECEIPT = Receipt(
    student="k3f92m7qx0ab",
    installation="m4k2x9p7q1zd",
    taken={"5b" * 32: "2026-11-04T08:00:00+00:00"},
    up_to={"m4k2x9p7q1zd": 1002, "w7t0c3n8r5ha": 4},
)
LETTER = Letter(
    student="k3f92m7qx0ab",
    installation="m4k2x9p7q1zd",
    class_name="7B",
    course="tiny",
    at="2026-11-04T09:00:00+00:00",
    steps=(
        Advice(
            kind="go-on", title="Doubling", reason="You can halve: größer!", lesson="doubling", minutes=10
        ),
    ),
    skills={"halves": "in-progress", "doubles": "open"},
    words=(Word(action="assign", lesson="doubling", reason="With Tom.", due="2026-11-09"),),
    note=Note(text="Well done.\nGo on.", by="Ms Lind", at="2026-11-04T08:30:00+00:00"),
    goals=(Goal(text="Finish it", until="2026-11-20", at="2026-11-04T08:31:00+00:00"),),
    results=(Result(lesson="halving", title="Halving", score=1.5, most=2.0, at="2026-11-04T08:20:00+00:00"),),
)
PAGE = "<!doctype html>\n<html lang=en><title>Halving</title><body><!-- the way back --><p>1½ of 2</p></body></html>\n"


def main() -> None:
    """Make what is missing: keys, files and the list of what is in them. What is there is never touched."""
    HERE.mkdir(exist_ok=True)
    school, student = _keys()
    work = Manifest(
        kind="hand-in",
        student="k3f92m7qx0ab",
        by=("m4k2x9p7q1zd", 1002),
        at="2026-11-03T09:00:00+00:00",
        course="tiny",
    )
    lessons = Manifest(kind="pack", course="tiny")
    back = Manifest(
        kind="receipt",
        student="k3f92m7qx0ab",
        by=(school.card.fingerprint[:16], 1_793_782_800),
        at="2026-11-04T09:00:00+00:00",
        course="tiny",
    )
    feedback = {
        "letter": msgspec.json.encode(LETTER),
        "receipt": write_receipt(RECEIPT),
        "feedback/halving.html": PAGE.encode(),
        **{f"lessons/{name}": data for name, data in LESSONS.items()},
    }
    listed = HERE / "contents.json"
    contents = json.loads(listed.read_bytes()) if listed.exists() else {}
    for name, manifest, members, envelope in (
        ("lessons-clear", lessons, LESSONS, Clear()),
        ("lessons-signed", lessons, LESSONS, Signed(school)),
        ("hand-in-clear", work, WORK, Clear()),
        ("hand-in-sealed", work, WORK, Sealed(student, school.card)),
        ("pack-sealed", lessons, LESSONS, Sealed(school, student.card)),
        ("receipt-sealed", back, {"receipt": write_receipt(RECEIPT)}, Sealed(school, student.card)),
        ("feedback-sealed", structs.replace(back, kind="feedback"), feedback, Sealed(school, student.card)),
    ):
        if (HERE / f"{name}.trellis").exists():
            continue
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
    listed.write_text(json.dumps(contents, indent=1) + "\n", "utf-8")


def _keys() -> tuple[Keys, Keys]:
    """The class's and the student's: those of the folder, or new ones."""
    stored = HERE / "class-keys.json"
    if stored.exists():
        code = json.loads((HERE / "secrets.json").read_bytes())["code"]
        locked = msgspec.json.decode(stored.read_bytes(), type=KeysFile)
        return unlock(locked.recovery, code), read_keys((HERE / "student-keys.json").read_bytes())
    school, student = new_keys("7B"), new_keys()
    passphrase, code = new_passphrase(), new_code()
    locked = KeysFile(
        card=school.card,
        locked=lock(school, passphrase, PASSPHRASE_WORK),
        recovery=lock(school, code, CODE_WORK),
        made="2026-11-02T08:00:00+00:00",
    )
    stored.write_bytes(msgspec.json.format(msgspec.json.encode(locked)) + b"\n")
    (HERE / "student-keys.json").write_bytes(student.secret() + b"\n")
    (HERE / "secrets.json").write_text(json.dumps({"passphrase": passphrase, "code": code}) + "\n", "utf-8")
    return school, student


if __name__ == "__main__":
    main()
