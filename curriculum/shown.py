"""A canonical value as a person reads it: as Python writes it where Python has a short word for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from curriculum.values import Value, tag_of, too_big
from curriculum.words import N_, _, ngettext

LONGEST = 200
"""Characters of a value, or of what the function printed, that are shown."""
MOST_CELLS = 24
"""Cells of a table that are shown one by one."""
MOST_DIGITS = 4000
"""Python will not write more digits of a whole number."""


def shown(value: Value, longest: int = LONGEST) -> str:
    """A canonical value in one line, cut where it is long. Never raises."""
    writer = _Writer(longest)
    try:
        writer.value(value)
    except _Full:
        pass
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
        StopIteration,
        TypeError,
        ValueError,
    ):
        return _("a value that cannot be shown")  # not in canonical form
    return cut("".join(writer.parts), longest)


def cut(text: str, longest: int = LONGEST) -> str:
    """A text, cut where it is long."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


class _Full(Exception):
    """Enough was written."""


class _Writer:
    def __init__(self, longest: int) -> None:
        self.left = longest
        self.parts: list[str] = []

    def put(self, text: str) -> None:
        self.parts.append(text)
        self.left -= len(text)
        if self.left < 0:
            raise _Full

    def value(self, value: Value) -> None:
        tag = tag_of(value)
        if tag:
            write = _WRITERS.get(tag)
            if write is None:
                self.put(_("a value that cannot be shown"))
            else:
                write(self, value[tag])
        elif isinstance(value, list):
            self.all("[", value, "]")
        elif isinstance(value, dict):
            self.pairs(value.items())
        elif isinstance(value, str):
            self.put(repr(value[: max(self.left, 0) + 1]))
        else:
            self.put(repr(value))

    def all(self, before: str, values: Iterable[Value], after: str) -> None:
        self.put(before)
        for at, value in enumerate(values):
            self.put(", " if at else "")
            self.value(value)
        self.put(after)

    def pairs(self, pairs: Iterable[tuple[Value, Value]]) -> None:
        self.put("{")
        for at, (key, value) in enumerate(pairs):
            self.put(", " if at else "")
            self.value(key)
            self.put(": ")
            self.value(value)
        self.put("}")

    def whole(self, inside: str) -> None:
        number = int(inside, 16)
        digits = int(number.bit_length() * 0.30103) + 1
        self.put(
            str(number) if digits < MOST_DIGITS else _("a whole number of about {n} digits").format(n=digits)
        )

    def set_of(self, inside: list[Value], name: str = "") -> None:
        if inside:
            self.all(f"{name}({{" if name else "{", inside, "})" if name else "}")
        else:
            self.put(f"{name or 'set'}()")

    def array(self, inside: Any) -> None:
        cells = iter(inside["values"])

        def level(shape: list[int]) -> None:
            if not shape:
                self.value(next(cells))
                return
            self.put("[")
            for at in range(shape[0]):
                self.put(", " if at else "")
                level(shape[1:])
            self.put("]")

        self.put("array(")
        level(inside["shape"])
        self.put(")")

    def table(self, inside: Any) -> None:
        columns, data, index = inside["columns"], inside["data"], inside["index"] or []
        rows = len(data[0]) if data else 0
        if not columns:
            self.put(_("a table of no columns"))
        elif rows * (len(columns) + len(index)) <= MOST_CELLS:
            self.put(_("a table") + " ")
            self.pairs(zip(columns, data, strict=True))
            for one in index:
                self.put(_(", index") + " ")
                self.pairs([(one["name"], one["values"])]) if one["name"] is not None else self.value(
                    one["values"]
                )
        else:
            said = ngettext("a table of {n} row, columns", "a table of {n} rows, columns", rows)
            self.all(said.format(n=rows) + " ", columns, "")

    def series(self, inside: Any) -> None:
        values = inside["values"]
        if inside["index"] is None:
            self.all(_("a series") + " [", values, "]")
            return
        keys = list(zip(*(one["values"] for one in inside["index"]), strict=True))
        self.put(_("a series") + " ")
        self.pairs(
            (key[0] if len(key) == 1 else {"$tuple": list(key)}, value)
            for key, value in zip(keys, values, strict=True)
        )


def _put(template: str) -> Callable[[_Writer, Any], None]:
    return lambda writer, inside: writer.put(
        _(template).format(inside) if " " in template else template.format(inside)
    )


def _duration(days: int, seconds: int) -> str:
    said = ngettext("{n} day, {seconds} seconds", "{n} days, {seconds} seconds", days)
    return said.format(n=days, seconds=seconds)


def _tuple(writer: _Writer, inside: Any) -> None:
    writer.all("(", inside, ",)" if len(inside) == 1 else ")")


_WRITERS: dict[str, Callable[[_Writer, Any], None]] = {
    "$int": _Writer.whole,
    "$float": _put("{}"),
    "$text": lambda writer, inside: writer.put(
        repr(bytes.fromhex(inside).decode(errors="surrogatepass").encode(errors="replace"))
    ),
    "$complex": lambda writer, inside: writer.all("complex(", inside, ")"),
    "$tuple": _tuple,
    "$set": _Writer.set_of,
    "$frozenset": lambda writer, inside: writer.set_of(inside, "frozenset"),
    "$dict": _Writer.pairs,
    "$range": lambda writer, inside: writer.all("range(", inside[:2] if inside[2] == 1 else inside, ")"),
    "$bytes": lambda writer, inside: writer.put(repr(bytes.fromhex(inside[: 2 * LONGEST]))),
    "$bytearray": lambda writer, inside: writer.put(repr(bytearray.fromhex(inside[: 2 * LONGEST]))),
    "$decimal": _put("Decimal('{}')"),
    "$fraction": lambda writer, inside: writer.all("Fraction(", inside, ")"),
    "$date": _put(N_("the day {}")),
    "$time": _put(N_("the time {}")),
    "$datetime": lambda writer, inside: writer.put(_("the time {}").format(inside.replace("T", " "))),
    "$timedelta": lambda writer, inside: writer.put(_duration(inside[0], inside[1])),
    "$missing": lambda writer, _inside: writer.put(_("a missing value")),
    "$table": _Writer.table,
    "$series": _Writer.series,
    "$index": lambda writer, inside: writer.all(_("an index") + " [", inside[0]["values"], "]"),
    "$array": _Writer.array,
    "$figure": lambda writer, _inside: writer.put(_("a figure")),
    "$axes": lambda writer, _inside: writer.put(_("a plot")),
    "$other": _put(N_("a value of type {}")),
    "$too-big": lambda writer, inside: writer.put(_("a value that is not shown: {}").format(too_big(inside))),
}
