"""GIFT, Moodle's text form for questions (https://docs.moodle.org/en/GIFT_format)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import msgspec

from curriculum.importers.bank import Bank, Refusal, Refused
from curriculum.importers.html_text import Read, read_html
from curriculum.importers.question import Answers, Option, Question, bank_of, with_maths
from curriculum.words import N_

MAX_BYTES = 20_000_000
_ESCAPES = "~=#{}:"
_HIDE = {f"\\{sign}": chr(0xE300 + index) for index, sign in enumerate(_ESCAPES)} | {
    "\\\\": "\ue310",
    "\\n": "\n",
}
_SHOW = {ord(hidden): sign for sign, hidden in ((sign, _HIDE[f"\\{sign}"]) for sign in _ESCAPES)} | {
    0xE310: "\\"
}
_QUESTION = re.compile(r"(?P<before>[^{}]*)\{(?P<answers>[^{}]*)\}(?P<after>[^{}]*)", re.DOTALL)


def is_gift(source: Path) -> bool:
    """Whether a text file reads like GIFT."""
    if source.stat().st_size > MAX_BYTES:
        return False
    text = _hidden(source.read_text(encoding="utf-8", errors="replace"))
    return bool(
        re.search(r"^::[^:]+::|\{[^{}]*[=~#][^{}]*\}|\{\s*(T|F|TRUE|FALSE)\s*[#}]", text, re.MULTILINE)
    )


def read_gift(source: Path) -> Bank:
    """The questions of a GIFT file. Raises Refused."""
    if source.stat().st_size > MAX_BYTES:
        raise Refused(N_("it is too large"), f"{source.stat().st_size:,} > {MAX_BYTES:,}")
    try:
        text = source.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(N_("it is not UTF-8 text"), str(error)) from error
    lesser: list[Refusal] = []
    title = source.stem.replace("-", " ").replace("_", " ")
    questions = list(_questions(text, title, lesser))
    licence = "no licence named: ask its author before you pass it on"
    return bank_of(title, questions, source=f"{source.name}; adapted", licence=licence, lesser=lesser)


def _hidden(text: str) -> str:
    return re.sub(r"\\[\\~=#{}:n]", lambda match: _HIDE[match[0]], text)


def _shown(text: str) -> str:
    return text.translate(_SHOW)


def _questions(text: str, title: str, lesser: list[Refusal]) -> Iterator[Question | Refusal]:
    category = title
    lines = [line for line in _hidden(text).splitlines() if not line.lstrip().startswith("//")]
    number = 0
    for block in re.split(r"\n\s*\n", "\n".join(lines)):
        rest = block.strip()
        while match := re.match(r"\$CATEGORY:\s*(.*)", rest):
            category = next(
                (part.strip() for part in reversed(match[1].split("/")) if part.strip("$ ")), title
            )
            rest = rest[match.end() :].strip()
        if not rest:
            continue
        number += 1
        named = re.match(r"::(.+?)::", rest, re.DOTALL)
        name = " ".join(_shown(named[1]).split()) if named else f"question {number}"
        try:
            yield _question(rest[named.end() :] if named else rest, name, category, lesser)
        except Refused as error:
            yield Refusal(name, error.reason, error.detail)


def _question(text: str, name: str, category: str, lesser: list[Refusal]) -> Question:
    match = _QUESTION.fullmatch(text.strip())
    if match is None:
        raise Refused(
            N_("it asks nothing")
            if "{" not in text
            else N_("it has several blanks, or brackets that do not fit")
        )
    how = re.match(r"\s*\[(\w+)\]", match["before"])
    before = match["before"][how.end() :] if how else match["before"]
    form = how[1].lower() if how else "moodle"
    after = match["after"].strip()
    prompt = _text(f"{before.rstrip()} ______ {after}" if after else before, form)
    answers, _, general = match["answers"].partition("####")
    explained = _text(general, form).markdown if general.strip() else ""
    return Question(
        name=name,
        category=category,
        prompt=prompt.markdown,
        answers=_answers(answers.strip(), name, form, lesser),
        explained=explained,
        pictures=prompt.pictures,
    )


def _text(text: str, form: str) -> Read:
    text = _shown(text).strip()
    if form == "markdown":
        return Read(text)
    return (
        read_html(text)
        if form == "html" or re.search(r"<(p|br|b|i|sub|sup|img|ul|code|strong|em)\b", text)
        else Read(with_maths(text))
    )


def _answers(text: str, name: str, form: str, lesser: list[Refusal]) -> Answers:
    if not text:
        raise Refused(N_("open work, which no key can mark"))
    truth = re.fullmatch(r"(TRUE|FALSE|T|F)\s*(?:#([^#]*))?(?:#([^#]*))?", text, re.IGNORECASE | re.DOTALL)
    if truth:
        is_true = truth[1].upper().startswith("T")
        wrong, right = (_text(part or "", form).markdown for part in (truth[2], truth[3]))
        said = (
            Option("True", is_true, right if is_true else wrong),
            Option("False", not is_true, wrong if is_true else right),
        )
        return Answers(kind="choice", options=said)
    if text.startswith("#"):
        return _numbers(text[1:].strip(), name, form, lesser)
    pieces = re.findall(r"([=~])([^=~]*)", text)
    if not pieces or not re.match(r"\s*[=~]", text):
        raise Refused(N_("its answers cannot be read"), text[:60])
    if all(sign == "=" and "->" in body for sign, body in pieces):
        return Answers(kind="match", options=tuple(_pair(body, form) for _, body in pieces))
    given = [_given(sign, body, form) for sign, body in pieces]
    typed = all(sign == "=" for sign, _ in pieces)
    several = not any(sign == "=" for sign, _ in pieces) and any(one.weight > 0 for one in given)
    part = [one for one in given if 0 < one.weight < 100 and not several]
    lesser += [Refusal(name, N_("part of the credit for an answer"), one.text) for one in part]
    if typed:
        return Answers(
            kind="text",
            options=tuple(Option(one.text, one.weight == 100, one.say) for one in given if one.text != "*"),
        )
    least = 0 if several else 99
    options = tuple(Option(_text(one.text, form).markdown, one.weight > least, one.say) for one in given)
    return Answers(kind="multi" if several else "choice", options=options)


class _Given(msgspec.Struct, frozen=True):
    """One answer as written; `weight` is its share of the credit, in percent."""

    text: str
    weight: Fraction
    say: str


def _given(sign: str, body: str, form: str) -> _Given:
    weight, text, say = _weighed(body)
    return _Given(
        text, Fraction(100 if sign == "=" else 0) if weight is None else weight, _text(say, form).markdown
    )


def _weighed(body: str) -> tuple[Fraction | None, str, str]:
    """(weight in percent, text, feedback) of one answer."""
    text, _, say = body.partition("#")
    match = re.match(r"\s*%(-?[\d.]+)%", text)
    weight = Fraction(match[1]) if match and match[1].count(".") < 2 and match[1] not in {".", "-"} else None
    return weight, _shown(text[match.end() :] if match else text).strip(), say.strip()


def _pair(body: str, form: str) -> Option:
    left, _, right = body.partition("->")
    return Option(
        _text(left, form).markdown, right=True, partner=_text(right.partition("#")[0], form).markdown
    )


def _numbers(text: str, name: str, form: str, lesser: list[Refusal]) -> Answers:
    pieces = re.findall(r"([=~])([^=~]*)", text) or [("=", text)]
    options: list[Option] = []
    otherwise = ""
    for sign, body in pieces:
        weight, said, say = _weighed(body)
        if sign == "~":
            otherwise = _text(say, form).markdown
            continue
        value, within = _value(said)
        right = (weight is None or weight == 100) and not options
        if not right:
            lesser.append(Refusal(name, N_("a second number that counts"), said))
            continue
        options.append(Option(str(value), right, _text(say, form).markdown, within=within))
    return Answers(kind="number", options=tuple(options), otherwise=otherwise)


def _value(text: str) -> tuple[Fraction, Fraction]:
    """(number, tolerance) of `3:0.5`, `1..5` or `3`. Raises Refused."""
    try:
        if ".." in text:
            low, high = map(Fraction, text.split("..", 1))
            return (low + high) / 2, abs(high - low) / 2
        value, _, within = text.partition(":")
        return Fraction(value.strip()), abs(Fraction(within.strip() or "0"))
    except (ValueError, ZeroDivisionError):
        raise Refused(N_("its answer cannot be read"), text) from None
