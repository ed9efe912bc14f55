"""Reading a course's YAML with every value's line remembered, so that a fault can say where it is."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import msgspec
import yaml

from curriculum.faults import Fault
from curriculum.words import N_, _

Where = tuple[str | int, ...]
T = TypeVar("T")

MAX_BYTES = 4_000_000
MAX_VALUES = 500_000
"""Values of a file, aliases followed: some hundred bytes of YAML can stand for more than a machine holds."""


class Source:
    """One YAML file: its data, the line of each value, and the faults met while reading it."""

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        self.data: object = None
        self.lines: dict[Where, int] = {}
        self.faults: list[Fault] = []
        try:
            if path.stat().st_size > MAX_BYTES:
                self.fault(
                    (), _("is larger than {max_bytes:,} bytes.").format(max_bytes=MAX_BYTES), _("Split it.")
                )
                return
            root = yaml.compose(path.read_text(encoding="utf-8"), Loader=_COMPOSER)
            self.data = None if root is None else self._plain(root, ())
        except FileNotFoundError:
            self.fault((), _("is missing."), _("Create it; docs/formats/course.md says what belongs in it."))
        except UnicodeDecodeError:
            self.fault((), _("is not UTF-8 text."), _("Save it as UTF-8."))
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else 0
            self.faults.append(
                Fault(
                    name,
                    line,
                    _("is not YAML: {problem}.").format(problem=error.problem),
                    _("Check the indentation and the quotes."),
                )
            )
        except (yaml.YAMLError, ValueError, RecursionError) as error:  # such as a day that no month has
            self.fault((), _("is not YAML: {error}.").format(error=error))

    def line(self, where: Where) -> int:
        """The line of the value at `where`, or of the nearest value around it."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 0)

    def fault(self, where: Where, what: str, instead: str = "") -> None:
        """Remember that the value at `where` is wrong."""
        self.faults.append(Fault(self.name, self.line(where), what, instead))

    def read(self, data: object, kind: type[T], where: Where) -> T | None:
        """`data` as `kind`; None, and a fault with its line, where it does not fit."""
        try:
            return msgspec.convert(data, kind, strict=True)
        except msgspec.ValidationError as error:
            message, _at, path = str(error).partition(" - at `$")
            inner = tuple(
                int(i) if i else k
                for i, k in re.findall(r"\[(\d+)\]|\.?([^.\[\]`]+)", path.rstrip("`"))
                if i or k != "..."
            )
            self.fault((*where, *inner), f"{_plainly(message, inner)}", _hint(message))
            return None

    def read_each(self, data: object, kind: type[T], where: Where) -> Iterable[tuple[Where, T]]:
        """Every entry of a list that fits `kind`; each one that does not is a fault of its own."""
        if not isinstance(data, list):
            self.fault(where, _("must be a list."), _("Start each entry with “- ”."))
            return
        for index, entry in enumerate(data):
            value = self.read(entry, kind, (*where, index))
            if value is not None:
                yield (*where, index), value

    def _plain(self, node: yaml.Node, where: Where) -> object:
        self.lines[where] = node.start_mark.line + 1
        if len(self.lines) > MAX_VALUES:
            raise yaml.YAMLError(_("it holds too much"))
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(child, (*where, index)) for index, child in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            plain: dict[str, object] = {}
            for key_node, child in node.value:
                key = str(key_node.value)
                if key in plain:
                    self.faults.append(
                        Fault(
                            self.name,
                            key_node.start_mark.line + 1,
                            _("“{key}” stands here twice.").format(key=key),
                            _("Keep one."),
                        )
                    )
                plain[key] = self._plain(child, (*where, key))
                self.lines[(*where, key)] = key_node.start_mark.line + 1
            return plain
        value = _SCALARS.construct_object(node, deep=True)
        return str(node.value) if isinstance(value, (dt.date, dt.datetime, bytes, set)) else value


_COMPOSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # not every build of PyYAML has the fast one
_SCALARS = yaml.SafeLoader("")


def _plainly(message: str, inner: Where) -> str:
    place = f"“{inner[-1]}” " if inner and isinstance(inner[-1], str) else ""
    if length := re.fullmatch(r"Expected `(array|object|str)` of length ([<>])= (\d+)", message):
        few, many = _LENGTHS[length[1]]
        said = few if length[2] == ">" else many
        return place + _(said).format(n=length[3])
    if unknown := re.fullmatch(r"Invalid (?:enum )?value '(.*)'", message):
        return place + _("cannot be “{value}”.").format(value=unknown[1])
    if missing := re.fullmatch(r"Object missing required field `(.*)`", message):
        return place + _("this is missing the field “{field}”.").format(field=missing[1])
    if unknown := re.fullmatch(r"Object contains unknown field `(.*)`", message):
        return place + _("this contains the unknown field “{field}”.").format(field=unknown[1])
    if kinds := re.fullmatch(r"Expected `([^`]*)`, got `([^`]*)`", message):
        return place + _("expected {wanted}, got {came}.").format(
            wanted=_kind(kinds[1]), came=_kind(kinds[2])
        )
    return f"{place}{message[:1].lower()}{message[1:]}."


def _kind(names: str) -> str:
    """Msgspec's names of kinds of values, in words: `int | str`."""
    return _(" or ").join(_(_KINDS[name]) if name in _KINDS else name for name in names.split(" | "))


_LENGTHS = {
    "array": (N_("needs at least {n} entries."), N_("needs no more than {n} entries.")),
    "object": (N_("needs at least {n} fields."), N_("needs no more than {n} fields.")),
    "str": (N_("needs at least {n} characters."), N_("needs no more than {n} characters.")),
}
_KINDS = {
    "str": N_("a text"),
    "int": N_("a whole number"),
    "float": N_("a decimal number"),
    "array": N_("a list"),
    "bool": N_("true or false"),
    "null": N_("nothing"),
    "object": N_("a map (name: value)"),
}


def _hint(message: str) -> str:
    if "unknown field" in message:
        return _("Check the spelling against docs/formats/course.md, or take it out.")
    if message.startswith("Invalid "):
        return _("Write one of the words that docs/formats/items.md and docs/formats/course.md list for it.")
    if "of length" in message:
        return _("Write more of them.") if ">=" in message else _("Take some out.")
    if "missing required field" in message:
        return _("Add it.")
    if "Expected `str`" in message:
        return _("Put the value in quotes.")
    return ""
