"""A very small folder in OATutor's form, in words of our own."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

OER = "https://example.org/farm <The Farm Book>"
LICENCE = "https://creativecommons.org/licenses/by/4.0/ <CC BY 4.0>"

PLANS = [
    {
        "courseName": "Farm: Counting",
        "language": "en",
        "lessons": [{"id": "L1", "name": "Lesson 1.1", "topics": "Hens"}],
    }
]
SKILLS = {
    "hens1a": ["count_hens"],
    "hens2a": ["count_hens", "pens"],
    "barn1a": ["share", "count", "and_sort_hay"],
    "barn1b": [],
    "sums1a": ["pens"],
}


def step(name: str, answer: object, **more: object) -> dict[str, Any]:
    """A step as OATutor writes it."""
    return {
        "id": name, "stepAnswer": answer, "problemType": "TextBox", "answerType": "arithmetic", "stepTitle": "", "stepBody": "",
        "variabilization": {}, **more,
    }  # fmt: skip


def problem(name: str, body: str, lesson: str = "1.1 Hens", **more: object) -> dict[str, Any]:
    """A problem as OATutor writes it."""
    return {
        "id": name, "title": "On the farm", "body": body,
        "lesson": lesson, "courseName": "Farm: Counting", "oer": OER, "license": LICENCE, "variabilization": {}, **more,
    }  # fmt: skip


def hint(name: str, text: str, **more: object) -> dict[str, Any]:
    """A hint, or with `hintAnswer` a scaffold."""
    kind = "scaffold" if "hintAnswer" in more else "hint"
    typed = {"problemType": "TextBox", "answerType": "arithmetic"} if kind == "scaffold" else {}
    return {
        "id": name, "type": kind, "title": "Look", "text": text, "dependencies": [], "variabilization": {},
        "oer": "https://OATutor.io <OATutor>", "license": LICENCE, **typed, **more,
    }  # fmt: skip


PROBLEMS: dict[str, tuple[dict[str, Any], list[tuple[dict[str, Any], list[dict[str, Any]]]]]] = {
    "hens1": (
        problem("hens1", "Six hens cost $30 in all. *Each* costs as much as {the} others.\\nHow much are $$h$$ hens?"),
        [
            (
                step("hens1a", ["$$5h$$"]),
                [
                    hint("hens1a-h1", "Divide first."),
                    hint(
                        "hens1a-h2", "How much is one?", hintAnswer=["$$5$$"],
                        subHints=[hint("hens1a-h2-s1", "What is $$\\frac{30}{6}$$?")],
                    ),
                    hint(
                        "hens1a-h3", "Which is right?", hintAnswer=["more"], problemType="MultipleChoice", answerType="string",
                        choices=["more", "less"],
                    ),
                ],
            )
        ],
    ),
    "hens2": (
        problem("hens2", "There are hens in a pen."),
        [
            (
                step(
                    "hens2a", ["$$x \\geq 3$$"], problemType="MultipleChoice", answerType="string", stepTitle="Which says “three or more”?",
                    choices=["$$x>3$$", "$$x \\geq 3$$", "$$x<3I$$x \\geq 3$$", "$$x>3$$"],
                ),
                [],
            )
        ],
    ),
    "barn1": (
        problem("barn1", "A barn holds bales.", lesson="2.1 Hay"),
        [
            (
                step(
                    "barn1a", ["$$\\begin{bmatrix} 1 & 2 \\\\ 3 & 4 \\end{bmatrix}$$"],
                    stepTitle="Write the bales of the two days, $$1$$ and $$2$$, then $$3$$ and $$4$$, as a matrix.",
                ),
                [],
            ),
            (
                step("barn1b", ["-2,5"], answerType="string", stepTitle="Which two numbers of bales are missing?"),
                [hint("barn1b-h1", "##barn.png##")],
            ),
        ],
    ),
    "sums1": (
        problem("sums1", "Add @{a} and $$@{b}$$.", variabilization={"a": ["2", "3", "4"], "b": ["\\frac{1}{2}", "x", "5"]}),
        [
            (
                step("sums1a", ["$$@{a}+@{b}$$"]),
                [hint("sums1a-h1", "Start with @{a}."), hint("sums1a-h2", "What is $$@{b}$$ alone?", hintAnswer=["$$@{b}$$"])],
            )
        ],
    ),
    "round1": (
        problem("round1", "How long is a third of a metre? Give it in metres.", lesson="2.1 Hay"),
        [(step("round1a", ["0.3333"], answerType="numeric", precision=2, stepTitle="Round to two places."), [])],
    ),
    "words1": (
        problem("words1", "What is the limit of a fence without an end?", lesson="2.1 Hay"),
        [(step("words1a", ["DNE"], answerType="string"), [])],
    ),
    "chart1": (
        problem("chart1", "Look at the chart. ##figure1.png##"),
        [(step("chart1a", ["$$7$$"], stepTitle="How many hens does it show?"), [])],
    ),
    "plain1": (
        problem("plain1", "A field is 20 m long and 30 m wide. What is its area in square metres? ##figure1.png##"),
        [(step("plain1a", ["$$600$$"]), [])],
    ),
    "same1": (
        problem("same1", "Choose."),
        [(step("same1a", ["one"], problemType="MultipleChoice", answerType="string", choices=["one", "one"]), [])],
    ),
    "odd1": (problem("odd1", "How much is this much?"), [(step("odd1a", ["$$2 +$$"]), [])]),
}  # fmt: skip


def files() -> dict[str, Any]:
    """Every file of the folder, by its path."""
    found: dict[str, Any] = {
        "skillModel.json": SKILLS,
        "coursePlans.json": PLANS,
        "bkt-params/defaultBKTParams.json": {},
    }
    for name, (head, steps) in PROBLEMS.items():
        top = f"content-pool/{name}"
        found[f"{top}/{name}.json"] = head
        for one, hints in steps:
            found[f"{top}/steps/{one['id']}/{one['id']}.json"] = one
            found[f"{top}/steps/{one['id']}/tutoring/{one['id']}DefaultPathway.json"] = hints
    return found


def write_folder(top: Path) -> Path:
    """The content as a folder."""
    for name, content in files().items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    return top


def write_lines(path: Path) -> Path:
    """The content as JSON lines."""
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(
            json.dumps({"path": name, "content": content}) + "\n" for name, content in files().items()
        )
    return path
