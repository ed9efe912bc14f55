"""How a course file writes values that YAML has no words for: `{$table: …}`, `{$tuple: …}` and so on (docs/formats/course.md)."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from curriculum.frames import MISSING, column_of
from curriculum.values import NotPlain, Value, canonical, sorting_key
from curriculum.words import _


def written(data: Any) -> Value:
    """The canonical value that a course file's `data` stands for. Raises NotPlain with a sentence for the author."""
    if isinstance(data, list):
        return [written(entry) for entry in data]
    if isinstance(data, dict):
        tags = [key for key in data if str(key).startswith("$")]
        if tags:
            return _tagged(tags, data)
        return {key: written(entry) for key, entry in data.items()}
    if isinstance(data, float) and not math.isfinite(data):
        raise NotPlain(
            _("There is no {number} in JSON; write {written}.").format(
                number=data, written=f"{{$float: {data}}}"
            )
        )
    value = canonical(data)
    if isinstance(data, int) and value is not data:
        raise NotPlain(_('A number of more than 18 digits is written {$int: "123…"}.'))
    return value


def _tagged(tags: list[str], data: dict[str, Any]) -> Value:
    tag = tags[0]
    read = _READ.get(tag)
    if read is None:
        raise NotPlain(
            _(
                "There is no “{tag}”. Known: {names}. A key of your own that begins with $ goes into $dict."
            ).format(tag=tag, names=", ".join(_READ))
        )
    beside = {key: entry for key, entry in data.items() if key != tag}
    stray = beside.keys() - _BESIDE.get(tag, set())
    if stray:
        raise NotPlain(
            _(
                "“{stray}” cannot stand beside {tag}. A key of your own that begins with $ goes into $dict."
            ).format(stray=min(stray), tag=tag)
        )
    try:
        return read(data[tag], **beside)
    except (InvalidOperation, TypeError, ValueError, ZeroDivisionError) as error:
        raise NotPlain(
            _("“{data}” cannot be read as {tag} ({error}).").format(data=data[tag], tag=tag, error=error)
        ) from error


def _list(inside: Any) -> list[Value]:
    if not isinstance(inside, list):
        raise NotPlain(_("Here a list belongs, not “{inside}”.").format(inside=inside))
    return [written(entry) for entry in inside]


def _cells(inside: Any) -> list[Value]:
    if isinstance(inside, dict) and list(inside) == ["$dates"]:
        return [
            None if day is None else canonical(dt.datetime.fromisoformat(str(day)))
            for day in inside["$dates"]
        ]
    return column_of(_list(inside))


def _table(inside: Any, index: Any = None) -> Value:
    if not isinstance(inside, dict):
        raise NotPlain(_("A $table is a map from each column's name to the list of its values."))
    data = [_cells(column) for column in inside.values()]
    levels = _levels(index)
    lengths = {len(column) for column in data} | {len(one["values"]) for one in levels or []}
    if len(lengths) > 1:
        raise NotPlain(
            _("The columns of a $table are of different lengths: {names}.").format(
                names=", ".join(map(str, sorted(lengths)))
            )
        )
    return {"$table": {"columns": list(inside), "data": data, "index": levels}}


def _series(inside: Any, index: Any = None, name: Any = None) -> Value:
    cells, levels = _cells(inside), _levels(index)
    if any(len(one["values"]) != len(cells) for one in levels or []):
        raise NotPlain(_("The index of a $series has as many entries as the series."))
    return {"$series": {"name": written(name), "values": cells, "index": levels}}


def _levels(index: Any) -> Any:
    if index is None:
        return None
    if isinstance(index, dict) and "$dates" not in index:
        return [{"name": name, "values": _cells(column)} for name, column in index.items()]
    return [{"name": None, "values": _cells(index)}]


def _array(inside: Any) -> Value:
    shape: list[int] = []
    flat = _list(inside)
    shape.append(len(flat))
    while flat and all(isinstance(entry, list) for entry in flat):
        lengths = {len(entry) for entry in flat}
        if len(lengths) > 1:
            raise NotPlain(_("The rows of an $array are of different lengths."))
        shape += lengths
        flat = [cell for entry in flat for cell in entry]
    return {"$array": {"shape": shape, "values": flat}}


def _dict(inside: Any) -> Value:
    pairs = _list(inside)
    if not all(isinstance(pair, list) and len(pair) == 2 for pair in pairs):
        raise NotPlain(_("A $dict is a list of pairs, [[key, value], …]."))
    if all(isinstance(key, str) and not key.startswith("$") for key, _ in pairs):
        return dict(pairs)
    return {"$dict": pairs}


def _together(tag: str) -> Callable[[Any], Value]:
    def read(inside: Any) -> Value:
        entries = _list(inside)
        if len({sorting_key(entry) for entry in entries}) < len(entries):
            raise NotPlain(_("A {tag} holds each value once.").format(tag=tag))
        return {tag: sorted(entries, key=sorting_key)}

    return read


_READ: dict[str, Callable[..., Value]] = {
    "$table": _table,
    "$series": _series,
    "$array": _array,
    "$tuple": lambda inside: {"$tuple": _list(inside)},
    "$set": _together("$set"),
    "$frozenset": _together("$frozenset"),
    "$dict": _dict,
    "$range": lambda inside: canonical(range(*inside)),
    "$bytes": lambda inside: canonical(str(inside).encode()),
    "$int": lambda inside: canonical(int(str(inside))),
    "$float": lambda inside: canonical(float(str(inside))),
    "$complex": lambda inside: canonical(complex(*inside)),
    "$decimal": lambda inside: canonical(Decimal(str(inside))),
    "$fraction": lambda inside: canonical(Fraction(str(inside))),
    "$date": lambda inside: canonical(dt.date.fromisoformat(str(inside))),
    "$time": lambda inside: canonical(dt.time.fromisoformat(str(inside))),
    "$datetime": lambda inside: canonical(dt.datetime.fromisoformat(str(inside))),
    "$missing": lambda _: MISSING,
}
_BESIDE = {"$table": {"index"}, "$series": {"index", "name"}}
