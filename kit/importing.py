"""Bringing other people's questions into a course folder: read, planned, written, checked, and taken back where a fault comes of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from carrying.saving import save
from curriculum.course import load_course
from curriculum.faults import CourseError
from curriculum.importers.bank import Bank, Problem, Refused, identifier, reasons, told
from curriculum.importers.course_files import added, items_file, new_course, plan
from curriculum.importers.sources import read_bank
from curriculum.pictures import FOLDER
from kit.stop import Stop
from kit.words import _, ngettext


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What came of an import. `imported` counts problems that became items, `waiting` those of them that lack a picture.

    `refused` and `lesser` name, by reason, the problems that were left out, and what was left out of those that came.
    """

    source: str
    course: str
    problems: int
    imported: int
    already: int
    items: int
    lessons: int
    in_lessons: int
    waiting: dict[str, list[str]]
    refused: dict[str, list[str]]
    lesser: dict[str, list[str]]

    @property
    def refused_count(self) -> int:
        """How many problems were left out."""
        return self.problems - self.imported - self.already


def import_bank(source: Path, course: Path, say: Callable[[str], None] = lambda _: None) -> Report:
    """Put the questions of `source` into the course in `course`, which is made where it is not there. Raises Stop, NotSaved."""
    try:
        bank = read_bank(source)
    except Refused as error:
        why = _("{source}: {reason}. Nothing was changed. {detail}")
        raise Stop(
            why.format(source=source, reason=told(error.reason), detail=error.detail).strip()
        ) from None
    except OSError as error:
        why = _("{source} cannot be read ({why}). Nothing was changed.")
        raise Stop(why.format(source=source, why=error.strerror or error)) from None
    say(ngettext("Read {n:,} problem.", "Read {n:,} problems.", bank.found).format(n=bank.found))
    return _put(bank, source, course, say)


def _put(bank: Bank, source: Path, course: Path, say: Callable[[str], None]) -> Report:
    path = course / "course.yaml"
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    if not before and course.exists() and any(course.iterdir()):
        raise Stop(
            _(
                "{folder} is neither empty nor a course: it has no course.yaml. Nothing was changed. Choose another folder."
            ).format(folder=course)
        )
    taken: set[str] = set()
    already = 0
    fresh = bank
    if before:
        try:
            there = load_course(course)
        except CourseError as error:
            raise Stop(
                _(
                    "{folder} has faults already. Mend them first; {command} shows them. Nothing was changed."
                ).format(folder=course, command="`trellis check`")
                + f"\n{error}"
            ) from None
        outline = there.outline
        known = {*there.items}
        taken = {
            *known,
            *there.graphs,
            *(s.id for s in outline.skills),
            *(u.id for u in outline.units),
            *(one.id for one in outline.lessons),
        }
        new = tuple(problem for problem in bank.problems if not _is_there(problem, known))
        already = len(bank.problems) - len(new)
        fresh = msgspec.structs.replace(bank, problems=new)
    planned = plan(fresh, taken)
    files = {f"items/{skill}.yaml": items_file(entries) for skill, entries in planned.items.items()}
    files |= planned.files
    places = {name: course / FOLDER / name for name in fresh.pictures}
    pictures = {
        f"{FOLDER}/{name}": fresh.pictures[name] for name, path in places.items() if not path.exists()
    }
    if fresh.problems:
        try:
            files["course.yaml"] = (
                added(before, planned)
                if before
                else new_course(identifier(course.resolve().name), bank, planned)
            )
        except ValueError as error:
            raise Stop(
                _(
                    "{file}: its list “{name}” is written in a way that cannot be added to. Nothing was changed. "
                    "Write one entry a line, each beginning with “- ”, or import into a new folder."
                ).format(file=path, name=error)
            ) from None
        _write(course, {name: text.encode() for name, text in files.items()} | pictures, before)
    say(ngettext("Wrote {n:,} file.", "Wrote {n:,} files.", len(files)).format(n=len(files)))
    waiting = [problem for problem in fresh.problems if problem.waits_for]
    return Report(
        source=source.name,
        course=str(course),
        problems=bank.found,
        imported=len(fresh.problems),
        already=already,
        items=sum(map(len, planned.items.values())),
        lessons=len(planned.lessons),
        in_lessons=len(fresh.problems) - len(waiting),
        waiting={problem.name: list(problem.waits_for) for problem in waiting},
        refused=reasons(bank.refused),
        lesser=reasons(bank.lesser),
    )


def _is_there(problem: Problem, items: set[str]) -> bool:
    return all(step.item["id"] in items for step in problem.steps)


def _write(course: Path, files: dict[str, bytes], before: str) -> None:
    """Write all, course.yaml last: until then nothing of it is part of a course. Taken back where a fault comes of it."""
    made: list[Path] = []
    for name in sorted(files, key=lambda name: name == "course.yaml"):
        path = course / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name != "course.yaml":
            made.append(path)
        save(path, files[name])
    try:
        load_course(course)
    except CourseError as error:
        for path in made:
            path.unlink(missing_ok=True)
        if before:
            save(course / "course.yaml", before.encode())
        else:
            (course / "course.yaml").unlink(missing_ok=True)
        raise Stop(
            _("What was read does not fit into {folder}. The course is as it was before.").format(
                folder=course
            )
            + f"\n{error}"
        ) from None
