"""The value of an expression at a point: exact while it is rational, else to fifty digits and more (mpmath)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from curriculum.expressions.tree import Expression, Unworkable, number
from curriculum.words import N_, _

Number = Any
"""A Fraction, or an mpmath number (complex where it is not real) that is no simple fraction."""

DIGITS = 60
MAX_BITS = 6000
"""Binary digits of the numerator or denominator of an exact value, and of the size of any value."""
MAX_ANGLE = 2**200
MAX_FACTORIAL = 400
SNAP = Fraction(1, 10**45)

TOO_LARGE = N_("A number in it becomes too large to be worked out here.")


class Undefined(Exception):
    """There is no value at this point: division by zero, or the logarithm of zero."""


def value(tree: Expression, names: Mapping[str, Fraction]) -> Number:
    """The value of `tree` where `names` hold. Raises Undefined, or Unworkable for what is no number at all, or too large."""
    try:
        return _value(tree, names)
    except ZeroDivisionError:
        raise Undefined from None
    except (OverflowError, MemoryError):
        raise Unworkable(_(TOO_LARGE)) from None
    except ValueError:  # mpmath at a singularity
        raise Undefined from None


def _value(tree: Expression, names: Mapping[str, Fraction]) -> Number:
    match tree.kind:
        case "number":
            return tree.value
        case "name":
            return _name(tree.name, names)
        case "call":
            return _call(tree.name, [_value(part, names) for part in tree.parts])
        case "big":
            return bounded(_big(tree, names))
    if tree.kind not in _ACTS:
        raise Unworkable(_("A number or a formula is needed there."))
    parts = [_value(part, names) for part in tree.parts]
    found = parts[0] if len(parts) > 1 else _ACTS[tree.kind](*parts)
    for part in parts[1:]:
        found = bounded(_ACTS[tree.kind](found, part))
    return found


def _name(name: str, names: Mapping[str, Fraction]) -> Number:
    if name == "pi":
        return +_mp().pi
    if name == "e":
        return +_mp().e
    return names[name]


@lru_cache(maxsize=1)
def _mp() -> Any:
    from mpmath import MPContext

    context = MPContext()
    context.dps = DIGITS
    return context


def bounded(number: Number) -> Number:
    """`number`, if it is of a size that can be worked with; a float that is a simple fraction becomes it. Raises Unworkable."""
    if isinstance(number, Fraction):
        size = max(number.numerator.bit_length(), number.denominator.bit_length())
        return number if size <= MAX_BITS else bounded(_float(number))
    mp = _mp()
    if mp.isnan(number) or mp.isinf(number):
        raise Undefined
    if number and abs(mp.mag(number)) > MAX_BITS:
        raise Unworkable(_(TOO_LARGE))
    if mp.im(number) and abs(mp.im(number)) < abs(number) * mp.mpf(10) ** -50:
        number = mp.re(number)
    if mp.im(number):
        return number
    number = mp.re(number)
    exact = as_fraction(number)
    simple = exact.limit_denominator(10**6)
    return (
        simple
        if abs(exact - simple) <= SNAP * max(Fraction(1), abs(exact)) and (simple or abs(exact) < SNAP)
        else number
    )


def as_fraction(number: Number) -> Fraction:
    """A real number of either kind, as the fraction that it is."""
    if isinstance(number, Fraction):
        return number
    sign, mantissa, exponent, _ = number._mpf_
    whole = -int(mantissa) if sign else int(mantissa)
    return Fraction(whole * 2**exponent) if exponent >= 0 else Fraction(whole, 2**-exponent)


def parts(number: Number) -> tuple[Fraction, Fraction]:
    """The real and the imaginary part."""
    if isinstance(number, Fraction):
        return number, Fraction(0)
    mp = _mp()
    return as_fraction(mp.re(number)), as_fraction(mp.im(number))


def _float(number: Number) -> Number:
    if not isinstance(number, Fraction):
        return number
    mp = _mp()
    return mp.mpf(number.numerator) / number.denominator


def _both(left: Number, right: Number) -> bool:
    return isinstance(left, Fraction) and isinstance(right, Fraction)


def _add(left: Number, right: Number) -> Number:
    if _both(left, right):
        return left + right
    left, right = _float(left), _float(right)
    total = left + right
    # What is left of two numbers that cancel is noise.
    return Fraction(0) if abs(total) < max(abs(left), abs(right)) * _mp().mpf(10) ** -45 else total


def _times(left: Number, right: Number) -> Number:
    return left * right if _both(left, right) else _float(left) * _float(right)


def _over(left: Number, right: Number) -> Number:
    if not right:
        raise Undefined
    return left / right if _both(left, right) else _float(left) / _float(right)


def _power(base: Number, exponent: Number) -> Number:
    if not base:
        if isinstance(exponent, Fraction) and exponent > 0:
            return Fraction(0)
        if not exponent:
            return Fraction(1)
        raise Undefined
    if not isinstance(exponent, Fraction):
        return _mp().power(_float(base), exponent)
    if exponent.denominator == 1:
        if abs(exponent) > MAX_BITS * 10:
            if isinstance(base, Fraction) and abs(base) == 1:
                return base ** (exponent.numerator % 2)
            raise Unworkable(_(TOO_LARGE))
        if isinstance(base, Fraction):
            bits = max(base.numerator.bit_length(), base.denominator.bit_length()) * abs(exponent.numerator)
            if bits <= MAX_BITS:
                return Fraction(base ** int(exponent))
        return _mp().power(_float(base), int(exponent))
    if _is_real(base) and as_fraction(base) < 0 and exponent.denominator % 2:
        # The real root, as it is taught: (-8)^(1/3) is -2.
        positive = _power(-base, exponent)
        return -positive if exponent.numerator % 2 else positive
    if isinstance(base, Fraction) and base > 0 and exponent.denominator <= 64:
        root = _exact_root(base, exponent.denominator)
        if root is not None:
            return _power(root, Fraction(exponent.numerator))
    return _mp().power(_float(base), _float(exponent))


def _exact_root(base: Fraction, index: int) -> Fraction | None:
    found = []
    for side in (base.numerator, base.denominator):
        guess = math.isqrt(side) if index == 2 else int(_mp().nint(_mp().root(side, index)))
        if guess**index != side:
            return None
        found.append(guess)
    return Fraction(found[0], found[1])


def _root(base: Number, index: Number) -> Number:
    if not isinstance(index, Fraction) or index.denominator != 1 or index <= 0 or index > MAX_BITS:
        raise Unworkable(_("A root needs a whole number: the second, the third, …"))
    return _power(base, 1 / index)


def _is_real(number: Number) -> bool:
    return isinstance(number, Fraction) or not _mp().im(number)


_ACTS: dict[str, Callable[..., Number]] = {
    "+": _add,
    "*": _times,
    "/": _over,
    "^": _power,
    "root": _root,
    "-": lambda part: -part,
}


def _call(name: str, given: list[Number]) -> Number:
    if name == "abs":
        number = given[0]
        return abs(number)
    if name == "factorial":
        return _factorial(given[0])
    if name == "binomial":
        return _binomial(*given)
    if name in {"floor", "ceil", "mod"}:
        if any(parts(part)[1] for part in given):
            raise Undefined
        real, *by = [parts(part)[0] for part in given]
        return (
            Fraction(real % by[0])
            if by
            else Fraction(math.floor(real) if name == "floor" else math.ceil(real))
        )
    mp = _mp()
    number = _float(given[0])
    if name in {"ln", "log"}:
        return bounded(_logarithm(number, given[1:] or ([Fraction(10)] if name == "log" else [])))
    if name == "exp":
        return bounded(mp.exp(_small(number)))
    return bounded(_angle(name, _small(number)))


def _small(number: Number) -> Number:
    if abs(number) > MAX_ANGLE:
        raise Unworkable(_(TOO_LARGE))
    return number


def _angle(name: str, number: Number) -> Number:
    mp = _mp()
    plain = name.removeprefix("arc")
    swapped = {"csc": "sin", "sec": "cos", "cot": "tan", "csch": "sinh", "sech": "cosh", "coth": "tanh"}
    if name.startswith("arc"):
        if plain == "cot":
            return mp.pi / 2 - mp.atan(number)  # from 0 to π, as it is taught
        return (
            getattr(mp, f"a{swapped[plain]}")(1 / number)
            if plain in swapped
            else getattr(mp, f"a{plain}")(number)
        )
    if plain not in swapped:
        found = getattr(mp, plain)(number)
        # tan(π/2) is a huge number only because π is cut off somewhere.
        if abs(found) > mp.mpf(10) ** 50 and plain == "tan":
            raise Undefined
        return _clean(found)
    return 1 / _nonzero(_clean(getattr(mp, swapped[plain])(number)))


def _clean(number: Number) -> Number:
    """A value that is nothing but rounding is zero."""
    mp = _mp()
    return mp.mpf(0) if abs(number) < mp.mpf(10) ** -50 else number


def _nonzero(number: Number) -> Number:
    if not number:
        raise Undefined
    return number


def _logarithm(number: Number, base: list[Number]) -> Number:
    mp = _mp()
    found = mp.log(_nonzero(number))
    if base:
        below = mp.log(_nonzero(_float(base[0])))
        return found / _nonzero(below)
    return found


def _factorial(number: Number) -> Number:
    if isinstance(number, Fraction) and number.denominator == 1 and number >= 0:
        if number > MAX_FACTORIAL:
            raise Unworkable(_(TOO_LARGE))
        return Fraction(math.factorial(int(number)))
    if abs(number) > MAX_FACTORIAL:
        raise Unworkable(_(TOO_LARGE))
    return bounded(_mp().gamma(_float(number) + 1))


def _binomial(top: Number, bottom: Number) -> Number:
    if not all(isinstance(part, Fraction) and part.denominator == 1 for part in (top, bottom)):
        raise Undefined
    if not 0 <= bottom <= top <= 10_000:
        raise Undefined
    return bounded(Fraction(math.comb(int(top), int(bottom))))


NODES = 12
MAX_TERMS = 30


def _big(tree: Expression, names: Mapping[str, Fraction]) -> Number:
    """What stands for an integral, a sum, a product or a limit: alike for all that are written otherwise and are equal by algebra.

    It is a sum of the values at fixed points, so that what holds for integrals (2∫f = ∫2f) holds for it. With numbers as bounds it is the
    integral (C. F. Gauss, Methodus nova integralium valores per approximationem inveniendi, 1815), and the sum of up to thirty terms.
    """
    mp, body = _mp(), tree.parts[0]

    def at(point: Number) -> Number:
        return _value(body, {**names, tree.parts[1].name: point})

    if len(tree.parts) == 1:  # ∑x, with no variable of its own
        moved = [
            _value(body, {name: value + Fraction(step, 7) for name, value in names.items()})
            for step in (1, 2)
        ]
        return _times(*moved) if tree.name == "∏" else _add(moved[0], _times(Fraction(2), moved[1]))
    if tree.name == "lim":
        near = [(Fraction(1, weight), Fraction(1, step)) for weight, step in ((2, 97), (3, 89), (6, 83))]
        away = _infinite(tree.parts[2])
        aim = Fraction(0) if away else _value(tree.parts[2], names)
        return _total((weight, at(away * (50 + step) if away else _add(aim, step))) for weight, step in near)
    if tree.name == "∫":
        low, high = tree.parts[2:] or (number(1), tree.parts[1])
        return _integral(at, low, high, names)
    first = _value(tree.parts[2], names)
    last = None if _infinite(tree.parts[3]) else _value(tree.parts[3], names)
    whole = all(isinstance(one, Fraction) and one.denominator == 1 for one in (first, last))
    if last is not None and whole and 0 <= last - first < MAX_TERMS:
        terms, scale = [at(first + step) for step in range(int(last - first) + 1)], Fraction(1)
    else:
        far = Fraction(0) if last is None else _over(Fraction(1), _add(Fraction(3), _times(last, last)))
        weights = [_add(Fraction(1), _times(Fraction(step), far)) for step in range(8)]
        terms = [_times(weight, at(_add(first, Fraction(step)))) for step, weight in enumerate(weights)]
        scale = mp.pi  # so that nobody takes it for a number
    found = terms[0]
    for term in terms[1:]:
        found = bounded(_times(found, term) if tree.name == "∏" else _add(found, term))
    return bounded(_times(scale, found))


def _total(weighed: Iterable[tuple[Number, Number]]) -> Number:
    found: Number = Fraction(0)
    for weight, one in weighed:
        found = bounded(_add(found, _times(weight, one)))
    return found


def _infinite(tree: Expression) -> int:
    """1 for ∞, -1 for -∞, 0 for any other."""
    if tree.kind == "-" and tree.parts[0].kind == "inf":
        return -1
    return int(tree.kind == "inf")


def _integral(
    at: Callable[[Number], Number], low: Expression, high: Expression, names: Mapping[str, Fraction]
) -> Number:
    ends = [None if _infinite(end) else _value(end, names) for end in (low, high)]
    mp = _mp()
    weighed: list[tuple[Number, Number]] = []
    for node, weight in _nodes():
        match ends:
            case [None, None]:
                place, width = node / (1 - node**2), (1 + node**2) / (1 - node**2) ** 2
            case [None, end] | [end, None]:
                away = _infinite(low) or _infinite(high)
                share = (node + 1) / 2
                place, width = _float(end) + away * share / (1 - share), 1 / (2 * (1 - share) ** 2)
            case _:
                half = (_float(ends[1]) - _float(ends[0])) / 2
                place, width = (_float(ends[1]) + _float(ends[0])) / 2 + half * node, half
        weighed.append((weight * width, at(bounded(mp.mpmathify(place)))))
    return _total(weighed)


@lru_cache(maxsize=1)
def _nodes() -> tuple[tuple[Any, Any], ...]:
    """Where a polynomial of up to degree 23 is looked at between -1 and 1, and how much each value counts (the zeros of Legendre's)."""
    mp = _mp()
    found = []
    for index in range(NODES):
        node = mp.cos(mp.pi * (index + mp.mpf(3) / 4) / (NODES + mp.mpf(1) / 2))
        for _step in range(8):  # Newton's, from a start that is close
            before, now = mp.mpf(1), node
            for degree in range(2, NODES + 1):
                before, now = now, ((2 * degree - 1) * node * now - (degree - 1) * before) / degree
            slope = NODES * (node * now - before) / (node**2 - 1)
            node -= now / slope
        found.append((node, 2 / ((1 - node**2) * slope**2)))
    return tuple(found)
