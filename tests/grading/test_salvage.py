"""Salvaging: whatever became of the bytes, what can be read is read, and said."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import nbgrader
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grading.salvage import CUT, Salvaged, salvage, salvage_file

INSTALLED = Path(nbgrader.__file__).parent
SHIPPED = sorted(INSTALLED.rglob("*.ipynb"))
ZEROS = "Part of the file was filled with zeros, as after a stick was pulled out while it was being written."


def cell(name: str, source: Any, kind: str = "code", **more: Any) -> dict[str, Any]:
    made = {"cell_type": kind, "id": name, "metadata": {}, "source": source, **more}
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def book(*cells: Any, **more: Any) -> dict[str, Any]:
    return {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5} | more


def written(notebook: object) -> bytes:
    """As Jupyter writes it: keys in order, one line of source on each line."""
    return (json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


THREE = book(
    cell("one", ["import math\n", "half = 2"]),
    cell(
        "two",
        ["def double(n):\n", "    # twice\n", "    return 2 * n"],
        metadata={"nbgrader": {"grade_id": "two"}},
    ),
    cell("three", ["That is all."], "markdown"),
)
DATA = written(THREE)


def sources(found: Salvaged) -> list[str]:
    assert found.notebook is not None
    nbformat.validate(found.notebook)
    return [one.source for one in found.notebook.cells]


WHOLE = ["import math\nhalf = 2", "def double(n):\n    # twice\n    return 2 * n", "That is all."]


@pytest.mark.parametrize("path", SHIPPED, ids=[path.relative_to(INSTALLED).as_posix() for path in SHIPPED])
def test_every_notebook_nbgrader_ships_is_read_as_nbformat_reads_it(path: Path) -> None:
    found = salvage_file(path)
    expected = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    assert found.notes == ()
    assert not found.damaged
    assert found.notebook is not None
    nbformat.validate(found.notebook)
    assert [(one.cell_type, one.source, one.metadata) for one in found.notebook.cells] == [
        (one.cell_type, one.source, one.metadata) for one in expected.cells
    ]
    for one, other in zip(found.notebook.cells, expected.cells, strict=True):
        assert one.get("outputs", []) == other.get("outputs", [])


@pytest.mark.parametrize(
    "data",
    [
        DATA,
        b"\xef\xbb\xbf" + DATA,
        DATA.replace(b"\n", b"\r\n"),
        written(book(*({**one, "id": "same"} for one in THREE["cells"]))),
        written({**THREE, "nbformat_minor": 2}),
        written({**THREE, "metadata": None}),
        json.dumps(THREE["cells"][0]).join(['{"cells": [', "]}"]).encode(),
        DATA.replace(b'"execution_count": null', b'"execution_count": NaN'),
    ],
    ids=["plain", "bom", "crlf", "same-ids", "older-minor", "no-metadata", "bare", "nan"],
)
def test_what_loses_nothing_is_mended_without_a_word(data: bytes) -> None:
    found = salvage(data)
    assert sources(found) == WHOLE[: len(sources(found))]
    assert (found.notes, found.damaged) == ((), False)
    assert found.notebook is not None
    assert len({one["id"] for one in found.notebook.cells}) == len(found.notebook.cells)


def test_utf_16_is_read() -> None:
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        found = salvage(DATA.decode().encode(encoding))
        assert sources(found) == WHOLE
        assert found.notes == ("The file was not written in UTF-8, as notebooks are, but in UTF-16.",)


def test_western_letters_are_read() -> None:
    found = salvage(DATA.decode().replace("twice", "zweimal für ‚Zoë‘").encode("cp1252"))
    assert sources(found)[1] == "def double(n):\n    # zweimal für ‚Zoë‘\n    return 2 * n"
    assert found.notes == (
        "Some letters were not written in UTF-8. They were read as Western European ones; please check them.",
    )


def test_a_file_cut_in_a_cell_keeps_the_lines_there_were() -> None:
    found = salvage(DATA[: DATA.index(b"n 2 * n")])
    assert sources(found) == [WHOLE[0], "def double(n):\n    # twice\n    retur"]
    assert found.notes == (
        "The file was cut short. 2 of its cells could be read. The last one is incomplete.",
    )
    assert found.damaged
    assert found.notebook is not None
    assert found.notebook.cells[1].metadata == {"nbgrader": {"grade_id": "two"}, CUT: True}


def test_a_file_cut_in_half_an_escape() -> None:
    assert sources(salvage(rb'{"cells": [{"cell_type": "code", "source": ["x = \u00e')) == ["x = "]


def test_a_file_cut_behind_its_cells_has_lost_nothing() -> None:
    found = salvage(DATA[: DATA.rindex(b'"metadata"') + 5])
    assert sources(found) == WHOLE
    assert (found.notes, found.damaged) == (
        ("The file was damaged. All its 3 cells could be read.",),
        False,
    )


def test_a_file_cut_between_cells_may_have_lost_some() -> None:
    found = salvage(DATA[: DATA.rindex(b'"cell_type"') - 5])
    assert sources(found) == WHOLE[:2]
    assert (found.notes, found.damaged) == (("The file was cut short. 2 of its cells could be read.",), True)


def test_a_file_cut_anywhere_is_read_as_far_as_it_goes() -> None:
    seen = 0
    for length in range(len(DATA)):
        found = salvage(DATA[:length])
        cells = sources(found) if found.notebook is not None else []
        assert len(cells) >= seen - 1
        seen = max(seen, len(cells))
        for text, whole in zip(cells, WHOLE, strict=False):
            assert whole.startswith(text)
        assert found.notes or length >= len(DATA) - 1


def test_a_hole_takes_the_cells_it_touches_and_no_other() -> None:
    start, end = DATA.index(b"half"), DATA.index(b"twice")
    found = salvage(DATA[:start] + bytes(end - start) + DATA[end:])
    assert sources(found) == ["import math\n", "twice\n    return 2 * n", "That is all."]
    assert found.notes == (f"{ZEROS} 3 of its cells could be read. Incomplete ones among them: 2.",)
    assert found.damaged


def test_a_hole_within_one_text_leaves_both_ends() -> None:
    start, end = DATA.index(b"twice"), DATA.index(b"2 * n")
    found = salvage(DATA[:start] + bytes(end - start) + DATA[end:])
    assert sources(found) == [WHOLE[0], "def double(n):\n    # ", "2 * n", WHOLE[2]]


def test_a_hole_of_which_a_text_could_be_made_is_still_a_hole() -> None:
    start, end = DATA.index(b"math") + 2, DATA.index(b"That") + 2
    found = salvage(DATA[:start] + bytes(end - start) + DATA[end:])
    assert sources(found) == ["import ma", "at is all."]
    assert found.damaged


def test_a_hole_at_the_start() -> None:
    start = DATA.index(b"half")
    assert sources(salvage(bytes(start) + DATA[start:])) == WHOLE[1:]


def test_zeros_behind_a_whole_notebook_are_left_out() -> None:
    found = salvage(DATA + bytes(4096))
    assert sources(found) == WHOLE
    assert (found.notes, found.damaged) == (
        ("The end of the file was filled with zeros; nothing before it was lost.",),
        False,
    )


def test_what_stands_behind_the_notebook_is_left_out() -> None:
    found = salvage(DATA + b' "x"\n]}\n')
    assert sources(found) == WHOLE
    assert found.notes == (
        "After the end of the notebook stood 8 characters that do not belong to it. They were left out.",
    )


def test_two_notebooks_in_one_file_are_put_together() -> None:
    later = written(
        book(cell("two", "def double(n):\n    return n + n", metadata={"nbgrader": {"grade_id": "two"}}))
    )
    found = salvage(DATA + later)
    assert sources(found) == [*WHOLE[:2], "def double(n):\n    return n + n", WHOLE[2]]
    assert found.notes == (
        "The file held more than one notebook, one after the other. Their cells were put together.",
    )


def test_both_sides_of_a_merge_conflict_are_kept() -> None:
    lines = DATA.decode().splitlines()
    at = next(number for number, line in enumerate(lines) if "return 2 * n" in line)
    lines[at : at + 1] = [
        "<<<<<<< HEAD",
        lines[at],
        "=======",
        lines[at].replace("2 * n", "n + n"),
        ">>>>>>> home",
    ]
    found = salvage("\n".join(lines).encode())
    assert sources(found) == [*WHOLE[:2], "def double(n):\n    # twice\n    return n + n", WHOLE[2]]
    assert found.notes == (
        "Git had left two versions in the file (a merge conflict). Both were kept where they differ.",
    )


def test_a_conflict_left_in_a_cell_makes_two_of_it() -> None:
    source = "x = 1\n<<<<<<< local\ny = 2\n=======\ny = 3\n>>>>>>> remote\nz = 4"
    found = salvage(written(book(cell("a", source), cell("b", source, "markdown"))))
    assert sources(found) == ["x = 1\ny = 2\nz = 4", "x = 1\ny = 3\nz = 4", source]
    assert found.notes == (
        "Cells with two versions left by a merge (<<<<<<< and >>>>>>>): 1. Both were kept, each in a cell of its own.",
    )


@pytest.mark.parametrize("outputs", [7, "x", {"a": 1}, None])
def test_a_very_old_cell_with_outputs_of_the_wrong_kind(outputs: object) -> None:
    old = {
        "worksheets": [{"cells": [{"cell_type": "code", "input": "x", "outputs": outputs}, 5]}, None],
        "nbformat": 3,
    }
    assert sources(salvage(written(old))) == ["x"]


def test_the_format_of_2013_is_brought_up_to_date() -> None:
    old = {
        "worksheets": [
            {
                "cells": [
                    {"cell_type": "heading", "level": 2, "source": "Doubles"},
                    {
                        "cell_type": "code",
                        "input": ["1 + ", "1"],
                        "language": "python",
                        "prompt_number": 3,
                        "outputs": [
                            {"output_type": "pyout", "prompt_number": 3, "text": ["2"]},
                            {"output_type": "stream", "stream": "stderr", "text": "oh"},
                            {"output_type": "pyerr", "ename": "E", "evalue": "v", "traceback": ["t"]},
                        ],
                    },
                ]
            }
        ],
        "metadata": {"name": ""},
        "nbformat": 3,
        "nbformat_minor": 0,
    }
    found = salvage(written(old))
    assert sources(found) == ["## Doubles", "1 + 1"]
    assert found.notes == (
        "The file was saved by a very old Jupyter (format 3); its cells were brought up to date.",
    )
    assert found.notebook is not None
    assert found.notebook.cells[1].execution_count == 3
    assert [one.output_type for one in found.notebook.cells[1].outputs] == [
        "execute_result",
        "stream",
        "error",
    ]
    assert found.notebook.cells[1].outputs[0].data == {"text/plain": "2"}


@pytest.mark.parametrize(
    ("changed", "text", "note"),
    [
        ({"source": None}, "", ""),
        ({"source": 7}, "7", "Cells whose text was not stored as text: 1. It was read as far as possible."),
        (
            {"source": ["a", None, 2]},
            "a2",
            "Cells whose text was not stored as text: 1. It was read as far as possible.",
        ),
        ({"source": "a\r\nb"}, "a\nb", "Cells with the line ends of Windows: 1. They were made plain."),
        (
            {"source": "a\0b"},
            "ab",
            "Cells with zero characters in their text: 1. The characters were taken out.",
        ),
        ({"cell_type": "math"}, "x", "Cells of an unknown kind: 1. They were read as what they look like."),
        ({"outputs": None}, "x", ""),
        ({"outputs": [7, {"output_type": "magic"}, {"output_type": "stream"}]}, "x", ""),
        ({"metadata": None, "execution_count": "3", "id": 5}, "x", ""),
        ({"metadata": {"tags": "a", "collapsed": 1, "name": "", "scrolled": "x", "execution": 3}}, "x", ""),
    ],
)
def test_fields_of_the_wrong_kind(changed: dict[str, Any], text: str, note: str) -> None:
    found = salvage(written(book({**cell("a", "x"), **changed})))
    assert sources(found) == [text]
    assert found.notes == ((note,) if note else ())
    assert not found.damaged


def test_a_newer_format_is_read_as_far_as_it_is_known() -> None:
    found = salvage(written({**THREE, "nbformat_minor": 9, "wonders": [1]}))
    assert sources(found) == WHOLE
    assert found.notes == (
        "The file was saved by a newer Jupyter; it was read as far as this one knows its format.",
    )


@pytest.mark.parametrize(
    ("data", "note"),
    [
        (b"", "The file was empty."),
        (
            bytes(5000),
            "The file held nothing but zeros, as after a stick was pulled out while it was being written.",
        ),
        (
            b"PK\x03\x04rest",
            "The file is a ZIP archive, not a notebook. Hand in the file that ends in .ipynb.",
        ),
        (
            b"<!DOCTYPE html><html>",
            "The file is a web page, not a notebook. Hand in the file that ends in .ipynb.",
        ),
        (b'{"cells": [ {"cell_ty', "The file was damaged so badly that no cell could be read."),
        (b'{"answer": 42}', "The file is JSON, but not a notebook."),
        (b" " * 64_000_001, "The file is larger than 64 MB and was not read."),
    ],
)
def test_what_is_no_notebook_at_all(data: bytes, note: str) -> None:
    assert salvage(data) == Salvaged(None, (note,), damaged=True)


def test_python_code_is_read_in_its_cells() -> None:
    found = salvage(b"# %%\nimport math\n\n# %% more\ndef double(n):\n    return 2 * n\n")
    assert sources(found) == ["import math", "def double(n):\n    return 2 * n"]
    assert found.notes == ("The file is not a notebook but Python code. It was read as 2 cells.",)
    exported = salvage(b"#!/usr/bin/env python\n# coding: utf-8\n\n# In[1]:\n\nx = 1\n\n# In[ ]:\n\ny = 2\n")
    assert sources(exported)[-2:] == ["x = 1", "y = 2"]


def test_another_text_is_kept() -> None:
    found = salvage(b"Dear teacher, my computer broke.")
    assert sources(found) == ["Dear teacher, my computer broke."]
    assert found.notes == ("The file is not a notebook but a text. It was kept in one cell.",)


def test_half_a_character_does_not_stop_the_graded_copy_from_being_written() -> None:
    found = salvage(
        rb'{"cells": [{"cell_type": "code", "source": ["a = \"\ud83d\" + \"\ud83d\ude00\" # \\ud83d"]}]}'
    )
    assert sources(found) == ['a = "\ufffd" + "😀" # \\ud83d']
    nbformat.writes(found.notebook).encode()


def test_deep_metadata_is_cut_off() -> None:
    deep = '{"a":' * 300 + "1" + "}" * 300
    found = salvage(json.dumps(book({**cell("a", "x"), "metadata": "DEEP"})).replace('"DEEP"', deep).encode())
    assert sources(found) == ["x"]
    assert found.notes == ("Entries nested too deeply: 1. They were left out.",)


def test_metadata_may_have_any_name() -> None:
    found = salvage(written(book({**cell("a", "x"), "metadata": {"self": 1, "_allownew": 2, "get": 3}})))
    assert found.notebook is not None
    assert found.notebook.cells[0].metadata == {"self": 1, "_allownew": 2, "get": 3}


HOSTILE: dict[str, Callable[[], bytes]] = {
    "brackets": lambda: b"[" * 64_000_000,
    "objects": lambda: b'{"a":' * 12_000_000,
    "cells in cells": lambda: b'{"cell_type":' * 4_900_000,
    "cells beside cells": lambda: b'{"cell_type" ' * 4_900_000,
    "empty cells": lambda: b'{"cells":[' + b"{}," * 21_000_000 + b"{}]}",
    "escapes": lambda: b'{"cells":[{"cell_type":"code","source":"' + b"\\ud83d" * 10_000_000,
    "quotes": lambda: b'{"cells":[{"cell_type":"' + b'\\"' * 31_000_000,
    "bytes that are no letters": lambda: b"\xffa" * 31_000_000,
    "holes": lambda: b'{"cell_type":\0' * 4_500_000,
    "conflicts": lambda: b"<<<<<<< \n" * 7_000_000,
    "blanks": lambda: b'{"cells":' + b" " * 63_000_000,
    "source without end": lambda: b'{"cells":[{"cell_type":"code","source":[' + b'"a",' * 15_000_000,
    "cells without end": lambda: b'{"cells":[' + b'{"cell_type":"code"},' * 2_900_000,
    "code cells": lambda: b"# %%\nx = 1\n" * 5_800_000,
}
"""Made when asked for: together they are most of a gigabyte."""


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_the_largest_hostile_files_take_no_more_than_seconds(name: str) -> None:
    data = HOSTILE[name]()
    started = time.process_time()
    found = salvage(data)
    assert time.process_time() - started < 30  # quadratic work on 64 MB would take hours
    assert found.notes
    if found.notebook is not None:
        assert len(found.notebook.cells) <= 5000


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["cell_type", "id", "metadata", "source", "outputs", "execution_count", "attachments", "input", "level"]
)
KINDS = st.sampled_from(
    ["code", "markdown", "raw", "heading", "stream", "error", "display_data", "execute_result"]
)
OUTPUT = st.dictionaries(
    st.sampled_from(["output_type", "text", "name", "data", "metadata", "ename", "traceback"]),
    KINDS | JSON,
    max_size=6,
)
CELLS = st.lists(
    st.dictionaries(FIELDS, KINDS | JSON | st.lists(OUTPUT, max_size=2), max_size=6) | JSON, max_size=4
)
METADATA = st.dictionaries(
    st.sampled_from(["kernelspec", "language_info", "title", "authors", "orig_nbformat"]), JSON, max_size=3
)


@settings(max_examples=100)
@given(CELLS, METADATA | JSON, st.sampled_from([3, 4, 5, "4", None]))
def test_whatever_json_it_holds_a_valid_notebook_comes_out(cells: Any, metadata: Any, major: Any) -> None:
    for held in ({"cells": cells}, {"worksheets": [{"cells": cells}]}):
        found = salvage(json.dumps({**held, "metadata": metadata, "nbformat": major}).encode())
        assert found.notebook is not None
        nbformat.validate(found.notebook)
        nbformat.writes(found.notebook).encode()


@settings(max_examples=200)
@given(st.data())
def test_no_damage_raises(data: st.DataObject) -> None:
    broken = bytearray(DATA)
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(broken)))
        end = data.draw(st.integers(start, min(len(broken), start + 200)))
        broken[start:end] = data.draw(st.binary(max_size=20) | st.just(bytes(end - start)) | st.just(b""))
    found = salvage(bytes(broken))
    assert found.notebook is not None or found.notes
    if found.notebook is not None:
        nbformat.validate(found.notebook)
        nbformat.writes(found.notebook).encode()
