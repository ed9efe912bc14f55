"""The demo: a practice class that really goes the whole way, from release to learning paths, and can be looked at afterwards."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec

from carrying.arrivals import take_all
from carrying.bundle import read_bundle
from carrying.handin import hand_in
from carrying.journal import here_today
from carrying.packs import take_pack
from carrying.saving import save
from carrying.study import ALPHABET, HIDDEN, PROFILE, Profile, Study, open_study
from carrying.word_list import new_passphrase
from grading.autograde import Graded, grade
from grading.class_folder import ClassFolder, new_class
from grading.class_keys import make_keys
from grading.collect import Collected, collect
from grading.notes import set_goal, write_note
from grading.paths import Table, write_paths
from grading.records import Records
from grading.release import Released, release
from grading.replies import take_down
from grading.returning import copy_to, make_returns
from grading.roster import add_students, rename_student
from kit.practice import COURSE, MARK, Practice, read_practice
from kit.progress import Progress
from kit.stop import Stop
from kit.students import CLASS, Student, work
from kit.words import N_, _

NAME = "7B, practice"
TEACHER = "teacher"
PASSPHRASE = N_("Passphrase of the practice class, to collect in it yourself: ")
Say = Callable[[str], object]


NOTES = {
    "Luis Ferreira": N_("You explained your drawing well. Try the same with thirds."),
    "Ben Osei": N_("Come and see me on Thursday; bring the strip."),
}
GOALS = {"Luis Ferreira": N_("Draw both fractions before comparing them")}
ANSWERS = (
    ("Amina Diallo", N_("We did the folding together. She explained it to her brother."), False),
    ("Ben Osei", N_("He sits long over it in the evening. Could we meet?"), True),
    ("Sara Haddad", N_("Thank you for the page."), False),
)
"""What the teacher wrote, and what families answered: invented, like everybody here."""


def run(folder: Path, *, say: Say = print, today: date | None = None, again: bool = False) -> Path:
    """Play the whole journey in `folder`, unless that has been done before; returns the class folder inside it.

    Raises Stop where the folder holds something else, and what the steps of the journey raise.
    """
    today = today or here_today()
    before = read_practice(folder)
    if before is not None and before.done and not again:
        say(_("The practice class is in {folder}, played on {day}.").format(folder=folder, day=before.day))
        for line in before.report:
            say(line)
        return folder / "class"
    if before is not None:
        shutil.rmtree(folder)  # ours, and half done or to be played again
    elif folder.exists() and any(folder.iterdir()):
        raise Stop(
            _(
                "{folder} is not empty and was not made by the demo, so it is left alone. Name another "
                "folder with --folder."
            ).format(folder=folder)
        )
    save(folder / MARK, msgspec.json.encode(Practice()))
    journey = _Journey(folder, say, today)
    report = tuple(journey.play())
    done = Practice(day=today.isoformat(), report=report, done=True, passphrase=journey.passphrase)
    save(folder / MARK, msgspec.json.encode(done))
    return folder / "class"


class _Journey:
    def __init__(self, folder: Path, say: Say, today: date) -> None:
        self.folder, self.say, self.today = folder, say, today
        self.stick = folder / "stick"
        self.people: dict[str, Student] = {}
        self.studies: list[Study] = []
        self.passphrase = new_passphrase()

    def play(self) -> list[str]:
        """All of it; returns the lines to remember."""
        self.say(_("Trellis plays a practice class in {folder}.").format(folder=self.folder))
        made = self._class()
        with Progress(_("Releasing the lessons, with nbgrader")) as progress:
            released = release(made, progress=progress.step)
        self._students(made, released)
        with Progress(_("Collecting from the stick")) as progress:
            collected = collect(made, self.stick, progress=progress.step)
        self._name(made)
        with Progress(_("Grading, code shut in")) as progress:
            graded = grade(made, progress=progress.step)
        given = self._give_back(made)
        table = write_paths(made, self.today)
        lines = [
            *_told(released, collected, graded),
            given,
            "",
            *_aligned(table),
            "",
            _("Everything is in {folder}; nbgrader's own commands work there too.").format(folder=made.root),
        ]
        for line in lines:
            self.say(line)
        return lines

    def _class(self) -> ClassFolder:
        """The class, with keys under a passphrase that is said here and in practice.json: its students are invented."""
        made = make_keys(new_class(self.folder / "class", NAME, COURSE), self.passphrase).folder
        self.say(_(PASSPHRASE) + self.passphrase)
        return made

    def _students(self, made: ClassFolder, released: Released) -> None:
        course = made.load_course()
        pack = read_bundle(released.pack)
        self.stick.mkdir()
        with Progress(_("Twelve students study and hand in"), len(CLASS)) as progress:
            for number, student in enumerate(CLASS, start=1):
                studies = self._machines(student, number)
                self.studies += studies
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
        ids = [
            "".join(draw.choice(ALPHABET) for _letter in range(12))
            for _machine in range(student.machines + 1)
        ]
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

    def _give_back(self, made: ClassFolder) -> str:
        """Notes, goals and families' answers; then feedback on the stick, and everyone takes it in. Says what came of it."""
        student_of = {person.name: student for student, person in self.people.items()}
        with Records(made.records_url) as records:
            for name, words in NOTES.items():
                write_note(records, student_of[name], _(words), TEACHER)
            for name, words in GOALS.items():
                set_goal(records, student_of[name], _(words), by=TEACHER)
            for name, words, talk in ANSWERS:
                take_down(records, student_of[name], _(words), talk=talk, by=TEACHER)
        with Progress(_("Giving feedback back, sealed for each")) as progress:
            returns = make_returns(made, self.today, progress=progress.step)
            copy_to(returns.packs, self.stick)
        taken = 0
        with Progress(_("The students take it in"), len(self.studies)) as progress:
            for study in self.studies:
                taken += bool(take_all(study, self.stick).taken)
                progress.step()
        students = len({one.student for one in returns.packs})
        return _(
            "Feedback: students {students}, machines that took it in {taken}, answers of families {answers}."
        ).format(students=students, taken=taken, answers=len(ANSWERS))


def _told(released: Released, collected: Collected, graded: Graded) -> list[str]:
    lines = [
        _("Lessons released: {lessons}. Hand-ins collected: {taken}, students: {students}.").format(
            lessons=len(released.lessons), taken=len(collected.taken), students=len(collected.students)
        ),
        *(
            _("Put aside: {file}. {reason}").format(file=one.file, reason=one.reason)
            for one in collected.aside
        ),
        _("Submissions graded: {graded}, repaired and graded: {repaired}, not graded: {failed}.").format(
            **{kind: len(graded.of(kind)) for kind in ("graded", "repaired", "failed")}
        ),
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
