"""Collecting: from files on a stick or in a folder to the records and to nbgrader's submissions.

Nothing on the stick is changed; in a class with keys, a small receipt for each machine is put beside the hand-ins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from carrying.bundle import MAX_FILE, SUFFIX, Bundle, Refused, digest, read_file, unpack
from carrying.copies import events_in
from carrying.handin import HandedIn, HandIn, as_hand_in
from carrying.journal import lines_of, now
from carrying.saving import NotSaved, in_words, reason, save
from carrying.sealing import HINT, ForAnother
from curriculum.evidence import write_event
from curriculum.steps import ROUNDS
from grading.class_folder import ClassFolder
from grading.class_keys import at_hand
from grading.enrolments import check_card, machine_of
from grading.forgetting import Erased
from grading.join_codes import read_codes
from grading.merging import Merged, line_of
from grading.placed import Placed
from grading.placing import Placing
from grading.progress import Progress, silent
from grading.receipts import Left, is_for, leave_receipts
from grading.records import Records
from grading.roster import add_students
from grading.salvage import salvage
from grading.submissions import known_lessons
from grading.words import N_, _, day_and_time, ngettext

AHEAD = timedelta(days=1)
"""So far a student's clock may be ahead before it is said: time zones differ by as much."""
UNSEALED = N_(
    "It is not sealed, so nobody can say whose work it is. Give the student the file with the lessons of this class; "
    "then it is sealed when it is handed in again, and nothing is lost."
)


class CollectFault(Exception):
    """There is nothing to collect from; the message says why."""


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """A hand-in that was read.

    `known`: this very file had been collected before. `notes` are sentences for the teacher.
    """

    file: str
    student: str
    new_events: int
    known: bool
    lessons: tuple[str, ...]
    notes: tuple[str, ...] = ()
    digest: str = ""


class Aside(msgspec.Struct, frozen=True):
    """A file that could not be read, why, and its copy in quarantine (None where no copy could be made)."""

    file: str
    reason: str
    copy: Path | None


class Collected(msgspec.Struct, frozen=True, kw_only=True):
    """What a collecting brought. `packs` counts files for students, which were passed over.

    `erased` are those of the files aside that are of an erased student, and may be kept nowhere.
    `receipts` is how many were left at the place, `no_receipts` why some could not be (empty where all were).
    """

    taken: tuple[Taken, ...] = ()
    aside: tuple[Aside, ...] = ()
    erased: tuple[str, ...] = ()
    packs: int = 0
    new_students: tuple[str, ...] = ()
    unknown_lessons: tuple[str, ...] = ()
    receipts: int = 0
    no_receipts: str = ""

    @property
    def students(self) -> list[str]:
        """Whose work was in the files, each once."""
        return sorted({one.student for one in self.taken})

    @property
    def new(self) -> list[Taken]:
        """The hand-ins that had not been collected before."""
        return [one for one in self.taken if not one.known]


@in_words(
    N_(
        "The hand-ins could not all be collected: {why}. What was collected is safe, and the hand-ins are "
        "where they were. Mend that, then collect again."
    )
)
def collect(
    folder: ClassFolder, place_: Path, progress: Progress | None = None, at: datetime | None = None
) -> Collected:
    """Take in every hand-in at `place_`: a file, or a folder with its direct subfolders.

    Any order, any number of times. A file whose bytes were taken in before, and whose work is where it belongs, is not opened again.

    Raises CollectFault, Locked, RosterFault, JoinCodesFault, RecordsFault, NotSaved (the class folder cannot be written); what was
    taken in before that stays.
    """
    tell = progress or silent
    received = at or now()
    files = list(_files(folder, place_))
    taken: list[Taken] = []
    aside: list[Aside] = []
    erased: list[Aside] = []
    packs = 0
    known = known_lessons(folder)
    keys = at_hand(folder)
    codes = read_codes(folder)
    with Records(folder.records_url) as records:
        students = {one.card.fingerprint[:HINT] for one in records.installations()}
        placed = records.placed()
        placing = Placing(folder, records)
        for number, file in enumerate(files):
            tell(file.name, number, len(files))
            try:
                data = read_file(file)
                before = placed.get(digest(data))
                if before is not None and before.holds(folder.submitted, known):
                    taken.append(_again(file, before, digest(data)))
                    continue
                bundle = unpack(data, [keys] if keys else [])
                if bundle.manifest.kind != "hand-in":
                    packs += 1
                    continue
                hand_in = _opened(folder, bundle)
                owner = records.owner_of(hand_in.student)
                if placing.full or placing.waits(owner):
                    placed |= placing.finish()
                machine = machine_of(records, hand_in.by[0]) if codes is not None else None
                merged = records.merge(hand_in, received)
                notes = (*check_card(records, codes, hand_in, machine), *_clock(hand_in.at, received))
                hand_in = msgspec.structs.replace(hand_in, student=owner)
                # Were only what is new placed, a run stopped between the two steps would leave a part of it unplaced for ever.
                placing.add(hand_in, {*merged.lessons, *_written_about(hand_in)}, known)
                taken.append(_taken(file, hand_in, merged, notes))
            except Erased as error:
                erased.append(Aside(file.name, str(error), None))
            except Refused as error:
                if isinstance(error, ForAnother) and (
                    error.hint in students or is_for(file.name, error.hint)
                ):
                    packs += 1  # an answer on its way to a student, though perhaps one who was erased since
                    continue
                aside.append(_put_aside(folder, file, str(error), received))
        placing.finish()
        # Only now: a receipt says what is safe in the records and nothing else.
        left = Left()
        if keys is not None and taken:
            beside = place_ if place_.is_dir() else place_.parent
            left = leave_receipts(
                records, keys, folder.about.course, beside, [one.digest for one in taken], received
            )
    tell("", len(files), len(files))
    return Collected(
        taken=tuple(taken),
        aside=(*aside, *erased),
        erased=tuple(one.file for one in erased),
        packs=packs,
        new_students=tuple(add_students(folder.roster, [one.student for one in taken])),
        unknown_lessons=tuple(sorted({lesson for one in taken for lesson in one.lessons} - known - {ROUNDS})),
        receipts=left.written,
        no_receipts=left.problem,
    )


def _files(folder: ClassFolder, place_: Path) -> Iterator[Path]:
    """The files to read, by name.

    Hidden ones are other systems' leftovers; quarantine holds copies of what was refused.
    """
    if place_.is_file():
        yield place_
        return
    if not place_.is_dir():
        raise CollectFault(
            _("There is no folder {place}. Check that the stick is in. Nothing has been changed.").format(
                place=place_
            )
        )
    try:
        shallow = sorted(place_.iterdir())
        deeper = [
            path for sub in shallow if sub.is_dir() and not sub.name.startswith(".") for path in _listed(sub)
        ]
    except OSError as error:
        raise CollectFault(
            _("{place} cannot be read: {why}. Nothing has been changed.").format(
                place=place_, why=reason(error)
            )
        ) from error
    for path in (*shallow, *deeper):
        ours = path.suffix.lower() == SUFFIX and not path.name.startswith(".")
        if ours and path.is_file() and folder.quarantine not in path.resolve().parents:
            yield path


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []  # such as the system's own folder on a stick


def _opened(folder: ClassFolder, bundle: Bundle) -> HandIn:
    if folder.keys and not bundle.sealed:
        raise Refused(_(UNSEALED))
    return with_copies(as_hand_in(bundle))


def _taken(file: Path, hand_in: HandIn, merged: Merged, about_card: tuple[str, ...]) -> Taken:
    return Taken(
        file=file.name,
        student=hand_in.student,
        new_events=merged.new_events,
        known=merged.known,
        lessons=tuple(lesson.lesson for lesson in hand_in.lessons),
        notes=(*_notes(merged), *about_card),
        digest=hand_in.digest,
    )


def _again(file: Path, before: Placed, whole: str) -> Taken:
    return Taken(
        file=file.name,
        student=before.student,
        new_events=0,
        known=True,
        lessons=before.lessons,
        digest=whole,
    )


def _written_about(hand_in: HandIn) -> set[str]:
    """The lessons its journals' lines are about, which one might have put into another lesson's folder."""
    lines = (line for lesson in hand_in.lessons for line in lines_of(lesson.journal))
    return {read.lesson for read in map(line_of, lines) if read is not None and read.lesson}


def with_copies(hand_in: HandIn) -> HandIn:
    """The hand-in with its journals completed from the copies in its notebooks.

    Where a journal was lost, the answers are not.

    Copies count only for the machine that handed in and for those its journals name, so that a copied
    notebook brings nothing along.
    """
    machines = {hand_in.by[0]}
    lines = {lesson.lesson: lines_of(lesson.journal) for lesson in hand_in.lessons}
    written: set[tuple[str, int]] = set()
    for own in lines.values():
        for line in own:
            read = line_of(line)
            if read is not None:
                written.add(read.by)
                machines.add(read.by[0])
    return msgspec.structs.replace(
        hand_in, lessons=tuple(_completed(lesson, machines, written) for lesson in hand_in.lessons)
    )


def _completed(lesson: HandedIn, machines: set[str], written: set[tuple[str, int]]) -> HandedIn:
    if lesson.notebook is None:
        return lesson
    notebook = salvage(lesson.notebook).notebook
    if notebook is None:
        return lesson
    missing = [
        event
        for event in events_in(notebook)
        if event.by not in written and event.by[0] in machines and event.lesson == lesson.lesson
    ]
    if not missing:
        return lesson
    return msgspec.structs.replace(
        lesson, journal=lesson.journal.rstrip(b"\n") + b"\n" + b"".join(map(write_event, missing))
    )


def _notes(merged: Merged) -> Iterator[str]:
    if merged.another_machine:
        yield _("It comes from a machine that this student has not handed in from before.")
    if merged.conflicts:
        yield ngettext(
            "{n} of its entries differs from what came before under the same number, as when a machine was "
            "copied. Both count, as of two machines; look at the two together.",
            "{n} of its entries differ from what came before under the same number, as when a machine was "
            "copied. Both count, as of two machines; look at the two together.",
            len(merged.conflicts),
        ).format(n=len(merged.conflicts))
    if merged.shared:
        yield _(
            "It holds work from a machine that another student has handed in from too. Both are kept; "
            "look at the two together."
        )
    if merged.unread:
        yield ngettext(
            "{n} entry of its journal could not be read, as after a power cut. All others are in.",
            "{n} entries of its journal could not be read, as after a power cut. All others are in.",
            merged.unread,
        ).format(n=merged.unread)


def _clock(theirs: str, ours: datetime) -> Iterator[str]:
    """What to say where the machine that handed in has a clock far ahead; its events count by their numbers, not by it."""
    try:
        when = datetime.fromisoformat(theirs).astimezone()
    except (ValueError, OverflowError):
        return
    if when - ours.astimezone() > AHEAD:
        yield _(
            "The clock of this machine was ahead when it handed in: it said {when}. Nothing is lost. Set the clock right, so "
            "that the days of goals and reviews are right again."
        ).format(when=day_and_time(when))


def _notice(why: str, file: Path, at: datetime) -> str:
    said = (
        why,
        "",
        _("File: {file}").format(file=file),
        _("Collected: {at}").format(at=at.isoformat(timespec="seconds")),
    )
    return "\n".join(said) + "\n"


def _put_aside(folder: ClassFolder, file: Path, why: str, at: datetime) -> Aside:
    """Copy a refused file into quarantine beside its reason. Copying it again changes nothing."""
    try:
        data = file.read_bytes() if file.stat().st_size <= MAX_FILE else None
    except OSError:
        data = None
    stem = re.sub(r"[^a-z0-9]+", "-", file.stem.lower()).strip("-")[:40] or "file"
    name = f"{stem}-{digest(data if data is not None else str(file).encode())[:8]}"
    copy = folder.quarantine / f"{name}{SUFFIX}"
    notice = folder.quarantine / f"{name}.reason.txt"
    try:
        if data is not None and not copy.exists():
            save(copy, data)
        if not notice.exists():
            save(notice, _notice(why, file, at).encode())
    except NotSaved:
        return Aside(file.name, why, None)  # the file is still where it was, untouched
    return Aside(file.name, why, copy if data is not None else None)
