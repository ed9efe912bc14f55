"""The demo: a practice class that really goes the whole way, from release to learning paths, and can be looked at afterwards."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec

from carrying.bundle import read_bundle
from carrying.handin import hand_in
from carrying.journal import now
from carrying.packs import take_pack
from carrying.saving import save
from carrying.study import ALPHABET, HIDDEN, PROFILE, Profile, Study, open_study
from carrying.word_list import new_passphrase
from grading.autograde import Graded, grade
from grading.class_folder import CLASS as CLASS_FILE
from grading.class_folder import ClassFolder, new_class
from grading.class_keys import make_keys
from grading.collect import Collected, collect
from grading.paths import Table, write_paths
from grading.release import Released, release
from grading.roster import add_students, rename_student
from kit.progress import Progress
from kit.stop import Stop
from kit.students import CLASS, Student, work

COURSE = "data-detectives"
NAME = "7B, practice"
MARK = "practice.json"
PASSPHRASE = "Passphrase of the practice class, to collect in it yourself: "  # noqa: S105 - the words before it
Say = Callable[[str], object]


class Practice(msgspec.Struct, frozen=True, kw_only=True):
    """practice.json, in the practice folder: that it is ours to make anew, and once it is done, what it said."""

    course: str = COURSE
    day: str = ""
    report: tuple[str, ...] = ()
    done: bool = False


def run(folder: Path, *, say: Say = print, today: date | None = None, again: bool = False) -> Path:
    """Play the whole journey in `folder`, unless that has been done before; returns the class folder inside it.

    Raises Stop where the folder holds something else, and what the steps of the journey raise.
    """
    today = today or now().astimezone().date()
    before = _read(folder)
    if before is not None and before.done and not again:
        say(f"The practice class is in {folder}, played on {before.day}.")
        for line in before.report:
            say(line)
        return folder / "class"
    if before is not None:
        shutil.rmtree(folder)  # ours, and half done or to be played again
    elif folder.exists() and any(folder.iterdir()):
        raise Stop(
            f"{folder} is not empty and was not made by the demo, so it is left alone. Name another folder with --folder."
        )
    save(folder / MARK, msgspec.json.encode(Practice()))
    report = _Journey(folder, say, today).play()
    save(folder / MARK, msgspec.json.encode(Practice(day=today.isoformat(), report=tuple(report), done=True)))
    return folder / "class"


def _read(folder: Path) -> Practice | None:
    try:
        practice = msgspec.json.decode((folder / MARK).read_bytes(), type=Practice)
    except (OSError, msgspec.MsgspecError):
        return None
    return msgspec.structs.replace(practice, done=practice.done and (folder / "class" / CLASS_FILE).is_file())


class _Journey:
    def __init__(self, folder: Path, say: Say, today: date) -> None:
        self.folder, self.say, self.today = folder, say, today
        self.stick = folder / "stick"
        self.people: dict[str, Student] = {}

    def play(self) -> list[str]:
        """All of it; returns the lines to remember."""
        self.say(f"Trellis plays a practice class in {self.folder}.")
        made = self._class()
        with Progress("Releasing the lessons, with nbgrader") as progress:
            released = release(made, progress=progress.step)
        self._students(made, released)
        with Progress("Collecting from the stick") as progress:
            collected = collect(made, self.stick, progress=progress.step)
        self._name(made)
        with Progress("Grading, code shut in") as progress:
            graded = grade(made, progress=progress.step)
        table = write_paths(made, self.today)
        lines = [
            *_told(released, collected, graded),
            "",
            *_aligned(table),
            "",
            f"Everything is in {made.root}; nbgrader's own commands work there too.",
        ]
        for line in lines:
            self.say(line)
        return lines

    def _class(self) -> ClassFolder:
        """The class, with keys under a passphrase that is said here and kept nowhere."""
        passphrase = new_passphrase()
        made = make_keys(new_class(self.folder / "class", NAME, COURSE), passphrase).folder
        self.say(f"{PASSPHRASE}{passphrase}")
        return made

    def _students(self, made: ClassFolder, released: Released) -> None:
        course = made.load_course()
        pack = read_bundle(released.pack)
        self.stick.mkdir()
        with Progress("Twelve students study and hand in", len(CLASS)) as progress:
            for number, student in enumerate(CLASS, start=1):
                studies = self._machines(student, number)
                for study in studies:
                    take_pack(study, pack)
                work(student, studies, course, self.today)
                self.people[studies[0].profile.student] = student
                for study in studies if student.hands_in else []:
                    hand_in(study, self.stick)
                progress.step(student.name)
        # A stick comes back with more on it than hand-ins.
        whole = min(self.stick.iterdir())
        (self.stick / "copied-too-soon.trellis").write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])

    def _machines(self, student: Student, number: int) -> list[Study]:
        """The study folders of a student: the same person, another installation on each machine.

        Ids are drawn by seed here, unlike real ones: they choose the variants, so every practice class goes the same way.
        """
        draw = random.Random(student.name)
        ids = ["".join(draw.choice(ALPHABET) for _ in range(12)) for _ in range(student.machines + 1)]
        studies = []
        for machine, installation in enumerate(ids[1:], start=1):
            folder = (
                self.folder
                / "students"
                / (f"{number:02}" if machine == 1 else f"{number:02}-machine-{machine}")
            )
            profile = Profile(student=ids[0], installation=installation, course=COURSE)
            save(folder / HIDDEN / PROFILE, msgspec.json.encode(profile))
            studies.append(open_study(folder, COURSE))
        return studies

    def _name(self, made: ClassFolder) -> None:
        add_students(made.roster, self.people)
        for student, person in self.people.items():
            rename_student(made.roster, student, person.name)


def _told(released: Released, collected: Collected, graded: Graded) -> list[str]:
    kinds = [(kind, len(graded.of(kind))) for kind in ("graded", "repaired", "failed")]
    lines = [
        f"{len(released.lessons)} lessons released; {len(collected.taken)} hand-ins from {len(collected.students)} students collected.",
        *(f"Put aside: {one.file}. {one.reason}" for one in collected.aside),
        f"{sum(count for _, count in kinds)} submissions: {', '.join(f'{count} {kind}' for kind, count in kinds if count)}.",
    ]
    lines += [f"  {one.lesson}: {one.reason}" for one in graded.outcomes if one.reason]
    return lines


def _aligned(table: Table) -> list[str]:
    """The table as lines, each column as wide as its widest cell, the last one as it is."""
    rows = [table.header, *table.rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(table.header) - 1)]
    return [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]])
        for row in rows
    ]
