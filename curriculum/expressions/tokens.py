"""Cutting an expression, typed or in LaTeX, into its signs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from fractions import Fraction

import msgspec

from curriculum.expressions.tree import Unworkable
from curriculum.expressions.words import COMMANDS, FUNCTIONS, GREEK, INVERSE, LETTERS, SIGNS, VARIED
from curriculum.words import _

MAX_CHARACTERS = 2000
MAX_TOKENS = 800
MAX_DIGITS = 60

SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿˣ", "0123456789+-()nx", strict=True))
_RAISED = re.compile(f"[{''.join(SUPERSCRIPTS)}]+")
_FLOOR = re.compile(r"(?:\\left)?\s*\\l(floor|ceil)(?![A-Za-z])")
_FLOORED = re.compile(r"(?:\\right)?\s*\\r(?:floor|ceil)(?![A-Za-z])")
_NAMED = re.compile(r"\\(?:operatorname|text|textrm|textbf|mathrm|mathbf|mathit|mbox)\*?\s*\{([^{}]*)\}")
_UNION = re.compile(r"(?<=[)\]])\s*[Uu]\s*(?=[(\[])")
_VULGAR = re.compile(r"(\d?)([¼-¾⅐-⅞])")


class Token(msgspec.Struct, frozen=True):
    """One sign. `kind` is `number`, `name`, `function`, `command`, `word`, `end`, or the sign itself; `gap`: a space before it."""

    kind: str
    text: str = ""
    gap: bool = False
    value: Fraction = Fraction(0)


def tokens(text: str, *, several: bool) -> list[Token]:
    """The signs of `text`, `end` last. With `several`, a comma between digits parts two numbers. Raises Unworkable."""
    if len(text) > MAX_CHARACTERS:
        raise Unworkable(
            _("That is very long. Keep it under {max_characters:,} characters.").format(
                max_characters=MAX_CHARACTERS
            )
        )
    found: list[Token] = []
    for token in _cut(_plain(text), several=several):
        found.append(token)
        if len(found) > MAX_TOKENS:
            raise Unworkable(_("That is very long. Can you write it with fewer signs?"))
    return [*found, Token("end")]


def _plain(text: str) -> str:
    text = _RAISED.sub(lambda run: f"^{{{''.join(SUPERSCRIPTS[char] for char in run[0])}}}", text)
    text = _VULGAR.sub(lambda match: f"{match[1]} ({unicodedata.normalize('NFKC', match[2])})", text)
    text = _NAMED.sub(lambda match: f" {match[1]} ", unicodedata.normalize("NFKC", text))
    text = _FLOORED.sub(")", _FLOOR.sub(r" \1(", _UNION.sub("∪", text)))
    text = text.replace("\\left<", "⟨").replace("\\right>", "⟩")
    text = "".join(str(int(char)) if char.isdecimal() else SIGNS.get(char, char) for char in text)
    text = "".join(
        char for char in text if unicodedata.category(char) != "Cf"
    )  # which way it runs: nobody sees it
    return text.translate({ord(sign): " " for sign in "$€£¥¢"})


_NUMBER = r"(?:\d+(?:\.\d*)?|\.\d+)"
_GROUPED = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:\.\d+)?(?!\d)"
_COMMA_GROUPED = r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?(?![\d,])"  # 0,125 is an eighth
_POINT_GROUPED = r"[1-9]\d{0,2}(?:\.\d{3})+,\d+(?![\d,.])"
_ONE = re.compile(rf"{_COMMA_GROUPED}|{_POINT_GROUPED}|{_GROUPED}|(?<![,\d])\d+,\d+(?![\d,])|{_NUMBER}")
_MANY = re.compile(_NUMBER)
_LETTERS = re.compile(r"[A-Za-z]+")
_COMMAND = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)
_KNOWN = sorted({*FUNCTIONS, *INVERSE, "sqrt", "cbrt", "pi", "theta", "infinity"}, key=len, reverse=True)
_WHOLE = {"or": "or", "and": "and", "inf": "∞", "infinity": "∞", "oo": "∞", "pm": "±", "mod": "mod"}
_BIG = {"int": "∫", "sum": "∑", "prod": "∏", "lim": "lim"}
"""Words that are signs of their own where something stands below them, as in `sum_(n=1)^9 n`."""


def _cut(text: str, *, several: bool) -> Iterator[Token]:
    depth, place, gap = 0, 0, False  # a comma within brackets parts a pair, never the digits of a number
    while place < len(text):
        char = text[place]
        if char.isspace() or char == "~":
            place, gap = place + 1, True
            continue
        number = (_MANY if several or depth else _ONE).match(text, place)
        if number:
            yield Token("number", number[0], gap, _value(number[0]))
            place = number.end()
        elif char == "\\":
            match = _COMMAND.match(text, place)
            if match is None:
                raise Unworkable(_("A backslash stands at the end. What comes after it?"))
            place = match.end()
            sign = _command(match[1], gap=gap)
            if sign is None:
                gap = gap or COMMANDS.get(match[1]) == " "
                continue
            depth += _OPENS.get(sign.kind, 0)
            yield sign
        elif char in LETTERS:
            yield Token("name", LETTERS[char], gap)
            place += 1
        elif letters := _LETTERS.match(text, place):
            place = letters.end()
            big = _BIG.get(letters[0].lower())
            if big and (text[place : place + 1] == "_" or (big == "∫" and text[place : place + 1].isspace())):
                yield Token(big, big, gap)
            else:
                yield from _names(letters[0], gap=gap)
        else:
            sign, place = _sign(text, place, gap=gap)
            depth += _OPENS.get(sign.kind, 0)
            yield sign
        gap = False


def _value(text: str) -> Fraction:
    if len(text) > MAX_DIGITS:
        raise Unworkable(_("A number here has more than {max_digits} digits.").format(max_digits=MAX_DIGITS))
    plain = re.sub(r"[ \u00a0\u202f]", "", text)
    if re.fullmatch(_POINT_GROUPED, plain):
        plain = plain.replace(".", "")
    elif re.fullmatch(_COMMA_GROUPED, plain):
        plain = plain.replace(",", "")
    return Fraction(plain.replace(",", "."))


def _command(name: str, *, gap: bool) -> Token | None:
    """The sign of a LaTeX command; None where it stands for nothing."""
    stands = COMMANDS.get(name)
    if stands is not None:
        stands = stands.strip()
        if not stands:
            return None
        return Token("word" if stands in {"or", "and"} else stands, stands, gap)
    if name in GREEK or name == "pi":
        return Token("name", VARIED.get(name, name), gap)
    if name in FUNCTIONS or name in INVERSE:
        return Token("function", INVERSE.get(name, name), gap)
    if name == "lg":
        return Token("function", "log", gap)
    if name in {"frac", "dfrac", "tfrac", "cfrac", "sqrt", "binom", "dbinom", "begin", "end", "\\"}:
        return Token("command", {"dfrac": "frac", "tfrac": "frac", "cfrac": "frac", "dbinom": "binom"}.get(name, name), gap)  # fmt: skip
    raise Unworkable(_("“\\{name}” is not known here.").format(name=name))


def _names(letters: str, *, gap: bool) -> Iterator[Token]:
    """The names in a run of letters: known words whole, everything else letter by letter, as in `2xy`."""
    whole = letters.lower()
    if whole in _WHOLE:
        sign = _WHOLE[whole]
        yield Token("word" if sign in {"or", "and"} else sign, sign, gap)
        return
    if letters in GREEK and len(letters) > 2:
        yield Token("name", letters, gap)
        return
    place = 0
    while place < len(letters):
        known = next((word for word in _KNOWN if letters.startswith(word, place)), "")
        if known == "infinity":
            yield Token("∞", "∞", gap)
        elif known in {"pi", "theta"}:
            yield Token("name", known, gap)
        elif known in {"sqrt", "cbrt"}:
            yield Token("command", known, gap)
        elif known:
            yield Token("function", INVERSE.get(known, known), gap)
        else:
            yield Token("name", letters[place], gap)
        place += len(known) or 1
        gap = False


_OPENS = {"(": 1, "[": 1, "{": 1, "⟨": 1, ")": -1, "]": -1, "}": -1, "⟩": -1}
_TWO = {
    "<=": "≤",
    "=<": "≤",
    ">=": "≥",
    "=>": "≥",
    "!=": "≠",
    "<>": "≠",
    "==": "=",
    "**": "^",
    "+-": "±",
    "+/-": "±",
    "{}": "{}",
    "->": "→",
}
_SINGLE = set("+-*/^_()[]{}|,;=≠<≤>≥±∓∞∪∩!%°':√&⟨⟩≈→∈∖≡∫∑∏")


def _sign(text: str, place: int, *, gap: bool) -> tuple[Token, int]:
    for length in (3, 2):
        two = _TWO.get(text[place : place + length])
        # 3+-2 is an addition; a plus or minus stands at the beginning, behind a bracket or another sign, or apart.
        if two == "±" and length == 2 and not re.search(r"(^|[=(,\s])$", text[:place]):
            continue
        if two:
            return Token(two, two, gap), place + length
    if text.startswith("/mat", place):
        return Token("command", "mat", gap), place + 4
    if text[place] not in _SINGLE:
        raise Unworkable(
            _("“{text}” is not read here. You can use + − * / ^ ( ) and letters.").format(text=text[place])
        )
    return Token(text[place], text[place], gap), place + 1
