"""`trellis roster import`, `trellis cards`, and the desk's way to both."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from carrying.join import is_code
from grading.class_folder import new_class, open_class
from grading.join_codes import read_codes
from grading.roster import Roster, read_roster, write_roster
from kit.command import main
from tests.kit.places import Answer, Served, _answer, serve
from tests.tiny import write_course

ANA, OTHER_ANA = "k3f92m7qx0ab", "p8r4wz2n6cde"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return new_class(tmp_path / "class", "7b", write_course(tmp_path / "course")).root


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "students.csv"
    path.write_text(
        "first name,last name,class\nAmina,Diallo,7b\nTom,Nowak,7b\nEva,Lind,8a\n", encoding="utf-8"
    )
    return path


class Teacher:
    """A teacher at a keyboard, who answers in this order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answers: list[str] = []
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr("builtins.input", lambda question: self.answers.pop(0))


@pytest.fixture
def teacher(monkeypatch: pytest.MonkeyPatch) -> Teacher:
    return Teacher(monkeypatch)


def names(folder: Path) -> list[str]:
    return sorted(read_roster(folder / "roster.csv").names.values())


def run(*words: str | Path) -> int:
    return main([str(word) for word in words])


def test_without_yes_and_nobody_to_ask_it_shows_and_changes_nothing(
    folder: Path, listed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("roster", "import", listed, "--class", folder) == 1
    said = capsys.readouterr()
    assert said.out == "  new: Amina Diallo\n  new: Tom Nowak\n7b: 2 new.\n"
    assert said.err == "Nothing was changed. Add --yes to change the roster so.\n"
    assert names(folder) == []


def test_with_yes_it_is_done_once(folder: Path, listed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("roster", "import", listed, "--class", folder, "--yes") == 0
    assert names(folder) == ["Amina Diallo", "Tom Nowak"]
    capsys.readouterr()
    assert run("roster", "import", listed, "--class", folder, "--yes") == 0
    assert capsys.readouterr().out == "7b: 2 as they were.\nThere is nothing to change.\n"


def test_another_class_of_the_file_is_taken_by_name(folder: Path, listed: Path) -> None:
    assert run("roster", "import", listed, "--class", folder, "--only", "8A", "--yes") == 0
    assert names(folder) == ["Eva Lind"]


def test_a_teacher_is_asked_and_may_say_no(folder: Path, listed: Path, teacher: Teacher) -> None:
    teacher.answers = ["n"]
    assert run("roster", "import", listed, "--class", folder) == 1
    assert names(folder) == []
    teacher.answers = ["y"]
    assert run("roster", "import", listed, "--class", folder) == 0
    assert names(folder) == ["Amina Diallo", "Tom Nowak"]


def test_a_teacher_chooses_the_class(
    folder: Path, listed: Path, teacher: Teacher, capsys: pytest.CaptureFixture[str]
) -> None:
    listed.write_text("name,class\nAmina,8a\nTom,8b\n", encoding="utf-8")
    teacher.answers = ["9", "2", "y"]
    assert run("roster", "import", listed, "--class", folder) == 0
    assert "  1  8a (1 student)\n  2  8b (1 student)\nType a number from 1 to 2" in capsys.readouterr().out
    assert names(folder) == ["Tom"]


def test_without_a_teacher_the_classes_are_listed(
    folder: Path, listed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed.write_text("name,class\nAmina,8a\nTom,8b\n", encoding="utf-8")
    assert run("roster", "import", listed, "--class", folder, "--yes") == 1
    assert "8a (1 student); 8b (1 student). Say which one with --only NAME" in capsys.readouterr().err


def test_who_is_unsure_is_asked_about(folder: Path, listed: Path, teacher: Teacher) -> None:
    write_roster(folder / "roster.csv", Roster({ANA: "Ana López", OTHER_ANA: "Ana Lopez"}))
    listed.write_text("name,guardian\nAna López,Eva\n", encoding="utf-8")
    teacher.answers = ["1", "y"]
    assert run("roster", "import", listed, "--class", folder) == 0
    roster = read_roster(folder / "roster.csv")
    assert roster.names == {ANA: "Ana López", OTHER_ANA: "Ana López"}
    assert (roster.more[ANA]["guardian"], roster.more[OTHER_ANA]["guardian"]) == ("", "Eva")


def test_with_yes_who_is_unsure_is_left_alone_and_said(
    folder: Path, listed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_roster(folder / "roster.csv", Roster({ANA: "Ana López", OTHER_ANA: "Ana Lopez"}))
    listed.write_text("name\nAna López\nTom\n", encoding="utf-8")
    assert run("roster", "import", listed, "--class", folder, "--yes") == 0
    said = capsys.readouterr().out
    assert (
        "unsure, left alone: Ana López (students.csv, line 2) may be any of Ana Lopez (p8r4-wz), Ana López (k3f9-2m)."
        in said
    )
    assert names(folder) == ["Ana Lopez", "Ana López", "Tom"]


def test_a_bad_file_is_a_sentence(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "list.xlsx").write_bytes(b"PK\x03\x04")
    assert run("roster", "import", tmp_path / "list.xlsx", "--class", folder) == 1
    assert capsys.readouterr().err.startswith("list.xlsx is damaged, or not all of it has arrived.")


def test_cards_are_written_and_a_lost_one_is_replaced(
    folder: Path, listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("cards", "--class", folder) == 1
    assert "Import your list first" in capsys.readouterr().err
    run("roster", "import", listed, "--class", folder, "--yes")
    capsys.readouterr()
    assert run("cards", "--class", folder) == 0
    assert capsys.readouterr().out.startswith(f"2 cards, 1 page: {folder / 'cards.pdf'}\n")
    first = read_codes(open_class(folder))
    assert first is not None
    assert all(is_code(code.split("-")) for code in first.codes().values())
    out = tmp_path / "tom.pdf"
    assert (
        run(
            "cards", "--class", folder, "--only", "tom nowak", "--new-code", "--out", out, "--paper", "letter"
        )
        == 0
    )
    assert out.read_bytes().startswith(b"%PDF-")
    second = read_codes(open_class(folder))
    assert second is not None
    roster = read_roster(folder / "roster.csv").names
    changed = [roster[student] for student, code in second.codes().items() if first.codes()[student] != code]
    assert changed == ["Tom Nowak"]
    assert run("cards", "--class", folder, "--new-code") == 1
    assert "Say whose card is lost" in capsys.readouterr().err


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("desk")
    folder = home / "class"
    new_class(folder, "7b", write_course(folder / "course"))
    served = serve("teach", folder, ["review"], home)
    yield served
    served.stop()


def send(desk: Served, filename: str, data: bytes) -> Answer:
    """Send a file with the desk's form."""
    xsrf = next(one.value or "" for one in desk.cookies if one.name == "_xsrf")
    parts = [
        b'--x\r\nContent-Disposition: form-data; name="_xsrf"\r\n\r\n' + xsrf.encode(),
        f'--x\r\nContent-Disposition: form-data; name="file"; filename="{filename}"\r\n\r\n'.encode() + data,
        b"--x--\r\n",
    ]
    head = {"Content-Type": "multipart/form-data; boundary=x"}
    where = desk.ready.address + "/trellis/desk/roster"
    return _answer(desk._known, urllib.request.Request(where, data=b"\r\n".join(parts), headers=head))


def fields(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


@pytest.mark.slow
def test_the_desk_shows_what_a_list_would_change_and_then_changes_it(desk: Served) -> None:
    assert 'action="/trellis/desk/roster"' in desk.get("/trellis/desk/students").text
    shown = send(desk, "C:\\lists\\list.csv", "name\nAmina <b>Diallo</b>\nتوم\n".encode())
    assert shown.status == 200
    assert "2 new" in shown.text
    assert "new: Amina &lt;b&gt;Diallo&lt;/b&gt;" in shown.text
    assert names(desk.folder) == []
    after = desk.post("/trellis/desk/roster/change", fields(shown.text))
    assert names(desk.folder) == ["Amina <b>Diallo</b>", "توم"]
    assert 'value="توم"' in after.text
    again = send(desk, "list.csv", "name\nتوم\n".encode())
    assert "There is nothing to change." in again.text
    assert "1 on your roster but not in this file: kept" in again.text


@pytest.mark.slow
def test_a_roster_that_changes_under_the_page_is_shown_anew(desk: Served) -> None:
    shown = send(desk, "list.csv", b"name\nNoor Rahman\n")
    write_roster(desk.folder / "roster.csv", Roster({ANA: "Noor Rahman"}))
    after = desk.post("/trellis/desk/roster/change", fields(shown.text))
    assert "There is nothing to change." in after.text
    assert read_roster(desk.folder / "roster.csv").names == {ANA: "Noor Rahman"}


@pytest.mark.slow
def test_the_desk_asks_for_the_class_and_about_who_is_unsure(desk: Served) -> None:
    write_roster(desk.folder / "roster.csv", Roster({ANA: "Ana López", OTHER_ANA: "Ana Lopez"}))
    asked = send(desk, "list.csv", "name,class\nAna López,8a\nEva,8a\nBen,8b\n".encode())
    assert "The file has several classes. Which one is yours?" in asked.text
    shown = desk.get("/trellis/desk/roster", list=fields(asked.text)["list"], group="0")
    assert "may be any of Ana Lopez (p8r4-wz), Ana López (k3f9-2m)" in shown.text
    given = fields(shown.text)
    desk.post("/trellis/desk/roster/change", {**given, "answer-1": "new"})
    assert names(desk.folder) == ["Ana Lopez", "Ana López", "Ana López", "Eva"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("filename", "data", "sentence"),
    [
        ("", b"", "Choose the file with your students."),
        ("list.xls", b"\xd0\xcf\x11\xe0", "list.xls is an old Excel or Word file"),
        ("a.zip", b"PK\x03\x04", "a.zip is damaged"),
    ],
)
def test_a_bad_file_is_a_page_with_a_sentence(
    desk: Served, filename: str, data: bytes, sentence: str
) -> None:
    answer = send(desk, filename, data)
    assert answer.status in (400, 409)
    assert sentence in answer.text


@pytest.mark.slow
def test_a_page_that_was_open_too_long_says_so(desk: Served) -> None:
    for answer in (
        desk.get("/trellis/desk/roster", list="gone"),
        desk.post("/trellis/desk/roster/change", {"list": "gone"}),
        desk.get("/trellis/desk/cards.pdf", made="gone"),
    ):
        assert answer.status == 410
        assert "Nothing has been changed." in answer.text


@pytest.mark.slow
def test_the_desk_makes_the_cards(desk: Served) -> None:
    write_roster(desk.folder / "roster.csv", Roster({ANA: "Ana López"}))
    page = desk.post("/trellis/desk/cards", {"paper": "letter", "language": "es"})
    assert "1 card · 1 page" in page.text
    found = re.search(r"/trellis/desk/cards\.pdf\?made=([0-9a-f]+)", page.text)
    assert found is not None
    pdf = desk.get("/trellis/desk/cards.pdf", made=found[1])
    assert pdf.text.startswith("%PDF-")
    assert "/MediaBox [0 0 612" in pdf.text


@pytest.mark.slow
@pytest.mark.parametrize("page", ["/trellis/desk/roster", "/trellis/desk/cards.pdf"])
def test_nobody_else_sees_them(desk: Served, page: str) -> None:
    assert desk.ask(page).status in (302, 403)
    assert desk.ask(page, b"").status in (403, 405)
