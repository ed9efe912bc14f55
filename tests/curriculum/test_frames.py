"""Tables, series and arrays in canonical form, from the libraries themselves and back."""

from __future__ import annotations

from importlib import import_module
from typing import Any, NoReturn

import msgspec
import numpy as np
import pandas as pd
import pytest

from curriculum.plain import checked
from curriculum.sameness import same
from curriculum.values import build, canonical
from curriculum.written import written

PETS = pd.DataFrame(
    {
        "name": ["Mei", "Luis", None],
        "score": [3, 1, 2],
        "size": [1.5, None, 2.0],
        "born": pd.to_datetime(["2024-01-01", None, "2024-02-01"]),
        "kind": pd.Categorical(["cat", "dog", "cat"]),
        "age": pd.array([1, None, 2], dtype="Int64"),
        "tame": [True, False, True],
    }
)


def test_a_table_is_told_by_its_columns() -> None:
    assert canonical(PETS) == {
        "$table": {
            "columns": ["name", "score", "size", "born", "kind", "age", "tame"],
            "data": [
                ["Mei", "Luis", None],
                [3, 1, 2],
                [1.5, None, 2.0],
                [{"$datetime": "2024-01-01T00:00:00"}, None, {"$datetime": "2024-02-01T00:00:00"}],
                ["cat", "dog", "cat"],
                [1.0, None, 2.0],
                [True, False, True],
            ],
            "index": None,
        }
    }


@pytest.mark.parametrize(
    "make",
    [
        lambda: PETS,
        lambda: PETS.set_index("name"),
        lambda: PETS.sort_values("score"),
        lambda: PETS.groupby(["kind", "tame"], observed=True)["score"].sum().rename("total"),
        lambda: PETS.pivot_table(index="kind", columns="tame", values="score", observed=True),
        lambda: PETS["score"],
        lambda: PETS["kind"].value_counts(sort=False),
        lambda: PETS.iloc[:0],
        pd.DataFrame,
        lambda: pd.Series([], dtype=float),
        lambda: pd.DataFrame([[1, 2]], columns=["a", "a"]),
        lambda: pd.MultiIndex.from_tuples([("a", 1), ("b", 2)], names=["x", "y"]),
        lambda: pd.Index(["a", "b"], name="n"),
        lambda: np.arange(6).reshape(2, 3),
        lambda: np.array([["a", "b"]]),
        lambda: np.array([1, None, [2]], dtype=object),
        lambda: np.zeros((0, 3)),
        lambda: np.array(3.5),
        lambda: np.array(["2024-01-01", "NaT"], dtype="datetime64[D]"),
    ],
)
def test_a_table_goes_through_json_and_becomes_the_object_again(make: Any) -> None:
    obj = make()
    value = canonical(obj)
    came = checked(msgspec.json.decode(msgspec.json.encode(value)))
    assert repr(came) == repr(value)
    again = build(came, import_module)
    assert type(again) is type(obj) or isinstance(obj, pd.Index)
    assert repr(canonical(again)) == repr(value)


@pytest.mark.parametrize(
    ("obj", "value"),
    [
        (np.int64(3), 3), (np.uint8(3), 3), (np.float64(3), 3.0), (np.float32(0.5), 0.5), (np.bool_(True), True),
        (np.str_("a"), "a"),
        (np.complex128(1j), {"$complex": [0.0, 1.0]}), (np.float64("nan"), {"$float": "nan"}), (np.longdouble(1.5), 1.5),
        (np.datetime64("2024-01-02T03:04:05.000000006"), {"$datetime": "2024-01-02T03:04:05"}),
        (np.datetime64("NaT"), {"$missing": True}),
        (pd.Timestamp("2024-01-02"), {"$datetime": "2024-01-02T00:00:00"}), (pd.Timedelta("1h"), {"$timedelta": [0, 3600, 0]}),
        (pd.NaT, {"$missing": True}), (pd.NA, {"$missing": True}), ([np.int64(1)], [1]),
    ],
)  # fmt: skip
def test_a_numpy_number_is_the_number(obj: object, value: Any) -> None:
    assert canonical(obj) == value
    assert type(canonical(obj)) is type(value)


def test_what_a_student_makes_fits_what_a_course_writes() -> None:
    wanted = written({"$table": {"kind": ["cat", "dog"], "score": [5, 1]}})
    assert same(wanted, canonical(PETS.groupby("kind", observed=True)["score"].sum().reset_index()))
    assert not same(wanted, canonical(PETS.groupby("kind", observed=True)["score"].sum()))
    assert same(
        written({"$series": [5, 1], "index": ["cat", "dog"]}),
        canonical(PETS.groupby("kind", observed=True)["score"].sum()),
    )


def test_objects_in_a_table_do_no_harm() -> None:
    class Hostile:
        def __eq__(self, other: object) -> NoReturn:
            raise RuntimeError

        def __bool__(self) -> NoReturn:
            raise RuntimeError

        __hash__ = None  # type: ignore[assignment]

    class Frame(pd.DataFrame):
        @property
        def shape(self) -> NoReturn:
            raise RuntimeError

    assert canonical(pd.Series([Hostile()], dtype=object))["$series"]["values"] == [{"$other": "Hostile"}]
    assert canonical(Frame({"a": [1]})) == {"$other": "Frame"}
    assert canonical(np.ma.array([1])) == {"$other": "MaskedArray"}
    assert canonical(PETS.groupby("kind", observed=True)) == {"$other": "DataFrameGroupBy"}
    assert canonical(np.zeros(1_000_000)) == {"$too-big": "it holds too much"}


def test_a_library_that_was_patched_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pd.DataFrame, "shape", property(lambda self: 1 / 0))
    assert canonical(pd.DataFrame({"a": [1]})) == {"$other": "DataFrame"}
