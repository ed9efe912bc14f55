"""The kinds of values, in a student's words."""

from __future__ import annotations

from curriculum.values import Value, tag_of

_KINDS = {
    "$int": "number",
    "$float": "decimal number",
    "$text": "text",
    "$tuple": "tuple",
    "$set": "set",
    "$frozenset": "set",
    "$dict": "map",
    "$range": "range",
    "$table": "table",
    "$series": "series",
    "$index": "index",
    "$array": "array",
    "$figure": "figure",
    "$axes": "plot",
    "$date": "day",
    "$datetime": "time",
}
SAID = {"number", "decimal number", "text", "truth value", "list", "map", *_KINDS.values()}
LISTED = {"list", "tuple", "set", "range", "series", "index", "array"}
ITERATORS = {
    "map",
    "filter",
    "zip",
    "generator",
    "reversed",
    "enumerate",
    "dict_keys",
    "dict_values",
    "dict_items",
    "list_iterator",
}
_WORDS = {"number": "whole number", "map": "map (a dict)", "series": "series (one column)"}


def kind_of(value: Value) -> str:
    """The kind of a canonical value, in a student's words; `other` for what is not told."""
    tag = tag_of(value)
    if tag:
        return _KINDS.get(tag, "other" if tag == "$other" else tag[1:])
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "truth value"
    kinds = {int: "number", float: "decimal number", str: "text", list: "list", dict: "map"}
    return kinds[type(value)]


def a(kind: str) -> str:
    """`a list`, `an array`."""
    words = _WORDS.get(kind, kind)
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def many(kinds: set[str]) -> str:
    """The plural of the only kind there is: `whole numbers`."""
    words = _WORDS.get(min(kinds), min(kinds))
    return f"{words}s"
