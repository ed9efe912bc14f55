"""The teacher's work as commands and pages both do it: a function each, progress told on the way, the outcome in sentences."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from carrying.journal import now
from carrying.keys import Card, Keys
from carrying.saving import save
from kit.commands.hand_in import size_in_words
from kit.stop import Stop

if TYPE_CHECKING:
    from grading.autograde import Graded

Tell = Callable[[str, int, int], object]
"""Called with what is in hand, how many are done, of how many."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What was done: the outcome in one sentence, and lines about single students or files."""

    outcome: str
    lines: tuple[str, ...] = ()


class Keyed(Report, frozen=True, kw_only=True):
    """A class that got its keys: its recovery code, to be shown now and kept nowhere, and the keys themselves."""

    root: Path
    card: Card
    code: str
    keys: Keys


def make_class(folder: Path, name: str, course: str, passphrase: Callable[[], str]) -> Keyed:
    """Make a class in `folder`, with keys under the passphrase that `passphrase` asks for."""
    from grading.class_folder import CLASS, new_class
    from grading.class_keys import check_passphrase

    words = passphrase() if not (folder / CLASS).exists() else ""
    if words:
        check_passphrase(words)
    made = new_class(folder, name, course)
    return give_keys(made.root, lambda: words)


def give_keys(folder: Path, passphrase: Callable[[], str]) -> Keyed:
    """Give the class in `folder` its keys. Raises ClassFault where it has some."""
    from grading.class_folder import ClassFault, open_class
    from grading.class_keys import make_keys

    opened = open_class(folder)
    if opened.has_keys:
        raise ClassFault(f"The class “{opened.name}” has its keys already. They are left as they are.")
    made = make_keys(opened, passphrase())
    keys = made.folder.keys
    assert keys is not None
    return Keyed(
        outcome=f"The class “{opened.name}” is in {opened.root}.",
        root=opened.root,
        card=keys.card,
        code=made.code,
        keys=keys,
    )


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
        raise Stop(f"There is no folder {to}. Check that the stick is in. Nothing was changed.")
    made = release(with_keys(open_class(folder), keys), lessons or None, tell)
    pack = made.pack
    if to is not None:
        pack = to / f"lessons-{made.pack.name}"
        save(pack, made.pack.read_bytes())
    size = size_in_words(pack.stat().st_size)
    ready = f"{_counted(len(made.lessons), 'lesson')} released. The file for students is {pack} ({size})"
    return Report(
        outcome=ready + (", checked. You can remove the stick now." if to is not None else "."),
        lines=made.lessons,
    )


def collect_work(
    folder: Path, places: Iterable[Path], tell: Tell | None = None, keys: Keys | None = None
) -> Report:
    """Take in the hand-ins at every place."""
    from grading.class_folder import open_class
    from grading.class_keys import with_keys
    from grading.collect import collect
    from grading.roster import read_roster

    opened = with_keys(open_class(folder), keys)
    lines: list[str] = []
    new = known = aside = receipts = 0
    for place in places:
        found = collect(opened, place, tell)
        roster = read_roster(opened.roster)
        for taken in found.taken:
            known += taken.known
            new += not taken.known
            name = roster.display_name(taken.student)
            what = (
                "nothing new"
                if taken.known
                else f"{_counted(taken.new_events, 'new entry', 'new entries')} from {_counted(len(taken.lessons), 'lesson')}"
            )
            lines.append(f"{name}: {what}")
            lines += [f"{name}: {note}" for note in taken.notes]
        aside += len(found.aside)
        lines += [f"{one.file} was put aside: {one.reason}" for one in found.aside]
        lines += [f"New on the roster: {roster.display_name(student)}" for student in found.new_students]
        lines += [
            f"There is work on “{lesson}”, which is not in this course." for lesson in found.unknown_lessons
        ]
        receipts += found.receipts
        if found.no_receipts:
            lines.append(
                f"The receipts could not be left in {place} ({found.no_receipts.rstrip('.')}). The hand-ins are safely collected; "
                "their receipts go back with the feedback."
            )
    outcome = (
        f"{_counted(new, 'new hand-in')} collected"
        + (f", {known} known already" if known else "")
        + (f", {aside} put aside" if aside else "")
        + "."
        + (f" {_counted(receipts, 'receipt')} for the students left there." if receipts else "")
    )
    if not (new or known or aside):
        outcome = "No hand-ins were found there. Their names end in .trellis."
    return Report(outcome=outcome, lines=tuple(lines))


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
        from grading.returning import copy_to, make_returns

    opened = with_keys(open_class(folder), keys)
    roster = read_roster(opened.roster)
    for place in places:
        if not place.is_dir():
            raise Stop(f"There is no folder {place}. Check that the stick is in. Nothing was changed.")
    wanted = [find_student(roster, one) for one in students] or None
    done = make_returns(opened, today, progress=tell, students=wanted)
    lines = [f"{roster.display_name(one.student)} {one.reason}." for one in done.without]
    lines += done.faults
    new = len({one.student for one in done.packs if one.changed})
    unchanged = len({one.student for one in done.packs}) - new
    outcome = f"Feedback for {_counted(new, 'student')} is ready" + (
        f", {unchanged} unchanged" if unchanged else ""
    )
    for place in places:
        copied = copy_to(done.packs, place)
        lines.append(
            f"{place}: {_counted(copied, 'file')} written" + ("." if copied else ", all were there.")
        )
    if not done.packs:
        outcome = "There is no feedback to give back yet"
    elif places:
        outcome += ", checked. You can remove the stick now"
    else:
        outcome += f" in {opened.root / 'return'}"
    return Report(outcome=outcome + ".", lines=tuple(lines))


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


def _graded(done: Graded) -> str:
    failed = done.of("failed")
    outcome = f"{_counted(len(done.outcomes) - len(failed), 'piece of work', 'pieces of work')} graded"
    outcome += f", {len(failed)} could not be graded" if failed else ""
    outcome += f", {done.unchanged} unchanged" if done.unchanged else ""
    levels = {one.isolation for one in done.outcomes}
    return outcome + (". Students’ code was not shut in." if "none" in levels else ".")


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


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number or 'No'} {one if number == 1 else many or one + 's'}"
