"""Differences between two values that are easy to overlook, each as a sentence for a student."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from curriculum.kinds import ITERATORS, LISTED, SAID, a, kind_of, many
from curriculum.sameness import MOST_TO_MATCH, counts_rows, same
from curriculum.shown import count, shown
from curriculum.text_slips import alike, text_slip
from curriculum.values import Value, is_whole, tag_of

SHORT = 60
"""Characters of a value shown within a sentence."""
ORDER = "The right values are there, but in another order."
BACKWARDS = "It is sorted the wrong way round."


def why_not(expected: Value, got: Value, tolerance: float = 0.0, *, read: str = "") -> str:
    """A sentence about a difference that is easy to overlook; empty where the values speak for themselves.

    `read` is the name of the variable that was looked at, where no function was called. Never raises.
    """
    try:
        return _Slip(tolerance, read).between(expected, got)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return ""  # not in canonical form


class _Slip:
    def __init__(self, tolerance: float, read: str) -> None:
        self.tolerance, self.read = tolerance, read

    def between(self, expected: Value, got: Value) -> str:
        """The sentence for two whole values."""
        if got is None and expected is not None:
            if self.read:
                return f"{self.read} stands for None, for nothing. What `print` gives back, for example, is None."
            return "Your function gives nothing back. Does it say `return`? Showing a value with `print` is not giving it back."
        return self.within(expected, got)

    def within(self, expected: Value, got: Value) -> str:
        """The sentence for two values, which may stand inside others."""
        if tag_of(got) == "$too-big":
            return f"This value is too big to look at: {got['$too-big']}."
        kind, came = kind_of(expected), kind_of(got)
        if kind == came or (kind == "list" and came == "tuple"):
            compare = self.comparing().get(kind)
            return compare(expected, got) if compare else ""
        return self.kinds(expected, got, kind, came)

    def comparing(self) -> dict[str, Callable[[Any, Any], str]]:
        return {
            "number": self.numbers,
            "decimal number": self.numbers,
            "text": text_slip,
            "list": self.lists,
            "tuple": self.lists,
            "map": self.maps,
            "set": self.sets,
            "table": self.tables,
            "series": self.series,
            "array": self.arrays,
        }

    def kinds(self, expected: Value, got: Value, kind: str, came: str) -> str:
        """The sentence for two values of different kinds."""
        numbers = ("number", "decimal number")
        if kind in numbers and came in numbers:
            return self.numbers(expected, got)
        asked = f"Here {a(kind)} is asked for."
        if came == "text" and kind in (*numbers, "truth value"):
            if got.strip() == shown(expected):
                asked += " Without quotes it is one."
            who = f"{self.read} is" if self.read else "Your function gives back"
            return f"{who} a text. {asked}"
        if came == "other":
            return self.other(got["$other"], kind)
        if kind in ("list", "tuple") and came in LISTED:
            return f"It is {a(came)}. {asked} `list(…)` makes one of it."
        if kind == "table" and came == "series":
            return "It is a single column (a series). Here a table is asked for. Two pairs of brackets, df[[…]], keep the table."
        if kind == "series" and came == "table":
            return "It is a table. Here a single column (a series) is asked for. One pair of brackets, df[…], takes it out."
        if kind in numbers and came in ("list", "tuple", "series", "array") and self.holds_one(expected, got):
            return f"The value is right, but it is still inside {a(came)}."
        if kind in SAID and came in SAID:
            return f"It is {a(came)}. {asked}"
        return ""

    def other(self, name: str, kind: str) -> str:
        if name in ITERATORS and kind in ("list", "tuple", "set"):
            return f"It is a {name}: it would give the values, but has not yet. `{kind}(…)` makes a {kind} of it."
        if name in ("function", "method", "builtin_function_or_method"):
            return "It is a function itself, not what it gives. Are the brackets ( ) missing behind its name?"
        if "GroupBy" in name:
            return "The rows are in groups now, but nothing has been worked out for each group yet."
        return f"It is a value of type {name}. Here {a(kind)} is asked for." if kind in SAID else ""

    def holds_one(self, expected: Value, got: Value) -> bool:
        cells = _cells(got)
        return len(cells) == 1 and same(expected, cells[0], self.tolerance)

    def numbers(self, expected: Value, got: Value) -> str:
        wanted, came = _number(expected), _number(got)
        if math.isnan(came) and not math.isnan(wanted):
            return "It is not a number (nan). Was something missing, or divided by zero?"
        if not math.isfinite(wanted) or not math.isfinite(came):
            return ""
        if wanted == came:
            if type(wanted) is int:
                return "The value is right, but as a decimal number. Here a whole number is asked for."
            return "The value is right, but as a whole number. Here a decimal number is asked for."
        whole = type(wanted) is int
        if abs(wanted - came) == 1 and abs(wanted) != 0.5:
            return "It is one too many." if came > wanted else "It is one too few."
        if wanted == -came:
            return "Nearly: look at the sign, plus or minus."
        if came in (wanted * 100, wanted / 100) and wanted:
            return (
                "Nearly: it is 100 times too large."
                if abs(came) > abs(wanted)
                else "Nearly: it is 100 times too small."
            )
        if not whole and math.isclose(wanted, came, rel_tol=1e-6, abs_tol=1e-9):
            return "Nearly: it differs only far behind the decimal point."
        if type(came) is float:
            places = 0 if whole else _places(wanted)
            if places < _places(came) and round(came, places) == wanted:
                return (
                    "Nearly: it has not been rounded."
                    if not whole
                    else "Nearly: a whole number is asked for, so round it."
                )
            if whole and math.floor(came) == wanted:
                return "Nearly: only whole ones count here. What happens to the rest?"
        elif not whole and round(wanted) == came:
            return "Nearly: something has been rounded that should not be, or shared with // instead of /."
        return ""

    def lists(self, expected: Value, got: Value) -> str:
        return self.entries(_cells(expected), _cells(got), "entry", "[{}]")

    def entries(self, wanted: Sequence[Value], came: Sequence[Value], thing: str, place: str) -> str:
        """The sentence for two rows of values."""
        if len(wanted) == len(came):
            if self.all_same(wanted, list(reversed(came))):
                return BACKWARDS if thing == "row" or _is_sorted(wanted) else "It is the wrong way round."
            if self.all_same(wanted, came, any_order=True):
                return ORDER
            at = next(
                (i for i, pair in enumerate(zip(wanted, came, strict=True)) if not self.fits(*pair)), None
            )
            if at is None:
                return ""
            return f"Look at {place.format(at)} first. {self.within(wanted[at], came[at])}".rstrip()
        if not came:
            return (
                f"It is empty. {count(len(wanted), thing).capitalize()} should be in it."
                if thing != "entry"
                else "It is empty."
            )
        difference = len(came) - len(wanted)
        if difference == -1:
            if self.all_same(wanted[:-1], came):
                return f"The last {thing} is missing."
            if self.all_same(wanted[1:], came):
                return f"The first {thing} is missing."
        if difference == 1:
            if self.all_same(wanted, came[:-1]):
                return f"There is one {thing} too many at the end."
            if self.all_same(wanted, came[1:]):
                return f"There is one {thing} too many at the beginning."
        things = {"entry": "entries"}.get(thing, f"{thing}s")
        size = (
            "one too few"
            if difference == -1
            else "one too many"
            if difference == 1
            else f"{len(came)} instead of {len(wanted)}"
        )
        return f"The number of {things} is not right: {size}."

    def fits(self, expected: Value, got: Value) -> bool:
        return same(expected, got, self.tolerance)

    def all_same(self, wanted: Sequence[Value], came: Sequence[Value], *, any_order: bool = False) -> bool:
        return same(list(wanted), list(came), self.tolerance, any_order=any_order)

    def sets(self, expected: Value, got: Value) -> str:
        return self.missing_and_more(_cells(expected), _cells(got), "value")

    def missing_and_more(self, wanted: list[Value], came: list[Value], thing: str) -> str:
        if max(len(wanted), len(came)) > MOST_TO_MATCH:
            return ""
        missing = [one for one in wanted if not any(self.fits(one, other) for other in came)]
        more = [other for other in came if not any(self.fits(one, other) for one in wanted)]
        if len(missing) == 1 and len(more) == 1:
            one, other = shown(missing[0], SHORT), shown(more[0], SHORT)
            if alike(missing[0], more[0]):
                return f"The {thing} {other} should be written {one}."
            return f"The {thing} {one} is missing, and there is {other} instead."
        if missing:
            return f"The {thing} {shown(missing[0], SHORT)} is missing."
        if more:
            return f"The {thing} {shown(more[0], SHORT)} should not be there."
        return ""

    def maps(self, expected: Value, got: Value) -> str:
        wanted, came = _pairs(expected), _pairs(got)
        if max(len(wanted), len(came)) > MOST_TO_MATCH:
            return ""
        said = self.missing_and_more([key for key, _ in wanted], [key for key, _ in came], "key")
        if said:
            return said
        for key, value in wanted:
            other = next((v for k, v in came if self.fits(key, k)), value)
            if not self.fits(value, other):
                return f"Look at the value of {shown(key, SHORT)} first. {self.within(value, other)}".rstrip()
        return ""

    def tables(self, expected: Value, got: Value) -> str:
        wanted, came = expected["$table"], got["$table"]
        said = self.columns(wanted, came)
        if said:
            return said
        if wanted["index"] is not None and counts_rows(came["index"]):
            return "The rows have no names of their own here. Is there a set_index or a groupby missing?"
        if wanted["index"] is None and not counts_rows(came["index"]):
            return "The rows have names of their own here (an index). `reset_index()` makes a column of them."
        rows, others = _rows(wanted), _rows(came)
        if len(rows) != len(others) or self.all_same(rows, others, any_order=True):
            return self.entries(rows, others, "row", "row {}")
        return self.cells(wanted, came)

    def columns(self, wanted: Any, came: Any) -> str:
        names, others = wanted["columns"], came["columns"]
        levels = [one["name"] for one in came["index"] or [] if one["name"] is not None]
        lost = [name for name in names if name not in others]
        if lost and lost[0] in levels:
            return f"{_word(lost[0])} is the index here, not a column. `reset_index()` makes a column of it."
        more = [name for name in others if name not in names]
        if not lost and more in (["index"], ["level_0"], ["Unnamed: 0"]):
            return f"There is an extra column {_word(more[0])}, the old index. `drop=True` or `index=False` leaves it out."
        said = self.missing_and_more(names, others, "column")
        if said:
            return said
        if len(names) != len(others):
            return f"The number of columns is not right: {len(others)} instead of {len(names)}."
        return "" if names == others else "The right columns are there, but in another order."

    def cells(self, wanted: Any, came: Any) -> str:
        """The first cell that differs, or what is the matter with its whole column."""
        for name, column, others in zip(wanted["columns"], wanted["data"], came["data"], strict=True):
            at = next(
                (i for i, pair in enumerate(zip(column, others, strict=True)) if not self.fits(*pair)), None
            )
            if at is None:
                continue
            kinds, came_kinds = _kinds(column), _kinds(others)
            if len(kinds) == len(came_kinds) == 1 and kinds != came_kinds:
                return f"The column {_word(name)} holds {many(came_kinds)}. Here {many(kinds)} are asked for."
            if column[at] is None or others[at] is None:
                which = "should be missing" if column[at] is None else "is missing"
                return f"In the column {_word(name)}, the value of row {at} (counted from 0) {which}."
            one, other = shown(column[at], SHORT), shown(others[at], SHORT)
            return f"Look at the column {_word(name)}, row {at} (counted from 0): {other} should be {one}."
        return ""

    def series(self, expected: Value, got: Value) -> str:
        wanted, came = expected["$series"], got["$series"]
        if wanted["index"] is not None and counts_rows(came["index"]):
            return "The values have no names of their own here. Is there a set_index or a groupby missing?"
        if wanted["name"] is not None and wanted["name"] != came["name"]:
            return f"The series is called {_word(came['name'])}, not {_word(wanted['name'])}."
        if wanted["index"] is None:
            return self.entries(wanted["values"], came["values"], "value", "value {}")
        return self.entries(_rows({"data": [], **wanted}), _rows({"data": [], **came}), "value", "value {}")

    def arrays(self, expected: Value, got: Value) -> str:
        wanted, came = expected["$array"], got["$array"]
        if wanted["shape"] != came["shape"] and len(wanted["shape"]) == len(came["shape"]) == 1:
            return self.entries(wanted["values"], came["values"], "value", "value {}")
        if wanted["shape"] != came["shape"]:
            sizes = (" × ".join(map(str, one["shape"])) for one in (came, wanted))
            return "The shape is {} instead of {}.".format(*sizes)
        return self.entries(wanted["values"], came["values"], "value", "value {}")


def _kinds(cells: Sequence[Value]) -> set[str]:
    return {kind_of(cell) for cell in cells if cell is not None}


def _word(name: Value) -> str:
    return f"“{name}”" if isinstance(name, str) else shown(name, SHORT)


def _number(value: Value) -> int | float:
    if is_whole(value):
        return value if isinstance(value, int) else int(value["$int"], 16)
    return float(value if isinstance(value, float) else value["$float"])


def _places(number: float) -> int:
    """Digits behind the decimal point, as Python writes the number."""
    whole, _, places = repr(number).partition(".")
    return 0 if "e" in whole + places or places == "0" else len(places)


def _is_sorted(cells: Sequence[Value]) -> bool:
    try:
        return len(cells) > 1 and list(cells) in (sorted(cells), sorted(cells, reverse=True))
    except TypeError:
        return False


def _cells(value: Value) -> list[Value]:
    """The values inside a list, tuple, set, series or array."""
    inside = value[tag_of(value)] if tag_of(value) else value
    return list(inside["values"] if isinstance(inside, dict) else inside)


def _pairs(value: Value) -> list[tuple[Value, Value]]:
    return [(key, item) for key, item in value["$dict"]] if tag_of(value) else list(value.items())


def _rows(frame: Any) -> list[Value]:
    """The rows of a table, or the values of a series with their names."""
    if frame["data"] or "values" not in frame:
        return [list(row) for row in zip(*frame["data"], strict=True)]
    return [
        list(row) for row in zip(*(one["values"] for one in frame["index"]), frame["values"], strict=True)
    ]
