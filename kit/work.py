"""The teacher's work as commands and pages both do it: a function each, progress told on the way, the outcome in sentences."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from carrying.journal import now
from carrying.keys import Keys
from carrying.saving import save
from curriculum.language import spoken
from kit.commands.hand_in import size_in_words
from kit.drives import on_stick
from kit.first_day import note
from kit.places import CLASS_FILE
from kit.server import runtime
from kit.stop import Stop
from kit.words import _, ngettext

if TYPE_CHECKING:
    from grading.autograde import Graded
    from grading.collect import Collected

SENT = "sent.trellis-backup"
"""A backup that was sent to the desk, until it is put back."""
Tell = Callable[[str, int, int], object]
"""Called with what is in hand, how many are done, of how many."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What was done: the outcome in one sentence, and lines about single students or files."""

    outcome: str
    lines: tuple[str, ...] = ()


def release_lessons(
    folder: Path,
    lessons: Sequence[str] | None,
    to: Path | None,
    tell: Tell | None = None,
    keys: Keys | None = None,
) -> Report:
    """Release lessons (None: all of the course), and copy the file for students to the folder `to`, if one is given."""
    from grading.class_folder import open_class
    from grading.class_keys import with_keys
    from grading.release import release

    if to is not None and not to.is_dir():
        raise Stop(_no_folder(to))
    made = release(with_keys(open_class(folder), keys), lessons or None, tell)
    pack = made.pack
    if to is not None:
        pack = to / f"lessons-{made.pack.name}"
        save(pack, made.pack.read_bytes())
        note(folder, carried=True)
    number, size = len(made.lessons), size_in_words(pack.stat().st_size)
    ready = (
        ngettext(
            "{n} lesson released. The file for students is {file} ({size}), checked. You can remove the stick now.",
            "{n} lessons released. The file for students is {file} ({size}), checked. You can remove the stick now.",
            number,
        )
        if to is not None and on_stick(to)
        else ngettext(
            "{n} lesson released. The file for students is {file} ({size}).",
            "{n} lessons released. The file for students is {file} ({size}).",
            number,
        )
    )
    return Report(outcome=ready.format(n=number, file=pack, size=size), lines=made.lessons)


def collect_work(
    folder: Path, places: Iterable[Path], tell: Tell | None = None, keys: Keys | None = None
) -> Report:
    """Take in the hand-ins at every place."""
    from grading.class_folder import open_class
    from grading.class_keys import with_keys
    from grading.collect import collect
    from grading.inbox import tidy
    from grading.roster import read_roster

    opened = with_keys(open_class(folder), keys)
    lines: list[str] = []
    new = known = aside = receipts = 0
    for place in places:
        found = collect(opened, place, tell)
        if place == opened.inbox:
            tidy(opened, found)
        name = read_roster(opened.roster).display_name
        known += sum(taken.known for taken in found.taken)
        new += len(found.new)
        aside += len(found.aside)
        receipts += found.receipts
        lines += _collected_lines(found, place, name)
    counts = [
        (new, ngettext("{n} new hand-in collected", "{n} new hand-ins collected", new)),
        (known, ngettext("{n} known already", "{n} known already", known)),
        (aside, ngettext("{n} put aside", "{n} put aside", aside)),
    ]
    parts = [words.format(n=number) for number, words in counts if number]
    if not parts:
        return Report(
            outcome=_("No hand-ins were found there. Their names end in .trellis."), lines=tuple(lines)
        )
    if not new:
        parts = [_("No new hand-ins collected"), *parts]
    outcome = f"{_comma(parts)}."
    if receipts:
        left = ngettext(
            "{n} receipt for the students left there.", "{n} receipts for the students left there.", receipts
        )
        outcome += " " + left.format(n=receipts)
    return Report(outcome=outcome, lines=tuple(lines))


def _collected_lines(found: Collected, place: Path, name: Callable[[str], str]) -> list[str]:
    """What collecting at one place said of single students and files."""
    lines: list[str] = []
    for taken in found.taken:
        called = name(taken.student)
        if taken.known:
            lines.append(_("{name}: nothing new").format(name=called))
        else:
            entries = ngettext("{n} new entry", "{n} new entries", taken.new_events)
            about = ngettext("from {n} lesson", "from {n} lessons", len(taken.lessons))
            lines.append(
                _("{name}: {entries} {lessons}").format(
                    name=called,
                    entries=entries.format(n=taken.new_events),
                    lessons=about.format(n=len(taken.lessons)),
                )
            )
        lines += [f"{called}: {said}" for said in taken.notes]
    lines += [
        _("{file} was put aside: {reason}").format(file=one.file, reason=one.reason) for one in found.aside
    ]
    lines += [_("New on the roster: {name}").format(name=name(student)) for student in found.new_students]
    lines += [
        _("There is work on “{lesson}”, which is not in this course.").format(lesson=lesson)
        for lesson in found.unknown_lessons
    ]
    if found.no_receipts:
        lines.append(
            _(
                "The receipts could not be left in {place} ({why}). The hand-ins are safely collected; "
                "their receipts go back with the feedback."
            ).format(place=place, why=found.no_receipts.rstrip("."))
        )
    return lines


def return_work(
    folder: Path,
    places: Sequence[Path],
    today: date,
    tell: Tell | None = None,
    keys: Keys | None = None,
    students: Sequence[str] = (),
) -> Report:
    """Make everyone's feedback packs (of `students`, by name, code or id, where given) and copy them to the places."""
    from grading.class_folder import open_class
    from grading.class_keys import with_keys
    from grading.quick_imports import quick_imports
    from grading.roster import find_student, read_roster

    with quick_imports():
        from grading.returning import copy_to, make_returns, without_words

    opened = with_keys(open_class(folder), keys)
    roster = read_roster(opened.roster)
    for place in places:
        if not place.is_dir():
            raise Stop(_no_folder(place))
    wanted = [find_student(roster, one) for one in students] or None
    done = make_returns(opened, today, progress=tell, students=wanted)
    lines = list(without_words(done.without, roster.display_name))
    lines += done.faults
    new = len({one.student for one in done.packs if one.changed})
    unchanged = len({one.student for one in done.packs}) - new
    for place in places:
        copied = copy_to(done.packs, place)
        written = ngettext("{place}: {n} file written.", "{place}: {n} files written.", copied)
        lines.append(
            written.format(place=place, n=copied)
            if copied
            else _("{place}: no file written, all were there.").format(place=place)
        )
    if not done.packs:
        return Report(outcome=_("There is no feedback to give back yet."), lines=tuple(lines))
    ready = ngettext("Feedback for {n} student is ready", "Feedback for {n} students is ready", new)
    parts = [ready.format(n=new) if new else _("No new feedback")]
    if unchanged:
        parts.append(ngettext("{n} unchanged", "{n} unchanged", unchanged).format(n=unchanged))
    said = _comma(parts)
    outcome = (
        _("{feedback}, checked. You can remove the stick now.").format(feedback=said)
        if any(map(on_stick, places))
        else _("{feedback} in {folder}.").format(
            feedback=said, folder=places[0] if places else opened.root / "return"
        )
    )
    return Report(outcome=outcome, lines=tuple(lines))


def grade_work(
    folder: Path, tell: Tell | None = None, *, everything: bool = False, accept_unisolated: bool = False
) -> Report:
    """Grade what is new or changed, or everything again. Raises Unisolated where that has to be accepted first."""
    from grading.box import running
    from grading.class_folder import open_class
    from grading.quick_imports import quick_imports
    from grading.roster import read_roster

    opened = open_class(folder)
    running.warm()  # the boxes' process gets ready while this one imports nbgrader
    with quick_imports():
        from grading.autograde import grade

    done = grade(opened, progress=tell, force=everything, accept_unisolated=accept_unisolated)
    roster = read_roster(opened.roster)
    fitted = refit_class(folder, now(), weekly=True)
    return Report(
        outcome=_graded(done), lines=_said(done, roster.display_name) + ((fitted,) if fitted else ())
    )


def family_pages(folder: Path, students: Sequence[str], today: date, by: str) -> Report:
    """Make the pages for these students' families (none named: of all). Raises FamiliesFault, and what reading the class raises."""
    from grading.class_folder import open_class
    from grading.families import make_family_pages
    from grading.quick_imports import quick_imports

    with quick_imports():
        made = make_family_pages(open_class(folder), students, today, None, by)
    number = sum(made.pages.values())
    ready = ngettext(
        "{n} page for families is ready to print.", "{n} pages for families are ready to print.", number
    )
    return Report(outcome=ready.format(n=number), lines=made.lines)


def autograde_course(
    root: Path,
    assignment: str,
    tell: Tell | None = None,
    *,
    everything: bool = False,
    accept_unisolated: bool = False,
) -> Report:
    """Grade an assignment of any nbgrader course. Raises Unisolated, NotInGradebook."""
    from grading.box import running
    from grading.quick_imports import quick_imports

    running.warm()
    with quick_imports():
        from grading.autograde import grade_course

    done = grade_course(
        root, assignment, progress=tell, force=everything, accept_unisolated=accept_unisolated
    )
    return Report(outcome=_graded(done), lines=_said(done, str))


def back_up_class(folder: Path, place: Path, words: str, tell: Tell, keys: Keys | None) -> Report:
    """The whole class in one file at `place`. Raises as `grading.backup.back_up`."""
    from grading.backup import back_up
    from grading.class_folder import open_class
    from grading.class_keys import with_keys

    made = back_up(with_keys(open_class(folder), keys), place, passphrase=words, step=tell)
    told = ngettext("{n} file, read back and whole.", "{n} files, read back and whole.", made.about.files)
    return Report(
        outcome=_("Written: {place}").format(place=made.path),
        lines=(
            told.format(n=made.about.files),
            *(_("{file} went away meanwhile and is not in it.").format(file=name) for name in made.missing),
        ),
    )


def export_data(
    folder: Path, form: str, place: Path, words: str, by: str, today: date, *, names: bool
) -> Report:
    """The class's data for other programs, at `place`. Raises as `grading.exports.taking_out.take_out`."""
    from grading.class_folder import open_class
    from grading.exports.taking_out import take_out

    chosen: Any = form
    out = take_out(open_class(folder), chosen, place, today=today, names=names, passphrase=words, by=by)
    where = out.files[0] if len(out.files) == 1 else out.files[0].parent
    return Report(outcome=_("Written: {place}").format(place=where), lines=out.lines)


def put_back(folder: Path, backup: Path, words: str, tell: Tell) -> Report:
    """A backup as the class in `folder`; as a class of its own beside it, where there is one. Raises as `grading.restoring.restore`."""
    from grading.restoring import keys_of, restore

    beside = (folder / CLASS_FILE).is_file()
    keys = keys_of(backup, words)
    where: Literal["beside", "empty"] = "beside" if beside else "empty"
    done = restore(backup, folder, keys, passphrase="" if keys else words, where=where, step=tell)
    if backup == runtime(folder) / SENT:
        backup.unlink(missing_ok=True)
    made = datetime.fromisoformat(done.made).date().isoformat()
    return Report(
        outcome=_("“{name}” as it was on {made} is in {folder}.").format(
            name=done.folder.name, made=made, folder=done.folder.root
        ),
        lines=(
            _("The class that is open here was not touched."),
            _("Open the other one under “Class and roster”, “Other classes”."),
        )
        if beside
        else (),
    )


def _graded(done: Graded) -> str:
    failed, number = len(done.of("failed")), len(done.outcomes) - len(done.of("failed"))
    graded = ngettext("{n} piece of work graded", "{n} pieces of work graded", number)
    parts = [graded.format(n=number) if number else _("No pieces of work graded")]
    counts = [
        (failed, ngettext("{n} could not be graded", "{n} could not be graded", failed)),
        (done.unchanged, ngettext("{n} unchanged", "{n} unchanged", done.unchanged)),
    ]
    outcome = _comma([*parts, *(words.format(n=count) for count, words in counts if count)]) + "."
    if "none" in {one.isolation for one in done.outcomes}:
        outcome += " " + _("Students’ code was not shut in.")
    return outcome


def _said(done: Graded, name: Callable[[str], str]) -> tuple[str, ...]:
    return tuple(
        f"{name(one.student)}, {one.lesson}: {said}"
        for one in done.outcomes
        if (said := " ".join(filter(None, (one.reason, one.moved))))
    )


def refit_class(folder: Path, at: datetime, *, weekly: bool = False) -> str:
    """Fit the estimate to the class's own answers; a sentence about what came of it, empty where it is not due."""
    from grading.class_folder import open_class
    from grading.paths import refit, refit_weekly

    found = refit_weekly(open_class(folder), at) if weekly else refit(open_class(folder), at)
    return found.sentence if found else ""


def paths_table(folder: Path, today: date) -> str:
    """Everyone's next step as a plain table; paths.json and paths.csv are written beside it."""
    from grading.class_folder import open_class
    from grading.paths import write_paths

    table = write_paths(open_class(folder), today)
    rows = [table.header, *table.rows]
    widths = [max(len(row[i]) for row in rows) for i in range(len(table.header) - 1)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]).rstrip()
        for row in rows
    )


def free_space(folder: Path) -> int:
    """Bytes free on the disk of `folder` or of the nearest folder above it that exists."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return shutil.disk_usage(there).free


def _comma(parts: Sequence[str]) -> str:
    """Short counts, one after the other, with the comma of the language."""
    return ("، " if spoken() == "ar" else ", ").join(parts)


def _no_folder(place: Path) -> str:
    return _("There is no folder {place}. Check that the stick is in. Nothing was changed.").format(
        place=place
    )
