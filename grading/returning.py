"""Returning: a feedback pack for each machine of each student, sealed for it and signed by the class.

What says the same as before is not written again. A pack's number only grows, so that an older one cannot pass for news.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

import msgspec
import sqlalchemy as sa

from carrying.bundle import SUFFIX, Refused, read_file
from carrying.feedback import Advice, Feedback, Goal, Letter, Note, Result, Word, pack_feedback
from carrying.journal import now
from carrying.keys import Keys
from carrying.receipt import Receipt, write_receipt
from carrying.saving import NotSaved, reason, save
from carrying.sealing import HINT, Sealed, read_header
from curriculum.course import Course
from curriculum.language import first_known, speaking
from curriculum.lesson import FILE as LESSON
from curriculum.listing import listed
from curriculum.path import Override
from grading import tables
from grading.accommodating import plain_accommodations
from grading.class_folder import ClassFault, ClassFolder
from grading.class_keys import at_hand
from grading.feedback_pages import FeedbackFault, feedback_page, page_key
from grading.gradebook import Graded, all_graded
from grading.installations import Installation
from grading.notes import note_for, open_goals
from grading.paths import StudentWork, class_work
from grading.progress import Progress, silent
from grading.receipts import receipts_for, sender_of
from grading.records import Received, Records
from grading.roster import Roster, read_roster
from grading.student_language import student_language
from grading.words import _, ngettext

FOLDER = "return"


class Pack(msgspec.Struct, frozen=True, kw_only=True):
    """The feedback pack of one machine; `changed` where it says something new."""

    student: str
    path: Path
    changed: bool


class Without(msgspec.Struct, frozen=True):
    """A student for whom nothing could be made: nothing was handed in yet, or (`unsigned`) only without a key of the student's own."""

    student: str
    unsigned: bool


class Returns(msgspec.Struct, frozen=True, kw_only=True):
    """What goes back. `faults` are sentences about single lessons whose page could not be made."""

    packs: tuple[Pack, ...]
    without: tuple[Without, ...]
    faults: tuple[str, ...] = ()


class _Person(msgspec.Struct, frozen=True, kw_only=True):
    """What goes back to one student, whichever machine it is for."""

    letter: Letter
    pages: dict[str, bytes]


def make_returns(
    folder: ClassFolder,
    today: date,
    at: datetime | None = None,
    progress: Progress | None = None,
    students: Collection[str] | None = None,
) -> Returns:
    """Make the feedback packs of a class (of `students`, where given) in its folder `return`; those that say the same stay as they are.

    Raises ClassFault (a class without keys, Locked), CourseError, RosterFault, RecordsFault, NotSaved; packs made before that are whole.
    """
    tell, clock = progress or silent, at or now()
    keys = at_hand(folder)
    if keys is None:
        raise ClassFault(
            _(
                "The class “{class_name}” has no keys, so nothing can be sealed for its students. Give it "
                "keys first: trellis class keys."
            ).format(class_name=folder.name)
        )
    course, roster = folder.load_course(), read_roster(folder.roster)
    graded = all_graded(folder)
    packs: list[Pack] = []
    faults: list[str] = []
    with Records(folder.records_url) as records:
        machines: dict[str, list[Installation]] = {}
        known = records.installations()
        for machine in known:
            machines.setdefault(machine.student, []).append(machine)
        receipts = receipts_for(records, known)
        needs = plain_accommodations(records)
        languages = {
            student: first_known([str(needs.get(student, {}).get("language", ""))])
            or student_language(roster, student)
            for student in {*roster.names, *machines}  # who has left the roster handed in all the same
        }
        work = class_work(
            records,
            course,
            students=roster.names,
            lessons=folder.released(),
            today=today,
            languages=languages,
        )
        wanted = [one for one in work if students is None or one in students]
        for number, student in enumerate(wanted):
            tell(roster.display_name(student), number, len(wanted))
            own = machines.get(student, [])
            if not own:
                continue
            with speaking(languages[student]):
                person = _person(folder, course, records, work[student], graded, faults, roster)
            letter = msgspec.structs.replace(person.letter, accommodations=needs.get(student, {}))
            person = msgspec.structs.replace(person, letter=letter)
            packs += [
                _pack(folder, records, keys, one, person, work[student], receipts[one.installation], clock)
                for one in own
            ]
    tell("", len(wanted), len(wanted))
    without = tuple(
        Without(student, bool(work[student].hand_ins)) for student in wanted if student not in machines
    )
    return Returns(packs=tuple(packs), without=without, faults=tuple(faults))


def without_words(without: Collection[Without], name: Callable[[str], str]) -> Iterator[str]:
    """For whom nothing could be made and why, a sentence for each reason."""
    for unsigned in (False, True):
        names = [name(one.student) for one in without if one.unsigned is unsigned]
        if not names:
            continue
        said = (
            ngettext(
                "{names} handed in without a key of their own, so there is nothing to seal feedback for; the next hand-in brings one.",
                "{names} handed in without keys of their own, so there is nothing to seal feedback for; their next hand-ins bring them.",
                len(names),
            )
            if unsigned
            else ngettext(
                "{names} has not handed in anything yet, so there is no key to seal feedback for.",
                "{names} have not handed in anything yet, so there is no key to seal feedback for.",
                len(names),
            )
        )
        yield said.format(names=listed(names))


def copy_to(packs: Collection[Pack], place: Path) -> int:
    """Put the packs at a place; how many were not there yet as they are now. Raises NotSaved."""
    if not place.is_dir():
        raise NotSaved(
            _(
                "There is no folder {place}. Check that the stick is in. The packs are safe in the class "
                "folder."
            ).format(place=place)
        )
    written = 0
    for pack in packs:
        try:
            data = pack.path.read_bytes()
            there = place / pack.path.name
            if there.is_file() and there.stat().st_size == len(data) and there.read_bytes() == data:
                continue
        except OSError as error:
            raise NotSaved(
                _("{path} cannot be copied: {why}. Return once more.").format(
                    path=pack.path, why=reason(error)
                )
            ) from error
        save(place / pack.path.name, data)
        written += 1
    return written


def _person(
    folder: ClassFolder,
    course: Course,
    records: Records,
    work: StudentWork,
    graded: Mapping[tuple[str, str], Graded],
    faults: list[str],
    roster: Roster,
) -> _Person:
    student = work.student
    note, titles = note_for(records, student), {one.id: one.title for one in course.outline.lessons}
    pages: dict[str, bytes] = {}
    results = []
    at = {outcome.lesson: outcome.at for outcome in work.outcomes}
    for (whose, lesson), points in sorted(graded.items()):
        copy = folder.autograded / whose / lesson / f"{lesson}.ipynb"
        if whose != student or not copy.is_file():
            continue
        title = titles.get(lesson, lesson)
        try:
            pages[lesson] = _page(folder, student, lesson, copy, points, title)
        except FeedbackFault as error:
            faults.append(f"{roster.display_name(student)}: {error}")
            continue
        results.append(
            Result(
                lesson=lesson,
                title=title,
                score=round(points.score, 4),
                most=points.most,
                at=at.get(lesson, ""),
            )
        )
    letter = Letter(
        student=student,
        installation="",
        class_name=folder.name,
        course=course.outline.id,
        at="",
        steps=tuple(
            Advice(
                kind=step.kind, title=step.title, reason=step.reason, lesson=step.lesson, minutes=step.minutes
            )
            for step in work.path.steps
        ),
        skills={skill: str(status) for skill, status in work.path.skills.items()},
        words=tuple(_word(one) for one in records.overrides(student)),
        note=Note(text=note.text, by=note.by, at=note.at) if note else None,
        goals=tuple(
            Goal(text=goal.text, until=goal.until, at=goal.at) for goal in open_goals(records, student)
        ),
        results=tuple(results),
    )
    return _Person(letter=letter, pages=pages)


def _word(override: Override) -> Word:
    return Word(action=override.action, lesson=override.lesson, reason=override.reason, due=override.due)


def _page(folder: ClassFolder, student: str, lesson: str, copy: Path, points: Graded, title: str) -> bytes:
    """The feedback page of a lesson, as it was made before where nothing has changed. Raises FeedbackFault, NotSaved."""
    try:
        data = copy.read_bytes()
    except OSError as error:
        raise FeedbackFault(
            _("{copy} cannot be read: {why}.").format(copy=copy, why=reason(error))
        ) from error
    key = page_key(data, points, title)
    kept = folder.root / FOLDER / student / f"{lesson}.html"
    mark = kept.with_suffix(".key")
    try:
        if mark.read_text("utf-8") == key:
            return kept.read_bytes()
    except (OSError, UnicodeDecodeError):
        pass  # not made yet, or half: made anew
    page = feedback_page(data, points, title)
    mark.unlink(missing_ok=True)
    save(kept, page)
    save(mark, key.encode())
    return page


def _pack(
    folder: ClassFolder,
    records: Records,
    keys: Keys,
    machine: Installation,
    person: _Person,
    work: StudentWork,
    receipt: Receipt,
    clock: datetime,
) -> Pack:
    new = {lesson: dict(_files(folder, lesson)) for lesson in _missing(folder, machine, work)}
    letter = msgspec.structs.replace(person.letter, installation=machine.installation)
    path = folder.root / FOLDER / machine.student / f"feedback-{machine.card.fingerprint[:HINT]}{SUFFIX}"
    said = _digest(letter, person.pages, new, receipt)
    table = tables.returns
    with records.transaction() as db:
        row = db.execute(
            sa.select(table.c.number, table.c.said).where(table.c.installation == machine.installation)
        ).one_or_none()
    if row is not None and row.said == said and _sealed_for(path, machine):
        return Pack(student=machine.student, path=path, changed=False)
    # A restored backup of the class still counts on from today, and a clock that is wrong from what was given before.
    number = max(row.number + 1 if row is not None else 1, int(clock.timestamp()))
    at = clock.isoformat(timespec="seconds")
    feedback = Feedback(
        letter=msgspec.structs.replace(letter, at=at), pages=person.pages, lessons=new, receipt=receipt
    )
    # The number is spent before the pack is written: stopped in between, no other pack ever gets it.
    _note(records, machine, number, "", at)
    save(path, pack_feedback(feedback, (sender_of(keys.card), number), Sealed(keys, machine.card)))
    _note(records, machine, number, said, at)
    return Pack(student=machine.student, path=path, changed=True)


def _note(records: Records, machine: Installation, number: int, said: str, at: str) -> None:
    table = tables.returns
    with records.transaction() as db:
        db.execute(table.delete().where(table.c.installation == machine.installation))
        db.execute(
            table.insert().values(
                installation=machine.installation, student=machine.student, number=number, said=said, at=at
            )
        )


def _sealed_for(path: Path, machine: Installation) -> bool:
    """Whether a pack that was made for a machine is still there."""
    try:
        return read_header(read_file(path)).hint == machine.card.fingerprint[:HINT]
    except Refused:
        return False


def _digest(
    letter: Letter, pages: Mapping[str, bytes], lessons: Mapping[str, Mapping[str, bytes]], receipt: Receipt
) -> str:
    """A digest of all that a pack says, but for when it says it."""
    said = hashlib.sha256(msgspec.json.encode(letter) + b"\n" + write_receipt(receipt))
    for name, data in sorted(pages.items()):
        said.update(f"\n{name} {hashlib.sha256(data).hexdigest()}".encode())
    for lesson, files in sorted(lessons.items()):
        for name, data in sorted(files.items()):
            said.update(f"\n{lesson}/{name} {hashlib.sha256(data).hexdigest()}".encode())
    return said.hexdigest()


def _missing(folder: ClassFolder, machine: Installation, work: StudentWork) -> list[str]:
    """The released lessons that are not on a machine, as far as its latest hand-in says."""
    own = [one for one in work.hand_ins if one.installation == machine.installation]
    latest: Received | None = max(own, key=lambda one: one.counter, default=None)
    here = set(latest.here.split()) if latest is not None else set()
    here |= {event.lesson for event in work.events if event.by[0] == machine.installation}
    return [lesson for lesson in folder.released() if lesson not in here]


def _files(folder: ClassFolder, lesson: str) -> Iterator[tuple[str, bytes]]:
    for name in (LESSON, f"{lesson}.ipynb"):
        path = folder.release / lesson / name
        try:
            yield name, path.read_bytes()
        except OSError as error:
            raise ClassFault(
                _("{path} cannot be read: {why}. Release the lesson once more.").format(
                    path=path, why=reason(error)
                )
            ) from error
