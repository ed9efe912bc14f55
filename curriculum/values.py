"""The canonical form of a Python value: plain data that JSON carries unchanged, the same in the kernel, the box and at the judge.

None, True, whole numbers up to 64 bits, decimal numbers, texts, lists, and maps whose keys are texts stand for themselves. Everything else
is a map with one key that begins with `$`:

    {"$int": "0x…"}  {"$float": "nan" | "inf" | "-inf"}  {"$text": hex of UTF-8 with surrogates}  {"$complex": [a, b]}
    {"$tuple": […]}  {"$set": […]}  {"$frozenset": […]}  {"$dict": [[key, value], …]}  {"$range": [start, stop, step]}
    {"$bytes": hex}  {"$bytearray": hex}  {"$decimal": text}  {"$fraction": [over, under]}
    {"$date": iso}  {"$time": iso}  {"$datetime": iso}  {"$timedelta": [days, seconds, microseconds]}
    {"$table": …}  {"$series": …}  {"$index": …}  {"$array": …}     tables and arrays: curriculum/frames.py
    {"$figure": …}  {"$axes": …}                                    what was drawn: curriculum/figures.py
    {"$missing": true}                                              pandas' NA and NaT
    {"$other": name of the type}    {"$too-big": why}               what is not told

A numpy number is the Python number of the same value: what a student calls 3 is 3. Nothing is imported for any of this; a library that is
not loaded cannot have made the value.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from types import ModuleType
from typing import Any, NoReturn

import msgspec

from curriculum.words import N_, _

Value = Any
"""A value in canonical form."""

Load = Callable[[str], ModuleType]


class Bounds(msgspec.Struct, frozen=True, kw_only=True):
    """How large a value may be before only its being too big is told.

    `nodes` are values inside values, `size` bytes of text, `digits` the decimal digits of one number.
    """

    depth: int = 40
    nodes: int = 200_000
    size: int = 4_000_000
    digits: int = 10_000


class NotPlain(Exception):
    """Data is not a value in canonical form, or a value that cannot be made; the message says what is wrong."""


BOUNDS = Bounds()
MAX_NAME = 80
"""Characters of a type's name that are told."""
ITSELF, DEEP, MANY, LONG = (
    N_("it holds itself"),
    N_("it is too deep"),
    N_("it holds too much"),
    N_("it is too long"),
)


def too_big(why: str) -> str:
    """Why a value is not told, in the language spoken."""
    return _(why) if why in {ITSELF, DEEP, MANY, LONG} else why


def canonical(obj: object, bounds: Bounds = BOUNDS) -> Value:
    """`obj` in canonical form. Never raises an Exception, whatever the object: it calls no method of a class of the student's own."""
    try:
        return Encoder(bounds).value(obj)
    except TooBig as error:
        return {"$too-big": error.why}
    except (RecursionError, MemoryError):
        return {"$too-big": DEEP}
    except Exception:  # noqa: BLE001  # a list that another thread changes, a library that the student has patched
        return _other(obj)


class TooBig(Exception):
    """A value is not told for its size; `why` says what about it."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class Encoder:
    """Encodes one value; counts what it meets against the bounds."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.nodes = self.size = self.depth = 0
        self.inside: set[int] = set()

    def value(self, obj: object) -> Value:
        """`obj` in canonical form. Raises TooBig."""
        self.count(1)
        if obj is None or obj is True or obj is False:
            return obj
        kind = type(obj)
        if type(kind) is type:  # the class of a class may answer for it, also in a look-up
            if kind in _PLAIN:
                return _PLAIN[kind](self, obj)
            if kind in _HOLDING:
                return self.within(obj, _HOLDING[kind])
        return self.foreign(obj)

    def values(self, items: Iterable[object]) -> list[Value]:
        """Each of `items` in canonical form."""
        return [self.value(item) for item in items]

    def within(self, obj: object, encode: Callable[[Encoder, Any], Value]) -> Value:
        """What `encode` makes of a value that holds others."""
        if id(obj) in self.inside:
            raise TooBig(ITSELF)
        self.inside.add(id(obj))
        self.depth += 1
        if self.depth > self.bounds.depth:
            raise TooBig(DEEP)
        made = encode(self, obj)
        self.depth -= 1
        self.inside.discard(id(obj))
        return made

    def foreign(self, obj: object) -> Value:
        """A value of a class that is not built in."""
        from curriculum import figures, frames

        try:
            for encode in (_library, frames.encode, figures.encode):
                made = encode(self, obj)
                if made is not None:
                    return made
        except TooBig:
            raise
        except Exception:  # noqa: BLE001, S110  # a library that the student has patched
            pass
        return _other(obj)

    def count(self, nodes: int, size: int = 0) -> None:
        """Count values and bytes. Raises TooBig."""
        self.nodes += nodes
        self.size += size
        if self.nodes > self.bounds.nodes:
            raise TooBig(MANY)
        if self.size > self.bounds.size:
            raise TooBig(LONG)

    def whole(self, number: int) -> Value:
        """A whole number: itself where JSON's readers agree about it."""
        if -(1 << 63) <= number < 1 << 63:
            return number
        if number.bit_length() > self.bounds.digits * 3.33:
            raise TooBig(LONG)
        self.count(0, number.bit_length() // 4)
        return {"$int": hex(number)}  # Python limits the digits of decimal texts, but not of these

    def decimal(self, number: float) -> Value:
        """A decimal number: itself, unless JSON has no word for it."""
        return number if math.isfinite(number) else {"$float": str(number)}

    def text(self, text: str) -> Value:
        """A text: itself, unless UTF-8 cannot hold it."""
        self.count(0, len(text))
        try:
            self.count(0, 0 if text.isascii() else len(text.encode()) - len(text))
        except UnicodeEncodeError:
            return {"$text": text.encode(errors="surrogatepass").hex()}
        return text

    def octets(self, name: str, data: bytes | bytearray) -> Value:
        """Bytes, as hexadecimal digits."""
        self.count(0, 2 * len(data))
        return {name: data.hex()}

    def map(self, items: Sequence[tuple[object, object]]) -> Value:
        """A map: itself where its keys are texts that cannot be taken for ours."""
        pairs = [[self.value(key), self.value(item)] for key, item in items]
        if all(type(key) is str and not key.startswith("$") for key, _ in pairs):
            return dict(pairs)
        return {"$dict": pairs}

    def together(self, name: str, items: Iterable[object]) -> Value:
        """Values without an order, in one that is always the same."""
        return {name: sorted(self.values(items), key=sorting_key)}


def sorting_key(value: Value) -> bytes:
    """A text of a canonical value that is the same wherever the value is."""
    return msgspec.json.encode(value, order="deterministic")


_PLAIN: dict[type, Callable[[Encoder, Any], Value]] = {
    int: Encoder.whole,
    float: Encoder.decimal,
    str: Encoder.text,
    complex: lambda self, obj: {"$complex": [self.decimal(obj.real), self.decimal(obj.imag)]},
    bytes: lambda self, obj: self.octets("$bytes", obj),
    bytearray: lambda self, obj: self.octets("$bytearray", obj),
    range: lambda self, obj: {"$range": [self.whole(n) for n in (obj.start, obj.stop, obj.step)]},
}
_HOLDING: dict[type, Callable[[Encoder, Any], Value]] = {
    list: Encoder.values,
    tuple: lambda self, obj: {"$tuple": self.values(obj)},
    set: lambda self, obj: self.together("$set", obj),
    frozenset: lambda self, obj: self.together("$frozenset", obj),
    dict: lambda self, obj: self.map(list(obj.items())),
}
_name_of = type.__dict__["__name__"].__get__
_bases_of = type.__dict__["__mro__"].__get__


def name_of(kind: type) -> str:
    """The name of a class, past whatever its own metaclass has to say."""
    return str(_name_of(kind))[:MAX_NAME].encode(errors="replace").decode()


def is_a(obj: object, kind: object) -> bool:
    """Whether `obj` is of the class `kind` or of one made from it, past whatever either class has to say of itself."""
    return any(base is kind for base in _bases_of(type(obj)))


def part(module: str, name: str) -> Any:
    """`name` of a module that has been loaded; None where it was not."""
    return getattr(sys.modules.get(module), name, None)


def _other(obj: object) -> Value:
    return {"$other": name_of(type(obj))}


def _library(self: Encoder, obj: Any) -> Value:
    """Values of Python's own library."""
    kind = type(obj)
    if kind is part("decimal", "Decimal"):
        return {"$decimal": self.text(str(obj))}
    if kind is part("fractions", "Fraction"):
        return _whole_numbers(self, "$fraction", (obj.numerator, obj.denominator))
    if kind is part("datetime", "timedelta"):
        return _whole_numbers(self, "$timedelta", (obj.days, obj.seconds, obj.microseconds))
    if kind is part("datetime", "date"):
        return {"$date": obj.isoformat()}
    zones = (type(None), part("datetime", "timezone"), part("zoneinfo", "ZoneInfo"))
    if kind is part("datetime", "datetime") and type(obj.tzinfo) in zones:
        return {"$datetime": obj.isoformat()}
    if kind is part("datetime", "time") and type(obj.tzinfo) in zones[:2]:
        return {"$time": obj.isoformat()}
    return None


def _whole_numbers(self: Encoder, name: str, numbers: tuple[object, ...]) -> Value:
    """Attributes that a student may have set to something else."""
    return {name: [self.whole(number) for number in numbers if type(number) is int]}


# Reading a canonical value


def is_tagged(value: Value) -> bool:
    """Whether a canonical value is one that does not stand for itself."""
    return type(value) is dict and len(value) == 1 and next(iter(value)).startswith("$")


def tag_of(value: Value) -> str:
    """The `$` key of a value that has one; else ""."""
    return next(iter(value)) if is_tagged(value) else ""


def is_whole(value: Value) -> bool:
    """Whether a canonical value is a whole number."""
    return type(value) is int or tag_of(value) == "$int"


def to_microseconds(iso: str) -> str:
    """A time as Python reads it: pandas tells nanoseconds, which Python does not know."""
    if type(iso) is not str or len(iso) > MAX_NAME:
        raise ValueError(iso)
    return re.sub(r"(\.\d{6})\d{3}", r"\1", iso, count=1, flags=re.ASCII)


# Making the object again


def build(value: Value, load: Load) -> Any:
    """The Python object of a canonical value that was checked; `load("pandas")` gives the module a table is made with.

    Raises NotPlain where there is none: for a figure, or a value that was too big to tell.
    """
    if type(value) is list:
        return [build(item, load) for item in value]
    if type(value) is not dict:
        return value
    if not is_tagged(value):
        return {key: build(item, load) for key, item in value.items()}
    ((tag, inside),) = value.items()
    make = _MAKE.get(tag)
    if make is None:
        from curriculum import frames

        make = frames.MAKE.get(tag, _cannot)
    try:
        return make(inside, load)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise NotPlain(_("A {tag} cannot be made: {error}.").format(tag=tag, error=error)) from error


def _cannot(inside: Any, load: Load) -> NoReturn:  # noqa: ARG001  # one of several makers
    raise NotPlain(_("There is no way to make this value again."))


def _each(inside: Any, load: Load) -> list[Any]:
    return [build(item, load) for item in inside]


def _time(kind: str) -> Callable[[Any, Load], Any]:
    def make(inside: Any, load: Load) -> Any:
        return getattr(load("datetime"), kind).fromisoformat(to_microseconds(inside))

    return make


_MAKE: dict[str, Callable[[Any, Load], Any]] = {
    "$int": lambda inside, _: int(inside, 16),
    "$float": lambda inside, _: float(inside),
    "$text": lambda inside, _: bytes.fromhex(inside).decode(errors="surrogatepass"),
    "$complex": lambda inside, load: complex(*_each(inside, load)),
    "$tuple": lambda inside, load: tuple(_each(inside, load)),
    "$set": lambda inside, load: set(_each(inside, load)),
    "$frozenset": lambda inside, load: frozenset(_each(inside, load)),
    "$dict": lambda inside, load: {build(key, load): build(item, load) for key, item in inside},
    "$range": lambda inside, load: range(*_each(inside, load)),
    "$bytes": lambda inside, _: bytes.fromhex(inside),
    "$bytearray": lambda inside, _: bytearray.fromhex(inside),
    "$decimal": lambda inside, load: load("decimal").Decimal(inside),
    "$fraction": lambda inside, load: load("fractions").Fraction(*_each(inside, load)),
    "$date": _time("date"),
    "$time": _time("time"),
    "$datetime": _time("datetime"),
    "$timedelta": lambda inside, load: load("datetime").timedelta(*_each(inside, load)),
    "$missing": lambda _, load: load("pandas").NA,
}
