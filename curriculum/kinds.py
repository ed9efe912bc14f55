"""The kinds of values, in a student's words."""

from __future__ import annotations

from curriculum.values import Value, tag_of
from curriculum.words import N_, _

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
_A = {
    "number": N_("a whole number"),
    "decimal number": N_("a decimal number"),
    "text": N_("a text"),
    "truth value": N_("a truth value"),
    "list": N_("a list"),
    "tuple": N_("a tuple"),
    "set": N_("a set"),
    "map": N_("a map (a dict)"),
    "range": N_("a range"),
    "table": N_("a table"),
    "series": N_("a series (one column)"),
    "index": N_("an index"),
    "array": N_("an array"),
    "figure": N_("a figure"),
    "plot": N_("a plot"),
    "day": N_("a day"),
    "time": N_("a time"),
    "nothing": N_("nothing"),
}
_MANY = {
    "number": N_("whole numbers"),
    "decimal number": N_("decimal numbers"),
    "text": N_("texts"),
    "truth value": N_("truth values"),
    "list": N_("lists"),
    "tuple": N_("tuples"),
    "set": N_("sets"),
    "map": N_("maps (dicts)"),
    "day": N_("days"),
    "time": N_("times"),
}


def kind_of(value: Value) -> str:
    """The kind of a canonical value, by a name of ours; `other` for what is not told."""
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
    """`a list`, `an array`, in the language spoken."""
    return _(_A[kind]) if kind in _A else kind


def many(kinds: set[str]) -> str:
    """The plural of the only kind there is: `whole numbers`, in the language spoken."""
    kind = min(kinds)
    return _(_MANY[kind]) if kind in _MANY else kind
