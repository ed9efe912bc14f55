"""A simple table of students: a spreadsheet saved as CSV, with headers in one of four languages, or one column of names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Literal

from grading.listed import (
    MAX_PEOPLE,
    Group,
    ListFault,
    Listing,
    Person,
    harmless,
    named,
    tidy,
    whole_name,
)
from grading.table_text import Row, decode, rows
from grading.words import _

Column = Literal[
    "id", "source", "name", "nom", "first", "last", "class", "guardian", "language", "family", "email", ""
]

HEADERS: dict[Column, str] = {
    "id": "id",
    "source": "sourcedid|source|source id|student id|student number|student no|pupil id|matricula|numero de matricula|codigo|"
    "matricule|numero|numero eleve|ine|رقم الطالب|رقم التلميذ|رقم القيد|الرقم",
    "name": "name|full name|student|student name|pupil|pupil name|display name|nombre completo|nombre y apellidos|nombres y apellidos|"
    "apellidos y nombre|apellidos y nombres|alumno|alumna|alumno a|estudiante|nombre del alumno|nombre del estudiante|"
    "nom complet|nom et prenom|nom prenom|prenom et nom|eleve|nom de l eleve|etudiant|"
    "الاسم الكامل|اسم الطالب|اسم الطالبة|اسم التلميذ|اسم التلميذة|الطالب|التلميذ|الاسم واللقب|الاسم الثلاثي",
    "nom": "nom|nombre|nombres|الاسم|اسم",
    "first": "first name|given name|firstname|givenname|forename|first names|given names|preferred name|primer nombre|"
    "segundo nombre|nombre de pila|prenom|prenoms|الاسم الاول|الاسم الشخصي",
    "last": "last name|family name|lastname|familyname|surname|last names|apellido|apellidos|primer apellido|segundo apellido|"
    "apellido 1|apellido 2|apellido paterno|apellido materno|nom de famille|nom usuel|اللقب|اسم العائله|العائله|الاسم العائلي|النسب|الكنيه",
    "class": "class|class name|group|section|form|homeroom|clase|grupo|seccion|aula|curso|classe|groupe|division|"
    "الصف|الفصل|القسم|الشعبه|الفوج|المجموعه",
    "guardian": "guardian|guardians|parent|parents|parent name|guardian name|mother|father|carer|tutor|tutora|tutores|tutor legal|"
    "madre|padre|madre o padre|responsable|acudiente|apoderado|apoderada|representant legal|responsable legal|mere|pere|tuteur|tutrice|"
    "ولي الامر|اسم ولي الامر|الولي|الوالد|الوالده|الاب|الام",
    "language": "language|lang|idioma|lengua|langue|اللغه|لغه",
    "email": "email|e mail|email address|e mail address|mail|correo|correo electronico|courriel|adresse e mail|adresse mail|"
    "البريد|البريد الالكتروني",
    "family": "family language|home language|idioma de casa|idioma de la familia|"
    "langue maternelle|langue de la famille|لغة البيت|لغة العائله|لغة الاسره",
}
"""What stands above a column, compared as `folded` makes it."""


def folded(text: str) -> str:
    """Text for comparing: small letters without accents or vowel signs, everything else a space; in Arabic, plain alif and ha."""
    apart = unicodedata.normalize("NFKD", text.casefold().replace("_", " ").replace("ـ", ""))
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    plain = plain.translate(str.maketrans("أإآٱىة", "اااايه"))
    return " ".join(re.sub(r"[^\w]+", " ", plain).split())


KNOWN: dict[str, Column] = {
    folded(header): column for column, headers in HEADERS.items() for header in headers.split("|")
}

LANGUAGES = {
    code: {folded(word) for word in words.split("|")}
    for code, words in {
        "en": "en|eng|english|ingles|anglais|الانجليزيه|انجليزي",
        "es": "es|spa|spanish|espanol|castellano|espagnol|الاسبانيه|اسباني",
        "fr": "fr|fra|fre|french|frances|francais|الفرنسيه|فرنسي",
        "ar": "ar|ara|arabic|arabe|العربيه|عربي",
    }.items()
}


def read_name_list(data: bytes, name: str) -> Listing:
    """The students of a table. `name` is what messages call the file. Raises ListFault."""
    decoded = decode(data, name)
    table = list(rows(decoded.text, name))
    if not table:
        raise ListFault(_("{name} is empty. Choose the file with your students.").format(name=name))
    if len(table) > MAX_PEOPLE:
        raise ListFault(
            _("{name} has {n:,} lines, more than any school. Choose another file.").format(
                name=name, n=len(table)
            )
        )
    notes: list[str] = []
    if decoded.guessed:
        notes.append(
            _(
                "{name} is in an old encoding. Look whether the letters of the names are right; if not, "
                "save it as “CSV UTF-8”."
            ).format(name=name)
        )
    columns = _columns(table[0].cells)
    people = (
        _with_headers(columns, table[1:], name, notes) if any(columns) else _one_column(table, name, notes)
    )
    if not people:
        raise ListFault(_("{name} has headers but no students below them.").format(name=name))
    groups: dict[str, list[Person]] = {}
    for group, person in people:
        groups.setdefault(group, []).append(person)
    return Listing(
        groups=tuple(Group(title=title, people=tuple(members)) for title, members in groups.items()),
        notes=tuple(notes),
    )


def language_code(text: str) -> str:
    """The code of a language that Trellis speaks; else what the file says, tidy."""
    known = next((code for code, words in LANGUAGES.items() if folded(text) in words), None)
    return known or harmless(text)[:30]


def _columns(cells: Sequence[str]) -> list[Column]:
    return [KNOWN.get(folded(cell), "") for cell in cells]


def _with_headers(
    columns: Sequence[Column], table: Sequence[Row], name: str, notes: list[str]
) -> list[tuple[str, Person]]:
    first, last = "first" in columns, "last" in columns
    if not (first or last or "name" in columns or "nom" in columns):
        raise ListFault(
            _(
                "{name}, line 1: none of the columns is called “name”, or “first name” and “last name”. "
                "Write these words above the names in a copy of the file."
            ).format(name=name)
        )
    people = []
    for row in table:
        where = _("{file}, line {line}").format(file=name, line=row.line)

        def cells(wanted: Column, row: Row = row) -> list[str]:
            return [
                cell for column, cell in zip(columns, row.cells, strict=False) if column == wanted and cell
            ]

        whole, nom = " ".join(cells("name")), " ".join(cells("nom"))
        given, family = " ".join(cells("first")), " ".join(cells("last"))
        if whole:
            full = turned(whole)
        elif nom and not first and not last:
            full = turned(nom)  # “nombre” alone is the whole name
        elif nom and last:
            full = whole_name(
                f"{nom} {given}".strip(), family
            )  # “nombre” beside “apellidos” is the first name
        else:
            full = whole_name(given, f"{nom} {family}".strip())  # “nom” beside “prénom” is the last name
        if not full:
            notes.append(_("{where} has no name and is left out.").format(where=where))
            continue
        source = "".join(cells("source"))
        own = "".join(cells("id"))
        person = Person(
            name=named(full, where),
            where=where,
            source=tidy(source)[:255],
            own=tidy(own)[:255],
            guardian="; ".join(filter(None, map(harmless, cells("guardian")))),
            language=language_code(" ".join(cells("language"))),
            email=tidy("".join(cells("email")))[:255],
            family_language=language_code(" ".join(cells("family"))),
        )
        people.append((tidy(" ".join(cells("class")))[:MAX_TITLE], person))
    return people


MAX_TITLE = 80


def _one_column(table: Sequence[Row], name: str, notes: list[str]) -> list[tuple[str, Person]]:
    """A table without headers: the names, one a line."""
    wide = max(table, key=lambda row: sum(bool(cell) for cell in row.cells))
    if sum(bool(cell) for cell in wide.cells) > 1:
        seen = _listed(table[0].cells)
        raise ListFault(
            _(
                "{name}, line {line}: it has several columns, and none of {seen} says what is in them. "
                "Write a first line such as “name”, or “first name” and “last name”, above the columns "
                "in a copy of the file."
            ).format(name=name, line=table[0].line, seen=seen)
        )
    notes.append(_("{name} has no headers, so every line is taken for a student’s name.").format(name=name))
    people = []
    for row in table:
        where = _("{file}, line {line}").format(file=name, line=row.line)
        people.append(("", Person(name=named(turned("".join(row.cells)), where), where=where)))
    return people


def turned(name: str) -> str:
    """“Diallo, Amina” as “Amina Diallo”."""
    last, comma, first = name.partition(",")
    return whole_name(first, last) if comma and first.strip() and last.strip() and "," not in first else name


def _listed(cells: Iterable[str]) -> str:
    return ", ".join(f"“{tidy(cell)[:30]}”" for cell in cells if cell)
