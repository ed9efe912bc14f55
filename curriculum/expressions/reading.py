"""Reading an expression: from what a person typed, or LaTeX, to a tree. Bounded in length and depth."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from curriculum.expressions.tokens import Token, tokens
from curriculum.expressions.tree import Expression, Unworkable, height, is_proper, join, matrix, number
from curriculum.expressions.words import WORDS
from curriculum.words import N_, _

MAX_DEPTH = 25
"""Brackets, roots, powers and signs inside each other."""
MAX_HEIGHT = 100
"""Levels of a tree: `a/b/c/…` has one for each bar."""

TOO_DEEP = N_("Too much is inside each other there. Can you write it more simply?")

_RELATIONS = set("=≠<≤>≥≈∈→≡")
_BIG = {"∫", "∑", "∏", "lim"}
MAX_BIG = 2
MAX_BIG_SIGNS = 150
"""A sum is worked out term by term: two inside each other, and short ones, are enough."""
_OPEN = {"(": ")]", "[": ")]", "{": "}", "⟨": "⟩"}
_BEGINS = {"number", "name", "function", "(", "[", "{", "⟨", "√", "∞", *_BIG}


@lru_cache(maxsize=1024)
def read(text: str, *, several: bool = False) -> Expression:
    """The expression in `text`. With `several`, commas part answers even between digits, as in `3,5`. Raises Unworkable."""
    word = WORDS.get(text.strip().strip("$.").strip().casefold())
    if word:
        return Expression("word", name=word)
    found = _Reader(tokens(text, several=several)).whole()
    if height(found) > MAX_HEIGHT:
        raise Unworkable(_(TOO_DEEP))
    return found


class _Reader:
    """A descent through the signs, from what binds least to what binds most."""

    def __init__(self, signs: Sequence[Token]) -> None:
        self.signs = signs
        self.place = 0
        self.depth = 0
        self.bars = 0
        self.integrals = self.bigs = 0
        if any(sign.kind in _BIG for sign in signs) and len(signs) > MAX_BIG_SIGNS:
            raise Unworkable(_("That is very long. Can you write it with fewer signs?"))

    @property
    def now(self) -> Token:
        return self.signs[self.place]

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Unworkable(_(TOO_DEEP))

    def take(self, *kinds: str) -> Token | None:
        """The next sign, if it is one of these."""
        sign = self.now
        if sign.kind not in kinds:
            return None
        self.place += 1
        return sign

    def whole(self) -> Expression:
        if self.now.kind == "end":
            raise Unworkable(_("Write your answer first."))
        found = self.alternatives()
        if self.now.kind != "end":
            raise Unworkable(_stray(self.now))
        return found

    def alternatives(self) -> Expression:
        left = self.row()
        while word := self.take("word"):
            left = join(word.text, left, self.row())
        return left

    def row(self) -> Expression:
        left = self.relation()
        while self.take(",", ";"):
            if self.now.kind in {"end", "word", "&", "command"} and not self.begins():
                break  # a comma at the end, or before “or”
            right = self.relation()
            left = (
                Expression("row", (*left.parts, right), ",")
                if left.kind == "row" and left.name == ","
                else Expression("row", (left, right), ",")
            )
        return left

    def relation(self) -> Expression:
        left = self.union()
        found: list[Expression] = []
        while sign := self.take(*_RELATIONS):
            right = self.union()
            found.append(Expression("relation", (left, right), sign.kind))
            left = right
        if not found:
            return left
        return found[0] if len(found) == 1 else Expression("and", tuple(found))

    def union(self) -> Expression:
        left = self.remainder()
        while sign := self.take("∪", "∩", "∖"):
            left = join(sign.kind, left, self.remainder())
        return left

    def remainder(self) -> Expression:
        left = self.sum()
        within = self.bracketed_mod()
        self.place += within
        if self.take("mod"):
            left = Expression("call", (left, self.sum()), "mod")
            if within and not self.take(")"):
                raise Unworkable(_("A bracket {opened} is opened and not closed.").format(opened="("))
        return left

    def bracketed_mod(self) -> bool:
        """Whether `(mod 5)` is next."""
        return self.now.kind == "(" and self.signs[self.place + 1].kind == "mod"

    def sum(self) -> Expression:
        left = self.signed()
        while sign := self.take("+", "-", "±", "∓"):
            right = self.product()
            if sign.kind == "∓":
                left = Expression("±", (left, Expression("-", (right,))))
            elif sign.kind == "±":
                left = Expression("±", (left, right))
            else:
                left = join("+", left, right if sign.kind == "+" else Expression("-", (right,)))
        return left

    def signed(self) -> Expression:
        """A product with its own signs before it."""
        sign = self.take("+", "-", "±", "∓")
        if sign is None:
            return self.product()
        self.deeper()
        inner = self.signed() if self.now.kind in {"+", "-"} else self.product()
        self.depth -= 1
        if sign.kind == "±":
            return Expression("±", (number(0), inner))
        return inner if sign.kind == "+" else Expression("-", (inner,))

    def product(self) -> Expression:
        left = self.factor()
        while True:
            if self.take("*"):
                left = join("*", left, self.factor())
            elif self.take("/", "÷", ":"):
                left = Expression("/", (left, self.factor()))
            elif self.begins():
                left = self.beside(left)
            else:
                return left

    def begins(self) -> bool:
        """Whether what comes next is multiplied without a sign."""
        kind = self.now.kind
        if self.bracketed_mod() or self.at_differential():
            return False
        if kind == "command":
            return self.now.text in {"frac", "sqrt", "cbrt", "binom", "begin", "mat"}
        return kind in _BEGINS or (kind == "|" and self.bars == 0)

    def beside(self, left: Expression) -> Expression:
        """What stands beside `left` without a sign: a factor, or the fraction of a mixed number such as 1 1/2."""
        start = self.place
        whole = left.kind == "number" and left.value.denominator == 1
        if whole and self.now.kind == "number" and self.now.gap:
            top = self.take("number")
            if top and self.take("/") and self.now.kind == "number":
                bottom = self.take("number")
                if (
                    bottom
                    and 0 < top.value < bottom.value
                    and top.value.denominator == bottom.value.denominator == 1
                ):
                    return number(left.value + top.value / bottom.value)
            self.place = start
        latex = self.now.kind == "command" and self.now.text == "frac"
        vulgar = self.now.kind == "(" and self.now.gap
        right = self.power()
        if whole and (latex or vulgar) and is_proper(right):
            return number(left.value + right.parts[0].value / right.parts[1].value)
        return join("*", left, right)

    def factor(self) -> Expression:
        """What may stand behind a sign of multiplication or division, a minus of its own included."""
        sign = self.take("-", "+")
        if sign is None:
            return self.power()
        self.deeper()
        found = self.factor()
        self.depth -= 1
        return Expression("-", (found,)) if sign.kind == "-" else found

    def power(self) -> Expression:
        base = self.postfixed()
        if not self.take("^"):
            return base
        if self.take("°"):
            return base
        if self.now.kind == "{" and self.signs[self.place + 1].kind == "°":
            self.place += 2
            self.take("}")
            return base
        return Expression("^", (base, self.exponent()))

    def exponent(self) -> Expression:
        self.deeper()
        if self.take("-"):
            found = Expression("-", (self.exponent(),))
        elif self.take("+"):
            found = self.exponent()
        else:
            found = self.power()
        self.depth -= 1
        return found

    def postfixed(self) -> Expression:
        found = self.primary()
        while sign := self.take("!", "%", "°"):
            if sign.kind == "!":
                found = Expression("call", (found,), "factorial")
            elif sign.kind == "%":
                found = Expression("/", (found, number(100)))
        return found

    def primary(self) -> Expression:
        self.deeper()
        found = self.one()
        self.depth -= 1
        return found

    def one(self) -> Expression:
        """One number, name, bracket, root or function."""
        sign = self.now
        self.place += sign.kind != "end"
        match sign.kind:
            case "number":
                return number(sign.value)
            case "name":
                return Expression("name", name=sign.text + self.subscript())
            case "∞":
                return Expression("inf")
            case "∫" | "∑" | "∏" | "lim":
                return self.big(sign.kind)
            case "function":
                return self.call(sign.text)
            case "√":
                return Expression("root", (self.power(), number(2)))
            case "{}":
                return Expression("row", (), "{}")
            case "|":
                self.bars += 1
                inner = self.sum()
                if not self.take("|"):
                    raise Unworkable(_("A bar | is opened and not closed."))
                self.bars -= 1
                return Expression("call", (inner,), "abs")
            case "(" | "[" | "{" | "⟨":
                return self.bracketed(sign.kind)
            case "command":
                return self.command(sign.text)
        if sign.kind == "end":
            raise Unworkable(_("Something is missing at the end."))
        raise Unworkable(_stray(sign))

    def big(self, kind: str) -> Expression:
        """An integral, a sum, a product or a limit: `int_0^1 x^2 dx`, `sum_(n=1)^9 n`, `lim_(x->0) x`, or the same in LaTeX."""
        self.bigs += 1
        if self.bigs > MAX_BIG:
            raise Unworkable(_(TOO_DEEP))
        bounds: dict[str, Expression] = {}
        while sign := self.take("_", "^"):
            bounds[sign.kind] = self.factor() if self.now.kind == "-" else self.primary()
        low, high = bounds.get("_"), bounds.get("^")
        above = () if high is None else (high,)
        parts: tuple[Expression, ...]
        if kind == "∫":
            parts = self.integrand()
            parts += (low, *above) if low is not None and above else ()
        else:
            named = low is not None and low.kind == "relation" and low.parts[0].kind == "name"
            parts = (self.product() if named else self.plain_product(),)
            parts += (*low.parts, *above) if low is not None and named else ()
            if len(parts) != (3 if kind == "lim" else 4) and (kind == "lim" or len(parts) > 1):
                raise Unworkable(
                    _("Write below it where its variable begins, as in sum_(n=1)^9 n or lim_(x->0) x.")
                )
        self.bigs -= 1
        return Expression("big", parts, kind)

    def plain_product(self) -> Expression:
        """What stands side by side: ∑x/n is what comes of ∑x, over n."""
        left = self.power()
        while self.begins():
            left = join("*", left, self.power())
        return left

    def integrand(self) -> tuple[Expression, Expression]:
        """What stands between ∫ and dx, and its variable; `dx` may stand in a numerator."""
        self.integrals += 1
        body = number(1) if self.at_differential() else self.sum()
        self.integrals -= 1
        if self.now.kind == "name" and self.now.text == "d" and self.signs[self.place + 1].kind == "name":
            self.place += 1
            return body, self.one()
        top = body.parts[0] if body.kind == "/" else body
        if top.kind == "*" and top.parts[-2] == Expression("name", name="d") and top.parts[-1].kind == "name":
            rest = top.parts[:-2]
            above = number(1) if not rest else rest[0] if len(rest) == 1 else Expression("*", rest)
            return Expression("/", (above, body.parts[1])), top.parts[-1]
        raise Unworkable(_("An integral ends with its variable: dx."))

    def at_differential(self) -> bool:
        """Whether `dx` is next, within an integral."""
        here, behind = self.now, self.signs[min(self.place + 1, len(self.signs) - 1)]
        return self.integrals > 0 and here.kind == behind.kind == "name" and here.text == "d"

    def subscript(self) -> str:
        """The rest of a name: x_1, x_{12}, f'."""
        found = ""
        while self.take("'"):
            found += "'"
        if self.take("_"):
            if self.take("{"):
                while not self.take("}"):
                    if self.now.kind == "end":
                        raise Unworkable(_("A bracket { is opened and not closed."))
                    found += f"_{self.now.text or self.now.kind}"
                    self.place += 1
            else:
                found += f"_{self.now.text}"
                self.place += self.now.kind != "end"
        while self.take("'"):
            found += "'"
        return found

    def bracketed(self, opened: str) -> Expression:
        bars, self.bars = self.bars, 0
        if closed := self.take(*_OPEN[opened]):
            self.bars = bars
            return Expression("row", (), opened + closed.kind)
        inner = self.alternatives()
        closed = self.take(*_OPEN[opened])
        self.bars = bars
        if closed is None:
            raise Unworkable(_("A bracket {opened} is opened and not closed.").format(opened=opened))
        if inner.kind == "row" and inner.name == ",":
            return Expression("row", inner.parts, opened + closed.kind)
        if opened == "[" and inner.kind == "row" and inner.name == "[]":
            return inner  # a matrix of one row
        return inner

    def argument(self) -> Expression:
        """What a LaTeX command takes: a group in braces, or one digit, letter or command."""
        if self.now.kind == "number" and len(self.now.text) > 1 and self.now.text.isdigit():
            first, rest = self.now.text[0], self.now.text[1:]
            self.signs = [
                *self.signs[: self.place],
                Token("number", rest, value=number(int(rest)).value),
                *self.signs[self.place + 1 :],
            ]
            return number(int(first))
        if self.now.kind == "-":
            return self.factor()
        return self.primary()

    def command(self, name: str) -> Expression:
        match name:
            case "frac":
                return Expression("/", (self.argument(), self.argument()))
            case "binom":
                return Expression("call", (self.argument(), self.argument()), "binomial")
            case "sqrt" | "cbrt":
                index = number(2 if name == "sqrt" else 3)
                if name == "sqrt" and self.take("["):
                    index = self.sum()
                    if not self.take("]"):
                        raise Unworkable(_("A bracket [ is opened and not closed."))
                return Expression(
                    "root", (self.argument() if self.now.kind != "number" else number(self._digits()), index)
                )
            case "begin":
                return self.environment_of_rows()
            case "mat":
                inner = self.primary()
                rows = inner.parts if inner.kind == "row" else (inner,)
                return matrix([row.parts if row.kind == "row" else (row,) for row in rows])
        raise Unworkable(_("A sign of LaTeX stands at a place where it cannot be read."))

    def _digits(self) -> Fraction:
        sign = self.take("number")
        assert sign is not None
        return sign.value

    def environment_of_rows(self) -> Expression:
        self.environment()
        rows: list[list[Expression]] = [[]]
        while not (self.now.kind == "command" and self.now.text == "end"):
            if self.take("&"):
                continue
            if self.now.kind == "command" and self.now.text == "\\":
                self.place += 1
                rows.append([])
                continue
            if self.now.kind == "end":
                raise Unworkable(_("A matrix is opened and not closed."))
            rows[-1].append(self.row())
        self.place += 1
        self.environment()
        return matrix([tuple(row) for row in rows if row])

    def environment(self) -> None:
        """The name of an environment, and the columns of an array."""
        for _time in range(2):
            if not self.take("{"):
                return
            while not self.take("}"):
                if self.now.kind == "end":
                    raise Unworkable(_("A bracket { is opened and not closed."))
                self.place += 1
            nxt = self.signs[self.place : self.place + 2]
            if not (nxt and nxt[0].kind == "{" and nxt[1].text in set("lcr")):
                return

    def call(self, name: str) -> Expression:
        base: Expression | None = None
        if name == "log" and self.take("_"):
            base = self.argument() if self.now.kind != "number" else number(self._digits())
        raised: Expression | None = None
        if self.take("^"):
            raised = self.exponent_of_function()
        if raised is not None and raised == Expression("-", (number(1),)) and not name.startswith("arc"):
            name, raised = f"arc{name}", None
        inner = self.inner(name)
        if name == "log" and base is None and inner.kind == "row" and len(inner.parts) == 2:
            inner, base = inner.parts  # log(x, 2)
        found = Expression("call", (inner,) if base is None else (inner, base), name)
        return found if raised is None else Expression("^", (found, raised))

    def exponent_of_function(self) -> Expression:
        # In sin^2 x the exponent is the next sign alone.
        if self.take("-"):
            return Expression("-", (self.primary(),))
        return self.primary()

    def inner(self, name: str) -> Expression:
        """What a function is taken of: a bracket, or all that stands beside it up to the next sign or function."""
        if self.now.kind in {"(", "[", "{", "|"}:
            return self.primary()
        if name == "abs":
            return self.primary()
        if self.now.kind == "-":
            return self.factor()
        left = self.power()
        while self.begins() and self.now.kind != "function" and self.now.kind not in {"(", "[", "|"}:
            left = join("*", left, self.power())
        if (
            self.now.kind == "/"
            and left.kind in {"name", "number"}
            and self.signs[self.place + 1].kind == "number"
        ):
            self.place += 1
            return Expression("/", (left, self.power()))
        return left


def _stray(sign: Token) -> str:
    if sign.kind in {")", "]", "}", "⟩"}:
        return _("A bracket {kind} closes, but none is open.").format(kind=sign.kind)
    return _("“{what}” stands at a place where it cannot be read. Is something missing before it?").format(
        what=sign.text or sign.kind
    )
