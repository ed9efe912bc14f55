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
from carrying.words import N_, _, ngettext
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
        _("A Trellis file of format {format}.").format(format=header.format),
        _envelope(header, [*names, *(one.card for one in keys)]),
    ]
    if header.envelope == "sealed" and not any(one.card.fingerprint.startswith(header.hint) for one in keys):
        about.append(
            _(
                "It cannot be opened here, so neither its sender nor its contents nor whether it is "
                "whole can be told."
            )
        )
        return Findings(lines=tuple(about))
    try:
        bundle = unpack(data, keys)
    except Refused as error:
        return Findings(lines=(*about, str(error)), whole=False)
    return Findings(lines=(*about, *_contents(bundle), _("It is whole.")), whole=True)


def _envelope(header: Header, names: Sequence[Card]) -> str:
    if header.envelope == "clear":
        return _("It is in clear: anyone can read it, and nobody signed it.")
    if header.envelope == "signed":
        return _("It is signed: anyone can read it, and nobody can change it unnoticed.")
    known = next((one for one in names if one.fingerprint.startswith(header.hint)), None)
    if known is None:
        sentence = _("It is sealed for the key “{words}” (fingerprint {hint}…).")
    elif known.name:
        sentence = _("It is sealed for “{name}”, the key “{words}” (fingerprint {hint}…).")
    else:
        sentence = _("It is sealed for the study folder here, the key “{words}” (fingerprint {hint}…).")
    name = known.name if known else ""
    return sentence.format(name=name, words=fingerprint_words(header.hint), hint=header.hint)


def _contents(bundle: Bundle) -> list[str]:
    manifest = bundle.manifest
    lines = [
        {
            "hand-in": _(
                "A hand-in: the work of student {student}, from installation {installation}, number {number}."
            ).format(student=manifest.student, installation=manifest.by[0], number=manifest.by[1]),
            "pack": _("Lessons for students, of the course “{course}”.").format(course=manifest.course),
            "receipt": _("A receipt for student {student}, number {number} of what the class sends.").format(
                student=manifest.student, number=manifest.by[1]
            ),
            "feedback": _("Feedback for student {student}, number {number} of what the class sends.").format(
                student=manifest.student, number=manifest.by[1]
            ),
        }[manifest.kind]
    ]
    if manifest.sender is not None:
        sentence = (
            _("Signed by “{name}”, the key “{words}” (fingerprint {fingerprint}…).")
            if manifest.sender.name
            else _("Signed by the key “{words}” (fingerprint {fingerprint}…).")
        )
        lines.append(
            sentence.format(
                name=manifest.sender.name,
                words=manifest.sender.words,
                fingerprint=manifest.sender.fingerprint[:16],
            )
        )
    if manifest.at:
        lines.append(_("Written at {at}, by the clock of the machine it comes from.").format(at=manifest.at))
    if manifest.kind in ("receipt", "feedback"):
        return [*lines, *_returned(bundle)]
    lessons: dict[str, int] = {}
    for name, data in bundle.members.items():
        lesson = name.partition("/")[0]
        lessons[lesson] = lessons.get(lesson, 0) + len(data)
    cards = lessons.pop(CARDS, 0) if manifest.kind == "pack" else 0
    lines += [
        _("Inside: {name}, {size:,} bytes.").format(name=lesson, size=size)
        for lesson, size in sorted(lessons.items())
    ]
    lines += (
        [_("Inside: the list of the class's cards, {size:,} bytes, without a name.").format(size=cards)]
        if cards
        else []
    )
    return lines


def _returned(bundle: Bundle) -> list[str]:
    """What a class sends back, as far as this version knows it."""
    lines: list[str] = []
    try:
        receipt = receipt_in(bundle)
        if receipt is not None:
            lines.append(
                _("Inside: a receipt for installation {installation}, hand-ins named: {taken}.").format(
                    installation=receipt.installation, taken=len(receipt.taken)
                )
            )
        if bundle.manifest.kind == "feedback":
            letter = letter_in(bundle)
            lines.append(
                _("Inside: a letter. Next steps: {steps}, goals: {goals}.").format(
                    steps=len(letter.steps), goals=len(letter.goals)
                )
            )
            lines += [_("Inside: a note from the teacher.")] if letter.note else []
    except Refused as error:
        lines.append(str(error))
    for name, data in sorted(bundle.members.items()):
        folder, _slash, rest = name.partition("/")
        if folder == PAGES:
            lines.append(
                _("Inside: feedback on {lesson}, {size:,} bytes.").format(
                    lesson=rest.removesuffix(".html"), size=len(data)
                )
            )
        elif folder == LESSONS:
            lines.append(
                _("Inside: the new lesson {lesson}, {size:,} bytes.").format(lesson=rest, size=len(data))
            )
        elif name not in (RECEIPT, LETTER):
            lines.append(
                _(
                    "Inside: {name}, {size:,} bytes, which this Trellis does not know and leaves as it is."
                ).format(name=name, size=len(data))
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
    said = [ngettext("A journal with one entry.", "A journal with {n} entries.", read).format(n=read)]
    said += (
        [
            ngettext("One more is of a newer Trellis.", "{n} more are of a newer Trellis.", newer).format(
                n=newer
            )
        ]
        if newer
        else []
    )
    said += (
        [
            ngettext(
                "One line cannot be read, as after a power cut; the others are not touched by that.",
                "{n} lines cannot be read, as after a power cut; the others are not touched by that.",
                torn,
            ).format(n=torn)
        ]
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
        return Findings(lines=(_(words).format(one=found),), whole=True)
    if not data:
        return Findings(
            lines=(_("It is empty: the copy was not finished. Copy it again from where it came."),),
            whole=False,
        )
    return Findings(lines=(_("It is no file of Trellis, or so damaged that it cannot be told."),))


_KINDS: tuple[tuple[type[msgspec.Struct], str], ...] = (
    (
        _Sealing,
        N_(
            "The keys of the class “{one.card.name}”, format {one.format}, locked by a passphrase. "
            "The words of its key: {one.card.words}."
        ),
    ),
    (_Private, N_("The private keys of a study folder. Give them to nobody.")),
    (
        _About,
        N_(
            "The settings of the class “{one.name}”, course {one.course}, format {one.format}. "
            "It holds the class's secret salt."
        ),
    ),
    (_Lesson, N_("A released lesson: {one.lesson}, of the course “{one.course}”.")),
    (
        _Profile,
        N_("The profile of student {one.student}, installation {one.installation}, course “{one.course}”."),
    ),
)
