"""Sentences about differences that are easy to overlook."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from curriculum.slips import why_not
from curriculum.text_slips import why_not_printed
from curriculum.values import canonical
from curriculum.written import written
from tests.curriculum.values import odd_values

RETURN = "Your function gives nothing back. Does it say `return`? Showing a value with `print` is not giving it back."
WHOLE = "The value is right, but as a decimal number. Here a whole number is asked for."
OTHER_ORDER = "The right values are there, but in another order."


@pytest.mark.parametrize(
    ("expected", "got", "said"),
    [
        (3, None, RETURN),
        (3, 3.0, WHOLE),
        (3.0, 3, "The value is right, but as a whole number. Here a decimal number is asked for."),
        (
            3,
            "3",
            "Your function gives back a text. Here a whole number is asked for. Without quotes it is one.",
        ),
        (3, "three", "Your function gives back a text. Here a whole number is asked for."),
        (
            True,
            "True",
            "Your function gives back a text. Here a truth value is asked for. Without quotes it is one.",
        ),
        (1, True, "It is a truth value. Here a whole number is asked for."),
        ("3", 3, "It is a whole number. Here a text is asked for."),
        (3, 4, "It is one too many."),
        (30, 29, "It is one too few."),
        (3, 8, ""),
        (-6, 6, "Nearly: look at the sign, plus or minus."),
        (0.25, 25.0, "Nearly: it is 100 times too large."),
        (0.3, 0.1 + 0.2, "Nearly: it differs only far behind the decimal point."),
        (3.67, 11 / 3, "Nearly: it has not been rounded."),
        (4, 3.75, "Nearly: a whole number is asked for, so round it."),
        (3, 3.75, "Nearly: only whole ones count here. What happens to the rest?"),
        (3.75, 3, ""),
        (3.25, 3, "Nearly: something has been rounded that should not be, or shared with // instead of /."),
        (3.5, float("nan"), "It is not a number (nan). Was something missing, or divided by zero?"),
        ("a b", "a  b", "Nearly: look at the spaces."),
        ("I am Mei.", "i am mei.", "Nearly: look at capital and small letters."),
        (
            "I am Mei.",
            "I am Mei",
            "Nearly: look at the signs between the words, such as full stops and commas.",
        ),
        ("apples", "apple", "Nearly: look at the end. Something is missing there."),
        ("apple", "apples", "Nearly: look at the end. There is more than there should be."),
        ("Mei", "'Mei'", "Nearly: the quotes do not belong to the text."),
        ("Mei", "Luis", ""),
        ([1, 2, 3], [1, 2], "The last entry is missing."),
        ([1, 2, 3], [2, 3], "The first entry is missing."),
        ([1, 2], [1, 2, 3], "There is one entry too many at the end."),
        ([1, 2], [0, 1, 2], "There is one entry too many at the beginning."),
        ([1, 2, 3], [], "It is empty."),
        ([1, 2, 3, 4], [1, 5], "The number of entries is not right: 2 instead of 4."),
        ([1, 2, 3], [3, 2, 1], "It is sorted the wrong way round."),
        ([2, 1, 3], [3, 1, 2], "It is the wrong way round."),
        ([1, 2, 3], [2, 1, 3], OTHER_ORDER),
        ([1, "Mei"], [1, "mei"], "Look at [1] first. Nearly: look at capital and small letters."),
        ([1, 2], (3, 2), "Look at [0] first."),
        ([1, 2], {1, 2}, "It is a set. Here a list is asked for. `list(…)` makes one of it."),
        (
            [1, 2],
            map(int, "12"),
            "It is a map: it would give the values, but has not yet. `list(…)` makes a list of it.",
        ),
        (
            3,
            print,
            "It is a function itself, not what it gives. Are the brackets ( ) missing behind its name?",
        ),
        (3, [3], "The value is right, but it is still inside a list."),
        ({"a": 1}, {"a": 2}, "Look at the value of 'a' first. It is one too many."),
        ({"a": 1}, {"A": 1}, "The key 'A' should be written 'a'."),
        ({"a": 1}, {"b": 1}, "The key 'a' is missing, and there is 'b' instead."),
        ({"a": 1}, {"a": 1, "b": 1}, "The key 'b' should not be there."),
        ({1, 2}, {1}, "The value 2 is missing."),
    ],
)
def test_the_usual_slips_are_named(expected: Any, got: Any, said: str) -> None:
    assert why_not(canonical(expected), canonical(got)) == said


def test_of_a_variable_it_is_not_said_that_it_gives_back() -> None:
    assert why_not(3, "3", read="total").startswith("total is a text.")
    assert why_not(3, None, read="total").startswith("total stands for None")


def test_what_is_too_big_is_said() -> None:
    assert (
        why_not([1], {"$too-big": "it holds itself"}) == "This value is too big to look at: it holds itself."
    )


PETS: Any = {"$table": {"name": ["Mei", "Luis", "Ana"], "score": [3, 2, 1]}}


@pytest.mark.parametrize(
    ("got", "said"),
    [
        (None, RETURN),
        ({"$table": {"name": ["Mei", "Luis", "Ana"]}}, "The column 'score' is missing."),
        (
            {"$table": {"name": ["Mei", "Luis", "Ana"], "Score": [3, 2, 1]}},
            "The column 'Score' should be written 'score'.",
        ),
        (
            {"$table": {"index": [0, 1, 2], "name": ["Mei", "Luis", "Ana"], "score": [3, 2, 1]}},
            "There is an extra column “index”, the old index. `drop=True` or `index=False` leaves it out.",
        ),
        (
            {"$table": {"score": [3, 2, 1]}, "index": {"name": ["Mei", "Luis", "Ana"]}},
            "“name” is the index here, not a column. `reset_index()` makes a column of it.",
        ),
        (
            {"$table": {"name": ["Mei", "Luis", "Ana"], "score": [3, 2, 1]}, "index": ["a", "b", "c"]},
            "The rows have names of their own here (an index). `reset_index()` makes a column of them.",
        ),
        (
            {"$table": {"score": [3, 2, 1], "name": ["Mei", "Luis", "Ana"]}},
            "The right columns are there, but in another order.",
        ),
        ({"$table": {"name": ["Mei", "Luis"], "score": [3, 2]}}, "The last row is missing."),
        (
            {"$table": {"name": ["Ana", "Luis", "Mei"], "score": [1, 2, 3]}},
            "It is sorted the wrong way round.",
        ),
        ({"$table": {"name": ["Luis", "Mei", "Ana"], "score": [2, 3, 1]}}, OTHER_ORDER),
        (
            {"$table": {"name": ["Mei", "Luis", "Ana"], "score": ["3", "2", "1"]}},
            "The column “score” holds texts. Here whole numbers are asked for.",
        ),
        (
            {"$table": {"name": ["Mei", "Luis", "Ana"], "score": [3, 7, 1]}},
            "Look at the column “score”, row 1 (counted from 0): 7 should be 2.",
        ),
        (
            {"$table": {"name": ["Mei", None, "Ana"], "score": [3, 2, 1]}},
            "In the column “name”, the value of row 1 (counted from 0) is missing.",
        ),
        (
            {"$series": [3, 2, 1], "name": "score"},
            "It is a single column (a series). Here a table is asked for. Two pairs of brackets, df[[…]], keep the table.",
        ),
    ],
)
def test_the_usual_slips_with_tables_are_named(got: Any, said: str) -> None:
    assert why_not(written(PETS), written(got)) == said


def test_the_usual_slips_with_series_and_arrays_are_named() -> None:
    counts = written({"$series": [2, 1], "index": ["cat", "dog"]})
    assert (
        why_not(counts, written({"$series": [1, 2], "index": ["dog", "cat"]}))
        == "It is sorted the wrong way round."
    )
    assert why_not(counts, written({"$series": [2, 1]})).startswith("The values have no names of their own")
    assert (
        why_not(written({"$array": [1, 2]}), written({"$array": [[1, 2]]}))
        == "The shape is 1 × 2 instead of 2."
    )
    assert why_not([1, 2], written({"$series": [1, 2]})) == (
        "It is a series (one column). Here a list is asked for. `list(…)` makes one of it."
    )


@pytest.mark.parametrize(
    ("expected", "printed", "said"),
    [
        ("a", "", "Nothing was printed. Here something is to be printed, with `print`."),
        ("Hello", "hello\n", "Nearly: look at capital and small letters."),
        ("1\n2\n3", "1\n2\n4\n", "Look at line 3 of what was printed."),
        ("1\n2\n3", "1\n2\n", "The last line is missing."),
        ("1\n2\n3", "1\n", "It stops too soon: 2 lines at the end are missing."),
        ("1", "1\n2\n3\n", "It goes on too long: 2 lines too many at the end."),
        ("1\n2", "1\n\n2\n", "Nearly: look at the empty lines."),
        ("1 2", "1\n2\n", "The right words are printed, but the lines end in other places."),
        ("1\n2", "3\n", "1 line printed, 2 asked for."),
    ],
)
def test_slips_in_what_is_printed_are_named(expected: str, printed: str, said: str) -> None:
    assert why_not_printed(expected, printed) == said


@given(odd_values, odd_values)
def test_data_of_any_shape_is_looked_at_without_a_fault(one: Any, other: Any) -> None:
    assert isinstance(why_not(one, other), str)


def test_a_text_inside_a_list_is_not_what_the_function_gives() -> None:
    said = "Look at [0] first. It is a text. Here a whole number is asked for. Without quotes it is one."
    assert why_not([1, 2], ["1", "2"]) == said
