"""What OATutor's other courses bring: each kind of answer and of variable its documents allow, in a folder with words of our own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from curriculum.course import read_course
from kit.importing import import_bank
from tests.oatutor import PLANS, hint, problem, step

IDENTITY = "\\begin{bmatrix} 1 & 0 \\\\ 0 & 1 \\end{bmatrix}"
FORMULAS = [
    # calculus, trigonometry, logarithms
    "\\frac{x^2}{2}+\\ln\\left|x\\right|+C", "2e^{-3t}", "\\log_2(x)", "\\sin^2(x)", "\\sin{x}\\cos{x}", "\\tan^{-1}(x)",
    "-\\csc(x)\\cot(x)",
    "\\arcsin(x)", "\\sinh(x)", "2x\\frac{dx}{dt}", "f'(x)=3x^2", "f^{-1}(x)=\\frac{x-3}{2}", "\\frac{\\partial f}{\\partial x}",
    # intervals, sets, points, vectors, complex numbers
    "\\left(-\\infty,3\\right)\\cup\\left(5,\\infty\\right)", "[-2,4)", "-\\infty", "\\{1,2,3\\}", "\\emptyset", "(2,3), (4,5)",
    "\\langle 1,2,3\\rangle", "3\\mathbf{i}-2\\mathbf{j}", "3+2i", "\\left(2,\\frac{\\pi}{3}\\right)",
    # numbers as they are set
    "\\pm 3", "45^{\\circ}", "5\\text{ cm}", "6.02\\times 10^{23}", "25\\%", "\\$25", "3:4", "12{,}500", "2\\frac{1}{3}", "\\frac12",
    "\\approx 3.14", "\\sqrt[3]{x}", "\\binom{5}{2}", "5!", "|x-3|", "a_n=3n+1", "\\mu=5", "H_0: \\mu=5", "-2<x\\leq 5", "x\\neq 2",
    # matrices and cases
    "\\begin{pmatrix} \\frac{1}{2} & -3x \\end{pmatrix}", IDENTITY, "\\begin{vmatrix} 1 & 2 \\\\ 3 & 4 \\end{vmatrix}",
    "\\begin{cases} x & x>0 \\\\ -x & x \\leq 0\\end{cases}",
    # what no formula is, and a keyboard has
    "P(A|B)", "1,2,3,\\cdots", "H_2O",
]  # fmt: skip
FORMULAS += [
    # what is still to be worked out, remainders and steps, a matrix and a number
    "\\int_0^1 x^2 dx", "\\int x^2 \\,dx+C", "\\sum_{n=1}^{9} n", "\\lim_{x\\to 0} \\frac{\\sin x}{x}", "\\lfloor x \\rfloor",
    "x\\equiv 2\\pmod{5}", "A\\cap B", "\\bar{x}=5", "\\begin{bmatrix} 1 & 2 \\\\ 3 & 4 \\end{bmatrix}/7", "2H_2+O_2\\rightarrow 2H_2O",
    # a bracket too many or too few, and the same formula whichever way it is set right
    "(2x)/(x+1))+(3)/(x))", "x-(1/(x*(x+2))", "f(\\begin{bmatrix} x_1 \\\\ x_2 \\end{bmatrix}=x_1+x_2",
]  # fmt: skip
UNREADABLE = ["x+1)(x-2)", "2(x+1"]
"""Answers with a bracket that may belong at two places."""


def asked(name: str, answer: object, **more: Any) -> tuple[dict[str, Any], list[Any]]:
    """A problem of one step, with a hint and a scaffold that asks the same."""
    title = more.pop("title", "What comes of it?")
    head = problem(name, f"Work it out on the farm ({name}).", variabilization=more.pop("names", {}))
    hints = [hint(f"{name}a-h1", "Look again.")]
    hints += (
        [hint(f"{name}a-h2", "How much is it?", hintAnswer=answer)]
        if isinstance(answer, list) and not more
        else []
    )
    return head, [(step(f"{name}a", answer, stepTitle=title, **more), hints)]


KINDS: dict[str, tuple[dict[str, Any], list[Any]]] = {
    "essay1": asked("essay1", ["because"], answerType="essay", title="Why do hens lay eggs?"),
    "essay2": asked("essay2", ["because"], answerType="short-essay", title="Why do cows give milk?"),
    "grid1": asked("grid1", [f"$${IDENTITY}$$"], problemType="GridInput", numRows=2, numCols=2),
    "matrix1": asked("matrix1", [f"$${IDENTITY}$$"], problemType="MatrixInput", numRows=2, numCols=2),
    "matrix2": asked("matrix2", [f"$${IDENTITY}$$"], problemType="MultipleChoice", answerType="string",
        choices=[f"$${IDENTITY}$$", "$$0$$"]),
    "matrix3": asked("matrix3", ["$$\\begin{bmatrix} @{a} & @{b} \\end{bmatrix}$$"], names={"a": ["1", "2"], "b": ["3", "4"]}),
    "drawn1": asked("drawn1", ["$$@{c}$$"],
        title="How much is @{a} and @{b}?", variabilization={"a": ["1", "2"], "b": ["4", "5"], "c": ["5", "7"]}),
    "drawn2": asked("drawn2", ["@{a}"],
        problemType="MultipleChoice", answerType="string", choices=["@{a}", "@{b}"], names={"a": ["1", "2"], "b": ["3", "4", "5"]}),
    "drawn3": asked("drawn3", ["$$@{r}$$"],
        title="Write $$x@{p}$$ without brackets.", names={"p": ["(x+1)", "(x+2)"], "r": ["x^2+x", "x^2+2x"]}),
    "drawn4": asked("drawn4", ["@{n}"], answerType="string", title="Which bird is a @{n}?", names={"n": ["hen", "goose"]}),
    "drawn5": asked("drawn5", ["@{n}"], title="Write @{n}.", names={"n": [3, 4]}),
    "drawn6": asked("drawn6", ["@{n}"], answerType="numeric", precision=3, title="Write @{n}.", names={"n": ["0.125", "0.2"]}),
    "several": asked("several", ["$$2x$$", "$$x+x$$"]),
    "bare1": asked("bare1", [7]),
    "bare2": asked("bare2", "7", answerType="string"),
    "round1": asked("round1", ["3.14159"], answerType="numeric", precision="2"),
    "round2": asked("round2", ["3/4"], answerType="numeric"),
    "spelt1": asked("spelt1", ["4"], problemType=" textbox", answerType="Arithmetic "),
    "spelt2": asked("spelt2", ["4"], problemType="multiplechoice", answerType="string", choices=["4", "5"]),
    "true1": asked("true1", ["True"], problemType="MultipleChoice", answerType="string", choices=["True", "False"]),
}  # fmt: skip


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder as OATutor lays it out."""
    top = tmp_path_factory.mktemp("content")
    problems = dict(KINDS)
    for number, formula in enumerate([*FORMULAS, *UNREADABLE]):
        problems[f"formula{number}"] = asked(f"formula{number}", [f"$${formula}$$"])
    for name, (head, steps) in problems.items():
        files: dict[str, Any] = {f"{name}.json": head}
        for one, hints in steps:
            files[f"steps/{one['id']}/{one['id']}.json"] = one
            files[f"steps/{one['id']}/tutoring/{one['id']}DefaultPathway.json"] = hints
        for file, data in files.items():
            path = top / "content-pool" / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(data), encoding="utf-8")
    top.joinpath("coursePlans.json").write_text(json.dumps(PLANS), encoding="utf-8")
    top.joinpath("skillModel.json").write_text("{}", encoding="utf-8")
    return top


@pytest.mark.slow
def test_what_other_courses_bring_becomes_items_that_pass_the_check(content: Path, tmp_path: Path) -> None:
    report = import_bank(content, tmp_path / "farm")

    assert report.problems == len(KINDS) + len(FORMULAS) + len(UNREADABLE)
    assert sorted(report.refused) == ["its answer cannot be read"]
    assert [one.partition(":")[0] for one in report.refused["its answer cannot be read"]] == [
        f"formula{len(FORMULAS)}",
        f"formula{len(FORMULAS) + 1}",
    ]
    assert report.imported / report.problems >= 0.95
    course, faults = read_course(tmp_path / "farm")
    assert faults == []
    assert course is not None
    kinds = {name.removesuffix("a"): item.__struct_config__.tag for name, item in course.items.items()}
    assert {
        name: kinds[name] for name in ("essay1", "matrix1", "matrix2", "spelt1", "spelt2", "round1", "drawn4")
    } == {
        "essay1": "rubric",
        "matrix1": "expression",
        "matrix2": "choice",
        "spelt1": "expression",
        "spelt2": "choice",
        "round1": "number",
        "drawn4": "text",
    }
    assert all(
        not node.counts
        for graph in course.graphs.values()
        for node in graph.counted()
        if node.item.startswith("essay")
    )


@pytest.mark.slow
def test_a_lesson_of_essays_alone_is_kept_for_somebody_who_marks_it(tmp_path: Path) -> None:
    folder = tmp_path / "content-pool" / "essay1"
    head, [(only, _)] = KINDS["essay1"]
    for path, data in ((folder / "essay1.json", head), (folder / "steps" / "essay1a" / "essay1a.json", only)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(data), encoding="utf-8")

    report = import_bank(tmp_path, tmp_path / "course")

    assert (report.imported, report.lessons, report.in_lessons) == (1, 0, 0)
    assert list(report.waiting) == ["essay1"]
