"""The texts of a notebook in the language of who opens it, and in its direction."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from carrying.packs import in_language
from curriculum.course import load_course
from curriculum.language import speaking
from curriculum.lesson import Spoken, encode
from curriculum.releasing import release_lesson
from tests.tiny import write_course

NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "id": "text-1", "source": ["# Halving"]},
        {"cell_type": "code", "id": "text-2", "source": ["x"]},
        {"cell_type": "markdown", "id": "text-3", "source": ["Not translated"]},
    ]
}
CELLS = {"text-1": "# {x} نصف"}


@pytest.mark.parametrize(
    ("language", "first"),
    [
        ("en", ["# Halving"]),
        ("es", "# {x} نصف"),
        ("ar", '<div lang="ar" dir="rtl">\n\n# {x} نصف\n\n</div>'),
    ],
)
def test_arabic_texts_run_from_right_to_left(tmp_path: Path, language: str, first: object) -> None:
    lesson = release_lesson(load_course(write_course(tmp_path / "course")), "halving", "salt")
    spoken = {"es": Spoken(cells=CELLS), "ar": Spoken(cells=CELLS)}
    path = tmp_path / "lesson.json"
    path.write_bytes(encode(msgspec.structs.replace(lesson, spoken=spoken)))
    with speaking(language):
        cells = json.loads(in_language(json.dumps(NOTEBOOK).encode(), path))["cells"]
    assert [cell["source"] for cell in cells] == [first, ["x"], ["Not translated"]]
