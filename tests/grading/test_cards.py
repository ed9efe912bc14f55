"""Join cards: what stands on them, what does not, and that every name is shown or said to be missing."""

from __future__ import annotations

from pathlib import Path

import pytest
import segno
from fpdf import FPDF

from curriculum.language import speaking
from grading import letters
from grading.cards import COLUMNS, QR, ROWS, SAYS, SIZES, CardFor, CardsFault, class_cards, sheet
from grading.class_folder import About, ClassFolder
from grading.join_codes import read_codes
from grading.letters import Face, face_for, ours
from grading.roster import Roster, write_roster
from grading.words import _

AMINA, SARA, EVA = "k3f92m7qx0ab", "p8r4wz2n6cde", "a1b2c3d4e5f6"
CODE = "otter-lamp-tulip-ruby"
NO_FONTS: tuple[Path, ...] = ()


def advice(language: str) -> str:
    with speaking(language):
        return _(SAYS)


def card(name: str = "Amina Diallo", language: str = "en", student: str = AMINA) -> CardFor:
    return CardFor(student=student, name=name, code=CODE, language=language)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Every text put on paper, with its font's file name without style."""
    seen: list[tuple[str, str]] = []
    for method in ("cell", "multi_cell"):
        real = getattr(FPDF, method)

        def spy(pdf, w, h, text="", *more, real=real, **named):
            seen.append((text, Path(pdf.current_font.ttffile).stem.split("-")[0]))
            return real(pdf, w, h, text, *more, **named)

        monkeypatch.setattr(FPDF, method, spy)
    return seen


def test_a_card_holds_name_class_code_and_advice_and_nothing_else(written: list[tuple[str, str]]) -> None:
    made = sheet([card()], "7b", folders=NO_FONTS)
    assert [text for text, _place in written] == [
        "Class 7b",
        "Amina Diallo",
        "otter lamp",
        "tulip ruby",
        advice("en"),
    ]
    assert (made.cards, made.pages, made.to_write) == (1, 1, ())
    assert made.pdf.startswith(b"%PDF-")
    assert AMINA.encode() not in made.pdf


@pytest.mark.parametrize(
    ("language", "of_class"), [("en", "Class 7b"), ("es", "Clase 7b"), ("fr", "Classe 7b"), ("ar", "الصف 7b")]
)
def test_the_advice_is_in_the_students_language(
    written: list[tuple[str, str]], language: str, of_class: str
) -> None:
    sheet([card(language=language)], "7b", folders=NO_FONTS)
    assert written[0][0] == of_class
    assert written[-1][0] == advice(language)


def test_a_class_that_is_called_class_is_not_called_so_twice(written: list[tuple[str, str]]) -> None:
    sheet([card()], "Class 7b", folders=NO_FONTS)
    assert written[0][0] == "Class 7b"


@pytest.mark.parametrize(
    ("name", "font"),
    [
        ("José Żółć", "atkinson"),
        ("Дмитрий Иванов", "DejaVuSans"),
        ("سارة حداد", "noto"),
        ("Nguyễn Ánh", "DejaVuSans"),
    ],
)
def test_names_in_other_scripts_are_set_in_a_font_that_has_them(
    written: list[tuple[str, str]], name: str, font: str
) -> None:
    made = sheet([card(name)], "7b", folders=NO_FONTS)
    assert (name, font) in written
    assert made.to_write == ()


def test_a_name_that_no_font_shows_gets_a_line_to_write_it_and_is_told(
    written: list[tuple[str, str]],
) -> None:
    made = sheet([card("ᏣᎳᎩ"), card("", student=EVA)], "7b", folders=NO_FONTS)
    assert made.to_write == ("ᏣᎳᎩ",)
    texts = [text for text, _place in written]
    assert "ᏣᎳᎩ" not in texts
    assert {"k3f9-2m", "a1b2-c3"} <= set(texts)


def test_a_little_picture_in_a_name_does_not_cost_the_name(written: list[tuple[str, str]]) -> None:
    made = sheet([card("Ana 🌸 López")], "7b", folders=NO_FONTS)
    assert ("Ana López", "atkinson") in written
    assert made.to_write == ()


def test_a_long_name_is_made_smaller_then_cut(written: list[tuple[str, str]]) -> None:
    sheet([card("W" * 80)], "7b", folders=NO_FONTS)
    (name,) = [text for text, _place in written if text.startswith("WW")]
    assert name.endswith("…")
    assert len(name) > 20


@pytest.mark.parametrize("paper", list(SIZES))
def test_eight_cards_fill_a_page(paper: str) -> None:
    made = sheet([card()] * (COLUMNS * ROWS + 1), "7b", paper, folders=NO_FONTS)
    assert (made.cards, made.pages) == (9, 2)
    assert made.pdf.count(b"/Type /Page\n") == 2


def test_the_square_holds_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    dark = sum(sum(line) for line in segno.make(CODE, error="m", micro=False).matrix)
    drawn: list[tuple[float, float]] = []
    monkeypatch.setattr(FPDF, "rect", lambda pdf, x, y, w, h, style: drawn.append((w, h)))
    sheet([card()], "7b", folders=NO_FONTS)
    side = QR / len(list(segno.make(CODE, error="m", micro=False).matrix))
    assert round(sum(w for w, _ in drawn) / side) == dark


def test_fonts_of_the_system_are_found_and_those_of_last_resort_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("a.ttf", "sub/LastResort.otf", "sub/Noto.ttf", "notes.txt", "Noto-Italic.ttf"):
        (tmp_path / name).write_bytes(b"")
    everything = frozenset(range(0x110000))
    monkeypatch.setattr(
        letters, "_letters", lambda path, number: everything if path.is_relative_to(tmp_path) else frozenset()
    )
    assert face_for("ᏣᎳᎩ", folders=(tmp_path, tmp_path / "gone")) == Face(tmp_path / "sub" / "Noto.ttf")
    assert face_for("ᏣᎳᎩ", folders=(tmp_path / "gone",)) is None


def test_a_font_that_no_pdf_can_hold_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "noto.ttf").write_bytes(b"no font")
    everything = frozenset(range(0x110000))
    real = letters._letters
    monkeypatch.setattr(
        letters,
        "_letters",
        lambda path, number: everything if path.parent == tmp_path else real(path, number),
    )
    add = FPDF.add_font

    def refuse(pdf, family, style="", fname=None, **named):
        if fname.parent == tmp_path:
            raise ValueError("cannot be embedded")
        add(pdf, family, style, fname, **named)

    monkeypatch.setattr(FPDF, "add_font", refuse)
    assert sheet([card("ᏣᎳᎩ")], "7b", folders=(tmp_path,)).to_write == ("ᏣᎳᎩ",)


def test_a_class_whose_name_no_font_shows_stays_without(written: list[tuple[str, str]]) -> None:
    sheet([card()], "ᏣᎳᎩ", folders=NO_FONTS)
    assert [text for text, _place in written][:2] == ["", "Amina Diallo"]


def test_a_file_that_is_no_font_shows_nothing(tmp_path: Path) -> None:
    (tmp_path / "broken.ttf").write_bytes(b"\0\1\0\0 and no more")
    assert Face(tmp_path / "broken.ttf").letters() == frozenset()
    assert face_for("ᏣᎳᎩ", folders=(tmp_path,)) is None


def test_our_own_font_has_the_letters_of_european_languages_in_both_styles() -> None:
    for style in letters.STYLES:
        assert {ord(letter) for letter in "AZaz09äöüßéèçñ¿«»“”…łŻğıøåœ"} <= ours(style).letters()


@pytest.fixture
def folder(tmp_path: Path) -> ClassFolder:
    return ClassFolder(tmp_path, About(name="7b", course="tiny", salt="", made=""))


def test_the_cards_of_a_class_come_by_name_with_codes_that_stay(
    folder: ClassFolder, written: list[tuple[str, str]]
) -> None:
    more = {AMINA: {"guardian": "Fatou Diallo", "source": "s1", "language": "Français", "phone": "123"}}
    write_roster(folder.roster, Roster({EVA: "", SARA: "Sara", AMINA: "Amina"}, more))
    made = class_cards(folder, language="es")
    codes = read_codes(folder)
    assert codes is not None
    texts = [text for text, _place in written]
    assert [texts.index(text) for text in ("Amina", "Sara", "a1b2-c3")] == [1, 6, 11]
    assert (texts[4], texts[9]) == (advice("fr"), advice("es"))
    assert " ".join(texts[2:4]).split() == codes.codes()[AMINA].split("-")
    assert not any(private in " ".join(texts) for private in ("Fatou", "s1 ", "123"))
    assert made.cards == 3
    assert class_cards(folder, students=[SARA]).cards == 1
    assert read_codes(folder) == codes


def test_a_class_without_students_is_told_to_import_first(folder: ClassFolder) -> None:
    with pytest.raises(CardsFault, match="Import your list first"):
        class_cards(folder)
    assert read_codes(folder) is None
