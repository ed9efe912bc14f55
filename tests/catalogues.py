"""The catalogues, kept equal to the code: `python -m tests.catalogues` updates them and says what lacks a translation.

`python -m tests.catalogues fill FILE.json` puts translations in: `{"msgid": {"es": "…", "fr": "…", "ar": "…"}}`, for plurals a list of
forms under the singular, for a text with a context the key `context::msgid`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from curriculum.language import LANGUAGES

ROOT = Path(__file__).parents[1]
OTHERS = tuple(language for language in LANGUAGES if language != "en")
KEYWORDS = {
    "_": None,
    "N_": None,
    "later": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
JINJA = {"trimmed": "true", "silent": "false"}
HEADER = "# Trellis in another language. The keys are the English texts of the code; docs/languages.md says how to work on this file."


class Source(NamedTuple):
    """A catalogue and the files whose texts it holds, as patterns below its room; a file belongs to the first that matches."""

    room: str
    name: str
    files: tuple[str, ...]


SOURCES = (
    Source("curriculum", "curriculum", ("*",)),
    Source("carrying", "carrying", ("*",)),
    Source("widgets", "widgets", ("*",)),
    Source("grading", "review", ("pages/*", "insight.py", "talks.py", "timeline.py")),
    Source(
        "grading",
        "exchange",
        ("beside*", "exports/*", "backup*", "survey*", "attendance*", "paper_work*", "restoring*", "shares*"),
    ),
    Source("grading", "grading", ("*",)),
    Source("kit", "commands", ("commands/*", "command.py")),
    Source(
        "kit",
        "exchange",
        (
            "survey.py",
            "attendance_grid.py",
            "pages/taking_out.py",
            "pages/survey*",
            "pages/attendance*",
            "pages/templates/taking_out*",
            "pages/templates/survey*",
            "pages/templates/attendance*",
        ),
    ),
    Source(
        "kit",
        "desk",
        (
            "desk*",
            "drop_box*",
            "passphrase.py",
            "job.py",
            "jobs.py",
            "work.py",
            "formgrader.py",
            "practice.py",
            "previewing.py",
            "keyed_class.py",
            "first_day.py",
            "pages/teacher*",
            "pages/desk*",
            "pages/roster*",
            "pages/drop_box*",
            "pages/class_keys.py",
            "pages/classes.py",
            "pages/families.py",
            "pages/inspecting.py",
            "pages/job.py",
            "pages/lessons.py",
            "pages/one_student.py",
            "pages/practice.py",
            "pages/students.py",
            "pages/students_data.py",
            "pages/templates/desk*",
            "pages/templates/drop_box*",
            "pages/templates/roster*",
            "pages/templates/cards*",
            "pages/templates/class*",
        ),
    ),
    Source("kit", "student", ("*",)),
)

Key = tuple[str, str]
"""Context and text; for a plural the singular."""


def path_of(source: Source, language: str) -> Path:
    """Where a catalogue lies, in gettext's own order of folders."""
    return ROOT / source.room / "locale" / language / "LC_MESSAGES" / f"{source.name}.po"


def in_the_code(source: Source) -> Iterator[tuple[str, Message]]:
    """The messages of a catalogue's files, with the file below its room."""
    room = ROOT / source.room
    for path in sorted(room.rglob("*")):
        name = path.relative_to(room).as_posix()
        if (
            path.suffix not in {".py", ".html"}
            or "node_modules" in name
            or _owner(source.room, name) != source
        ):
            continue
        method = "jinja2.ext:babel_extract" if path.suffix == ".html" else "python"
        with path.open("rb") as file:
            for _line, found, _comments, context in extract(
                method, file, KEYWORDS, options=JINJA if path.suffix == ".html" else {"encoding": "utf-8"}
            ):
                yield name, Message(found, context=context or None)


def read(source: Source, language: str) -> Catalog:
    """A catalogue as it is; empty where there is none yet."""
    path = path_of(source, language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def key_of(message: Message) -> Key:
    """What a message is found by."""
    text = message.id if isinstance(message.id, str) else message.id[0]
    return message.context or "", text


def forms(message: Message) -> tuple[str, ...]:
    """The translation's forms; several for a plural."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def is_translated(message: Message, catalogue: Catalog) -> bool:
    """Whether every form that the language needs is there."""
    there = forms(message)
    return all(there) and len(there) == (catalogue.num_plurals if message.pluralizable else 1)


def messages(catalogue: Catalog) -> list[Message]:
    """The messages without the header."""
    return [message for message in catalogue if message.id]


def update() -> int:
    """Make every catalogue hold what the code says; what another catalogue has translated already is taken over."""
    known = {language: _known(language) for language in OTHERS}
    lacking = 0
    for source in SOURCES:
        wanted: dict[Key, Message] = {}
        for _name, message in in_the_code(source):
            same = wanted.setdefault(key_of(message), message)
            if message.pluralizable and not same.pluralizable:
                wanted[key_of(message)] = message
        for language in OTHERS if wanted else ():
            new = Catalog(locale=language, header_comment=HEADER, fuzzy=False, project="Trellis", version="1")
            for key in sorted(wanted, key=lambda one: (one[1], one[0])):
                message = wanted[key]
                told = known[language].get(key)
                fits = told is not None and told.pluralizable == message.pluralizable
                new.add(message.id, told.string if told and fits else "", context=message.context)
            lacking += _write(source, language, new)
    return lacking


def fill(path: Path) -> None:
    """Put the translations of a file into every catalogue that has the text."""
    told = json.loads(path.read_text(encoding="utf-8"))
    used = set()
    for source in SOURCES:
        for language in OTHERS:
            if not path_of(source, language).exists():
                continue
            catalogue = read(source, language)
            for message in messages(catalogue):
                context, text = key_of(message)
                name = f"{context}::{text}" if context else text
                if language in told.get(name, {}):
                    used.add(name)
                    said = told[name][language]
                    message.string = said if isinstance(said, str) else tuple(said)
            _write(source, language, catalogue)
    for name in sorted(set(told) - used):
        print(f"nobody says: {name}")


def _owner(room: str, name: str) -> Source:
    return next(
        source
        for source in SOURCES
        if source.room == room and any(fnmatch(name, pattern) for pattern in source.files)
    )


def _known(language: str) -> dict[Key, Message]:
    known: dict[Key, Message] = {}
    for source in SOURCES:
        catalogue = read(source, language)
        for message in messages(catalogue):
            if is_translated(message, catalogue):
                known.setdefault(key_of(message), message)
    return known


def _write(source: Source, language: str, catalogue: Catalog) -> int:
    path = path_of(source, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    dated = [
        line for line in catalogue.mime_headers if line[0] not in {"POT-Creation-Date", "PO-Revision-Date"}
    ]
    with path.open("wb") as file:
        write_po(file, catalogue, width=0, no_location=True, omit_header=True, sort_output=False)
    body = path.read_text(encoding="utf-8")
    kept = {"Plural-Forms", "Language", "Content-Type", "Content-Transfer-Encoding", "MIME-Version"}
    head = "".join(f'"{name}: {value}\\n"\n' for name, value in dated if name in kept)
    path.write_text(f'{HEADER}\nmsgid ""\nmsgstr ""\n{head}\n{body}', encoding="utf-8", newline="\n")
    lacking = [message for message in messages(catalogue) if not is_translated(message, catalogue)]
    for message in lacking:
        print(f"{path.relative_to(ROOT).as_posix()}: {json.dumps(message.id, ensure_ascii=False)}")
    return len(lacking)


def main(words: list[str]) -> int:
    """Update, or fill and update."""
    if words[:1] == ["fill"]:
        for one in words[1:]:
            fill(Path(one))
        return 0
    lacking = update()
    print(f"{lacking} translations are lacking." if lacking else "Every text is translated.")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
