"""Putting a class back from a backup: whole or not at all, and never over a newer class without saying so."""

from __future__ import annotations

import contextlib
import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec
import sqlalchemy as sa

from carrying.journal import now
from carrying.keys import Keys, WrongPassphrase, unlock
from carrying.recovery import Mistyped, read_code
from carrying.saving import save, sync_folder
from carrying.study import HIDDEN
from grading import tables
from grading.backup_file import About, BackupFault, Manifest, damaged, opened, pieces, read_about, told
from grading.class_folder import CLASS, ClassFault, ClassFolder, open_class
from grading.class_keys import KeysFile
from grading.forgetting import tombstone
from grading.progress import Progress, silent
from grading.records import Records
from grading.roster import read_roster
from grading.student_data import erase_student
from grading.words import _

Where = Literal["empty", "beside", "instead"]


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """A class that was put back. `aside` is where the one that was there is now, if any.

    `forgotten`: how many students it held whose data was erased since; they were erased from it again.
    """

    folder: ClassFolder
    files: int
    made: str
    aside: Path | None = None
    forgotten: int = 0


class Newer(BackupFault):
    """The class that is there has work that the backup does not know; the message says since when."""


def keys_of(path: Path, words: str) -> Keys | None:
    """The keys in a backup, opened with the passphrase of the class or its recovery code; None where the class had none.

    Raises BackupFault, WrongPassphrase.
    """
    about, data = read_about(path)
    if not data:
        if about.signature:
            raise damaged(path)
        return None
    try:
        kept = msgspec.json.decode(data, type=KeysFile)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise damaged(path) from None
    for locked, typed in ((kept.locked, words), (kept.recovery, _code(words))):
        if typed:
            with contextlib.suppress(WrongPassphrase):
                return unlock(locked, typed)
    raise WrongPassphrase(
        _(
            "That is neither the passphrase of the class “{name}” nor its recovery code. Nothing was changed."
        ).format(name=about.name[:80])
    )


def restore(
    path: Path,
    to: Path,
    keys: Keys | None,
    *,
    passphrase: str = "",
    where: Where = "empty",
    even_newer: bool = False,
    at: datetime | None = None,
    step: Progress = silent,
) -> Restored:
    """Put the class of a backup into the folder `to`.

    `empty`: `to` must not be there yet, or hold nothing but what the desk keeps there before there is a class. `beside`: a folder of its
    own beside `to`. `instead`: the class that is in `to` is moved aside, never deleted; where it is newer than the
    backup, only with `even_newer`. Everything is written beside, read back and then renamed, so that a failure leaves what was there.
    Raises BackupFault (Newer), NotSaved.
    """
    when = at or now()
    about, _data = read_about(path)
    target = to.resolve()
    if where == "beside":
        target = _free(target, f"restored-{when:%Y%m%d}")
    elif where == "empty" and target.exists() and (not target.is_dir() or _more_than_the_desks(target)):
        raise BackupFault(
            _(
                "{folder} is not empty, and nothing in it was changed. Restore into an empty folder, beside it, or in place of it: "
                "what is there is then moved aside."
            ).format(folder=target)
        )
    elif where == "instead" and not even_newer:
        _refuse_newer(target, about)
    stones = _stones(to.resolve())
    made = _written(path, target, keys, passphrase, step)
    aside, forgotten = None, _forget_again(made, stones)
    with told(_unplaced(target)):
        if where == "instead" and target.exists():
            aside = _aside(target, when)
        try:
            if target.exists():
                _fill(target, made)
            else:
                made.replace(target)
        except OSError:
            if aside is not None and aside.exists():
                aside.replace(target)
            shutil.rmtree(made, ignore_errors=True)
            raise
        sync_folder(target.parent)
    return Restored(
        folder=open_class(target),
        files=about.files,
        made=about.made,
        aside=aside if aside and aside.exists() else None,
        forgotten=forgotten,
    )


def _written(path: Path, target: Path, keys: Keys | None, passphrase: str, step: Progress) -> Path:
    """The class in a new folder beside `target`, whole; the folder is gone again where that fails."""
    target.parent.mkdir(parents=True, exist_ok=True)
    made = _free(target.with_name(f".{target.name[:40]}"), "restoring")
    try:
        with (
            told(_unplaced(made)),
            opened(path, keys, passphrase, target.parent) as (archive, manifest),
        ):
            made.mkdir()
            _hold_a_class(manifest, path)
            for number, kept in enumerate(manifest.files, 1):
                place = made / kept.path
                place.parent.mkdir(parents=True, exist_ok=True)
                with place.open("xb") as file:
                    for piece in pieces(archive, kept, path):
                        file.write(piece)
                    file.flush()
                    os.fsync(file.fileno())
                step(kept.path, number, len(manifest.files))
            _mend_course(made, manifest)
        found = open_class(made)
        for place in (found.source, found.release, found.submitted, found.packs):
            place.mkdir(parents=True, exist_ok=True)  # a backup holds files; nbgrader looks for these folders
    except ClassFault as fault:
        shutil.rmtree(made, ignore_errors=True)
        raise BackupFault(str(fault)) from fault
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return made


def _stones(there: Path) -> set[str]:
    """The tombstones of the class that is there: what was erased must not come back with an old backup."""
    if not (there / CLASS).is_file():
        return set()
    with Records(open_class(there).records_url) as records, records.transaction() as db:
        return set(db.scalars(sa.select(tables.erased.c.digest)))


def _forget_again(made: Path, stones: set[str]) -> int:
    """Erase from a class that was just written whoever was erased since; how many."""
    if not stones:
        return 0
    folder = open_class(made)
    with Records(folder.records_url) as records:
        students = {*read_roster(folder.roster).names, *(one.student for one in records.hand_ins())}
    gone = sorted(student for student in students if tombstone(student) in stones)
    for student in gone:
        erase_student(folder, student)
    return len(gone)


def _unplaced(folder: Path) -> str:
    return _("{folder} could not be written: {why}. What was there is unchanged.").replace(
        "{folder}", str(folder)
    )


def _hold_a_class(manifest: Manifest, path: Path) -> None:
    if not any(kept.path == CLASS for kept in manifest.files):
        raise BackupFault(_("{path} holds no class. Nothing was changed.").format(path=path))


def _mend_course(made: Path, manifest: Manifest) -> None:
    """Where the course was taken along from elsewhere, let the class use that copy: on this machine the other may not be there."""
    if not manifest.course:
        return
    about = msgspec.structs.replace(open_class(made).about, course=manifest.course)
    save(made / CLASS, msgspec.json.format(msgspec.json.encode(about)) + b"\n")


def _refuse_newer(target: Path, about: About) -> None:
    """Raises Newer where the class in `target` took something in after the backup was made, or cannot say."""
    if not (target / CLASS).is_file():
        return
    latest = latest_change(open_class(target))
    if latest > about.made:
        raise Newer(
            _(
                "The class in {folder} has changed since this backup: last on {latest}, the backup is of {made}. Nothing was changed. "
                "Restore beside it, or say that you mean it."
            ).format(
                folder=target, latest=latest[:16].replace("T", " "), made=about.made[:16].replace("T", " ")
            )
        )


def latest_change(folder: ClassFolder) -> str:
    """When a class last took something in, graded or was written into by a teacher, ISO 8601 in UTC; when it was made, at least."""
    with Records(folder.records_url) as records, records.transaction() as db:
        clocks = [
            db.scalar(sa.select(sa.func.max(column)))
            for column in (
                tables.hand_ins.c.received,
                tables.outcomes.c.at,
                tables.check_ins.c.at,
                tables.notes.c.at,
                tables.goals.c.at,
                tables.goals.c.closed,
                tables.replies.c.at,
                tables.accommodations.c.at,
                tables.overrides.c.at,
                tables.attendance.c.at,
                tables.paper_work.c.at,
                tables.survey_answers.c.at,
            )
        ]
    return max([folder.about.made, *(str(clock) for clock in clocks if clock)])


def _aside(target: Path, at: datetime) -> Path:
    aside = _free(target, f"before-restore-{at:%Y%m%d-%H%M%S}")
    if not any(target.iterdir()):
        target.rmdir()
        return aside
    target.replace(aside)
    return aside


def _more_than_the_desks(folder: Path) -> bool:
    """Whether a folder holds more than what a desk that waits for its class keeps there: what belongs to its server, and its notes."""
    return any(one.name not in (HIDDEN, "desk.json") for one in folder.iterdir())


def _fill(target: Path, made: Path) -> None:
    """Move a class into the folder that a desk serves already. What says that there is a class comes last; a failure leaves none."""
    moved: list[Path] = []
    try:
        for one in sorted(made.iterdir(), key=lambda one: one.name == CLASS):
            one.replace(target / one.name)
            moved.append(target / one.name)
    except OSError:
        for one in moved:
            shutil.rmtree(one) if one.is_dir() else one.unlink()
        raise
    made.rmdir()


def _free(place: Path, what: str) -> Path:
    """A name beside a folder that is not taken."""
    found = place.with_name(f"{place.name}-{what}")
    number = 1
    while found.exists():
        number += 1
        found = place.with_name(f"{place.name}-{what}-{number}")
    return found


def _code(words: str) -> str:
    try:
        return read_code(words)
    except Mistyped:
        return ""
