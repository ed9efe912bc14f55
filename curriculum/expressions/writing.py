"""Writing an expression as LaTeX, so that a person sees how it was read."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from curriculum.expressions.tree import Expression
from curriculum.expressions.words import GREEK

_SIGNS = {
    "≤": r"\leq",
    "≥": r"\geq",
    "≠": r"\neq",
    "≈": r"\approx",
    "∈": r"\in",
    "→": r"\to",
    "≡": r"\equiv",
    "∪": r"\cup",
    "∩": r"\cap",
    "∖": r"\setminus",
}
_BINDS = {
    "or": 0,
    "and": 0,
    "row": 1,
    "relation": 2,
    "∪": 3,
    "∩": 3,
    "∖": 3,
    "+": 4,
    "±": 4,
    "-": 5,
    "*": 6,
    "/": 9,
    "^": 8,
}
_WORDS = {"dne": "DNE"}


def latex(tree: Expression) -> str:
    """`tree` in LaTeX."""
    parts = tree.parts
    match tree.kind:
        case "number":
            return _number(tree.value)
        case "name":
            return _name(tree.name)
        case "word":
            return rf"\text{{{_WORDS.get(tree.name, tree.name)}}}"
        case "inf":
            return r"\infty"
        case "row":
            return _row(tree)
        case "relation":
            return f"{latex(parts[0])} {_SIGNS.get(tree.name, tree.name)} {latex(parts[1])}"
        case "and":
            return _chain(tree) or r" \text{ and } ".join(map(latex, parts))
        case "or":
            return r" \text{ or } ".join(map(latex, parts))
        case "∪" | "∩" | "∖":
            return f" {_SIGNS[tree.kind]} ".join(_inside(part, 3) for part in parts)
        case "+":
            return _sum(tree)
        case "±":
            left = "" if parts[0] == Expression("number") else _inside(parts[0], 4)
            return rf"{left} \pm {_inside(parts[1], 5)}"
        case "-":
            return f"-{_inside(parts[0], 6)}"
        case "*":
            return _product(tree)
        case "/":
            return rf"\frac{{{latex(parts[0])}}}{{{latex(parts[1])}}}"
        case "^":
            return f"{_base(parts[0])}^{{{latex(parts[1])}}}"
        case "root":
            index = "" if parts[1] == Expression("number", value=Fraction(2)) else f"[{latex(parts[1])}]"
            return rf"\sqrt{index}{{{latex(parts[0])}}}"
        case "big":
            return _big(tree)
    return _call(tree)


def _number(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value)
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        whole, part = divmod(value, 1)
        return rf"{whole or ''}\frac{{{part.numerator}}}{{{part.denominator}}}"
    places = next(n for n in range(1, 400) if (value * 10**n).denominator == 1)
    digits = f"{int(value * 10**places):0{places + 1}d}"
    return f"{digits[:-places]}.{digits[-places:]}"


def _name(name: str) -> str:
    head, *subscripts = name.replace("'", "").split("_")
    written = f"\\{head} " if head in GREEK or head == "pi" else head
    low = f"_{{{''.join(subscripts)}}}" if subscripts else ""
    return written + low + "'" * name.count("'")


def _row(tree: Expression) -> str:
    parts = tree.parts
    if parts and all(part.kind == "row" and part.name == "[]" for part in parts) and tree.name == "[]":
        rows = r" \\ ".join(" & ".join(map(latex, row.parts)) for row in parts)
        return rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}"
    inner = ",\\; ".join(map(latex, parts))
    if tree.name == ",":
        return inner
    left, right = (r"\langle ", r"\rangle ") if tree.name[0] == "⟨" else (tree.name[0], tree.name[1])
    return f"{left.replace('{', chr(92) + '{')}{inner}{right.replace('}', chr(92) + '}')}"


def _chain(tree: Expression) -> str:
    """`1 < x ≤ 5`, where each relation goes on where the one before ended; "" where they do not."""
    relations = tree.parts
    if any(part.kind != "relation" for part in relations):
        return ""
    if any(a.parts[1] != b.parts[0] for a, b in pairwise(relations)):
        return ""
    rest = "".join(f" {_SIGNS.get(r.name, r.name)} {latex(r.parts[1])}" for r in relations)
    return latex(relations[0].parts[0]) + rest


def _sum(tree: Expression) -> str:
    written = _inside(tree.parts[0], 4)
    for part in tree.parts[1:]:
        written += f" - {_inside(part.parts[0], 5)}" if part.kind == "-" else f" + {_inside(part, 4)}"
    return written


def _product(tree: Expression) -> str:
    written = ""
    for index, part in enumerate(tree.parts):
        piece = _inside(part, 6 if index else 5)
        digit = piece[:1].isdigit() or piece.startswith((r"\frac", "-")) or part.kind == "-"
        written += (r" \cdot " if digit else " ") + piece if index else piece
    return written


def _inside(part: Expression, binds: int) -> str:
    """`part` as a part of something that binds so strongly, in brackets where it needs them."""
    written = latex(part)
    if part.kind == "row" and part.name != ",":
        return written
    return f"({written})" if _BINDS.get(part.kind, 9) < binds else written


def _base(part: Expression) -> str:
    plain = part.kind in {"name", "call"} or (part.kind == "number" and part.value.denominator == 1)
    return latex(part) if plain and part.name != "factorial" else f"({latex(part)})"


def _big(tree: Expression) -> str:
    body, *bounds = map(latex, tree.parts)
    sign = {"∫": r"\int", "∑": r"\sum", "∏": r"\prod", "lim": r"\lim"}[tree.name]
    if tree.name == "∫":
        ends = f"_{{{bounds[1]}}}^{{{bounds[2]}}}" if len(bounds) > 1 else ""
        return rf"{sign}{ends} {body} \, d{bounds[0]}"
    if bounds:
        sign += rf"_{{{bounds[0]} {'=' if len(bounds) == 3 else chr(92) + 'to'} {bounds[1]}}}"
    return f"{sign}{f'^{{{bounds[2]}}}' if len(bounds) == 3 else ''} {_inside(tree.parts[0], 6)}"


def _call(tree: Expression) -> str:
    first = latex(tree.parts[0])
    if tree.name in {"floor", "ceil"}:
        return rf"\lfloor {first} \rfloor" if tree.name == "floor" else rf"\lceil {first} \rceil"
    if tree.name == "mod":
        return rf"{_inside(tree.parts[0], 4)} \bmod {_inside(tree.parts[1], 4)}"
    if tree.name == "abs":
        return f"|{first}|"
    if tree.name == "factorial":
        return f"{_inside(tree.parts[0], 9)}!"
    if tree.name == "binomial":
        return rf"\binom{{{first}}}{{{latex(tree.parts[1])}}}"
    low = f"_{{{latex(tree.parts[1])}}}" if len(tree.parts) > 1 else ""
    plain = tree.name in {
        "sin",
        "cos",
        "tan",
        "sec",
        "csc",
        "cot",
        "arcsin",
        "arccos",
        "arctan",
        "sinh",
        "cosh",
        "tanh",
        "ln",
        "log",
        "exp",
    }
    return rf"{f'{chr(92)}{tree.name}' if plain else f'{chr(92)}operatorname{{{tree.name}}}'}{low}({first})"
