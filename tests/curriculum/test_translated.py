"""A course in another language: the same draws and keys in other words, and a fault with its line for whatever else changes."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
import yaml

from curriculum.course import load_course, read_course
from curriculum.lesson import ReleasedLesson, decode, encode
from curriculum.marking import mark
from curriculum.releasing import release_lesson
from curriculum.source import Source
from curriculum.translated import FIXED, OPTIONS, SPOKEN, _shown, read_translated
from tests.tiny import write_course
from tests.zoo import names, write_zoo

HALVES = """\
half-of:
  prompt: ¿Cuánto es la mitad de {n}?
  hints: ["Reparte {n} entre dos personas.", "Cuenta de dos en dos hasta {n}."]
  solution: Dos partes iguales de {n} son {n / 2} cada una.
  well_done: Dos veces {n / 2} es {n}.
  not_yet: Dos partes iguales forman el todo.
which-half:
  prompt: ¿Cuál es la mitad de 10?
  wrong: [{text: "8"}, "20"]
  well_done: 5 y 5 son 10.
  not_yet: Dos veces eso tiene que ser 10.
half-sealed:
  prompt: ¿Cuánto es la mitad de {n}?
  solution: La respuesta es {n / 2}.
  well_done: Sí.
  not_yet: Todavía no.
"""
MISCONCEPTIONS = "takes-two: {say: Eso quita 2. Una mitad es una de dos partes iguales.}\n"
OUTLINE = """\
skills: {halves: {title: Mitades, can: hallar la mitad de un número}, doubles: {title: Dobles, can: hallar el doble}}
lessons: {halving: {title: La mitad}, doubling: {title: El doble}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    course = write_course(tmp_path / "course")
    for name, text in (
        ("es.yaml", OUTLINE),
        ("es/items/halves.yaml", HALVES),
        ("es/misconceptions.yaml", MISCONCEPTIONS),
    ):
        path = course / "locale" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return course


def released(folder: Path) -> ReleasedLesson:
    return decode(encode(release_lesson(load_course(folder), "halving", "salt")))


def test_the_check_finds_nothing_wrong_with_it(folder: Path) -> None:
    assert read_course(folder)[1] == []


def test_a_lesson_speaks_the_language_and_every_answer_is_marked_the_same(folder: Path) -> None:
    own = released(folder)
    other = own.in_language("es")
    assert other.title == "La mitad"
    assert other.skills == {"halves": "Mitades"}
    assert other.onward is not None
    assert (other.onward.title, other.onward.builds_on) == ("El doble", "Mitades")
    asked = [name for name in own.variants if name in own.spoken["es"].variants]
    assert {"half-of", "half-sealed"} <= set(asked)
    for name in asked:
        for here, there in zip(own.variants[name], other.variants[name], strict=True):
            assert there.prompt.text.startswith("¿Cu")
            assert there.key == here.key
            answers = (0, 1, 2) if here.options else ("1", "2", "3", "8", "15", "25", "28", "35", "48")
            marks = [(mark(here, answer), mark(there, answer)) for answer in answers]
            assert [(one.score, one.misconception) for one, _ in marks] == [
                (one.score, one.misconception) for _, one in marks
            ]


def test_a_sealed_question_stays_sealed(folder: Path) -> None:
    text = encode(released(folder)).decode()
    assert "La respuesta es" not in text
    assert {type(v.key).__name__ for v in released(folder).spoken["es"].variants["half-sealed"]} == {
        "SealedKey"
    }


def test_a_misconception_is_named_in_the_language(folder: Path) -> None:
    variant = released(folder).in_language("es").variants["half-of"][0]
    number = int(variant.prompt.text.split()[-1].rstrip("?"))
    assert "Eso quita 2" in mark(variant, str(number - 2)).say.text


def test_what_is_not_translated_stays_and_says_so(folder: Path) -> None:
    own = released(folder)
    assert own.in_language("fr") is own
    assert [own.language_of("half-of", language) for language in ("es", "fr", "en")] == ["es", "en", "en"]
    (folder / "locale" / "es" / "items" / "halves.yaml").unlink()
    (folder / "locale" / "es" / "misconceptions.yaml").unlink()
    assert released(folder).spoken == {}


@pytest.mark.parametrize(
    ("was", "becomes", "line", "says"),
    [
        ("prompt: ¿Cuánto es la mitad de {n}?\n  hints", "hints", 1, "`prompt` is not translated"),
        (
            '["Reparte {n} entre dos personas.", "Cuenta de dos en dos hasta {n}."]',
            "[Reparte.]",
            3,
            "has 1 entries, and 2",
        ),
        ('[{text: "8"}, "20"]', '[{text: "8"}, "5"]', 7, "cannot be drawn"),
        ("which-half:", "which-third:", 7, "is no question of the course"),
        (
            "  prompt: ¿Cuál es",
            "  difficulty: 3\n  prompt: ¿Cuál es",
            8,
            "`difficulty` is nothing that is translated",
        ),
        ("  prompt: ¿Cuál es", "  answer: [x]\n  prompt: ¿Cuál es", 8, "expected a text, got a list"),
        ("  prompt: ¿Cuál es", "  nota: hola\n  prompt: ¿Cuál es", 8, "`nota` is nothing that is translated"),
        ("¿Cuánto es la mitad de {n}?", "¿Cuánto es la mitad de {m}?", 1, "cannot be drawn"),
        ("  hints: [", "  vary: {n: [6, 8]}\n  hints: [", 1, "is right than in the course"),
    ],
)
def test_a_fault_says_where_and_what(folder: Path, was: str, becomes: str, line: int, says: str) -> None:
    path = folder / "locale" / "es" / "items" / "halves.yaml"
    assert was in HALVES
    path.write_text(HALVES.replace(was, becomes, 1), encoding="utf-8")
    faults = [str(fault) for fault in read_course(folder)[1]]
    assert any(f"locale/es/items/halves.yaml:{line}:" in fault and says in fault for fault in faults), faults
    assert load_course(folder)  # a class goes on with what is whole


def whispered(value: object, key: str = "") -> object:
    """A made-up language: every text that is shown, between «». What is nothing to translate is left out, and stays in lists."""
    if isinstance(value, dict):
        inner = {name: whispered(one, name) for name, one in value.items() if name not in FIXED}
        return {name: one for name, one in inner.items() if one not in (None, {}, [])}
    if isinstance(value, list | tuple) and key == "text":
        return None  # what may be typed
    if isinstance(value, list | tuple):
        told = [whispered(one, key) for one in value]
        kept = [{} if isinstance(one, dict) else one for one in value]
        return (
            [old if new is None else new for old, new in zip(kept, told, strict=True)] if any(told) else None
        )
    return f"«{value}»" if key in SPOKEN | OPTIONS and value and isinstance(value, str) else None


@pytest.mark.parametrize("name", [name for name, _ in names()])
def test_every_type_is_translated(tmp_path: Path, name: str) -> None:
    folder = write_zoo(tmp_path / "zoo")
    course = load_course(folder)
    path = folder / "locale" / "fr" / "items" / "everything.yaml"
    path.parent.mkdir(parents=True)
    words = whispered(msgspec.to_builtins(course.items[name]))
    assert isinstance(words, dict)
    for field in _shown(course.items[name]) & set(course.items[name].__struct_fields__):
        words[field] = msgspec.to_builtins(getattr(course.items[name], field))
    path.write_text(yaml.safe_dump({name: words}, allow_unicode=True), encoding="utf-8")
    sources: dict[str, Source] = {}
    found = read_translated(course, "fr", sources)
    assert [str(fault) for source in sources.values() for fault in source.faults] == []
    assert found.items[name].prompt.startswith("«")


def test_nodes_that_are_not_there_are_faults(folder: Path) -> None:
    path = folder / "locale" / "es" / "lessons" / "halving.yaml"
    path.parent.mkdir()
    path.write_text("nowhere: {title: En ninguna parte, text: Nada.}\n", encoding="utf-8")
    sources: dict[str, Source] = {}
    read_translated(load_course(folder), "es", sources)
    (fault,) = [fault for source in sources.values() for fault in source.faults]
    assert str(fault).startswith("locale/es/lessons/halving.yaml:1: “nowhere” is no node")
