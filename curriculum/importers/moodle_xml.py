"""Moodle XML, as Moodle's question bank exports it (https://docs.moodle.org/en/Moodle_XML_format)."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from curriculum.importers.bank import Bank, Refusal, Refused
from curriculum.importers.html_text import Read, read_html
from curriculum.importers.question import Answers, Option, Question, bank_of, with_maths
from curriculum.pictures import MAX_BYTES as MAX_PICTURE
from curriculum.words import N_

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_BYTES = 50_000_000
NOT_KNOWN = {
    "essay": N_("open work, which no key can mark"),
    "description": N_("it asks nothing"),
    "calculated": N_("its numbers are drawn by Moodle's own formulas"),
    "calculatedsimple": N_("its numbers are drawn by Moodle's own formulas"),
    "calculatedmulti": N_("its numbers are drawn by Moodle's own formulas"),
    "cloze": N_("it has blanks of several kinds in one text"),
    "multianswer": N_("it has blanks of several kinds in one text"),
    "ddimageortext": N_("things are dragged onto a picture"),
    "ddmarker": N_("things are dragged onto a picture"),
}


def read_moodle_xml(source: Path) -> Bank:
    """The questions of a Moodle XML file. Raises Refused where it is none, or is no safe XML."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    if source.stat().st_size > MAX_BYTES:
        raise Refused(N_("it is too large"), f"{source.stat().st_size:,} > {MAX_BYTES:,}")
    try:
        quiz = fromstring(source.read_bytes(), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, RecursionError) as error:
        raise Refused(N_("it is not XML that can be read safely"), str(error)) from error
    if quiz.tag != "quiz":
        raise Refused(N_("it is not Moodle XML"), f"it begins with <{quiz.tag}>, not <quiz>")
    lesser: list[Refusal] = []
    title = source.stem.replace("-", " ").replace("_", " ")
    questions = list(_questions(quiz, title, lesser))
    return bank_of(
        title, questions, source=f"{source.name}, from Moodle; adapted", licence=_licence(quiz), lesser=lesser
    )


def _licence(quiz: Element) -> str:
    found = quiz.findtext(".//license") or quiz.findtext(".//licence") or ""
    return found.strip() or "no licence named: ask its author before you pass it on"


def _questions(quiz: Element, title: str, lesser: list[Refusal]) -> Iterator[Question | Refusal]:
    category = title
    for number, element in enumerate(quiz.iter("question"), start=1):
        kind = element.get("type", "")
        if kind == "category":
            path = (element.findtext("category/text") or "").split("/")
            category = next(
                (part.strip() for part in reversed(path) if part.strip() and not part.startswith("$")), title
            )
            continue
        name = " ".join((element.findtext("name/text") or f"question {number}").split())
        try:
            yield _question(element, kind, name, category, lesser)
        except Refused as error:
            yield Refusal(name, error.reason, error.detail)


def _question(element: Element, kind: str, name: str, category: str, lesser: list[Refusal]) -> Question:
    make = _MAKE.get(kind)
    if make is None:
        raise Refused(NOT_KNOWN.get(kind, N_("its kind of question is not known here")), kind)
    prompt = _text(element.find("questiontext"))
    explained = _text(element.find("generalfeedback"))
    made = make(element, name, lesser)
    lesser += [
        Refusal(name, N_("a picture of its explanation is not shown"), picture)
        for picture in explained.pictures
    ]
    wrong = _text(element.find("incorrectfeedback")).markdown
    right = _text(element.find("correctfeedback")).markdown
    hints = [_text(hint).markdown for hint in element.findall("hint")]
    return Question(
        name=name,
        category=category,
        prompt=prompt.markdown,
        explained=explained.markdown or ("" if right.startswith("Your answer is correct") else right),
        answers=msgspec.structs.replace(
            made, otherwise=made.otherwise or ("" if wrong.startswith("Your answer is incorrect") else wrong)
        ),
        hints=tuple(hint for hint in hints if hint),
        pictures=prompt.pictures,
        shown=_files(element.find("questiontext")),
        told=prompt.told,
    )


def _text(element: Element | None) -> Read:
    if element is None:
        return Read("")
    text = element.findtext("text") or ""
    how = element.get("format", "html")
    if how in {"html", "moodle_auto_format"}:
        return read_html(text)
    return Read(text.strip() if how == "markdown" else with_maths(text).strip())


def _files(element: Element | None) -> dict[str, bytes]:
    """The pictures inside a text, by name."""
    found: dict[str, bytes] = {}
    for file in element.findall("file") if element is not None else ():
        text = file.text or ""
        if file.get("encoding") == "base64" and len(text) <= 2 * MAX_PICTURE:
            try:
                data = base64.b64decode(text)
            except ValueError:
                continue  # then it is a picture that is not there, and said to be
            if len(data) <= MAX_PICTURE:
                found[file.get("name", "")] = data
    return found


def _fraction(answer: Element) -> Fraction:
    try:
        return Fraction(answer.get("fraction", "0"))
    except (ValueError, ZeroDivisionError):
        return Fraction(0)


def _say(answer: Element) -> str:
    return _text(answer.find("feedback")).markdown


def _multichoice(element: Element, name: str, lesser: list[Refusal]) -> Answers:
    single = (element.findtext("single") or "true").strip().lower() in {"true", "1"}
    options: list[Option] = []
    for answer in element.findall("answer"):
        said = _text_of_answer(answer)
        if said.pictures:
            raise Refused(N_("its choices are pictures"), ", ".join(said.pictures))
        part = _fraction(answer)
        right = part == 100 if single else part > 0
        if single and 0 < part < 100:
            lesser.append(Refusal(name, N_("part of the credit for a choice"), said.markdown))
        options.append(Option(said.markdown, right, _say(answer)))
    return Answers(kind="choice" if single else "multi", options=tuple(options))


def _text_of_answer(answer: Element) -> Read:
    text = answer.findtext("text") or ""
    return (
        read_html(text)
        if answer.get("format", "html") in {"html", "moodle_auto_format"}
        else Read(with_maths(text).strip())
    )


def _truefalse(element: Element, _name: str, _lesser: list[Refusal]) -> Answers:
    options = [
        Option((answer.findtext("text") or "").strip().capitalize(), _fraction(answer) == 100, _say(answer))
        for answer in element.findall("answer")
    ]
    return Answers(kind="choice", options=tuple(options))


def _shortanswer(element: Element, name: str, lesser: list[Refusal]) -> Answers:
    options: list[Option] = []
    otherwise = ""
    for answer in element.findall("answer"):
        text, part = (answer.findtext("text") or "").strip(), _fraction(answer)
        if text == "*" and part == 0:
            otherwise = _say(answer)
        elif re.search(r"(?<!\\)\*", text):
            if part == 100:
                lesser.append(Refusal(name, N_("an answer with a star, which stands for anything"), text))
        else:
            if 0 < part < 100:
                lesser.append(Refusal(name, N_("part of the credit for an answer"), text))
            options.append(Option(text.replace("\\*", "*"), part == 100, _say(answer)))
    exact = (element.findtext("usecase") or "0").strip() == "1"
    return Answers(kind="text", options=tuple(options), exact=exact, otherwise=otherwise)


def _numerical(element: Element, name: str, lesser: list[Refusal]) -> Answers:
    options: list[Option] = []
    otherwise = ""
    for answer in element.findall("answer"):
        text, part = (answer.findtext("text") or "").strip(), _fraction(answer)
        if text == "*":
            otherwise = _say(answer)
            continue
        try:
            within = Fraction((answer.findtext("tolerance") or "0").strip() or "0")
        except ValueError:
            within = Fraction(0)
        right = part == 100 and not any(option.right for option in options)
        if part > 0 and not right:
            lesser.append(Refusal(name, N_("a second number that counts"), text))
            continue
        options.append(Option(text, right, _say(answer), within=abs(within)))
    units = [(unit.findtext("unit_name") or "").strip() for unit in element.findall("units/unit")]
    if len(units) > 1:
        lesser.append(Refusal(name, N_("other units of the answer"), ", ".join(units[1:])))
    return Answers(kind="number", options=tuple(options), otherwise=otherwise, unit=units[0] if units else "")


def _matching(element: Element, _name: str, _lesser: list[Refusal]) -> Answers:
    pairs = [
        (_text_of_answer(pair), (pair.findtext("answer/text") or "").strip())
        for pair in element.findall("subquestion")
    ]
    if pictures := [picture for left, _ in pairs for picture in left.pictures]:
        raise Refused(N_("its choices are pictures"), ", ".join(pictures))
    options = [Option(left.markdown, right=True, partner=with_maths(right)) for left, right in pairs]
    return Answers(kind="match", options=tuple(options))


_MAKE: dict[str, Callable[[Element, str, list[Refusal]], Answers]] = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
}
