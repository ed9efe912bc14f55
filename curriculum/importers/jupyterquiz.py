"""jupyterquiz: a JSON list of questions (https://github.com/jmshea/jupyterquiz)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from curriculum.importers.bank import Bank, Refusal, Refused
from curriculum.importers.html_text import read_html
from curriculum.importers.question import Answers, Option, Question, bank_of
from curriculum.words import N_

MAX_BYTES = 20_000_000
PRECISION = 6


def is_jupyterquiz(source: Path) -> bool:
    """Whether a JSON file is a list of questions as jupyterquiz has them."""
    try:
        data = _load(source)
    except Refused:
        return False
    return any(isinstance(entry, dict) and "question" in entry and "type" in entry for entry in data)


def read_jupyterquiz(source: Path) -> Bank:
    """The questions of a jupyterquiz file. Raises Refused."""
    lesser: list[Refusal] = []
    title = source.stem.replace("-", " ").replace("_", " ")
    questions = list(_questions(_load(source), title, lesser))
    licence = "no licence named: ask its author before you pass it on"
    return bank_of(title, questions, source=f"{source.name}; adapted", licence=licence, lesser=lesser)


def _load(source: Path) -> list[Any]:
    if source.stat().st_size > MAX_BYTES:
        raise Refused(N_("it is too large"), f"{source.stat().st_size:,} > {MAX_BYTES:,}")
    try:
        data = json.loads(source.read_bytes())
    except (ValueError, RecursionError) as error:
        raise Refused(N_("it is not JSON"), str(error)) from error
    if not isinstance(data, list):
        raise Refused(N_("it is not a list of questions"))
    return data


def _questions(data: list[Any], title: str, lesser: list[Refusal]) -> Iterator[Question | Refusal]:
    for number, entry in enumerate(data, start=1):
        name = f"question {number}"
        if not isinstance(entry, dict):
            yield Refusal(name, N_("it is no question"))
            continue
        try:
            yield _question(entry, name, title, lesser)
        except Refused as error:
            yield Refusal(name, error.reason, error.detail)
        except (TypeError, AttributeError) as error:
            yield Refusal(name, N_("it is not as jupyterquiz writes it"), str(error))


def _question(entry: Mapping[str, Any], name: str, title: str, lesser: list[Refusal]) -> Question:
    prompt = read_html(_dollars(str(entry.get("question", ""))))
    text = prompt.markdown
    if entry.get("code"):
        text += f"\n\n```\n{entry['code']}\n```"
    answers = entry.get("answers") or []
    if not isinstance(answers, list) or not all(isinstance(answer, dict) for answer in answers):
        raise Refused(N_("it has no answer"))
    kind = str(entry.get("type"))
    topic = str(entry.get("topic") or entry.get("category") or title)
    hints = (read_html(_dollars(str(entry["hint"]))).markdown,) if entry.get("hint") else ()
    match kind:
        case "multiple_choice" | "many_choice":
            found = Answers(
                kind="choice" if kind == "multiple_choice" else "multi", options=tuple(map(_choice, answers))
            )
        case "numeric":
            found = _numbers(answers, name, int(entry.get("precision") or PRECISION), lesser)
        case "string":
            found = _texts(answers, name, lesser)
        case _:
            raise Refused(N_("its kind of question is not known here"), kind)
    return Question(
        name=name, category=topic, prompt=text, answers=found, hints=hints, pictures=prompt.pictures
    )


def _texts(answers: list[Mapping[str, Any]], name: str, lesser: list[Refusal]) -> Answers:
    options: list[Option] = []
    otherwise = ""
    for answer in answers:
        if answer.get("type") == "default" or "answer" not in answer:
            otherwise = _say(answer)
            continue
        if answer.get("fuzzy_threshold"):
            lesser.append(Refusal(name, N_("texts that are only nearly the same"), str(answer["answer"])))
        options.append(Option(str(answer["answer"]), bool(answer.get("correct")), _say(answer)))
    exact = any(answer.get("match_case") for answer in answers)
    return Answers(kind="text", options=tuple(options), exact=exact, otherwise=otherwise)


def _dollars(text: str) -> str:
    """Maths is written between single dollars, as notebooks do; here they are made two."""
    return re.sub(r"(?<![\\$])\$(?!\s|\$)((?:\\.|[^$\\])+?)(?<!\s)\$(?![\d$])", r"$$\1$$", text)


def _say(answer: Mapping[str, Any]) -> str:
    return read_html(_dollars(str(answer.get("feedback") or ""))).markdown


def _choice(answer: Mapping[str, Any]) -> Option:
    text = read_html(_dollars(str(answer.get("answer", ""))))
    shown = text.markdown or (f"`{answer['code']}`" if answer.get("code") else "")
    if text.pictures or not shown:
        raise Refused(N_("its choices are pictures"), ", ".join(text.pictures))
    return Option(shown, bool(answer.get("correct")), _say(answer))


def _numbers(answers: list[Mapping[str, Any]], name: str, precision: int, lesser: list[Refusal]) -> Answers:
    options: list[Option] = []
    otherwise = ""
    for answer in answers:
        kind = answer.get("type") or (
            "range" if "range" in answer else "value" if "value" in answer else "default"
        )
        if kind == "default":
            otherwise = _say(answer)
            continue
        try:
            if kind == "range":
                low, high = (Fraction(str(bound)) for bound in answer["range"])
                value, within = (low + high) / 2, abs(high - low) / 2
            else:
                value, within = Fraction(str(answer["value"])), Fraction(0)
        except (ValueError, KeyError, ZeroDivisionError) as error:
            raise Refused(N_("its answer cannot be read"), str(error)) from error
        right = bool(answer.get("correct")) and not any(option.right for option in options)
        if answer.get("correct") and not right:
            lesser.append(Refusal(name, N_("a second number that counts"), str(value)))
            continue
        if right and kind == "value":
            within = abs(value) / (2 * Fraction(10) ** (precision - 1))  # right where its first digits are
        options.append(Option(str(value), right, _say(answer), within=within))
    return Answers(kind="number", options=tuple(options), otherwise=otherwise)
