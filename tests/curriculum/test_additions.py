"""Adding to an author's YAML: what they wrote stays, to the last note."""

from __future__ import annotations

import pytest

from curriculum.additions import CannotAdd, add_after, add_entry

ENTRY = {"id": "new", "title": '"A: b"'}


def test_an_empty_list_becomes_one_with_the_entry_and_keeps_its_note() -> None:
    text = "a: 1\nlessons: []   # mine\nb: 2\n"
    assert add_entry(text, "lessons", ENTRY) == (
        'a: 1\nlessons: # mine\n  - id: new\n    title: "A: b"\nb: 2\n'
    )


def test_an_entry_goes_behind_the_last_one_before_the_notes_that_follow() -> None:
    text = "lessons:\n- id: old\n  title: >-\n    Two\n    lines\n\n# about b\nb: 2\n"
    assert add_entry(text, "lessons", ENTRY) == (
        'lessons:\n- id: old\n  title: >-\n    Two\n    lines\n- id: new\n  title: "A: b"\n\n# about b\nb: 2\n'
    )


def test_an_entry_joins_entries_written_on_one_line() -> None:
    text = "lessons:\n  - {id: old, title: Old}  # first\nb: 2\n"
    assert add_entry(text, "lessons", ENTRY) == (
        'lessons:\n  - {id: old, title: Old}  # first\n  - id: new\n    title: "A: b"\nb: 2\n'
    )
    assert add_entry("lessons: [{id: old}]\n", "lessons", ENTRY) == (
        'lessons: [{id: old}, {id: new, title: "A: b"}]\n'
    )


@pytest.mark.parametrize(
    ("text", "added"),
    [
        ("a: 1", 'a: 1\nlessons:\n  - id: new\n    title: "A: b"\n'),
        ("a: 1\nlessons:\nb: 2\n", 'a: 1\nlessons:\n  - id: new\n    title: "A: b"\nb: 2\n'),
        ("lessons: # none\r\n", 'lessons: # none\r\n  - id: new\r\n    title: "A: b"\r\n'),
    ],
)
def test_a_list_that_is_not_there_yet_is_begun(text: str, added: str) -> None:
    assert add_entry(text, "lessons", ENTRY) == added


def test_a_file_is_added_to_only_where_it_says_the_same_as_before() -> None:
    assert add_after("- a: 1", "- b: 2\n") == "- a: 1\n\n- b: 2\n"
    assert add_after("", "- b: 2\n") == "- b: 2\n"
    assert add_after("# only a note\n", "b: 2\n") == "# only a note\n\nb: 2\n"
    with pytest.raises(CannotAdd, match="it is no list"):
        add_after("a: 1\n", "- b: 2\n")
    with pytest.raises(CannotAdd, match="in a way that Trellis cannot add to"):
        add_after("{a: 1}\n", "b: 2\n")
    with pytest.raises(CannotAdd, match="trellis check"):
        add_after("a: [1\n", "b: 2\n")
    with pytest.raises(CannotAdd, match="`lessons` is no list"):
        add_entry("lessons: 3\n", "lessons", ENTRY)
