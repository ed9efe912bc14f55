"""Differences between two values that are easy to overlook, each as a sentence for a student."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from curriculum.kinds import ITERATORS, LISTED, SAID, a, kind_of, many
from curriculum.sameness import MOST_TO_MATCH, counts_rows, same
from curriculum.shown import shown
from curriculum.text_slips import alike, text_slip
from curriculum.values import Value, is_whole, tag_of, too_big
from curriculum.words import N_, _

SHORT = 60
"""Characters of a value shown within a sentence."""
ORDER = N_("The right values are there, but in another order.")
BACKWARDS = N_("It is sorted the wrong way round.")

_LAST_MISSING = {
    "entry": N_("The last entry is missing."),
    "row": N_("The last row is missing."),
    "value": N_("The last value is missing."),
}
_FIRST_MISSING = {
    "entry": N_("The first entry is missing."),
    "row": N_("The first row is missing."),
    "value": N_("The first value is missing."),
}
_MORE_AT_END = {
    "entry": N_("There is one entry too many at the end."),
    "row": N_("There is one row too many at the end."),
    "value": N_("There is one value too many at the end."),
}
_MORE_AT_BEGINNING = {
    "entry": N_("There is one entry too many at the beginning."),
    "row": N_("There is one row too many at the beginning."),
    "value": N_("There is one value too many at the beginning."),
}
_ONE_TOO_FEW = {
    "entry": N_("The number of entries is not right: one too few."),
    "row": N_("The number of rows is not right: one too few."),
    "value": N_("The number of values is not right: one too few."),
}
_ONE_TOO_MANY = {
    "entry": N_("The number of entries is not right: one too many."),
    "row": N_("The number of rows is not right: one too many."),
    "value": N_("The number of values is not right: one too many."),
}
_NUMBER = {
    "entry": N_("The number of entries is not right: {came} instead of {wanted}."),
    "row": N_("The number of rows is not right: {came} instead of {wanted}."),
    "value": N_("The number of values is not right: {came} instead of {wanted}."),
}
_WRITTEN = {
    "value": N_("The value {came} should be written {wanted}."),
    "key": N_("The key {came} should be written {wanted}."),
    "column": N_("The column {came} should be written {wanted}."),
}
_INSTEAD = {
    "value": N_("The value {wanted} is missing, and there is {came} instead."),
    "key": N_("The key {wanted} is missing, and there is {came} instead."),
    "column": N_("The column {wanted} is missing, and there is {came} instead."),
}
_IS_MISSING = {
    "value": N_("The value {which} is missing."),
    "key": N_("The key {which} is missing."),
    "column": N_("The column {which} is missing."),
}
_NOT_THERE = {
    "value": N_("The value {which} should not be there."),
    "key": N_("The key {which} should not be there."),
    "column": N_("The column {which} should not be there."),
}


def why_not(expected: Value, got: Value, tolerance: float = 0.0, *, read: str = "") -> str:
    """A sentence about a difference that is easy to overlook; empty where the values speak for themselves.

    `read` is the name of the variable that was looked at, where no function was called. Never raises.
    """
    try:
        return _Slip(tolerance, read).between(expected, got)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return ""  # not in canonical form


class _Slip:
    def __init__(self, tolerance: float, read: str, *, inside: bool = False) -> None:
        """`inside`: what is compared stands in a list, a map or another value."""
        self.tolerance, self.read, self.is_inside = tolerance, read, inside

    def between(self, expected: Value, got: Value) -> str:
        """The sentence for two whole values."""
        if got is None and expected is not None:
            if self.read:
                return _(
                    "{name} stands for None, for nothing. What `print` gives back, for example, is None."
                ).format(name=self.read)
            return _(
                "Your function gives nothing back. Does it say `return`? Showing a value with `print` is not giving it back."
            )
        return self.within(expected, got)

    def within(self, expected: Value, got: Value) -> str:
        """The sentence for two values, which may stand inside others."""
        if tag_of(got) == "$too-big":
            return _("This value is too big to look at: {value}.").format(value=too_big(got["$too-big"]))
        kind, came = kind_of(expected), kind_of(got)
        if kind == came or (kind == "list" and came == "tuple"):
            compare = self.comparing().get(kind)
            return compare(expected, got) if compare else ""
        return self.kinds(expected, got, kind, came)

    def inside(self, expected: Value, got: Value) -> str:
        """The sentence for two values inside others."""
        return _Slip(self.tolerance, self.read, inside=True).within(expected, got)

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
        asked = _("Here {kind} is asked for.").format(kind=a(kind))
        if came == "text" and kind in (*numbers, "truth value"):
            if got.strip() == shown(expected):
                asked = " ".join((asked, _("Without quotes it is one.")))
            if self.is_inside:
                return " ".join((_("It is {kind}.").format(kind=a(came)), asked))
            if self.read:
                return " ".join((_("{name} is a text.").format(name=self.read), asked))
            return " ".join((_("Your function gives back a text."), asked))
        if came == "other":
            return self.other(got["$other"], kind)
        if kind in ("list", "tuple") and came in LISTED:
            return " ".join((_("It is {kind}.").format(kind=a(came)), asked, _("`list(…)` makes one of it.")))
        if kind == "table" and came == "series":
            return _(
                "It is a single column (a series). Here a table is asked for. Two pairs of brackets, df[[…]], keep the table."
            )
        if kind == "series" and came == "table":
            return _(
                "It is a table. Here a single column (a series) is asked for. One pair of brackets, df[…], takes it out."
            )
        if kind in numbers and came in ("list", "tuple", "series", "array") and self.holds_one(expected, got):
            return _("The value is right, but it is still inside {kind}.").format(kind=a(came))
        if kind in SAID and came in SAID:
            return " ".join((_("It is {kind}.").format(kind=a(came)), asked))
        return ""

    def other(self, name: str, kind: str) -> str:
        if name in ITERATORS and kind in ("list", "tuple", "set"):
            return _(
                "It is a {name}: it would give the values, but has not yet. `{kind}(…)` makes a {kind} of it."
            ).format(name=name, kind=kind)
        if name in ("function", "method", "builtin_function_or_method"):
            return _(
                "It is a function itself, not what it gives. Are the brackets ( ) missing behind its name?"
            )
        if "GroupBy" in name:
            return _("The rows are in groups now, but nothing has been worked out for each group yet.")
        if kind not in SAID:
            return ""
        return _("It is a value of type {name}. Here {kind} is asked for.").format(name=name, kind=a(kind))

    def holds_one(self, expected: Value, got: Value) -> bool:
        cells = _cells(got)
        return len(cells) == 1 and same(expected, cells[0], self.tolerance)

    def numbers(self, expected: Value, got: Value) -> str:
        wanted, came = _number(expected), _number(got)
        if math.isnan(came) and not math.isnan(wanted):
            return _("It is not a number (nan). Was something missing, or divided by zero?")
        if not math.isfinite(wanted) or not math.isfinite(came):
            return ""
        if wanted == came:
            if type(wanted) is int:
                return _("The value is right, but as a decimal number. Here a whole number is asked for.")
            return _("The value is right, but as a whole number. Here a decimal number is asked for.")
        whole = type(wanted) is int
        if abs(wanted - came) == 1 and abs(wanted) != 0.5:
            return _("It is one too many.") if came > wanted else _("It is one too few.")
        if wanted == -came:
            return _("Nearly: look at the sign, plus or minus.")
        if came in (wanted * 100, wanted / 100) and wanted:
            return (
                _("Nearly: it is 100 times too large.")
                if abs(came) > abs(wanted)
                else _("Nearly: it is 100 times too small.")
            )
        if not whole and math.isclose(wanted, came, rel_tol=1e-6, abs_tol=1e-9):
            return _("Nearly: it differs only far behind the decimal point.")
        if type(came) is float:
            places = 0 if whole else _places(wanted)
            if places < _places(came) and round(came, places) == wanted:
                return (
                    _("Nearly: it has not been rounded.")
                    if not whole
                    else _("Nearly: a whole number is asked for, so round it.")
                )
            if whole and math.floor(came) == wanted:
                return _("Nearly: only whole ones count here. What happens to the rest?")
        elif not whole and round(wanted) == came:
            return _("Nearly: something has been rounded that should not be, or shared with // instead of /.")
        return ""

    def lists(self, expected: Value, got: Value) -> str:
        return self.entries(_cells(expected), _cells(got), "entry", "[{n}]")

    def entries(self, wanted: Sequence[Value], came: Sequence[Value], thing: str, place: str) -> str:
        """The sentence for two rows of values."""
        if len(wanted) == len(came):
            if self.all_same(wanted, list(reversed(came))):
                return (
                    _(BACKWARDS) if thing == "row" or _is_sorted(wanted) else _("It is the wrong way round.")
                )
            if self.all_same(wanted, came, any_order=True):
                return _(ORDER)
            at = next(
                (i for i, pair in enumerate(zip(wanted, came, strict=True)) if not self.fits(*pair)), None
            )
            if at is None:
                return ""
            here = place if thing == "entry" else _(place)
            first = _("Look at {place} first.").format(place=here.format(n=at))
            return f"{first} {self.inside(wanted[at], came[at])}".rstrip()
        if not came:
            return _("It is empty.")
        difference = len(came) - len(wanted)
        if difference == -1:
            if self.all_same(wanted[:-1], came):
                return _(_LAST_MISSING[thing])
            if self.all_same(wanted[1:], came):
                return _(_FIRST_MISSING[thing])
        if difference == 1:
            if self.all_same(wanted, came[:-1]):
                return _(_MORE_AT_END[thing])
            if self.all_same(wanted, came[1:]):
                return _(_MORE_AT_BEGINNING[thing])
        if difference == -1:
            return _(_ONE_TOO_FEW[thing])
        if difference == 1:
            return _(_ONE_TOO_MANY[thing])
        return _(_NUMBER[thing]).format(came=len(came), wanted=len(wanted))

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
                return _(_WRITTEN[thing]).format(came=other, wanted=one)
            return _(_INSTEAD[thing]).format(came=other, wanted=one)
        if missing:
            return _(_IS_MISSING[thing]).format(which=shown(missing[0], SHORT))
        if more:
            return _(_NOT_THERE[thing]).format(which=shown(more[0], SHORT))
        return ""

    def maps(self, expected: Value, got: Value) -> str:
        wanted, came = _pairs(expected), _pairs(got)
        if max(len(wanted), len(came)) > MOST_TO_MATCH:
            return ""
        said = self.missing_and_more([pair[0] for pair in wanted], [pair[0] for pair in came], "key")
        if said:
            return said
        for key, value in wanted:
            other = next((v for k, v in came if self.fits(key, k)), value)
            if not self.fits(value, other):
                first = _("Look at the value of {key} first.").format(key=shown(key, SHORT))
                return f"{first} {self.inside(value, other)}".rstrip()
        return ""

    def tables(self, expected: Value, got: Value) -> str:
        wanted, came = expected["$table"], got["$table"]
        said = self.columns(wanted, came)
        if said:
            return said
        if wanted["index"] is not None and counts_rows(came["index"]):
            return _("The rows have no names of their own here. Is there a set_index or a groupby missing?")
        if wanted["index"] is None and not counts_rows(came["index"]):
            return _(
                "The rows have names of their own here (an index). `reset_index()` makes a column of them."
            )
        rows, others = _rows(wanted), _rows(came)
        if len(rows) != len(others) or self.all_same(rows, others, any_order=True):
            return self.entries(rows, others, "row", N_("row {n}"))
        return self.cells(wanted, came)

    def columns(self, wanted: Any, came: Any) -> str:
        names, others = wanted["columns"], came["columns"]
        levels = [one["name"] for one in came["index"] or [] if one["name"] is not None]
        lost = [name for name in names if name not in others]
        if lost and lost[0] in levels:
            return _("{name} is the index here, not a column. `reset_index()` makes a column of it.").format(
                name=_word(lost[0])
            )
        more = [name for name in others if name not in names]
        if not lost and more in (["index"], ["level_0"], ["Unnamed: 0"]):
            return _(
                "There is an extra column {name}, the old index. `drop=True` or `index=False` leaves it out."
            ).format(name=_word(more[0]))
        said = self.missing_and_more(names, others, "column")
        if said:
            return said
        if len(names) != len(others):
            return _("The number of columns is not right: {came} instead of {wanted}.").format(
                came=len(others), wanted=len(names)
            )
        return "" if names == others else _("The right columns are there, but in another order.")

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
                return _("The column {name} holds {came}. Here {wanted} are asked for.").format(
                    name=_word(name), came=many(came_kinds), wanted=many(kinds)
                )
            if column[at] is None or others[at] is None:
                said = (
                    _("In the column {name}, the value of row {n} (counted from 0) should be missing.")
                    if column[at] is None
                    else _("In the column {name}, the value of row {n} (counted from 0) is missing.")
                )
                return said.format(name=_word(name), n=at)
            one, other = shown(column[at], SHORT), shown(others[at], SHORT)
            return _(
                "Look at the column {name}, row {n} (counted from 0): {came} should be {wanted}."
            ).format(name=_word(name), n=at, came=other, wanted=one)
        return ""

    def series(self, expected: Value, got: Value) -> str:
        wanted, came = expected["$series"], got["$series"]
        if wanted["index"] is not None and counts_rows(came["index"]):
            return _("The values have no names of their own here. Is there a set_index or a groupby missing?")
        if wanted["name"] is not None and wanted["name"] != came["name"]:
            return _("The series is called {came}, not {wanted}.").format(
                came=_word(came["name"]), wanted=_word(wanted["name"])
            )
        if wanted["index"] is None:
            return self.entries(wanted["values"], came["values"], "value", N_("value {n}"))
        return self.entries(
            _rows({"data": [], **wanted}), _rows({"data": [], **came}), "value", N_("value {n}")
        )

    def arrays(self, expected: Value, got: Value) -> str:
        wanted, came = expected["$array"], got["$array"]
        if wanted["shape"] != came["shape"] and len(wanted["shape"]) == len(came["shape"]) == 1:
            return self.entries(wanted["values"], came["values"], "value", N_("value {n}"))
        if wanted["shape"] != came["shape"]:
            sizes = (" × ".join(map(str, one["shape"])) for one in (came, wanted))
            return _("The shape is {} instead of {}.").format(*sizes)
        return self.entries(wanted["values"], came["values"], "value", N_("value {n}"))


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
