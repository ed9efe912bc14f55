"""Tables as text, however a spreadsheet saved them: encodings, separators, and the line each row is on."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

import msgspec

from grading.listed import ListFault
from grading.words import N_, _

MAX_ROWS = 1_000_000
MAX_COLUMNS = 200
SEPARATORS = (",", ";", "\t")
SIGNS = {
    b"\xd0\xcf\x11\xe0": N_("an old Excel or Word file"),
    b"%PDF": N_("a PDF"),
    b"\x89PNG": N_("a picture"),
    b"\xff\xd8\xff": N_("a picture"),
    b"{\\rtf": N_("a Word file"),
}
SAVE_AS = N_("Open it in your spreadsheet program, save it as “CSV UTF-8”, and choose that file.")


class Row(msgspec.Struct, frozen=True):
    """A row: the line it ends on, counted from 1, and its cells."""

    line: int
    cells: list[str]


class Decoded(msgspec.Struct, frozen=True):
    """Text, and whether its encoding had to be guessed."""

    text: str
    guessed: bool = False


def decode(data: bytes, name: str) -> Decoded:
    """The text of a file: UTF-8, UTF-16, or what Excel on Windows writes in western Europe. Raises ListFault."""
    for sign, what in SIGNS.items():
        if data.startswith(sign):
            raise ListFault(
                _("{name} is {what}, not a table as text. {save_as}").format(
                    name=name, what=_(what), save_as=_(SAVE_AS)
                )
            )
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return Decoded(data.decode("utf-16"))
        if b"\0" in data[:200]:
            even = data[:200:2].count(0) > data[1:200:2].count(0)
            return Decoded(data.decode("utf-16-be" if even else "utf-16-le"))
    except UnicodeDecodeError:
        raise ListFault(
            _("{name} is not a table as text, or a part of it is missing. {save_as}").format(
                name=name, save_as=_(SAVE_AS)
            )
        ) from None
    try:
        return Decoded(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        pass
    try:
        return Decoded(data.decode("cp1252"), guessed=True)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ListFault(
            _("{name}, line {line}: the letters cannot be told from the bytes. {save_as}").format(
                name=name, line=line, save_as=_(SAVE_AS)
            )
        ) from None


def rows(text: str, name: str, separator: str | None = None) -> Iterator[Row]:
    """The rows that hold anything, separated as the first of them is unless `separator` is given. Raises ListFault."""
    first = text.split("\n", 1)[0].strip().casefold()
    skipped = 0
    if separator is None and first.startswith("sep=") and len(first) == 5:
        separator, text, skipped = first[4], text.split("\n", 1)[1] if "\n" in text else "", 1
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator or separator_of(text), strict=True)
    count = 0
    try:
        for cells in lines:
            if not any(cell.strip() for cell in cells):
                continue
            count += 1
            if count > MAX_ROWS or len(cells) > MAX_COLUMNS:
                raise ListFault(
                    _(
                        "{name}, line {line}: this is larger than any list of students. Choose another file."
                    ).format(name=name, line=lines.line_num + skipped)
                )
            yield Row(lines.line_num + skipped, [cell.strip() for cell in cells])
    except csv.Error:
        raise ListFault(
            _(
                "{name}, line {line}: the quotation marks do not match, or a cell has no end. "
                "Correct it in a copy of the file, or save it as CSV anew."
            ).format(name=name, line=lines.line_num + skipped)
        ) from None


def separator_of(text: str) -> str:
    """What separates the cells of the first line that is not empty, outside quotation marks; a comma where nothing does."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(line.split('"')[::2])
    return max(SEPARATORS, key=outside.count)
