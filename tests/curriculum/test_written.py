"""What a course file writes for values that YAML has no words for."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from curriculum.cases import Came, Case, faults_in, fits
from curriculum.drawings import Bars, Figure
from curriculum.items import Code
from curriculum.plain import checked
from curriculum.values import NotPlain, build, canonical
from curriculum.written import _READ, written


@pytest.mark.parametrize(
    ("data", "obj"),
    [
        ({"$tuple": [1, [2]]}, (1, [2])), ({"$set": [2, 1]}, {1, 2}), ({"$frozenset": [1]}, frozenset({1})),
        ({"$dict": [[1, "a"]]}, {1: "a"}),
        ({"$dict": [["$set", 1]]}, {"$set": 1}), ({"$dict": [["a", 1]]}, {"a": 1}), ({"$range": [3]}, range(3)),
        ({"$bytes": "añ"}, "añ".encode()),
        ({"$int": str(10**30)}, 10**30), ({"$float": "inf"}, float("inf")), ({"$complex": [1, 2]}, 1 + 2j),
        ({"$decimal": "1.50"}, Decimal("1.50")),
        ({"$fraction": "3/4"}, Fraction(3, 4)), ({"$date": "2024-01-02"}, dt.date(2024, 1, 2)), ({"$time": "10:30"}, dt.time(10, 30)),
        ({"$datetime": "2024-01-02 10:30"}, dt.datetime(2024, 1, 2, 10, 30)),  # noqa: DTZ001
        ({"a": {"$tuple": []}}, {"a": ()}), ({"table": {"a": [1]}}, {"table": {"a": [1]}}),
    ],
)  # fmt: skip
def test_a_value_is_written_with_its_tag(data: Any, obj: object) -> None:
    assert written(data) == canonical(obj)
    assert build(checked(written(data)), import_module) == obj


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(2**63), 2**63 - 1)
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.from_regex(r"[a-z]{1,3}", fullmatch=True), inner, max_size=3)
        ),
    )
)
def test_plain_data_stands_for_itself(data: Any) -> None:
    assert written(data) == canonical(data)


def test_a_table_is_its_columns() -> None:
    assert written(
        {"$table": {"name": ["Mei", None], "score": [3, None], "born": {"$dates": ["2012-05-01", None]}}}
    ) == {
        "$table": {
            "columns": ["name", "score", "born"],
            "data": [["Mei", None], [3.0, None], [{"$datetime": "2012-05-01T00:00:00"}, None]],
            "index": None,
        }
    }


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"$tabel": {}}, "There is no “\\$tabel”"),
        ({"$set": [1], "a": 2}, "“a” cannot stand beside \\$set"),
        ({"$table": [1]}, "a map from each column's name"),
        ({"$table": {"a": [1], "b": [1, 2]}}, "different lengths: 1, 2"),
        ({"$table": {"a": 1}}, "a list belongs"),
        ({"$table": {"a": [1]}, "index": [1, 2]}, "different lengths: 1, 2"),
        ({"$series": [1], "index": [1, 2]}, "as many entries"),
        ({"$array": [[1], [1, 2]]}, "different lengths"),
        ({"$set": [1, 1]}, "each value once"),
        ({"$dict": [1]}, "list of pairs"),
        ({"$date": "yesterday"}, "cannot be read as \\$date"),
        ({"$fraction": "1/0"}, "cannot be read as \\$fraction"),
        (float("inf"), "write {\\$float: inf}"),
        (2**64, 'written {\\$int: "123…"}'),
    ],
)
def test_what_cannot_be_read_is_said(data: Any, said: str) -> None:
    with pytest.raises(NotPlain, match=said):
        written(data)


def test_every_value_in_the_documentation_can_be_read(root: Path) -> None:
    page = (root / "docs" / "formats" / "course.md").read_text(encoding="utf-8")
    shown = [text for text in re.findall(r"`(\{\$[^`]*\})`", page) if "…" not in text]
    assert len(shown) >= 15
    for text in shown:
        data = yaml.safe_load(text)
        if list(data) != ["$dates"]:
            checked(written(data))
    assert {tag for tag in _READ if f"{{{tag}:" not in page} == set()


def test_the_code_item_in_the_documentation_is_one(root: Path) -> None:
    page = (root / "docs" / "formats" / "course.md").read_text(encoding="utf-8")
    _, _, section = page.partition("### code\n")
    examples = re.findall(r"```yaml\n(.*?)```", section, re.DOTALL)
    item = msgspec.convert(
        {"type": "code", "id": "fair-share", "prompt": "…", **yaml.safe_load(examples[0])}, Code
    )
    assert [fault for case in item.cases for fault in faults_in(case)] == []
    assert [fits(case, came) for case, came in zip(item.cases, map(_right, item.cases), strict=True)] == [
        True
    ] * 3
    figure = msgspec.convert(yaml.safe_load(examples[1])["figure"], Figure)
    assert figure.bars == [Bars(names=["cat", "dog"], heights=[3, 1])]


def _right(case: Case) -> Came:
    apples, friends = case.call or []
    return Came(value=apples // friends)
