"""A feedback page shows a student's work, points and comments, and nothing that is hidden or that acts."""

from __future__ import annotations

import re

import nbformat
import nbformat.v4
import pytest

from curriculum.language import speaking
from grading.feedback_pages import BAR, FeedbackFault, feedback_page, page_key
from grading.gradebook import Graded
from grading.roster import Roster
from grading.student_language import student_language

GRADED = Graded(
    parts={
        "check-double": (2.4, 4.0),
        "test-plain": (1.0, 1.0),
        "branch-halving": (1.5, 2.0),
        "essay": (0.0, 3.0),
    },
    comments={"answer-double": "Look at **numbers** below zero.", "essay": "<script>alert(1)</script> Nice."},
    late=0.5,
)


def cell(source: str, *outputs: object, **about: object) -> object:
    made = nbformat.v4.new_code_cell(source, outputs=list(outputs))
    if about:
        made.metadata["nbgrader"] = {"grade": False, "solution": False, "task": False, **about}
    return made


def number(text: str) -> object:
    return nbformat.v4.new_output("execute_result", data={"text/plain": text})


def notebook(*cells: object) -> bytes:
    return nbformat.writes(nbformat.v4.new_notebook(cells=list(cells))).encode()


WORK = notebook(
    nbformat.v4.new_markdown_cell("# Doubling\n\nThree times $\\frac{1}{2}$."),
    cell("from widgets import ask, branch, check"),
    cell('ask("which-half")'),
    cell('branch("halving")', number("1.5"), grade_id="branch-halving", grade=True),
    cell(
        "def double(n):\n    print('</pre><script>x</script>')",
        nbformat.v4.new_output("stream", text="\x1b[31mred\x1b[0m <b>"),
        nbformat.v4.new_output("display_data", data={"image/png": "iVBORw0KGgo="}),
        grade_id="answer-double",
        solution=True,
    ),
    cell(
        "assert double(1) == 2\n### BEGIN HIDDEN TESTS\nassert double(77) == 154\n### END HIDDEN TESTS",
        nbformat.v4.new_output("error", ename="AssertionError", evalue="77", traceback=["double(77) == 154"]),
        grade_id="test-plain",
        grade=True,
    ),
)


def test_the_page_has_the_work_the_points_and_the_comments() -> None:
    page = feedback_page(WORK, GRADED, "Doubling").decode()
    assert "<strong>4.4 of 10 points</strong>" in page
    assert "0.5 points were taken off because it came late" in page
    assert "1.5 of 2 points" in page
    assert "From your teacher" in page
    assert "<strong>numbers</strong>" in page
    assert "<math" in page  # formulas without a script
    assert page.count("<h1") == 1
    assert page.count("Doubling</h") == 1  # the lesson's own title is not said twice
    assert 'alt="What the code drew"' in page
    assert BAR in page


def test_a_part_is_named_by_its_heading_and_the_notebooks_keys_are_left_out() -> None:
    texts = [
        "# Doubling\n\nPress **Shift** and **Enter** below.",
        "## Your `turn`\n\nWrite *it*.",
        "Run it: **Maj** and **Entrée**.",
    ]
    intro, turn, run = map(nbformat.v4.new_markdown_cell, texts)
    check = cell('check("double")', number("2.4"), grade_id="check-double", grade=True)
    page = feedback_page(
        notebook(intro, cell("from widgets import check"), turn, run, check), GRADED, "Doubling"
    ).decode()
    assert "<bdi>Your turn</bdi> · The check</a>" in page
    assert "Write <em>it</em>." in page
    for not_the_students in ("Shift", "Entrée", "double", 'class="prose" dir="auto"></section>'):
        assert not_the_students not in page


def test_a_text_from_right_to_left_stands_without_its_tags() -> None:
    text = nbformat.v4.new_markdown_cell('<div lang="ar" dir="rtl">\n\n## جاء دورك\n\nنكتب.\n\n</div>')
    page = feedback_page(notebook(text), GRADED, "Doubling").decode()
    assert '<section class="prose" dir="auto" lang="ar"><h3>جاء دورك</h3>' in page
    assert "&lt;" not in page


def test_what_nbgrader_notes_by_itself_is_no_word_from_a_teacher() -> None:
    work = notebook(cell("...", grade_id="answer-double", solution=True))
    graded = Graded(parts={}, comments={"answer-double": "No response."})
    with speaking("fr"):
        page = feedback_page(work, graded, "Doubling").decode()
    assert "Rien n’a été écrit ici." in page
    for said in ("No response", "professeur", "enseignant"):
        assert said not in page


def test_nothing_hidden_and_nothing_that_acts_is_in_it() -> None:
    page = feedback_page(WORK, GRADED, "<Doubling>").decode()
    for hidden in ("77", "154", "HIDDEN"):
        assert hidden not in page
    assert "A test that is not shown did not pass." in page
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "\x1b" not in page
    assert "<b>" not in page
    assert "&lt;Doubling&gt;" in page
    assert "http" not in page.replace("http://www.w3.org/1998/Math/MathML", "")
    for not_the_students in ("from widgets", "which-half", 'branch("'):
        assert not_the_students not in page


def test_the_same_work_and_points_are_the_same_page_and_anything_else_is_another() -> None:
    assert feedback_page(WORK, GRADED, "Doubling") == feedback_page(WORK, GRADED, "Doubling")
    key = page_key(WORK, GRADED, "Doubling")
    assert key == page_key(WORK, GRADED, "Doubling")
    others = {
        page_key(WORK + b" ", GRADED, "Doubling"),
        page_key(WORK, Graded(parts=GRADED.parts, comments={}, late=0.5), "Doubling"),
        page_key(WORK, GRADED, "Halving"),
    }
    assert len(others | {key}) == 4


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b"[]", b'{"cells": 3}'])
def test_a_damaged_copy_is_a_sentence(data: bytes) -> None:
    with pytest.raises(FeedbackFault, match="cannot be read"):
        feedback_page(data, GRADED, "Doubling")


def test_the_page_speaks_the_language_spoken_and_is_another_page_for_it() -> None:
    english = page_key(WORK, GRADED, "Doubling")
    with speaking("ar"):
        page = feedback_page(WORK, GRADED, "Doubling").decode()
        assert page_key(WORK, GRADED, "Doubling") != english
    assert 'dir="rtl"' in page
    assert 'lang="ar"' in page
    assert "من معلّمك" in page
    assert "points" not in re.sub(r"<style>.*?</style>|class=\"points\"", "", page, flags=re.DOTALL)


def test_a_students_language_is_the_rosters_where_we_speak_it() -> None:
    roster = Roster(
        {"a": "Ana", "b": "Ben", "c": "Caro"}, {"a": {"language": "Español"}, "b": {"language": "Somali"}}
    )
    assert [student_language(roster, one, "fr") for one in "abc"] == ["es", "fr", "fr"]
    assert student_language(roster, "c") == "en"
