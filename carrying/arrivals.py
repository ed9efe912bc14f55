"""Taking in what a class sends: receipts, feedback and lessons, from a stick, a folder, or a file that came any other way.

Only what the known class signed is taken by itself; while none is known, lessons are, where a place holds those of one class alone.
Everything may come in any order and any number of times; a pack older than one that is here already is refused, so that nobody can play
an old one back.
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import msgspec

from carrying.archive import MAX_FILE, Kind, Refused
from carrying.bundle import SUFFIX, Bundle, digest, read_file, unpack
from carrying.feedback import Feedback, as_feedback
from carrying.keys import Card
from carrying.outbox import Received, settle
from carrying.packs import on_shelf, take_pack
from carrying.receipt import Receipt, receipt_in
from carrying.returned import News, keep, news
from carrying.saving import NotSaved, in_words, save
from carrying.sealing import HINT, VERIFY_KEY, read_header
from carrying.shelf import put
from carrying.study import HIDDEN, Study
from carrying.trust import has_keys, known_class, own_keys
from carrying.words import N_, _

MAX_FILES = 2_000
MAX_LINE = 200
TAKEN = "packs-taken.json"
MOST_TAKEN = 200


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """One file that was taken in.

    `received` are hand-ins now known to be with the class, `news` is what feedback brought, `lessons` are new lessons, `joined` is
    the class that this study folder belongs to from now on.
    """

    file: str
    kind: Kind
    received: tuple[Received, ...] = ()
    news: News | None = None
    lessons: tuple[str, ...] = ()
    joined: Card | None = None

    @property
    def new(self) -> bool:
        """Whether it brought anything that was not here."""
        return bool(self.received or self.news or self.lessons or self.joined)


class Left(msgspec.Struct, frozen=True):
    """A file for this student that was not taken, and why: a sentence for a child."""

    file: str
    reason: str


class Arrived(msgspec.Struct, frozen=True, kw_only=True):
    """What a place held for this student."""

    taken: tuple[Arrival, ...] = ()
    left: tuple[Left, ...] = ()

    @property
    def joined(self) -> bool:
        """Whether this study folder belongs to a class now, and did not before."""
        return any(one.joined is not None for one in self.taken)


Looked = set[tuple[str, int, int]]
"""Files looked at before: path, size, and time of change in nanoseconds."""


@in_words(N_("What came back could not be taken in: {why}. Nothing you had before is changed."))
def take_all(study: Study, folder: Path, looked: Looked | None = None) -> Arrived:
    """Take in whatever `folder` and its direct subfolders hold for this study folder. Other people's files are not opened.

    Files in `looked` are passed over, and those taken now join it, so that a page may ask often.

    Raises NotSaved where the study folder cannot be written. The place is only read; where it cannot be read, it holds nothing.
    """
    taken: list[Arrival] = []
    left: list[Left] = []
    seen: Looked = looked if looked is not None else set()
    for path, mark in _for_here(study, folder, seen):
        try:
            arrival = take_file(study, path)
        except Refused as error:
            left.append(Left(path.name, str(error)))
            continue
        seen.add(mark)
        if arrival.new:
            taken.append(arrival)
    return Arrived(taken=tuple(taken), left=tuple(left))


def take_file(study: Study, path: Path) -> Arrival:
    """Take in one file from the class. Raises Refused before anything is changed, ForAnother, NotSaved."""
    return take_bytes(study, read_file(path), path.name)


@in_words(N_("What came back could not be taken in: {why}. Nothing you had before is changed."))
def take_bytes(study: Study, data: bytes, name: str) -> Arrival:
    """Take in a file of the class by its bytes; `name` is only said. Raises as `take_file`."""
    if digest(data) in _packs_taken(study):
        return Arrival(file=name, kind="pack")
    bundle = unpack(data, [own_keys(study)])
    kind = bundle.manifest.kind
    if kind == "hand-in":
        raise Refused(_("It is a student's work on its way to the teacher. It is left as it is."))
    if kind == "pack":
        return _take_lessons(study, bundle, name)
    _check_sender(study, bundle)
    if kind == "receipt":
        receipt = receipt_in(bundle)
        if receipt is None:
            raise Refused(_("It should hold a receipt, and holds none."))
        return Arrival(file=name, kind="receipt", received=_settled(study, bundle, receipt))
    return _take_feedback(study, bundle, data, name)


def _take_lessons(study: Study, bundle: Bundle, name: str) -> Arrival:
    known = known_class(study)
    before = set(on_shelf(study)) if known is not None else set()
    lessons = take_pack(study, bundle)
    _note_pack(study, bundle.digest)
    return Arrival(
        file=name,
        kind="pack",
        lessons=tuple(one for one in lessons if one not in before),
        joined=known_class(study) if known is None else None,
    )


def _check_sender(study: Study, bundle: Bundle) -> None:
    known = known_class(study)
    if known is None:
        raise Refused(
            _(
                "It comes from a class, and this study folder does not know one yet. Take in your "
                "teacher's file with the lessons first."
            )
        )
    if not bundle.sealed or bundle.signer != known.verify:
        raise Refused(
            _(
                "It is not signed by your class “{class_name}” ({words}). Nothing of it was taken. Show it to "
                "your teacher."
            ).format(class_name=known.name, words=known.words)
        )


def _check_reader(study: Study, bundle: Bundle, installation: str) -> None:
    """It opened with our key; the student's id may have changed at the teacher's, so either of id and machine will do."""
    if bundle.manifest.student != study.profile.student and installation != study.profile.installation:
        raise Refused(
            _("It was written for another student. Nothing of it was taken. Give it back to your teacher.")
        )


def _settled(study: Study, bundle: Bundle, receipt: Receipt) -> tuple[Received, ...]:
    _check_reader(study, bundle, receipt.installation)
    return tuple(settle(study, receipt.taken))


def _take_feedback(study: Study, bundle: Bundle, data: bytes, name: str) -> Arrival:
    feedback = as_feedback(bundle)
    _check_reader(study, bundle, feedback.letter.installation)
    sender, number = bundle.manifest.by
    before = [one for one in news(study) if one.sender == sender]
    if any(one.digest == bundle.digest for one in before):
        again = _settled(study, bundle, feedback.receipt) if feedback.receipt is not None else ()
        return Arrival(file=name, kind="feedback", received=again)
    if number < 1 or (before and number <= before[-1].number):
        raise Refused(
            _(
                "It is older than what came back before, so nothing of it was taken. What you have is "
                "newer, and stays."
            )
        )
    # Each step may be done again, and the pack counts as taken with the last of them.
    lessons = _shelve(study, feedback)
    received = _settled(study, bundle, feedback.receipt) if feedback.receipt is not None else ()
    one = _news(feedback, sender, number, bundle.digest, before[-1] if before else None, lessons)
    keep(study, one, data)
    return Arrival(file=name, kind="feedback", received=received, news=one, lessons=lessons)


def _news(
    feedback: Feedback, sender: str, number: int, digest_: str, before: News | None, lessons: tuple[str, ...]
) -> News:
    letter = feedback.letter
    pages = {lesson: hashlib.sha256(page).hexdigest() for lesson, page in feedback.pages.items()}
    old = before.pages if before else {}
    return News(
        number=number,
        digest=digest_,
        sender=sender,
        letter=letter,
        pages=pages,
        fresh=tuple(lesson for lesson in sorted(pages) if old.get(lesson) != pages[lesson]),
        lessons=lessons,
        new_note=letter.note is not None and (before is None or before.letter.note != letter.note),
        new_goals=bool(letter.goals) and (before is None or before.letter.goals != letter.goals),
    )


def _shelve(study: Study, feedback: Feedback) -> tuple[str, ...]:
    """Put lessons on the shelf that are not there, and never onto work."""
    there = set(on_shelf(study))
    new = tuple(lesson for lesson in sorted(feedback.lessons) if lesson not in there)
    for lesson in new:
        put(study.shelf / lesson, feedback.lessons[lesson])
    return new


def _for_here(study: Study, folder: Path, looked: Looked) -> Iterator[tuple[Path, tuple[str, int, int]]]:
    """The files in a place that are sealed for this study folder or signed by its class, told by how they begin.

    While no class is known, the one class that signed lessons there counts as it; of several, somebody has to choose.
    """
    hint: str | None = None
    known = known_class(study)
    signed: list[tuple[str, tuple[Path, tuple[str, int, int]]]] = []
    for path in islice(_files(folder), MAX_FILES):
        try:
            about = path.stat()
            mark = (str(path), about.st_size, about.st_mtime_ns)
            if mark in looked or about.st_size > MAX_FILE or not stat.S_ISREG(about.st_mode):
                continue
            with path.open("rb") as file:
                header = read_header(file.readline(MAX_LINE))
                signer = file.read(VERIFY_KEY).hex() if header.envelope == "signed" else ""
        except (OSError, Refused):
            continue  # not ours, damaged, or gone: nothing here is for us
        if header.hint and hint is None:  # only now: it loads the libraries
            hint = own_keys(study).card.fingerprint[:HINT] if has_keys(study) else "nobody"
        if (header.hint and header.hint == hint) or (known is not None and signer == known.verify):
            yield path, mark
        elif known is None and signer:
            signed.append((signer, (path, mark)))
    if len({signer for signer, _file in signed}) == 1:
        yield from (file for _signer, file in signed)


def _files(folder: Path) -> Iterator[Path]:
    shallow = _listed(folder)
    deeper = [path for sub in shallow if _may_hold(sub) for path in _listed(sub)]
    for path in (*shallow, *deeper):
        if path.suffix.lower() == SUFFIX and not path.name.startswith("."):
            yield path


def _may_hold(sub: Path) -> bool:
    try:
        return not sub.name.startswith((".", "$")) and not sub.is_symlink() and sub.is_dir()
    except OSError:
        return False


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


class _Taken(msgspec.Struct, frozen=True):
    digests: tuple[str, ...] = ()


def _packs_taken(study: Study) -> tuple[str, ...]:
    """Digests of files with lessons that were taken in, so that they need not be unpacked at every look."""
    try:
        return msgspec.json.decode((study.folder / HIDDEN / TAKEN).read_bytes(), type=_Taken).digests
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return ()


def _note_pack(study: Study, taken: str) -> None:
    before = tuple(one for one in _packs_taken(study) if one != taken)
    try:
        save(
            study.folder / HIDDEN / TAKEN,
            msgspec.json.encode(_Taken((*before, taken)[-MOST_TAKEN:])),
        )
    except NotSaved:
        return  # only a saving of time; the lessons are here
