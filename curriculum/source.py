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

Where = tuple[str | int, ...]
T = TypeVar("T")

MAX_BYTES = 4_000_000


class Source:
    """One YAML file: its data, the line of each value, and the faults met while reading it."""

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        self.data: object = None
        self.lines: dict[Where, int] = {}
        self.faults: list[Fault] = []
        try:
            if path.stat().st_size > MAX_BYTES:
                self.fault((), f"is larger than {MAX_BYTES:,} bytes.", "Split it.")
                return
            root = yaml.compose(path.read_text(encoding="utf-8"), Loader=_COMPOSER)
            self.data = None if root is None else self._plain(root, ())
        except FileNotFoundError:
            self.fault((), "is missing.", "Create it; docs/formats/course.md says what belongs in it.")
        except UnicodeDecodeError:
            self.fault((), "is not UTF-8 text.", "Save it as UTF-8.")
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else 0
            self.faults.append(
                Fault(name, line, f"is not YAML: {error.problem}.", "Check the indentation and the quotes.")
            )
        except yaml.YAMLError as error:
            self.fault((), f"is not YAML: {error}.")

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
            message, _, path = str(error).partition(" - at `$")
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
            self.fault(where, "must be a list.", "Start each entry with “- ”.")
            return
        for index, entry in enumerate(data):
            value = self.read(entry, kind, (*where, index))
            if value is not None:
                yield (*where, index), value

    def _plain(self, node: yaml.Node, where: Where) -> object:
        self.lines[where] = node.start_mark.line + 1
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
                            f"“{key}” stands here twice.",
                            "Keep one.",
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
        things = {"array": "entries", "object": "fields", "str": "characters"}[length[1]]
        return f"{place}needs {'at least' if length[2] == '>' else 'no more than'} {length[3]} {things}."
    if unknown := re.fullmatch(r"Invalid (?:enum )?value '(.*)'", message):
        return f"{place}cannot be “{unknown[1]}”."
    message = (
        message.replace("Object ", "this ")
        .replace("object", "a map (name: value)")
        .replace("`", "“", 1)
        .replace("`", "”", 1)
    )
    for ours, words in (
        ("`str`", "text"),
        ("`int`", "a whole number"),
        ("`array`", "a list"),
        ("`bool`", "true or false"),
        ("`null`", "nothing"),
    ):
        message = message.replace(ours, words)
    return f"{place}{message[:1].lower()}{message[1:]}."


def _hint(message: str) -> str:
    if "unknown field" in message:
        return "Check the spelling against docs/formats/course.md, or take it out."
    if message.startswith("Invalid "):
        return "Write one of the words that docs/formats/items.md and docs/formats/course.md list for it."
    if "of length" in message:
        return "Write more of them." if ">=" in message else "Take some out."
    if "missing required field" in message:
        return "Add it."
    if "Expected `str`" in message:
        return "Put the value in quotes."
    return ""
