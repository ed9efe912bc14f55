"""Tables, series, indexes and arrays in canonical form, and made again from it. Neither pandas nor numpy is imported here.

    {"$table": {"columns": [name, …], "data": [[value, …] of each column, …], "index": index}}
    {"$series": {"name": name, "values": [value, …], "index": index}}
    {"$index": [{"name": name, "values": [value, …]}, … one for each level]}
    {"$array": {"shape": [rows, columns], "values": [value, … row by row]}}

What counts is what is in them: a missing value is null however the library writes it, a column of whole numbers with a missing value is
one of decimal numbers (as it is in pandas), and a category is its text. `index` is null where the rows are only counted from 0.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from curriculum import values

if TYPE_CHECKING:
    from curriculum.values import Encoder, Load, Value

MISSING = {"$missing": True}
_NAN = {"$float": "nan"}
_INDEXES = (
    "Index",
    "RangeIndex",
    "MultiIndex",
    "CategoricalIndex",
    "DatetimeIndex",
    "TimedeltaIndex",
    "PeriodIndex",
    "IntervalIndex",
)


def encode(self: Encoder, obj: Any) -> Value:
    """A value of numpy or pandas in canonical form; None where it is of neither."""
    kind = type(obj)
    numpy, pandas = sys.modules.get("numpy"), sys.modules.get("pandas")
    if numpy is not None and kind is numpy.ndarray:
        return self.within(obj, _array)
    if numpy is not None and type(kind) is type and kind in set(numpy.sctypeDict.values()):
        return _number(self, obj, numpy)
    if pandas is None:
        return None
    if kind is pandas.DataFrame:
        return self.within(obj, _table)
    if kind is pandas.Series:
        return self.within(obj, _series)
    if any(kind is getattr(pandas, name) for name in _INDEXES):
        return {"$index": self.within(obj, _levels)}
    if obj is pandas.NA or obj is pandas.NaT:
        return MISSING
    if kind is pandas.Timestamp:
        return {"$datetime": obj.isoformat()}
    if kind is pandas.Timedelta:
        return {"$timedelta": [obj.days, obj.seconds, obj.microseconds]}
    if kind is pandas.Categorical or values.is_a(obj, pandas.api.extensions.ExtensionArray):
        return {"$array": {"shape": [len(obj)], "values": _cells(self, obj, len(obj))}}
    return None


def _number(self: Encoder, obj: Any, numpy: Any) -> Value:
    """A numpy number as Python's number of the same value."""
    kind = obj.dtype.kind
    if kind in "Mm":
        return MISSING if numpy.isnat(obj) else self.value(obj.astype(f"{kind}8[us]").item())
    if kind == "f":
        return self.decimal(float(obj))
    if kind == "c":
        return self.value(complex(obj))
    return self.value(obj.item()) if kind in "biuUS" else None


def _array(self: Encoder, obj: Any) -> Value:
    flat, kind = obj.ravel(), obj.dtype.kind
    _bounded(self, flat.size)
    if kind in "Mm":
        items = [
            MISSING if item is None else self.value(item) for item in flat.astype(f"{kind}8[us]").tolist()
        ]
    elif kind in "biufcUSO":
        items = self.values(flat.tolist())
    else:
        return {"$other": f"ndarray of {obj.dtype}"[: values.MAX_NAME]}
    return {"$array": {"shape": [int(n) for n in obj.shape], "values": items}}


def _table(self: Encoder, obj: Any) -> Value:
    rows, columns = obj.shape
    _bounded(self, rows * columns)
    return {
        "$table": {
            "columns": self.values(obj.columns.tolist()),
            "data": [_cells(self, obj.iloc[:, at], rows) for at in range(columns)],
            "index": _index(self, obj.index) if columns else None,
        }
    }


def _series(self: Encoder, obj: Any) -> Value:
    inside = {
        "name": self.value(obj.name),
        "values": _cells(self, obj, len(obj)),
        "index": _index(self, obj.index),
    }
    return {"$series": inside}


def _index(self: Encoder, obj: Any) -> Value:
    levels = _levels(self, obj)
    return None if is_counted(levels) else levels


def is_counted(levels: Value) -> bool:
    """Whether an index only counts the rows from 0."""
    return (
        len(levels) == 1
        and levels[0]["name"] is None
        and all(type(value) is int and value == at for at, value in enumerate(levels[0]["values"]))
    )


def _levels(self: Encoder, obj: Any) -> list[Value]:
    several = range(obj.nlevels) if obj.nlevels > 1 else ()
    parts = [obj.get_level_values(level) for level in several] or [obj]
    return [{"name": self.value(part.name), "values": _cells(self, part, len(part))} for part in parts]


def _cells(self: Encoder, column: Any, length: int) -> list[Value]:
    """A column's values, its missing ones as null."""
    _bounded(self, length)
    return column_of(self.values(column.tolist()))


def column_of(cells: list[Value]) -> list[Value]:
    """Canonical values as a column holds them: missing ones null, and then no whole numbers beside them."""
    plain = [None if cell in (_NAN, MISSING) else cell for cell in cells]
    if None in plain and all(cell is None or type(cell) is int for cell in plain):
        return [None if cell is None else float(cell) for cell in plain]
    return plain


def _bounded(self: Encoder, count: int) -> None:
    """Nothing is listed that would be too much anyway."""
    if count > self.bounds.nodes:
        raise values.TooBig(values.MANY)


# Looking at what somebody else's process sent


def _is_levels(inside: Any, rows: int | None = None) -> bool:
    if type(inside) is not list or not inside:
        return False
    if not all(
        type(one) is dict and one.keys() == {"name", "values"} and type(one["values"]) is list
        for one in inside
    ):
        return False
    lengths = {len(one["values"]) for one in inside}
    return len(lengths) == 1 and (rows is None or lengths == {rows})


def _is_table(inside: Any) -> bool:
    if type(inside) is not dict or inside.keys() != {"columns", "data", "index"}:
        return False
    columns, data, index = inside["columns"], inside["data"], inside["index"]
    if (
        type(columns) is not list
        or type(data) is not list
        or not all(type(column) is list for column in data)
    ):
        return False
    if len(columns) != len(data) or len({len(column) for column in data}) > 1:
        return False
    return index is None or (bool(data) and _is_levels(index, len(data[0])))


def _is_series(inside: Any) -> bool:
    if (
        type(inside) is not dict
        or inside.keys() != {"name", "values", "index"}
        or type(inside["values"]) is not list
    ):
        return False
    return inside["index"] is None or _is_levels(inside["index"], len(inside["values"]))


def _is_array(inside: Any) -> bool:
    if type(inside) is not dict or inside.keys() != {"shape", "values"}:
        return False
    shape, items = inside["shape"], inside["values"]
    if type(shape) is not list or len(shape) > 32 or type(items) is not list:
        return False
    return all(type(n) is int and 0 <= n < 1 << 40 for n in shape) and math.prod(shape) == len(items)


SHAPES: dict[str, Callable[[Any], bool]] = {
    "$table": _is_table,
    "$series": _is_series,
    "$index": _is_levels,
    "$array": _is_array,
}


# Making the object again


def _make_table(inside: Any, load: Load) -> Any:
    pandas = load("pandas")
    data = {at: _cells_again(column, load) for at, column in enumerate(inside["data"])}
    frame = pandas.DataFrame(data, index=_index_again(inside["index"], load))
    frame.columns = [values.build(name, load) for name in inside["columns"]]
    return frame


def _make_series(inside: Any, load: Load) -> Any:
    cells, name = _cells_again(inside["values"], load), values.build(inside["name"], load)
    series = load("pandas").Series(cells, index=_index_again(inside["index"], load), name=name)
    return series if cells else series.astype(object)


def _index_again(levels: Any, load: Load) -> Any:
    return None if levels is None else _make_index(levels, load)


def _make_index(levels: Any, load: Load) -> Any:
    parts = [_cells_again(one["values"], load) for one in levels]
    names = [values.build(one["name"], load) for one in levels]
    pandas = load("pandas")
    if len(levels) > 1:
        return pandas.MultiIndex.from_arrays(parts, names=names)
    return pandas.Index(parts[0], name=names[0])


def _cells_again(cells: Any, load: Load) -> list[Any]:
    return [values.build(cell, load) for cell in cells]


def _make_array(inside: Any, load: Load) -> Any:
    numpy, items = load("numpy"), _cells_again(inside["values"], load)
    kinds = {type(item) for item in items}
    if len(kinds) == 1 and kinds <= {bool, int, float, complex, str}:
        return numpy.array(items).reshape(inside["shape"])
    made = numpy.empty(len(items), dtype=object if items else float)
    for at, item in enumerate(items):  # numpy would take a list for a further dimension
        made[at] = item
    return made.reshape(inside["shape"])


MAKE: dict[str, Callable[[Any, Load], Any]] = {
    "$table": _make_table,
    "$series": _make_series,
    "$index": _make_index,
    "$array": _make_array,
}
