"""Packs: released lessons from a teacher, on their way to a student's shelf; and opening a lesson from the shelf."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

from carrying.bundle import Bundle, Envelope, Manifest, Refused, pack
from carrying.enrolling import forget_table, keep_table
from carrying.join_table import MEMBER as CARDS
from carrying.join_table import JoinTable, TableFault, read_table, write_table
from carrying.saving import in_words, save
from carrying.shelf import put, settle
from carrying.study import HIDDEN, Study
from carrying.trust import known_class, trust
from carrying.words import N_, _
from curriculum.language import direction, spoken
from curriculum.lesson import FILE as LESSON
from curriculum.lesson import UnreadableLesson, decode

OWN_CLASS = "class"
"""In the hidden folder: the class of somebody who studies alone."""


def pack_lessons(
    folders: Iterable[Path], course: str, envelope: Envelope | None = None, cards: JoinTable | None = None
) -> bytes:
    """The bytes of a pack with the released lessons in `folders` (each holds `<lesson>.ipynb` and `lesson.json`).

    `cards` is the class's join table, where it has cards.
    """
    members = {
        f"{folder.name}/{path.name}": path.read_bytes()
        for folder in folders
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name in (LESSON, f"{folder.name}.ipynb")
    }
    if cards is not None:
        members[CARDS] = write_table(cards)
    return pack(Manifest(kind="pack", course=course), members, envelope)


@in_words(N_("The lessons could not be taken in: {why}. Nothing you had before is changed."))
def take_pack(study: Study, bundle: Bundle, *, change_class: bool = False) -> list[str]:
    """Put a pack's lessons on the study's shelf and return their ids. Raises Refused before anything is written, NotSaved.

    The first class that signed lessons here is the one that hand-ins are sealed for, and whose packs are taken from then on;
    `change_class` takes another in its place. A lesson that is already open keeps its notebook and its journal: the shelf is
    beside the work, not on top of it. The list of cards is kept for `carrying.enrolling`; a pack without one leaves an older one of
    the same class.
    """
    if bundle.manifest.kind != "pack":
        raise Refused(_("It is another kind of file, not lessons."))
    cards = bundle.members.get(CARDS)
    lessons = sorted({name.partition("/")[0] for name in bundle.members if name != CARDS})
    for lesson in lessons:
        if f"{lesson}/{lesson}.ipynb" not in bundle.members or f"{lesson}/{LESSON}" not in bundle.members:
            raise Refused(_("The lesson “{lesson}” in it is not complete.").format(lesson=lesson))
        try:
            decode(bundle.members[f"{lesson}/{LESSON}"])
        except UnreadableLesson as error:
            raise Refused(str(error)) from error
    try:
        if cards is not None:
            read_table(cards)
    except TableFault as error:
        raise Refused(str(error)) from error
    before = known_class(study)
    alone = _alone(study) if before is None else []
    trust(study, bundle.manifest.sender, change=change_class)
    after = known_class(study)
    if before is not None and after is not None and before.verify != after.verify:
        forget_table(study)
    if cards is not None:
        keep_table(study, cards)
    for lesson in lessons:
        put(
            study.shelf / lesson,
            {file: bundle.members[f"{lesson}/{file}"] for file in (f"{lesson}.ipynb", LESSON)},
        )
    for lesson in set(alone) - set(lessons):
        shutil.rmtree(
            study.shelf / lesson, ignore_errors=True
        )  # where it cannot be taken away, it is offered as before
    return lessons


def _alone(study: Study) -> list[str]:
    """Lessons on the shelf that were made ready here for studying alone: what a class has not handed out, it does not offer."""
    made = study.folder / HIDDEN / OWN_CLASS / "release"
    return [
        path.parent.name
        for path in study.shelf.glob(f"*/{LESSON}")
        if _same(path, made / path.parent.name / LESSON)
    ]


def _same(one: Path, other: Path) -> bool:
    try:
        return one.read_bytes() == other.read_bytes()
    except OSError:
        return False


@in_words(N_("The lessons could not be read: {why}. Nothing you had before is changed."))
def on_shelf(study: Study) -> list[str]:
    """The lessons a student can open. Raises NotSaved."""
    for folder in study.shelf.glob("*/"):
        settle(folder)
    return study.on_shelf()


@in_words(N_("The lesson could not be opened: {why}. Nothing you had before is changed."))
def open_lesson(study: Study, lesson: str) -> Path:
    """The notebook of a lesson in the study folder, taken from the shelf the first time. Raises UnreadableLesson, NotSaved.

    Only what is missing is copied: a notebook that has been worked in is never written over.
    """
    folder, shelf = study.lesson(lesson), study.shelf / lesson
    settle(shelf)
    notebook = folder / f"{lesson}.ipynb"
    for path in (folder / LESSON, notebook):
        if not path.exists():
            if not (shelf / path.name).is_file():
                raise UnreadableLesson(
                    _(
                        "The lesson “{lesson}” is not on this machine. Ask your teacher for the file "
                        "with the lessons."
                    ).format(lesson=lesson)
                )
            data = (shelf / path.name).read_bytes()
            save(path, in_language(data, shelf / LESSON) if path == notebook else data)
    return notebook


def is_damaged(notebook: Path) -> bool:
    """Whether a notebook can be read no more, as after a full disk or a power cut in the middle of saving."""
    try:
        return not isinstance(json.loads(notebook.read_bytes()), dict)
    except (ValueError, RecursionError):
        return True


@in_words(N_("The lesson could not be opened: {why}. Nothing you had before is changed."))
def open_afresh(study: Study, lesson: str) -> Path:
    """Put a damaged notebook aside under another name, and open the lesson with Jupyter's own last copy, or as it came.

    Raises UnreadableLesson, NotSaved.
    """
    notebook = study.lesson(lesson) / f"{lesson}.ipynb"
    if notebook.exists() and is_damaged(notebook):
        number = 1
        while (aside := notebook.with_name(f"{lesson}-damaged-{number}.ipynb")).exists():
            number += 1
        copy = notebook.parent / ".ipynb_checkpoints" / f"{lesson}-checkpoint.ipynb"
        notebook.rename(aside)
        if copy.is_file() and not is_damaged(copy):
            save(notebook, copy.read_bytes())
    return open_lesson(study, lesson)


_MIRRORED = '<div lang="{language}" dir="rtl">\n\n{text}\n\n</div>'
"""The page of a notebook runs from left to right; its texts need not. Markdown goes on between the tags (CommonMark 0.31, 4.6)."""


def in_language(notebook: bytes, lesson: Path) -> bytes:
    """A released notebook with its texts in the language spoken now, as far as `lesson.json` has them. Raises UnreadableLesson."""
    words = decode(lesson.read_bytes()).spoken.get(spoken())
    if words is None or not words.cells:
        return notebook
    document = json.loads(notebook)
    for cell in document["cells"]:
        if cell["cell_type"] == "markdown" and cell.get("id") in words.cells:
            text = words.cells[cell["id"]]
            cell["source"] = _MIRRORED.format(language=spoken(), text=text) if direction() == "rtl" else text
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


@in_words(N_("The lessons could not be taken in: {why}. Nothing you had before is changed."))
def take_release(study: Study, release: Path) -> list[str]:
    """Put the lessons of a class's `release/` folder on the shelf, as from a pack; returns their ids."""
    taken = []
    for folder in sorted(path.parent for path in release.glob(f"*/{LESSON}")):
        put(
            study.shelf / folder.name,
            {name: (folder / name).read_bytes() for name in (f"{folder.name}.ipynb", LESSON)},
        )
        taken.append(folder.name)
    return taken
