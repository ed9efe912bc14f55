"""The canonical form: what it tells of a value, what it does not, and that nothing a value does can disturb it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from importlib import import_module
from typing import Any, NoReturn

import msgspec
import pytest
from hypothesis import given

from curriculum.plain import checked
from curriculum.values import Bounds, NotPlain, build, canonical
from tests.curriculum.values import plain_objects


def sent(value: Any) -> Any:
    """As it comes out of the pipe."""
    return msgspec.json.decode(msgspec.json.encode(value))


@pytest.mark.parametrize(
    ("obj", "value"),
    [
        (3, 3), (3.0, 3.0), (True, True), (None, None), ("a", "a"), ([1, "b"], [1, "b"]), ({"a": [1]}, {"a": [1]}),
        ((1, 2), {"$tuple": [1, 2]}), ({2, 1}, {"$set": [1, 2]}), (frozenset("a"), {"$frozenset": ["a"]}), ({1: 2}, {"$dict": [[1, 2]]}),
        ({"$set": 1}, {"$dict": [["$set", 1]]}), (2**63 - 1, 2**63 - 1), (2**64, {"$int": "0x10000000000000000"}),
        (float("nan"), {"$float": "nan"}),
        (float("-inf"), {"$float": "-inf"}), (b"\x01\xff", {"$bytes": "01ff"}), (range(1, 9, 2), {"$range": [1, 9, 2]}),
        (1 + 2j, {"$complex": [1.0, 2.0]}), (Decimal("1.10"), {"$decimal": "1.10"}), (Fraction(3, 4), {"$fraction": [3, 4]}),
        (dt.date(2024, 2, 29), {"$date": "2024-02-29"}),
        (dt.datetime(2024, 1, 2, 3, 4), {"$datetime": "2024-01-02T03:04:00"}),  # noqa: DTZ001
        (dt.timedelta(hours=-1), {"$timedelta": [-1, 82800, 0]}), ("\ud800", {"$text": "eda080"}),
        (print, {"$other": "builtin_function_or_method"}),
        (map(str, []), {"$other": "map"}),
    ],
)  # fmt: skip
def test_what_is_told_of_a_value(obj: object, value: Any) -> None:
    assert canonical(obj) == value
    assert type(canonical(obj)) is type(value)


@given(plain_objects)
def test_a_value_goes_through_json_and_becomes_the_object_again(obj: object) -> None:
    value = canonical(obj)
    came = checked(sent(value))
    assert repr(came) == repr(value)  # 3 is not 3.0 here
    assert repr(canonical(build(came, import_module))) == repr(value)


def test_types_survive_json() -> None:
    again = build(sent(canonical([3, 3.0, True, -0.0, (1,), {1: "a"}, 10**400])), import_module)
    assert repr(again) == repr([3, 3.0, True, -0.0, (1,), {1: "a"}, 10**400])


class Meta(type):
    def __getattribute__(cls, name: str) -> NoReturn:
        raise RuntimeError(name)

    def __hash__(cls) -> NoReturn:
        raise RuntimeError

    def __eq__(cls, other: object) -> NoReturn:
        raise RuntimeError

    def __instancecheck__(cls, instance: object) -> NoReturn:
        raise RuntimeError


class Hostile(metaclass=Meta):
    def __getattribute__(self, name: str) -> NoReturn:
        raise RuntimeError(name)

    def __eq__(self, other: object) -> NoReturn:
        raise RuntimeError

    def __repr__(self) -> NoReturn:
        raise RuntimeError

    __hash__ = None  # type: ignore[assignment]


class Everything(int):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = int.__hash__


class List(list):  # type: ignore[type-arg]
    def __iter__(self) -> NoReturn:
        raise RuntimeError


class Colour(IntEnum):
    RED = 1


class Zone(dt.tzinfo):
    def utcoffset(self, when: object) -> NoReturn:
        raise RuntimeError


def test_of_other_classes_only_the_name_is_told() -> None:
    objects = {
        "Hostile": Hostile(),
        "Meta": Hostile,
        "Everything": Everything(3),
        "List": List([1]),
        "Colour": Colour.RED,
        "datetime": dt.datetime(2024, 1, 1, tzinfo=Zone()),
        "a" * 80: type("a" * 500, (), {})(),
    }
    for name, obj in objects.items():
        assert canonical(obj) == {"$other": name}
        assert checked(canonical([obj])) == [{"$other": name}]


def test_a_fraction_that_was_tampered_with_does_no_harm() -> None:
    fraction = Fraction(1, 2)
    fraction._numerator = Hostile()  # type: ignore[attr-defined]
    with pytest.raises(NotPlain):
        checked(canonical(fraction))


def test_what_is_too_big_is_said_and_not_told() -> None:
    own: list[Any] = []
    own.append(own)
    deep: Any = 1
    for _ in range(100_000):
        deep = [deep]
    assert canonical(own) == {"$too-big": "it holds itself"}
    assert canonical(deep) == {"$too-big": "it is too deep"}
    assert canonical([0] * 1_000_000) == {"$too-big": "it holds too much"}
    assert canonical("a" * 10_000_000) == {"$too-big": "it is too long"}
    assert canonical(10**100_000) == {"$too-big": "it is too long"}
    assert canonical([1, 2, 3], Bounds(nodes=3)) == {"$too-big": "it holds too much"}
    while deep != 1:  # a deep list must not be left to the garbage collector's recursion
        deep = deep[0]


def test_the_same_value_twice_is_not_inside_itself() -> None:
    part = [1]
    assert canonical([part, part]) == [[1], [1]]


def test_what_cannot_be_made_again_is_said() -> None:
    for value in (
        {"$other": "map"},
        {"$too-big": "it is too long"},
        {"$timedelta": [10**18, 0, 0]},
        {"$set": [[1]]},
    ):
        with pytest.raises(NotPlain):
            build(value, import_module)
