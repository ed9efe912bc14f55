"""`check("…")`: what a student sees of their function, and what nbgrader gets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from carrying.journal import read_journal
from curriculum.case_report import Report, Tried, as_html, as_text
from curriculum.cases import Case, WrongValue
from curriculum.evidence import Checked
from curriculum.lesson import CodeCheck, decode
from curriculum.prose import prose
from tests.widgets.places import lesson_folder, released
from widgets import check, checking
from widgets.running import try_function


@pytest.fixture
def double() -> CodeCheck:
    return decode(released("tiny", "doubling")).checks["double"]


def define(source: str) -> Callable[..., Any]:
    """A function as a student's cell defines it."""
    names: dict[str, Any] = {}
    exec(compile(source, "/tmp/ipykernel_1/1.py", "exec"), names)
    return names["double"]


def tried(check: CodeCheck, source: str) -> tuple[Tried, ...]:
    return try_function(check, define(source)).tried


def test_a_right_function_fits_every_example(double: CodeCheck) -> None:
    report = try_function(double, define("def double(n):\n    return 2 * n"))

    assert report.right
    assert report.passed == [True, True, True]
    assert report.tried[0] == Tried(fits=True, call="double(2)", expected="4", got="4")
    assert report.say == double.well_done
    assert report.misconception == ""


def test_the_first_example_that_does_not_fit_decides_what_is_said(double: CodeCheck) -> None:
    report = try_function(double, define("def double(n):\n    return abs(2 * n)"))

    assert report.passed == [True, True, False]
    assert report.tried[2] == Tried(
        fits=False, call="double(-3)", expected="-6", got="6", why="Nearly: look at the sign, plus or minus."
    )
    assert report.say is not None
    assert report.say.text == "Below zero too."


def test_printing_is_not_giving_back(double: CodeCheck) -> None:
    one = tried(double, "def double(n):\n    print(2 * n)")[0]

    assert (one.got, one.printed) == ("None", "4")
    assert one.why == "Your function printed 4, but gave nothing back. Use return to give a value back."


def test_a_decimal_where_a_whole_number_is_asked_for(double: CodeCheck) -> None:
    one = tried(double, "def double(n):\n    return 2.0 * n")[0]

    assert not one.fits
    assert one.why == "The value is right, but as a decimal number. Here a whole number is asked for."


def test_an_error_is_a_sentence_with_the_student_s_own_line(double: CodeCheck) -> None:
    one = tried(double, "def double(n):\n    m = n\n    return m / (n - n)")[0]

    assert one.error == "It divides by zero here. Line 3: ZeroDivisionError: division by zero"


@pytest.mark.parametrize(
    ("body", "begins"),
    [
        ("return doubel(n)", "It uses a name that Python does not know here."),
        ("return [1, 2][9]", "It looks at a place in a list that is not there."),
        ("return n + '1'", "It puts together values that do not go together."),
        ("return double(n)", "The function calls itself again and again, without an end."),
        ("raise SystemExit", "It ends the program instead of giving a value back."),
        ("raise KeyboardInterrupt", "It was stopped. Does a loop in it ever end?"),
        ("raise OSError('no')", "Python could not go on."),
    ],
)
def test_every_kind_of_error_is_a_kind_sentence(double: CodeCheck, body: str, begins: str) -> None:
    assert tried(double, f"def double(n):\n    {body}")[0].error.startswith(begins)


def test_a_loop_that_was_stopped_is_not_started_again(double: CodeCheck) -> None:
    report = try_function(double, define("def double(n):\n    raise KeyboardInterrupt"))

    assert report.passed == [False, False, False]
    assert report.tried[1].why == "Not tried."


def test_a_missing_function_is_said(double: CodeCheck) -> None:
    assert (
        try_function(double, None).problem == "There is no function double yet. Run the cell above it first."
    )
    assert try_function(double, 5).problem.startswith(
        "The name double belongs to a value, not to a function."
    )


def test_a_wrong_number_of_names_between_the_brackets_is_said(double: CodeCheck) -> None:
    assert try_function(double, define("def double():\n    return 4")).problem == (
        "Your double takes no value, but it is called with 1, as in double(2). "
        "Look at the names between the brackets after def."
    )


def test_arguments_are_the_function_s_own() -> None:
    check = decode(released("tiny", "doubling")).checks["double"]
    sort = Case(call=[[3, 1, 2]], expect=[1, 2, 3])
    check = replace(check, cases=(sort, sort))

    report = try_function(check, define("def double(n):\n    n.sort()\n    return n"))

    assert report.passed == [True, True]
    assert sort.call == [[3, 1, 2]]


def test_a_variable_is_looked_at(double: CodeCheck) -> None:
    check = replace(double, function="", cases=(Case(read="total", expect=3), Case(read="rest", expect=1)))

    report = try_function(check, None, {"total": 3})

    assert report.passed == [True, False]
    assert report.tried[1].error == "There is no rest yet. Run the cell that makes it first."
    assert as_text(report, "").splitlines()[2:] == [
        "fits     total should be 3",
        "not yet  rest should be 1. There is no rest yet. Run the cell that makes it first.",
    ]


def test_what_is_printed_can_be_asked_for(double: CodeCheck) -> None:
    check = replace(double, cases=(Case(call=["Ana"], prints="Hello, Ana!"),))

    right = try_function(check, define("def double(n):\n    print(f'Hello, {n}!')"))
    wrong = try_function(check, define("def double(n):\n    return f'Hello, {n}!'"))

    assert right.right
    assert wrong.tried[0].why == (
        "Your function gave back 'Hello, Ana!', but printed nothing. Use print to show it."
    )
    assert "Should print" in as_html("double", wrong, "")


def test_a_known_wrong_result_says_more_than_its_case(double: CodeCheck) -> None:
    wrong = [WrongValue(got=None, prints="4", because="print-not-return")]
    case = Case(call=[2], expect=4, because="takes-two", wrong=wrong)
    check = replace(double, cases=(case,), says={"0": prose("Case."), "0/0": prose("Known.")})

    prints = try_function(check, define("def double(n):\n    print(2 * n)"))
    other = try_function(check, define("def double(n):\n    return n - 2"))

    assert (prints.misconception, prints.say) == ("print-not-return", prose("Known."))
    assert (other.misconception, other.say) == ("takes-two", prose("Case."))


def test_a_value_that_says_it_equals_everything_does_not_fit(double: CodeCheck) -> None:
    source = "class Yes:\n    def __eq__(self, other): return True\ndef double(n):\n    return Yes()"

    assert try_function(double, define(source)).passed == [False, False, False]


def test_a_value_that_will_not_be_shown_is_named_by_its_type(double: CodeCheck) -> None:
    source = "class No:\n    def __repr__(self): raise ValueError\ndef double(n):\n    return No()"

    assert tried(double, source)[0].got == "a value of type No"


def test_the_text_report_says_it_all_in_lines(double: CodeCheck) -> None:
    report = try_function(double, define("def double(n):\n    return abs(2 * n)"))

    assert as_text(report, "Saved") == (
        "2 of 3 examples fit.\n"
        "Below zero too.\n"
        "fits     double(2) should be 4\n"
        "fits     double(0) should be 0\n"
        "not yet  double(-3) should be -6, came back as 6. Nearly: look at the sign, plus or minus.\n"
        "✓ Saved"
    )


def test_the_page_report_is_a_table_with_a_caption_and_headers(double: CodeCheck) -> None:
    page = as_html("double", try_function(double, define("def double(n):\n    return '<b>'")), "Saved")

    assert "<caption>The examples for <code>double</code></caption>" in page
    assert page.count('<th scope="col">') == 4
    assert page.count('<th scope="row">') == 3
    assert "&#x27;&lt;b&gt;&#x27;" in page
    assert "<b>" not in page


def test_the_page_report_shows_what_is_code_as_code(double: CodeCheck) -> None:
    page = as_html("double", try_function(double, define("def double(n):\n    pass")), "Saved")
    assert "Does it say <code>return</code>?" in page


def test_a_problem_has_no_table() -> None:
    report = Report(problem="There is no function double yet. Run the cell above it first.")

    assert as_text(report, "") == "There is no function double yet. Run the cell above it first."
    assert "<table>" not in as_html("double", report, "")


# In a notebook


@pytest.fixture
def notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A notebook's names, in the lesson's folder; what is displayed is kept under `shown`."""
    names: dict[str, Any] = {"shown": []}
    monkeypatch.chdir(lesson_folder(tmp_path, "doubling"))
    monkeypatch.setattr(checking, "own_names", lambda: names)
    monkeypatch.setattr("IPython.display.display", lambda data, **_: names["shown"].append(data))
    return names


def test_a_check_is_in_the_journal_and_its_output_keeps_a_copy(notebook: dict[str, Any]) -> None:
    notebook["double"] = define("def double(n):\n    return abs(2 * n)")

    assert check("double") is None

    event = next(event for event in read_journal(Path("journal.jsonl")) if isinstance(event, Checked))
    assert (event.item, event.passed, event.misconception, event.place) == (
        "double",
        [True, True, False],
        "",
        "",
    )
    [shown] = notebook["shown"]
    assert shown["text/plain"].endswith("✓ Saved")
    assert shown["application/vnd.trellis.answers+json"]["events"][0]["passed"] == [True, True, False]


def test_the_source_is_kept_where_python_remembers_it(notebook: dict[str, Any]) -> None:
    def double(n: int) -> int:
        return 2 * n

    assert "return 2 * n" in checking.source_of({"double": double}, "double")
    assert checking.source_of({"double": define("def double(n): return n")}, "double") == ""
    assert checking.source_of({}, "double") == ""


def test_a_missing_function_is_no_attempt(notebook: dict[str, Any]) -> None:
    check("double")

    assert read_journal(Path("journal.jsonl")) == []
    assert (
        notebook["shown"][0]["text/plain"] == "There is no function double yet. Run the cell above it first."
    )


def test_an_unknown_item_brings_the_nearest_name(notebook: dict[str, Any]) -> None:
    check("duble")

    assert notebook["shown"][0]["text/plain"] == (
        'This lesson has no check("duble"). Nothing is lost. Did you mean check("double")?'
    )


@pytest.mark.parametrize("variable", ["NBGRADER_EXECUTION", "NBGRADER_VALIDATING"])
def test_under_nbgrader_the_points_come_back_and_nothing_is_written(
    notebook: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    variable: str,
) -> None:
    monkeypatch.setenv(variable, "1")
    notebook["double"] = define(
        "import sys\ndef double(n):\n    print('x', file=sys.stderr)\n    return abs(2 * n)"
    )

    # two of the three shown examples fit: two thirds of four points
    assert check("double") == 2.6667

    assert not Path("journal.jsonl").exists()
    out, err = capsys.readouterr()
    assert err == ""
    assert "2 of 3 examples fit." in out
    assert "The points that count come from the teacher's own grader." in out


def test_under_nbgrader_what_is_missing_earns_nothing(
    notebook: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")

    assert check("double") == 0.0
    assert check("unknown") == 0.0
    Path("lesson.json").unlink()
    assert check("double") == 0.0
    assert capsys.readouterr().err == ""
