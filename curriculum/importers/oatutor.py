"""OATutor's content: a content folder, or the same files as JSON lines (https://github.com/CAHLR/OATutor, content of 2023 and later).

A problem has steps; a step has an answer, and a pathway of hints and scaffolds. Steps become items, hints the ladder, scaffolds
smaller questions in the support lane. What counts as equal in OATutor (src/platform-logic/checkAnswer.js) counts here too: for
`arithmetic` equal formulas, for `string` the same text but for spaces, for `numeric` the same number when rounded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

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
    is_marked,
    shortened,
    verify,
)
from curriculum.importers.oatutor_answers import Entry, choice, how_to_type, typed
from curriculum.importers.oatutor_files import files_of
from curriculum.importers.oatutor_text import SENTENCE, Text, squeezed, text_of, words
from curriculum.importers.tongues import language_of
from curriculum.pictures import MAX_BYTES, ending_of
from curriculum.words import N_

BY_HAND = N_("a question in its lesson that can be marked without a person")
ESSAYS = {"essay", "short-essay"}
ESSAY: Written = {"name": "The answer", "levels": ["not there yet", "says it in own words"]}
"""How a teacher marks what OATutor only collects: written answers have no key there."""
_KINDS = {
    "textbox": "TextBox", "multiplechoice": "MultipleChoice", "dropdown": "MultipleChoice", "gridinput": "GridInput",
    "matrixinput": "MatrixInput",
}  # fmt: skip
WITHOUT_WORDS = "A picture that came without a description"
_LANGUAGES = {"se": "sv"}
"""Language codes of OATutor's own: it calls Swedish by its country."""
NOT_YET = "Not the answer yet. The hints go through it step by step."
NOT_YET_ALONE = "Not the answer yet. Read the question once more, slowly."
_WORD = re.compile(r"[^\W\d_]{3,}")
_MATHS = re.compile(r"\$(?:\\.|[^$\\])+\$")
_SHORT = re.compile(
    r"(?:(?:graph|figure|image|option|choice|plot|table|picture)\s*)?[A-Z0-9]{1,2}\.?", re.IGNORECASE
)
_SEEN = re.compile(
    r"\b(graph(s|ed|ing)?|tables?|charts?|figures?|images?|pictures?|plots?|plotted|diagrams?|shown|below|above|histograms?|"
    r"illustrat\w*|geoboard|shaded|depicted|displays?|displayed|map|drawing|the system|(this|following|given|provided) "
    r"(distribution|data|table|system|information|set|probability|image)|stems? (are|is)|stem-and-leaf|skew\w*)\b",
    re.IGNORECASE,
)  # fmt: skip


def read_oatutor(source: Path) -> Bank:
    """All problems of `source`. Raises Refused where it is no content of OATutor's at all."""
    problems: dict[str, Entry] = {}
    steps: dict[str, list[Entry]] = {}
    pathways: dict[str, list[Entry]] = {}
    skills: dict[str, list[str]] = {}
    plans: list[Entry] = []
    pictures: dict[str, dict[str, Path]] = {}
    refused: list[Refusal] = []
    for path, content in files_of(source):
        parts = path.split("/")
        name = parts[-1]
        if isinstance(content, Refused):
            refused.append(Refusal(parts[1] if len(parts) > 2 else path, content.reason, content.detail))
        elif isinstance(content, Path):
            pictures.setdefault(parts[1], {})[name] = content
        elif name.lower().startswith("skillmodel"):
            skills |= {
                str(step): [str(one) for one in found]
                for step, found in (content.items() if isinstance(content, dict) else ())
                if isinstance(found, list)
            }
        elif name.lower().startswith("courseplans"):
            plans += [one for one in content if isinstance(one, dict)] if isinstance(content, list) else []
        elif parts[0] == "content-pool" and len(parts) == 3 and isinstance(content, dict):
            problems[parts[1]] = content
        elif parts[0] == "content-pool" and "tutoring" in parts and isinstance(content, list):
            if parts[3] not in pathways or "default" in name.lower():
                pathways[parts[3]] = [one for one in content if isinstance(one, dict)]
        elif (
            parts[0] == "content-pool"
            and len(parts) > 3
            and isinstance(content, dict)
            and "stepAnswer" in content
        ):
            steps.setdefault(parts[1], []).append(content)
    if not problems:
        raise Refused(N_("no problems were found"), str(source))
    bad = {refusal.where for refusal in refused}
    courses = {str(problem.get("courseName") or "").strip() for problem in problems.values()}
    told = [tag for plan in plans if (tag := str(plan.get("language") or "").lower()[:2]).isalpha()]
    asked = (str(step.get("stepTitle")) for name in steps for step in steps[name])
    language = _LANGUAGES.get(told[0], told[0]) if told else language_of(asked)
    reader = _Reader(pathways, skills, pictures, plans, several=len(courses) > 1, language=language)
    done: list[Problem] = []
    for name in sorted(problems, key=_in_order):
        if name in bad:
            continue
        try:
            done.append(
                reader.problem(
                    name,
                    problems[name],
                    sorted(steps.get(name, []), key=lambda s: _in_order(str(s.get("id")))),
                )
            )
        except Refused as error:
            refused.append(Refusal(name, error.reason, error.detail))
        except (AttributeError, TypeError, ValueError) as error:  # a list where a text should be
            refused.append(Refusal(name, N_("it is not written as OATutor writes"), str(error)))
    taught = {problem.lesson for problem in done if is_marked(problem) and not problem.waits_for}
    done = [
        one if one.lesson in taught or one.waits_for else msgspec.structs.replace(one, waits_for=(BY_HAND,))
        for one in done
    ]
    first = next(iter(problems.values()))
    title = next(iter(courses)) if len(courses) == 1 else ""
    title = title or (str(plans[0].get("courseName") or "") if len(plans) == 1 else "") or source.stem
    lessons = sorted({problem.lesson for problem in done}, key=_in_order)
    return Bank(
        title=title,
        language=language,
        credit=reader.credit(first, first)[0],
        lessons=tuple(lessons),
        problems=tuple(done),
        refused=tuple(refused),
        pictures=reader.shown,
        lesser=tuple(reader.lesser),
    )


class _Reader:
    """Problems, one by one; `lesser` collects what is left out of those that come."""

    def __init__(
        self,
        pathways: Mapping[str, Sequence[Entry]],
        skills: Mapping[str, Sequence[str]],
        pictures: Mapping[str, Mapping[str, Path]],
        plans: Sequence[Entry],
        *,
        several: bool,
        language: str,
    ) -> None:
        self.pathways, self.skills, self.pictures = pathways, skills, pictures
        self.lessons, self.several, self.language = _lessons(plans), several, language
        self.licences = {str(plan.get("courseName")): plan.get("courseLicense") for plan in plans}
        self.taken: set[str] = set()
        self.lesser: list[Refusal] = []
        self.shown: dict[str, bytes] = {}

    def problem(self, name: str, problem: Entry, steps: Sequence[Entry]) -> Problem:
        if not steps:
            raise Refused(N_("it has no steps"))
        waits: list[str] = []
        made = [self.step(name, problem, step, waits) for step in steps]
        return Problem(
            name=name,
            lesson=self.lesson(problem, steps[0]),
            steps=tuple(made),
            waits_for=tuple(dict.fromkeys(waits)),
        )

    def lesson(self, problem: Entry, step: Entry) -> str:
        """The lesson a problem belongs to: as it says, else the one of a course plan that has its skill."""
        course = str(problem.get("courseName") or "").strip()
        skills = self.skills.get(str(step.get("id")), [])
        planned = next((self.lessons[skill] for skill in skills if skill in self.lessons), "")
        lesson = str(problem.get("lesson") or planned or course or "Questions").strip()
        return f"{course}: {lesson}" if self.several and course and course != lesson else lesson

    def step(self, name: str, problem: Entry, step: Entry, waits: list[str]) -> Step:
        rows, names = _variables(problem, step)
        body = text_of(problem.get("body"), names)
        asked = [text_of(step.get(field), names) for field in ("stepTitle", "stepBody")]
        texts = [part for part in (body, *asked) if part.markdown]
        if not any(_WORD.search(_MATHS.sub("", part.markdown)) for part in texts):
            texts.insert(
                0, text_of(problem.get("title"), names)
            )  # a formula alone does not say what to do with it
        seen = [picture for part in (body, *asked) for picture in part.pictures]
        prompt = "\n\n".join(dict.fromkeys(part.markdown for part in texts if part.markdown))
        if not prompt:
            raise Refused(N_("it asks nothing in words"))
        step_id = str(step.get("id") or name)
        found: Written = {
            "id": identifier(step_id, self.taken),
            **self.question(
                name, step, names, prompt, "".join(part.markdown for part in asked), "stepAnswer", seen, rows
            ),
        }
        found |= self.pictured(name, step_id, seen, found, waits)
        hints, support = self.tutoring(name, step_id, (problem, step))
        source, licence = self.credit(problem, step)
        common: Written = {"source": source, "licence": licence}
        if rows:
            common |= {"together": rows, "family": identifier(name)}
        found |= common | ({"hints": hints} if hints else {})
        found["not_yet"] = NOT_YET if hints else NOT_YET_ALONE
        verify(found)
        return Step(
            item=found,
            skill=_skill(self.skills.get(step_id, []), str(problem.get("lesson", ""))),
            title=shortened(_plain(problem.get("title")) or _plain(step.get("stepTitle")) or "Question", 40),
            support=tuple(support),
        )

    def pictured(self, name: str, step: str, seen: Sequence[str], item: Written, waits: list[str]) -> Written:
        """The pictures of an item where they are there; else, where it cannot do without them, a note that says so."""
        known: list[dict[str, str]] = []
        missing: list[str] = []
        for picture in dict.fromkeys(seen):
            file = self.kept(name, picture)
            if not file:
                missing.append(picture)
                continue
            known.append({"file": file, "alt": f"{WITHOUT_WORDS}: {picture}"})
            self.lesser.append(Refusal(f"{name}/{step}", UNDESCRIBED, picture))
        made: Written = {"pictures": known} if known else {}
        if missing and (self.language != "en" or not _stands(item["prompt"], item)):
            waits += missing
            told = words(", ".join(missing), {})
            made["prompt"] = (
                f"{item['prompt']}\n\n*A picture belongs here that did not come with the question: {told}.*"
            )
        return made

    def choice(
        self, name: str, answers: list[str], choices: list[Any], names: Mapping[str, str], seen: list[str]
    ) -> Written:
        """One right option; a picture is an option of its own where it is there."""

        def shown(picture: str) -> str:
            file = self.kept(name, picture)
            if not file:
                return ""
            self.lesser.append(Refusal(name, UNDESCRIBED, picture))
            return _inline(picture, file)

        return choice(answers, choices, names, seen, shown)

    def credit(self, problem: Entry, own: Entry) -> tuple[str, str]:
        """(who made it, under which licence), as the student reads it; a course plan's licence where the problem names none."""
        named = self.licences.get(str(problem.get("courseName") or "").strip())
        found = {str(one) for one in self.licences.values() if one}
        return _credit(problem, own, named or (found.pop() if len(found) == 1 else ""))

    def kept(self, name: str, picture: str) -> str:
        """The file that a problem's picture is kept in; empty where it is not there, or no picture."""
        path = self.pictures.get(name, {}).get(picture)
        data = path.read_bytes() if path is not None and path.stat().st_size <= MAX_BYTES else b""
        ending = ending_of(data)
        if not ending:
            return ""
        file = f"{identifier(f'{name} {picture}')}.{ending}"
        self.shown[file] = data
        return file

    def question(
        self,
        name: str,
        entry: Entry,
        names: Mapping[str, str],
        prompt: str,
        asked: str,
        field: str,
        seen: list[str],
        rows: Sequence[Mapping[str, str]],
    ) -> Written:
        """The type of an item, and all that belongs to it."""
        given = entry.get(field)
        answers = [
            str(one) for one in (given if isinstance(given, list) else [given]) if one not in (None, "")
        ]
        if not answers:
            raise Refused(N_("it has no answer"))
        kind = _KINDS.get(
            squeezed(str(entry.get("problemType") or "TextBox")).lower(), str(entry.get("problemType"))
        )
        how = str(entry.get("answerType") or "arithmetic").strip().lower()
        choices = entry.get("choices")
        if kind == "MultipleChoice" or (choices and kind not in {"TextBox", "GridInput", "MatrixInput"}):
            return {
                "prompt": prompt,
                **self.choice(name, answers, choices if isinstance(choices, list) else [], names, seen),
            }
        if kind not in {"TextBox", "GridInput", "MatrixInput"}:
            raise Refused(N_("its kind of question is not known here"), kind)
        if how in ESSAYS:
            return {"prompt": prompt, "type": "rubric", "points": 1, "criteria": [ESSAY]}
        units = entry.get("units")
        unit = words(str(units), names) if isinstance(units, str) else ""
        try:
            made = typed(answers, how, entry, names, asked, rows)
        except Refused:
            if not choices or not isinstance(choices, list):
                raise
            return {"prompt": prompt, **self.choice(name, answers, choices, names, seen)}
        if made["type"] == "text" and any(SENTENCE.search(one) for one in answers):
            # Nobody writes a sentence word for word as somebody else did.
            return {
                "prompt": prompt,
                "type": "rubric",
                "points": 1,
                "criteria": [ESSAY],
                "solution": made["answers"][0],
            }
        if made["type"] == "expression":
            prompt = "\n\n".join((prompt, *(f"*{told}*" for told in how_to_type(answers[0]))))
        return {"prompt": prompt, **made, **({"unit": unit} if unit and made["type"] != "text" else {})}

    def tutoring(self, name: str, step: str, around: tuple[Entry, Entry]) -> tuple[list[str], list[Written]]:
        """The ladder of hints, and the scaffolds as items. A scaffold that cannot be one is still in the ladder, as a question."""
        hints: list[str] = []
        support: list[Written] = []
        for hint in self.pathways.get(step, []):
            rows, names = _variables(*around, hint)
            title, text = text_of(hint.get("title"), names), text_of(hint.get("text"), names)
            where = f"{name}/{hint.get('id', step)}"
            rung = _rung(title, text)
            for picture in dict.fromkeys((*title.pictures, *text.pictures)):
                file = self.kept(name, picture)
                why = UNDESCRIBED if file else N_("a hint's picture is not there")
                self.lesser.append(Refusal(where, why, picture))
                if file:
                    rung = f"{rung}\n\n{_inline(picture, file)}".strip()
            if rung:
                hints.append(rung)
            if hint.get("type") != "scaffold" or not rung:
                continue
            try:
                support.append(self.scaffold(name, hint, names, rows, rung, around))
            except Refused as error:
                self.lesser.append(Refusal(where, N_("a smaller question stays a hint"), str(error)))
        return hints, support

    def scaffold(
        self,
        name: str,
        hint: Entry,
        names: Mapping[str, str],
        rows: list[dict[str, str]],
        prompt: str,
        around: tuple[Entry, Entry],
    ) -> Written:
        if "##" in f"{hint.get('title')}{hint.get('text')}":
            raise Refused(N_("its picture is not there"))
        below: list[str] = []
        for small in hint.get("subHints") or []:
            _, own = _variables(*around, hint, small)
            rung = _rung(text_of(small.get("title"), own), text_of(small.get("text"), own))
            if rung:
                below.append(rung)
        source, licence = self.credit(around[0], hint)
        item: Written = {
            "id": identifier(str(hint.get("id")), self.taken),
            **self.question(name, hint, names, prompt, "", "hintAnswer", [], rows),
            "source": source,
            "licence": licence,
            "difficulty": 1,
            "not_yet": NOT_YET if below else NOT_YET_ALONE,
        }
        if below:
            item["hints"] = below
        if rows:
            item |= {"together": rows, "family": identifier(str(around[0].get("id")))}
        try:
            verify(item)
        except Refused:
            self.taken.discard(item["id"])
            raise
        return item


def _lessons(plans: Sequence[Entry]) -> dict[str, str]:
    """The lesson of each skill, by the course plans."""
    found: dict[str, str] = {}
    for plan in plans:
        lessons = plan.get("lessons")
        for lesson in lessons if isinstance(lessons, list) else ():
            if not isinstance(lesson, dict):
                continue
            name = re.sub(
                r"^lesson\s+",
                "",
                f"{lesson.get('name', '')} {lesson.get('topics', '')}".strip(),
                flags=re.IGNORECASE,
            )
            objectives = lesson.get("learningObjectives")
            for skill in objectives if isinstance(objectives, dict) else ():
                found.setdefault(str(skill), name)
    return found


def _rung(title: Text, text: Text) -> str:
    head, body = title.markdown.strip(), text.markdown.strip()
    if not body or not head or body.startswith(head):
        return body or head
    return (
        f"**{head}**\n\n{body}"
        if "\n" not in head and "$" not in head and "\\" not in head
        else f"{head}\n\n{body}"
    )


def _stands(prompt: str, item: Written) -> bool:
    """Whether a question can be answered without its picture: nothing in it speaks of one, and its choices are no labels."""
    plain = re.sub(r"\W", "", prompt)
    options = [item["answer"], *item["wrong"]] if item["type"] == "choice" else []
    labels = bool(options) and all(_SHORT.fullmatch(option.strip()) for option in options)
    return len(plain) > 12 and not labels and not _SEEN.search(prompt) and bool(re.search(r"\d", prompt))


def _variables(*entries: Entry) -> tuple[list[dict[str, str]], dict[str, str]]:
    """The rows that a draw takes together, and the names: theirs → ours. A row takes the same place in every list, as OATutor does."""
    lists: dict[str, list[str]] = {}
    for entry in entries:
        found = entry.get("variabilization") or {}
        for name, values in found.items() if isinstance(found, dict) else ():
            lists[str(name)] = [str(value) for value in (values if isinstance(values, list) else [values])]
    lists = {name: values for name, values in lists.items() if values}
    if not lists:
        return [], {}
    names = {name: f"v{index}" for index, name in enumerate(sorted(lists), start=1)}
    most = max(map(len, lists.values()))
    rows = [
        {names[name]: values[row % len(values)].replace("$$", "$") for name, values in lists.items()}
        for row in range(most)
    ]
    return rows, names


def _skill(skills: Sequence[str], lesson: str) -> str:
    found = [skill.strip("._ ") for skill in skills if skill.strip("._ ") and "://" not in skill]
    if not found:
        return re.sub(r"^[\d.]+\s*", "", lesson).strip() or "Questions"
    if len(found) > 1 and any(skill.startswith("and_") for skill in found[1:]):
        found = [", ".join(found)]  # one skill that was cut at its commas
    title = found[0].replace("_", " ")
    return title[:1].upper() + title[1:]


def _named_address(text: object) -> tuple[str, str]:
    match = re.fullmatch(r"\s*(\S*)\s*(?:<([^>]*)>)?\s*", str(text or ""))
    return ((match[2] or "").strip(), match[1].strip()) if match else ("", str(text))


def _inline(picture: str, file: str) -> str:
    """A picture as it stands in a text."""
    return f"![{WITHOUT_WORDS}: {words(picture, {})}]({file})"


def _credit(problem: Entry, own: Entry, otherwise: object) -> tuple[str, str]:
    name, address = _named_address(own.get("oer") or problem.get("oer"))
    name = name or str(problem.get("courseName") or "OATutor")
    licence, at = _named_address(own.get("license") or problem.get("license") or otherwise)
    by = "" if "oatutor" in f"{name}{address}".lower() else ", by way of OATutor (https://OATutor.io)"
    source = f"{name}{f' ({address})' if address else ''}{by}; adapted"
    return source, (
        f"{licence} ({at})"
        if licence and at
        else licence or at or "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)"
    )


def _plain(text: object) -> str:
    return " ".join(re.sub(r"\$\$|\\[a-z]+|[{}]", "", str(text or "")).split())


def _in_order(name: str) -> tuple[Any, ...]:
    return tuple(
        (0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", name) if part
    )
