"""Hidden tests of plain cells stay out of feedback."""

from __future__ import annotations

import nbformat.v4

from grading.hidden_tests import hide

SOURCE = "assert f(1) == 1\n### BEGIN HIDDEN TESTS\nassert f(7) == 49\n### END HIDDEN TESTS\nprint('done')"


def error(text: str) -> object:
    return nbformat.v4.new_output("error", ename="AssertionError", evalue=text, traceback=[text])


def test_the_tests_and_what_they_show_are_taken_out() -> None:
    cell = nbformat.v4.new_code_cell(SOURCE, outputs=[error("----> 3 assert f(7) == 49")])
    hide(cell)
    assert cell.source == "assert f(1) == 1\nprint('done')"
    assert [output.evalue for output in cell.outputs] == ["A test that is not shown did not pass."]
    assert "49" not in str([cell.source, *cell.outputs])


def test_a_passed_cell_shows_nothing_it_was_given() -> None:
    cell = nbformat.v4.new_code_cell(SOURCE, outputs=[nbformat.v4.new_output("stream", text="got 7\n")])
    hide(cell)
    assert cell.outputs == []


def test_an_unfinished_region_hides_to_the_end() -> None:
    cell = nbformat.v4.new_code_cell("a = 1\n    ### BEGIN HIDDEN TESTS\n    assert a == 1")
    hide(cell)
    assert cell.source == "a = 1"


def test_other_cells_stay() -> None:
    cell = nbformat.v4.new_code_cell("assert f(1) == 1", outputs=[error("no")])
    hide(cell)
    assert (cell.source, len(cell.outputs)) == ("assert f(1) == 1", 1)
