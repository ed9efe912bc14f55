"""Exact arithmetic for items: a small expression language over whole numbers, fractions and strings. Never `eval`."""

from __future__ import annotations

import ast
import math
import operator
import re
import unicodedata
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache

from curriculum.words import _

Value = int | Fraction | str | bool

MAX_POWER = 64
MAX_DIGITS = 200
MAX_DECIMALS = 6


class ArithmeticFault(Exception):
    """An expression that cannot be read or worked out; the message is for the author."""


def evaluate(expression: str, names: Mapping[str, Value]) -> Value:
    """The value of `expression` with `names` bound. Exact: `3/4` is a fraction, `0.25` is one quarter.

    Raises ArithmeticFault with a sentence for the author.
    """
    return _Evaluation(names).visit(_parse(expression))


def exact(value: Value) -> Value:
    """`value` in its plainest exact form: a whole Fraction becomes an int."""
    return int(value) if isinstance(value, Fraction) and value.denominator == 1 else value


def parse_number(text: str) -> Fraction:
    """The exact number a person typed: `3/4`, `1 1/2`, `1½`, `0.75`, `0,75`, `75 %`, `-2`, `1 000`, `1,000.50`, `2.4*10^3`.

    ValueError if it is none.
    Digits of every script are read as the digits they are. A comma or point that stands alone is a decimal one: `1,000` is 1.
    """
    digits, power = scientific(text)
    plain = plain_number(digits)
    match = _NUMBER.fullmatch(plain) if len(plain) <= MAX_DIGITS else None
    if match is None:
        raise ValueError(text)
    sign = -1 if match["sign"] == "-" else 1
    if match["bottom"] is not None:
        bottom = int(match["bottom"])
        if bottom == 0:
            raise ValueError(text)
        value = int(match["whole"] or 0) + Fraction(int(match["top"]), bottom)
    else:
        value = Fraction(match["decimal"].replace(",", "."))
    return sign * value / (100 if match["percent"] else 1) * Fraction(10) ** power


def scientific(text: str) -> tuple[str, int]:
    """What stands before a power of ten, and that power: `2.4*10^3`, `2.4 × 10³`; 0 where there is none."""
    plain = _RAISED.sub(lambda run: "^" + run[0].translate(_LOWERED), text.strip()).replace("−", "-")
    found = _SCIENTIFIC.fullmatch(plain)
    return (found[1], int(found[2])) if found else (text, 0)


_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+")
_SCIENTIFIC = re.compile(r"([^*×·⋅xX^]+?)\s*[*×·⋅xX]\s*10\s*(?:\^|\*\*)\s*[({]?([-+]?\d{1,3})[)}]?")


def plain_number(text: str) -> str:
    """A number as a person typed it, in ASCII: `１½` is `1 1/2`. Without what groups its digits, quotes, a name before it, a full stop."""
    plain = "".join(map(_plain_sign, text)).strip()
    plain = _NAME.sub("", plain)
    if plain.endswith(".") and any(mark in plain[:-1] for mark in ".,/"):
        plain = plain[:-1]
    return _GROUPS.sub(lambda match: re.sub(r"\D", "", match[0]), plain)


_NAME = re.compile(r"^[^\W\d_]\s*=\s*")
_GROUPS = re.compile(
    r"(?<![\d.,])\d{1,3}(?:(?: \d{3})+(?!\d|\s*/)|(?:,\d{3}){2,}|(?:\.\d{3}){2,}|(?:,\d{3})+(?=\.\d)|(?:\.\d{3})+(?=,\d))(?!\d)"
)
_NUMBER = re.compile(
    r"(?P<sign>[-+]?)\s*(?:(?:(?P<whole>\d+)\s+)?(?P<top>\d+)\s*/\s*(?P<bottom>\d+)"
    r"|(?P<decimal>\d+(?:[.,]\d*)?|[.,]\d+))\s*(?P<percent>%?)"
)
_SIGNS = {
    sign: plain
    for signs, plain in (
        ("−–—‐‑‒", "-"),
        ("⁄∕÷", "/"),
        ("٫", "."),
        ("،", ","),
        ("٪", "%"),
        ("٬'’", " "),  # between groups of digits
        ('“”„«»"', ""),
    )
    for sign in signs
}


def _plain_sign(char: str) -> str:
    if char.isdecimal():
        return str(int(char))
    if char in _SIGNS:
        return _SIGNS[char]
    if char.isspace():
        return " "
    if unicodedata.category(char) == "Cf":  # which way a text runs, and what joins it: nobody sees it
        return ""
    kind = unicodedata.decomposition(char).partition(" ")[0]
    if kind == "<fraction>":
        return " " + unicodedata.normalize("NFKC", char).replace("⁄", "/")
    return unicodedata.normalize("NFKC", char) if kind == "<wide>" else char  # a raised 2 is no 2


def _round(value: Value, places: Value = 0) -> Value:
    """Half away from zero, as taught at school (Python's own rounds half to even)."""
    number, scale = _number(value), 10 ** int(_number(places))
    rounded = Fraction(math.floor(abs(number) * scale + Fraction(1, 2)), scale)
    return exact(rounded if number >= 0 else -rounded)


def _number(value: Value) -> Fraction:
    if isinstance(value, str):
        raise ArithmeticFault(_("a number is needed here, not the text {value!r}.").format(value=value))
    return Fraction(value)


def _whole(value: Value) -> int:
    number = _number(value)
    if number.denominator != 1:
        raise ArithmeticFault(_("a whole number is needed here, not {number}.").format(number=number))
    return int(number)


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "gcd": lambda *values: math.gcd(*map(_whole, values)),
    "lcm": lambda *values: math.lcm(*map(_whole, values)),
    "min": lambda *values: min(values, key=_number),
    "max": lambda *values: max(values, key=_number),
    "abs": lambda value: exact(abs(_number(value))),
    "floor": lambda value: math.floor(_number(value)),
    "ceil": lambda value: math.ceil(_number(value)),
    "round": _round,
    "len": lambda text: len(str(text)),
    "upper": lambda text: str(text).upper(),
    "lower": lambda text: str(text).lower(),
}

_NUMERIC: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction | int]] = {
    ast.Sub: operator.sub,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}

_COMPARE: dict[type[ast.cmpop], Callable[[object, object], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,  # type: ignore[dict-item]  # ordering is checked when it is worked out
    ast.LtE: operator.le,  # type: ignore[dict-item]
    ast.Gt: operator.gt,  # type: ignore[dict-item]
    ast.GtE: operator.ge,  # type: ignore[dict-item]
}


@lru_cache(maxsize=4096)
def _parse(expression: str) -> ast.expr:
    try:
        return ast.parse(_EXACT_DECIMAL.sub(r"decimal('\g<0>')", expression.strip()), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ArithmeticFault(
            _("cannot read the expression {expression!r}.").format(expression=expression)
        ) from error


# A decimal is wrapped before parsing, so that 0.1 is one tenth and never the nearest binary fraction.
_EXACT_DECIMAL = re.compile(r"(?<![\w'\"])\d+\.\d+(?![\w'\"])")


class _Evaluation(ast.NodeVisitor):
    def __init__(self, names: Mapping[str, Value]) -> None:
        self.names = names

    def visit(self, node: ast.AST) -> Value:
        return super().visit(node)  # type: ignore[no-any-return]  # every visit_… below returns a Value

    def generic_visit(self, node: ast.AST) -> Value:
        raise ArithmeticFault(
            _("“{name}” is not part of the expression language.").format(name=type(node).__name__)
        )

    def visit_Constant(self, node: ast.Constant) -> Value:
        if isinstance(node.value, (bool, int, str)):
            return node.value
        raise ArithmeticFault(_("{value!r} is not a number or a text.").format(value=node.value))

    def visit_Name(self, node: ast.Name) -> Value:
        if node.id not in self.names:
            known = ", ".join(sorted(self.names)) or "none"
            raise ArithmeticFault(
                _("the name {id!r} is not drawn or let here; known names: {known}.").format(
                    id=node.id, known=known
                )
            )
        return self.names[node.id]

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Value:
        value = self.visit(node.operand)
        if isinstance(node.op, ast.Not):
            return not value
        if isinstance(node.op, ast.USub):
            return exact(-_number(value))
        return self.generic_visit(node.op)

    def visit_BoolOp(self, node: ast.BoolOp) -> Value:
        stop = isinstance(node.op, ast.Or)
        value: Value = not stop
        for part in node.values:
            value = self.visit(part)
            if bool(value) == stop:
                break
        return value

    def visit_IfExp(self, node: ast.IfExp) -> Value:
        return self.visit(node.body if self.visit(node.test) else node.orelse)

    def visit_Compare(self, node: ast.Compare) -> Value:
        left = self.visit(node.left)
        for how, right_node in zip(node.ops, node.comparators, strict=True):
            right = self.visit(right_node)
            compare = _COMPARE.get(type(how))
            if compare is None:
                return self.generic_visit(how)
            try:
                holds = compare(left, right)
            except TypeError as error:
                raise ArithmeticFault(
                    _("cannot compare {left!r} with {right!r}.").format(left=left, right=right)
                ) from error
            if not holds:
                return False
            left = right
        return True

    def visit_BinOp(self, node: ast.BinOp) -> Value:
        left, right = self.visit(node.left), self.visit(node.right)
        if isinstance(node.op, ast.Add) and isinstance(left, str) and isinstance(right, str):
            return left + right
        if isinstance(node.op, ast.Mult) and isinstance(left, str) and isinstance(right, int):
            return left * min(right, 1000)
        if isinstance(node.op, ast.Add):
            return exact(_number(left) + _number(right))
        if isinstance(node.op, ast.Mult):
            return exact(_number(left) * _number(right))
        if isinstance(node.op, ast.Pow):
            return self._power(_number(left), _whole(right))
        act = _NUMERIC.get(type(node.op))
        if act is None:
            return self.generic_visit(node.op)
        try:
            return exact(Fraction(act(_number(left), _number(right))))
        except ZeroDivisionError as error:
            raise ArithmeticFault(_("division by zero; add a `where` that keeps it away.")) from error

    def _power(self, base: Fraction, exponent: int) -> Value:
        if abs(exponent) > MAX_POWER or (base == 0 and exponent < 0):
            raise ArithmeticFault(
                _("the power {exponent} is outside −{max_power}…{max_power}, or divides by zero.").format(
                    exponent=exponent, max_power=MAX_POWER
                )
            )
        return exact(Fraction(base**exponent))

    def visit_Call(self, node: ast.Call) -> Value:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if node.keywords or (name not in FUNCTIONS and name != "decimal"):
            raise ArithmeticFault(
                _("unknown function {name!r}; known: {names}.").format(name=name, names=", ".join(FUNCTIONS))
            )
        arguments = [self.visit(argument) for argument in node.args]
        if name == "decimal":
            return exact(Fraction(str(arguments[0])))
        try:
            return FUNCTIONS[name](*arguments)
        except TypeError as error:
            raise ArithmeticFault(_("{name} takes other arguments.").format(name=name)) from error
