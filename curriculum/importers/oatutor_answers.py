"""OATutor's answers as our item types."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from curriculum.expressions import Unworkable, fingerprint, latex, read
from curriculum.importers.bank import Refused, Written
from curriculum.importers.oatutor_text import VARIABLE, Text, answer_of, squeezed, text_of, tidy
from curriculum.words import N_

PRECISION = 5
"""Decimal places of a `numeric` answer that says none."""

Entry = Mapping[str, Any]

_FIXED = re.compile(
    r"(?:(?:all|none|both|neither)\b.*|yes|no|true|false|(?:graph|figure|image|option)\s*\w)\W*",
    re.IGNORECASE,
)
_WORDS = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{4,}")


def choice(
    answers: list[str],
    choices: list[Any],
    names: Mapping[str, str],
    seen: list[str],
    shown: Callable[[str], str],
) -> Written:
    """One right option among several. `shown` is a picture as it stands in a text, or "" where it is not there."""
    right = {squeezed(answer) for answer in answers}
    options = [str(choice) for choice in choices]
    # Some content has several choices in one, joined by an I that was a bar | when it was typed.
    options = [
        piece
        for option in options
        for piece in (
            option.split("I")
            if squeezed(option) not in right and right & set(map(squeezed, option.split("I")))
            else [option]
        )
    ]
    texts: dict[str, Text] = {}
    for option in (answers[0], *options):
        if option.strip():
            texts.setdefault(squeezed(option), text_of(option, names))
    bare = {
        key: shown(text.pictures[0]) for key, text in texts.items() if text.pictures and not text.markdown
    }
    seen += [picture for key, text in texts.items() if not bare.get(key) for picture in text.pictures]
    if bare and all(bare.values()):
        texts |= {key: Text(markdown) for key, markdown in bare.items()}
    texts = {key: text for key, text in texts.items() if text.markdown}
    answer = squeezed(answers[0])
    if answer not in texts:
        raise Refused(N_("its choices are pictures") if seen else N_("its answer is empty"))
    wrong = [text.markdown for key, text in texts.items() if key not in right]
    if not wrong:
        raise Refused(N_("there is nothing to choose from"), answers[0])
    made: Written = {"type": "choice", "answer": texts[answer].markdown, "wrong": wrong}
    order = [squeezed(option) for option in options if squeezed(option) in texts]
    order = [key for key in dict.fromkeys(order) if key == answer or key not in right]
    if answer in order and any(_FIXED.fullmatch(option.strip()) for option in options):
        # “All of the above” and “Graph C” belong where they stand.
        made |= {
            "wrong": [texts[key].markdown for key in order if key != answer],
            "keep_order": True,
            "answer_at": order.index(answer) + 1,
        }
    made["well_done"] = texts[answer].markdown
    return made


def typed(
    answers: list[str],
    how: str,
    entry: Entry,
    names: Mapping[str, str],
    asked: str,
    rows: Sequence[Mapping[str, str]] = (),
) -> Written:
    """A formula, a number or a text that is typed. `rows` are the values that `names` take."""
    answers = [tidy(answer) for answer in answers]
    within = _tolerance(entry)
    if how == "numeric" or within:
        made = _numeric(answers, entry, names, within)
        if made:
            return made
    formulas = [answer_of(answer, names) for answer in answers]
    if not all(formulas):
        raise Refused(N_("its answer is empty"))
    wordy = [answer for answer in answers if any(_is_wordy(one) for one in _drawn(answer, names, rows))]
    if not wordy:
        several = any(_is_list(answer) for answer in answers) and how == "string"
        made = {"type": "expression", "answers": list(dict.fromkeys(formulas))}
        if several:
            made["several"] = True
        given = _given(asked, answers) if how == "arithmetic" and not names else []
        if given:
            made["given"] = given
        made["well_done"] = f"It is {text_of(_shown(answers[0], several=several), names).markdown}."
        try:
            for answer in answers if not names else []:
                fingerprint(read(answer, several=several))
        except Unworkable as error:
            mended = [way for answer in answers for way in _mended(answer)] if not names else []
            if mended:
                made["answers"] = [f"${way}$" for way in dict.fromkeys(mended)]
                return made | {"well_done": f"It is {text_of(_shown(mended[0]), names).markdown}."}
            if how != "string" and not all(_typeable(answer) for answer in answers):
                raise Refused(N_("its answer cannot be read"), f"{answers[0]} ({error})") from error
            answers = [_typeable(answer) or answer for answer in answers]
        else:
            return made
    texts = [answer.replace("$$", "").strip() for answer in answers]
    forms = [
        form
        for text in texts
        for form in (text, re.sub(r"\s*([,;=])\s*", r"\1 ", text), re.sub(r"\s+", "", text))
    ]
    forms += ["does not exist"] if any(text.casefold() == "dne" for text in texts) else []
    forms += ["undefined"] if any(text.casefold() == "und" for text in texts) else []
    escaped = [_template(form.strip(), names) for form in forms if "$" not in form]
    if not escaped:
        raise Refused(N_("its answer cannot be read"), answers[0])
    return {
        "type": "text",
        "answers": list(dict.fromkeys(escaped)),
        "well_done": f"It is {text_of(answers[0], names).markdown}.",
    }


def _drawn(answer: str, names: Mapping[str, str], rows: Sequence[Mapping[str, str]]) -> list[str]:
    """The answer in every draw."""
    if not names:
        return [answer]
    return [VARIABLE.sub(lambda match: row.get(names.get(match[1], ""), match[0]), answer) for row in rows]  # noqa: B023


def _template(text: str, names: Mapping[str, str]) -> str:
    """A text that is no Markdown, with our placeholders for its variables and every other brace as it stands."""
    return "".join(
        f"{{{names[part]}}}" if index % 2 and part in names else part.replace("{", "{{").replace("}", "}}")
        for index, part in enumerate(VARIABLE.split(text))
    )


_DOTS = re.compile(r"\\[lc]?dots(?![A-Za-z])")


def _typeable(answer: str) -> str:
    """A formula that cannot be worked with, as a keyboard has it: `P(A|B)`; `""` where it needs more than a keyboard's signs."""
    plain = _DOTS.sub("...", answer.replace("$$", "")).replace("\\left", "").replace("\\right", "").strip()
    whole = re.search(r"[A-Za-z]|\.{3}", plain) and not re.search(r"[\\{}]|[-+*/=^<>(,]$", plain)
    return plain if whole and not any(_unmatched(plain)) else ""


_FUNCTION = re.compile(r"\s*([A-Za-z])\s*\(.*=([^=]+)")


def _mended(answer: str) -> list[str]:
    """What a formula that cannot be read is meant to be; nothing where that is not certain.

    A bracket too many or too few is set right where it is the same formula whether the bracket goes or gets its partner. Of a function
    (`f(x)=…`) whose left side cannot be read, the right side is the answer.
    """
    plain = answer.replace("$$", "").replace("\\left", "").replace("\\right", "").strip()
    opened, closed = _unmatched(plain)
    with_partners = "(" * len(closed) + plain + ")" * len(opened)
    ways = [
        "".join(sign for place, sign in enumerate(plain) if place not in {*opened, *closed}),
        with_partners,
    ]
    function = _FUNCTION.fullmatch(plain)
    if function and not any(_unmatched(function[2])):
        ways = [function[2].strip(), f"{function[1]}(x)={function[2].strip()}"]
    try:
        prints = [fingerprint(read(way)) for way in ways]
    except Unworkable:
        return []
    return ways if function else ways[:1] if prints[0] == prints[1] else []


def _unmatched(text: str) -> tuple[list[int], list[int]]:
    """The places of round and square brackets without a partner: those that open, and those that close."""
    opened: list[int] = []
    closed: list[int] = []
    for place, sign in enumerate(text):
        if sign in "([":
            opened.append(place)
        elif sign in ")]" and opened:
            opened.pop()
        elif sign in ")]":
            closed.append(place)
    return opened, closed


def _tolerance(entry: Entry) -> Fraction:
    """How far from its answer a number may be."""
    try:
        return max(Fraction(str(entry.get("tolerance") or 0)), Fraction(0))
    except ValueError:
        return Fraction(0)


def _half_a_step(answer: str) -> Fraction:
    """Half of what the last digit of `2.46 × 10^3` is worth; 0 for a number that is no power of ten."""
    found = re.search(r"\.(\d+)\s*\\times\s*\{?10\}?\s*\^[^-\d]*(-?\d{1,2})", answer)
    return Fraction(10) ** (int(found[2]) - len(found[1])) / 2 if found else Fraction(0)


def _numeric(answers: list[str], entry: Entry, names: Mapping[str, str], within: Fraction) -> Written | None:
    """A number that may be off: by `within`, yet by no more than a tenth of itself, and a power of ten by what rounding takes from it."""
    if names or len(answers) > 1:
        return None
    shown = f"It is {text_of(_shown(answers[0]), names).markdown}."
    try:
        tree = read(answers[0])
        kind, _, text = fingerprint(tree).partition(" ")
        if within and kind == "number" and tree.kind != "row":
            value = Fraction(text)
            within = max(min(within, abs(value) / 10), _half_a_step(answers[0])) if value else within
            return {"type": "number", "answer": str(value), "tolerance": str(within), "well_done": shown}
    except (Unworkable, ValueError):
        pass
    try:
        value = Fraction(answers[0].replace("$$", "").strip())
        places = PRECISION if entry.get("precision") is None else int(entry["precision"])
    except (ValueError, ZeroDivisionError, TypeError):
        return None
    places = min(max(places, 0), 12)
    rounded = Fraction(round(value * 10**places), 10**places)
    half = Fraction(1, 2 * 10**places)
    return {
        "type": "number",
        "answer": str(rounded),
        "tolerance": str(half),
        "well_done": f"It is {answers[0].replace('$$', '').strip()}.",
    }


_TYPED = {
    r"\\begin|[/\\]mat\b": r"Write a matrix row by row, as in \[\[1, 2\], \[3, 4\]\]; a column is \[\[1\], \[2\]\].",
    r"\\int|∫": r"You can write an integral as int\_0^1 x^2 dx, or int x dx.",
    r"\\sum|∑": r"You can write a sum as sum\_(n=1)^9 n.",
    r"\\lim": r"You can write a limit as lim\_(x-\>0) 2x.",
}


def how_to_type(answer: str) -> list[str]:
    """How to write what no keyboard has a key for, where an answer needs it."""
    return [told for sign, told in _TYPED.items() if re.search(sign, answer)]


def _shown(answer: str, *, several: bool = False) -> str:
    """An answer as it is printed: what was typed, such as `(-inf, 2/3)`, as a formula."""
    if "$$" in answer:
        return answer
    try:
        return f"$${latex(read(answer, several=several))}$$"
    except Unworkable:
        return f"$${answer}$$"


def _is_wordy(answer: str) -> bool:
    """Whether an answer is words and no formula: a word of four letters that is no command, or letters alone."""
    plain = re.sub(r"\\[A-Za-z]+\{?(?:[bpvBV]?matrix|array|cases)?\}?", " ", answer.replace("$$", " "))
    known = {
        "sqrt",
        "sinh",
        "cosh",
        "tanh",
        "arcsin",
        "arccos",
        "arctan",
        "infinity",
        "theta",
        "alpha",
        "beta",
        "matrix",
        "bmatrix",
        "pmatrix",
    }
    if any(word.lower() not in known for word in _WORDS.findall(plain)):
        return True
    return (
        bool(re.fullmatch(r"\s*[A-Z][A-Za-z]{1,2}\s*|\s*[A-Z]\s*", plain))
        and "\\" not in answer
        and "$$" not in answer
    )


def _is_list(answer: str) -> bool:
    try:
        tree = read(answer, several=True)
    except Unworkable:
        return False
    return tree.kind == "row" and tree.name == ","


def _given(asked: str, answers: list[str]) -> list[str]:
    """The formula that a question consists of, where it is equal to the answer but written otherwise: repeating it is no answer."""
    only = re.fullmatch(r"\s*\$((?:\\.|[^$\\])+)\$\s*", asked)
    try:
        tree = read(only[1]) if only else None
        known = [read(answer) for answer in answers]
        if tree is None or tree in known or fingerprint(tree) not in map(fingerprint, known):
            return []
    except Unworkable:
        return []
    return [asked.strip()]
