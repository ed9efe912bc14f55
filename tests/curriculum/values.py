"""Python objects and canonical values of every kind, for the laws that hold of all of them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

TAGS = (
    "$int", "$float", "$text", "$complex", "$tuple", "$set", "$frozenset", "$dict", "$range", "$bytes", "$bytearray", "$decimal",
    "$fraction",
    "$date", "$time", "$datetime", "$timedelta", "$missing", "$table", "$series", "$index", "$array", "$figure", "$axes", "$other",
    "$too-big",
    "$unknown",
)  # fmt: skip

_texts = st.text(st.characters(), max_size=8) | st.sampled_from(["$tuple", "\ud800", "1", "0x10", "nan"])
_days = st.datetimes() | st.dates() | st.times() | st.timedeltas() | st.datetimes(timezones=st.just(dt.UTC))
_keys = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | _texts
    | st.binary(max_size=8)
    | _days
    | st.fractions()
)  # hashable
_leaves = (
    _keys
    | st.floats()
    | st.complex_numbers()
    | st.binary(max_size=8).map(bytearray)
    | st.decimals()
    | st.builds(range, st.integers(), st.integers(), st.integers(1, 9))
    | st.integers(-(2**200), 2**200)
    | st.sampled_from([Decimal("-0"), Decimal("sNaN"), -0.0])
)

plain_objects: st.SearchStrategy[Any] = st.recursive(
    _leaves,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(_keys, inner, max_size=4)
        | st.sets(_keys, max_size=4)
        | st.frozensets(_keys, max_size=4)
    ),
    max_leaves=12,
)
"""Objects that canonical values can tell in full."""

_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _texts,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(_texts, inner, max_size=3)
        | st.builds(lambda tag, inside: {tag: inside}, st.sampled_from(TAGS), inner)
    ),
    max_leaves=10,
)
_frames = st.fixed_dictionaries(
    {},
    optional={
        name: st.lists(st.lists(_json, max_size=2) | _json, max_size=2) | _json
        for name in ("columns", "data", "index", "name", "values", "shape", "plots", "title", "lines")
    },
)

odd_values: st.SearchStrategy[Any] = _json | st.builds(
    lambda tag, inside: {tag: inside},
    st.sampled_from(["$table", "$series", "$index", "$array", "$figure", "$axes"]),
    _frames,
)
"""What a hostile box might send in place of a value."""
