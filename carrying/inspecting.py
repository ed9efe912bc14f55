"""Explaining any file of ours in words, as far as it can be opened here. Never fails on anything."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from carrying.archive import Refused
from carrying.bundle import Bundle, read_file, unpack
from carrying.feedback import LESSONS, LETTER, PAGES, letter_in
from carrying.join_table import MEMBER as CARDS
from carrying.journal import FILE as JOURNAL
from carrying.keys import Card, Keys, Locked
from carrying.receipt import MEMBER as RECEIPT
from carrying.receipt import receipt_in
from carrying.sealing import Header, read_header
from carrying.word_list import fingerprint_words
from curriculum.evidence import NewerVersion, read_event

MAGIC = b"TRELLIS/"
MAX_LINE = 500


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """What a file is, in sentences; `whole` is None where that cannot be told here."""

    lines: tuple[str, ...]
    whole: bool | None = None

    def __post_init__(self) -> None:
        """Keep what a file says from playing with the terminal."""
        msgspec.structs.force_setattr(self, "lines", tuple(map(_plain, self.lines)))


def _plain(line: str) -> str:
    return "".join(letter if letter.isprintable() else "·" for letter in line[:MAX_LINE])


class _Sealing(msgspec.Struct):
    card: Card
    locked: Locked
    format: int


class _Private(msgspec.Struct):
    age: str
    seed: str


class _About(msgspec.Struct):
    name: str
    course: str
    salt: str
    format: int


class _Lesson(msgspec.Struct):
    lesson: str
    course: str


class _Profile(msgspec.Struct):
    student: str
    installation: str
    course: str


def inspect(path: Path, keys: Sequence[Keys] = (), names: Sequence[Card] = ()) -> Findings:
    """What the file at `path` is. `keys` are the readers' here; `names` are cards known here, by which a fingerprint gets a name."""
    try:
        data = read_file(path)
    except Refused as error:
        return Findings(lines=(str(error),), whole=False)
    if data.startswith(MAGIC):
        return _bundle(data, keys, names)
    if path.name == JOURNAL or path.suffix == ".jsonl":
        return _journal(data)
    return _json(data)


def _bundle(data: bytes, keys: Sequence[Keys], names: Sequence[Card]) -> Findings:
    try:
        header = read_header(data)
    except Refused as error:
        return Findings(lines=(str(error),), whole=False)
    about = [
        f"A Trellis file of format {header.format}, {_envelope(header, [*names, *(one.card for one in keys)])}."
    ]
    if header.envelope == "sealed" and not any(one.card.fingerprint.startswith(header.hint) for one in keys):
        about.append(
            "It cannot be opened here, so neither its sender nor its contents nor whether it is whole can be told."
        )
        return Findings(lines=tuple(about))
    try:
        bundle = unpack(data, keys)
    except Refused as error:
        return Findings(lines=(*about, str(error)), whole=False)
    return Findings(lines=(*about, *_contents(bundle), "It is whole."), whole=True)


def _envelope(header: Header, names: Sequence[Card]) -> str:
    if header.envelope == "clear":
        return "in clear: anyone can read it, and nobody signed it"
    if header.envelope == "signed":
        return "signed: anyone can read it, and nobody can change it unnoticed"
    known = next((one for one in names if one.fingerprint.startswith(header.hint)), None)
    who = f"“{known.name}”, " if known and known.name else "the study folder here, " if known else ""
    return f"sealed for {who}the key “{fingerprint_words(header.hint)}” (fingerprint {header.hint}…)"


def _contents(bundle: Bundle) -> list[str]:
    manifest = bundle.manifest
    lines = [
        {
            "hand-in": f"A hand-in: the work of student {manifest.student}, from installation {manifest.by[0]}, number {manifest.by[1]}.",
            "pack": f"Lessons for students, of the course “{manifest.course}”.",
            "receipt": f"A receipt for student {manifest.student}, number {manifest.by[1]} of what the class sends.",
            "feedback": f"Feedback for student {manifest.student}, number {manifest.by[1]} of what the class sends.",
        }[manifest.kind]
    ]
    if manifest.sender is not None:
        who = f"“{manifest.sender.name}”, " if manifest.sender.name else ""
        lines.append(
            f"Signed by {who}the key “{manifest.sender.words}” (fingerprint {manifest.sender.fingerprint[:16]}…)."
        )
    if manifest.at:
        lines.append(f"Written at {manifest.at}, by the clock of the machine it comes from.")
    if manifest.kind in ("receipt", "feedback"):
        return [*lines, *_returned(bundle)]
    lessons: dict[str, int] = {}
    for name, data in bundle.members.items():
        lesson = name.partition("/")[0]
        lessons[lesson] = lessons.get(lesson, 0) + len(data)
    cards = lessons.pop(CARDS, 0) if manifest.kind == "pack" else 0
    lines += [f"Inside: {lesson}, {size:,} bytes." for lesson, size in sorted(lessons.items())]
    lines += [f"Inside: the list of the class's cards, {cards:,} bytes, without a name."] if cards else []
    return lines


def _returned(bundle: Bundle) -> list[str]:
    """What a class sends back, as far as this version knows it."""
    lines: list[str] = []
    try:
        receipt = receipt_in(bundle)
        if receipt is not None:
            lines.append(
                f"Inside: a receipt for installation {receipt.installation}, hand-ins named: {len(receipt.taken)}."
            )
        if bundle.manifest.kind == "feedback":
            letter = letter_in(bundle)
            lines.append(f"Inside: a letter. Next steps: {len(letter.steps)}, goals: {len(letter.goals)}.")
            lines += ["Inside: a note from the teacher."] if letter.note else []
    except Refused as error:
        lines.append(str(error))
    for name, data in sorted(bundle.members.items()):
        folder, _, rest = name.partition("/")
        if folder == PAGES:
            lines.append(f"Inside: feedback on {rest.removesuffix('.html')}, {len(data):,} bytes.")
        elif folder == LESSONS:
            lines.append(f"Inside: the new lesson {rest}, {len(data):,} bytes.")
        elif name not in (RECEIPT, LETTER):
            lines.append(
                f"Inside: {name}, {len(data):,} bytes, which this Trellis does not know and leaves as it is."
            )
    return lines


def _journal(data: bytes) -> Findings:
    lines = [line for line in data.split(b"\n") if line.strip()]
    read = newer = 0
    for line in lines:
        try:
            read += read_event(line) is not None
        except NewerVersion:
            newer += 1
    torn = len(lines) - read - newer
    said = [f"A journal with {read} entries."]
    said += [f"{newer} more are of a newer Trellis."] if newer else []
    said += (
        [f"{torn} lines cannot be read, as after a power cut; the others are not touched by that."]
        if torn
        else []
    )
    return Findings(lines=tuple(said), whole=not torn)


def _json(data: bytes) -> Findings:
    for kind, words in _KINDS:
        try:
            found = msgspec.json.decode(data, type=kind)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            continue
        return Findings(lines=(words.format(one=found),), whole=True)
    if not data:
        return Findings(lines=("It is empty: the copy was not finished.",), whole=False)
    return Findings(lines=("It is no file of Trellis, or so damaged that it cannot be told.",))


_KINDS: tuple[tuple[type[msgspec.Struct], str], ...] = (
    (
        _Sealing,
        "The keys of the class “{one.card.name}”, format {one.format}, locked by a passphrase. The words of its key: {one.card.words}.",
    ),
    (_Private, "The private keys of a study folder. Give them to nobody."),
    (
        _About,
        "The settings of the class “{one.name}”, course {one.course}, format {one.format}. It holds the class's secret salt.",
    ),
    (_Lesson, "A released lesson: {one.lesson}, of the course “{one.course}”."),
    (
        _Profile,
        "The profile of student {one.student}, installation {one.installation}, course “{one.course}”.",
    ),
)
