"""Tables of students as spreadsheets save them, in four languages, with and without headers."""

from __future__ import annotations

import pytest

from grading.listed import ListFault
from grading.name_list import HEADERS, KNOWN, folded, read_name_list, turned


def names(text: str, encoding: str = "utf-8") -> list[str]:
    return [
        person.name
        for group in read_name_list(text.encode(encoding), "a.csv").groups
        for person in group.people
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("name\nAmina Diallo\nTomás Ruiz\n", ["Amina Diallo", "Tomás Ruiz"]),
        ("First name,Last name\nAmina,Diallo\n", ["Amina Diallo"]),
        ("Last name;First name\r\nDiallo;Amina\r\n", ["Amina Diallo"]),
        ("Nombre;Apellidos\nTomás;Ruiz García\n", ["Tomás Ruiz García"]),
        ("Primer apellido\tSegundo apellido\tNombre\nRuiz\tGarcía\tTomás\n", ["Tomás Ruiz García"]),
        ("Nombre\nTomás Ruiz\n", ["Tomás Ruiz"]),
        ("Nom;Prénom\nLefèvre;Éloïse\n", ["Éloïse Lefèvre"]),
        ("PRENOM;NOM DE FAMILLE\nÉloïse;Lefèvre\n", ["Éloïse Lefèvre"]),
        ("Nom\nÉloïse Lefèvre\n", ["Éloïse Lefèvre"]),
        ("الاسم;اللقب\nسارة;حداد\n", ["سارة حداد"]),
        ("الاسم الأول,اسم العائلة\nسارة,حداد\n", ["سارة حداد"]),
        ("اسم الطالب\nسارة حداد\n", ["سارة حداد"]),
        ("الاسم\nسارة حداد\n", ["سارة حداد"]),
        ("Given name,Family name\n小明,王\n", ["王小明"]),
        ('Name\n"Diallo, Amina"\n', ["Amina Diallo"]),
        ("sep=;\nname;class\nAmina;7b\n", ["Amina"]),
        ("\n\nname,e-mail\n,\nAmina,a@b\n\n", ["Amina"]),
        ("Amina Diallo\nTomás Ruiz\n", ["Amina Diallo", "Tomás Ruiz"]),
        ('"Diallo, Amina"\n', ["Amina Diallo"]),
        ("name\n  Amina \u200e  Diallo \n", ["Amina Diallo"]),
    ],
)
def test_names_are_found(text: str, found: list[str]) -> None:
    assert names(text) == found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_unicode_encoding_is_read(encoding: str) -> None:
    assert names("name,class\nسارة Żółć 王\n", encoding) == ["سارة Żółć 王"]


def test_what_excel_writes_on_an_old_windows_is_read_and_said_to_be_guessed() -> None:
    listing = read_name_list("Nombre;Apellidos\nJosé;Muñoz\n".encode("cp1252"), "a.csv")
    assert [person.name for person in listing.groups[0].people] == ["José Muñoz"]
    assert listing.notes[0].startswith(
        "a.csv is in an old encoding. Look whether the letters of the names are right"
    )


def test_classes_guardians_languages_and_numbers_are_kept_and_nothing_else() -> None:
    text = (
        "Matrícula;Nombre;Apellidos;Grupo;Tutor legal;Madre;Idioma;Teléfono\n"
        "0071;José;Muñoz;7b;Ana Muñoz;Eva Gil;Español;600123\n"
        "0072;سارة;حداد;7c;;;العربية;\n"
        "0073;Yun;Li;7c;=1+1;;Chinese;\n"
    )
    seven_b, seven_c = read_name_list(text.encode(), "a.csv").groups
    (jose,) = seven_b.people
    assert (seven_b.title, jose.source, jose.guardian, jose.language) == (
        "7b",
        "0071",
        "Ana Muñoz; Eva Gil",
        "es",
    )
    assert [(one.name, one.language, one.guardian) for one in seven_c.people] == [
        ("سارة حداد", "ar", ""),
        ("Yun Li", "Chinese", "1+1"),
    ]
    assert "600123" not in str(seven_b)


def test_the_language_at_home_is_the_familys_and_an_address_is_kept_for_exports() -> None:
    text = "Name,Home language,E-mail,Phone\nAmina Diallo,French,amina@school.example,600123\n"
    (amina,) = read_name_list(text.encode(), "a.csv").groups[0].people
    assert (amina.language, amina.family_language, amina.email) == ("", "fr", "amina@school.example")


def test_lines_without_a_name_are_told_and_every_person_knows_the_line() -> None:
    listing = read_name_list(b"name,class\nAmina,7b\n,7b\nTom,7b\n", "a.csv")
    assert listing.notes == ("a.csv, line 3 has no name and is left out.",)
    assert [person.where for person in listing.groups[0].people] == ["a.csv, line 2", "a.csv, line 4"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            b"Amina,Diallo\nTom,Nowak\n",
            "a.csv, line 1: it has several columns, and none of “Amina”, “Diallo” says what is in them",
        ),
        (b"class,guardian\n7b,Ana\n", "a.csv, line 1: none of the columns is called “name”"),
        (b"name\n", "has headers but no students below them"),
        (b"\n\n", "a.csv is empty"),
        (b"name\nAmina\n=HYPERLINK(1)\n", "a.csv, line 3: “=HYPERLINK\\(1\\)” is no name"),
        (b"name\n12345\n", "a.csv, line 2: “12345” is no name"),
        (b"name\n" + b"a" * 81, "line 2: “a{40}…” is longer than 80 letters"),
        (b'name\nAmina\n"Tom\nBen\n', "a.csv, line 4: the quotation marks do not match"),
        (b'name\n"' + b"a" * 200_000 + b'"', "a.csv, line 2: .*a cell has no end"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "a.csv is an old Excel or Word file"),
        (b"%PDF-1.7", "a.csv is a PDF"),
        (b"name\nAm\x81na\n", "a.csv, line 2: the letters cannot be told from the bytes"),
        (b"\xff\xfen", "a.csv is not a table as text"),
        (b"," * 300, "a.csv is empty"),
        (b"name" + b",x" * 300, "a.csv, line 1: this is larger than any list of students"),
    ],
)
def test_a_bad_file_is_refused_with_its_line_and_what_to_do(data: bytes, sentence: str) -> None:
    with pytest.raises(ListFault, match=sentence) as caught:
        read_name_list(data, "a.csv")
    assert str(caught.value).endswith("Nothing has been changed.")


def test_no_header_means_two_things() -> None:
    headers = [folded(header) for listed in HEADERS.values() for header in listed.split("|")]
    assert [header for header in headers if headers.count(header) > 1] == []
    assert KNOWN[folded("Prénom ")] == KNOWN[folded("FIRST_NAME")] == KNOWN[folded("الإسم الأول")] == "first"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Diallo, Amina", "Amina Diallo"),
        ("Amina Diallo", "Amina Diallo"),
        ("Diallo,", "Diallo,"),
        ("a, b, c", "a, b, c"),
    ],
)
def test_the_last_name_in_front_of_a_comma_goes_behind(written: str, name: str) -> None:
    assert turned(written) == name
