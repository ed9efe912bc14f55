"""A question as most banks have it, and the item that comes of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Literal

import msgspec

from curriculum.importers.bank import (
    UNDESCRIBED,
    Bank,
    Problem,
    Refusal,
    Refused,
    Step,
    Written,
    identifier,
    shortened,
    verify,
)
from curriculum.pictures import ending_of
from curriculum.words import N_

Kind = Literal["choice", "multi", "number", "text", "match"]

MAX_TEXT = 100_000
NOT_YET = "Not the answer yet. Read the question once more, slowly."
YES = "Yes, that is right."


class Option(msgspec.Struct, frozen=True):
    """An answer as its author wrote it, Markdown, and what is said to it. A partner stands in `partner`, a tolerance in `within`."""

    text: str
    right: bool = False
    say: str = ""
    partner: str = ""
    within: Fraction = Fraction(0)


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """What may be answered. All texts but those of `text` and `number` are Markdown. `otherwise` is said to any other answer."""

    kind: Kind
    options: tuple[Option, ...]
    otherwise: str = ""
    exact: bool = False
    unit: str = ""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One question; all texts are Markdown. `pictures` stand in its prompt; `shown` holds those that came, `told` what they show."""

    name: str
    category: str
    prompt: str
    answers: Answers
    hints: tuple[str, ...] = ()
    explained: str = ""
    pictures: tuple[str, ...] = ()
    shown: dict[str, bytes] = {}
    told: dict[str, str] = {}


def plain_text(text: str) -> str:
    """Markdown in which nothing is a placeholder by accident; maths stays as it is."""
    parts = re.split(r"((?<!\\)\$\$?(?:\\.|[^$\\])+\$\$?)", text)
    return "".join(
        part if index % 2 else part.replace("{", "{{").replace("}", "}}") for index, part in enumerate(parts)
    )


def escaped(text: str) -> str:
    """Plain words as Markdown in which nothing is a sign of Markdown's by accident."""
    text = re.sub(r"([\\`*_\[\]<>#|~&!$])", r"\\\1", text)
    return re.sub(
        r"^(\s*)([-+=]|\d+(?=[.)]))(?=[.)]?(\s|$))",
        lambda m: f"{m[1]}{m[2]}\\" if m[2].isdigit() else f"{m[1]}\\{m[2]}",
        text,
        flags=re.MULTILINE,
    )


def with_maths(text: str) -> str:
    r"""Plain words as Markdown, with the maths between `$$…$$`, `\(…\)` or `\[…\]` kept as maths."""
    if len(text) > MAX_TEXT:
        raise Refused(N_("a text of it is very long"), f"{len(text):,} characters")
    parts = re.split(r"\$\$(.+?)\$\$|\\\((.+?)\\\)|\\\[(.+?)\\\]", text, flags=re.DOTALL)
    done = [escaped(parts[0])]
    for start in range(1, len(parts), 4):
        formula = next(part for part in parts[start : start + 3] if part is not None)
        done.append(f"${' '.join(formula.replace('$', chr(92) + '$').split())}$" if formula.strip() else "")
        done.append(escaped(parts[start + 3]))
    return "".join(done)


def item_of(question: Question, taken: set[str], source: str, licence: str) -> Written:
    """The item for `question`, held to its own key. Raises Refused."""
    if not question.prompt.strip():
        raise Refused(N_("it asks nothing in words"))
    item: Written = {
        "id": identifier(question.name, taken),
        "type": question.answers.kind,
        "prompt": _prompt(question),
        **_BY_KIND[question.answers.kind](question.answers),
        "well_done": plain_text(question.explained or _said(question.answers.options) or YES),
        "not_yet": plain_text(question.answers.otherwise or NOT_YET),
        "source": source,
        "licence": licence,
    }
    if named := _named(question):
        undescribed = "A picture that came without a description: "
        item["pictures"] = [
            {"file": file, "alt": question.told.get(name, undescribed + name)} for file, name in named.items()
        ]
    if question.hints:
        item["hints"] = [plain_text(hint) for hint in question.hints]
    if question.explained:
        item["solution"] = plain_text(question.explained)
    try:
        verify(item)
    except Refused:
        taken.discard(item["id"])
        raise
    return item


def bank_of(
    title: str,
    questions: Iterable[Question | Refusal],
    *,
    source: str,
    licence: str,
    lesser: Sequence[Refusal] = (),
    language: str = "en",
) -> Bank:
    """A bank of single questions; each category is a lesson and a skill."""
    taken: set[str] = set()
    problems: list[Problem] = []
    refused: list[Refusal] = []
    pictures: dict[str, bytes] = {}
    less: list[Refusal] = []
    for question in questions:
        if isinstance(question, Refusal):
            refused.append(question)
            continue
        try:
            item = item_of(question, taken, source, licence)
        except Refused as error:
            refused.append(Refusal(question.name, error.reason, error.detail))
            continue
        for name, picture in _named(question).items():
            pictures[name] = question.shown[picture]
            if picture not in question.told:
                less.append(Refusal(question.name, UNDESCRIBED, picture))
        step = Step(
            item=item, skill=question.category, title=shortened(_bare(question.name), 40) or "Question"
        )
        problems.append(
            Problem(name=question.name, lesson=question.category, steps=(step,), waits_for=_missing(question))
        )
    return Bank(
        title=title,
        language=language,
        credit=source,
        lessons=tuple(dict.fromkeys(problem.lesson for problem in problems)),
        problems=tuple(problems),
        refused=tuple(refused),
        pictures=pictures,
        lesser=(*lesser, *less),
    )


def _prompt(question: Question) -> str:
    prompt = plain_text(question.prompt)
    if missing := _missing(question):
        told = plain_text(escaped(", ".join(dict.fromkeys(missing))))
        prompt += f"\n\n*A picture belongs here that did not come with the question: {told}.*"
    return prompt


def _missing(question: Question) -> tuple[str, ...]:
    return tuple(name for name in question.pictures if not ending_of(question.shown.get(name, b"")))


def _named(question: Question) -> dict[str, str]:
    """The pictures that came, by the names that the course has for them."""
    came = [name for name in dict.fromkeys(question.pictures) if ending_of(question.shown.get(name, b""))]
    return {
        f"{identifier(f'{question.name} {name}')}.{ending_of(question.shown[name])}": name for name in came
    }


def _bare(name: str) -> str:
    return " ".join(re.sub(r"[\\$*_`{}]", "", name).split())


def _said(options: Sequence[Option]) -> str:
    return next((option.say for option in options if option.right and option.say), "")


def _option(option: Option) -> object:
    text = plain_text(option.text)
    return {"text": text, "say": plain_text(option.say)} if option.say else text


def _distinct(options: Sequence[Option]) -> list[Option]:
    found: dict[str, Option] = {}
    for option in options:
        found.setdefault(" ".join(option.text.split()), option)
    return list(found.values())


def _choice(found: Answers) -> Written:
    options = _distinct(found.options)
    right = [option for option in options if option.right]
    wrong = [option for option in options if not option.right]
    if len(right) != 1:
        raise Refused(
            N_("it has no right choice")
            if not right
            else N_("several choices are right, but one is to be picked")
        )
    if not wrong:
        raise Refused(N_("there is nothing to choose from"))
    return {"answer": plain_text(right[0].text), "wrong": [_option(option) for option in wrong]}


def _multi(found: Answers) -> Written:
    options = _distinct(found.options)
    right = [plain_text(option.text) for option in options if option.right]
    wrong = [_option(option) for option in options if not option.right]
    if not right or not wrong:
        raise Refused(N_("it has no right choice") if not right else N_("there is nothing to choose from"))
    return {"answers": right, "wrong": wrong}


def _number(found: Answers) -> Written:
    right = [option for option in found.options if option.right]
    if not right:
        raise Refused(N_("it has no answer"))
    try:
        answer = Fraction(right[0].text)
        known = [
            (Fraction(option.text), option.say) for option in found.options if not option.right and option.say
        ]
    except (ValueError, ZeroDivisionError):
        raise Refused(N_("its answer cannot be read"), right[0].text) from None
    item: Written = {"answer": str(answer)}
    if right[0].within:
        item["tolerance"] = str(right[0].within)
    if found.unit:
        item["unit"] = plain_text(found.unit)
    said = [
        {"when": f"({value})", "say": plain_text(say)}
        for value, say in known
        if abs(value - answer) > right[0].within
    ]
    return item | ({"misconceptions": said} if said else {})


def _text(found: Answers) -> Written:
    right = [plain_text(option.text) for option in found.options if option.right]
    if not right:
        raise Refused(N_("it has no answer"))
    item: Written = {"answers": list(dict.fromkeys(right))}
    if found.exact:
        item["exact"] = True
    accepted = {text.casefold().strip() for text in right}
    said = [
        {"when": [plain_text(option.text)], "say": plain_text(option.say)}
        for option in found.options
        if not option.right and option.say and option.text.casefold().strip() not in accepted
    ]
    return item | ({"misconceptions": said} if said else {})


def _match(found: Answers) -> Written:
    paired = [option for option in found.options if option.text.strip()]
    pairs = [[plain_text(option.text), plain_text(option.partner)] for option in paired]
    also = [
        plain_text(option.partner)
        for option in found.options
        if not option.text.strip() and option.partner.strip()
    ]
    if len({right for _, right in pairs}) < len(pairs):
        raise Refused(N_("two of its pairs have the same partner"))
    if not 2 <= len(pairs) <= 10:
        raise Refused(N_("it has fewer than two pairs, or more than ten"), str(len(pairs)))
    return {"pairs": pairs} | ({"also": list(dict.fromkeys(also))} if also else {})


_BY_KIND = {"choice": _choice, "multi": _multi, "number": _number, "text": _text, "match": _match}
