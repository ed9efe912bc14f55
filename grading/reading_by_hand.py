"""Open work that a person has to read: how much of it waits, straight from nbgrader's database file, without loading nbgrader."""

from __future__ import annotations

import contextlib
import sqlite3

from grading.class_folder import ClassFolder

QUESTION = """
SELECT assignment.name, COUNT(DISTINCT submitted_notebook.id)
FROM grade
JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
JOIN assignment ON assignment.id = submitted_assignment.assignment_id
WHERE grade.needs_manual_grade
GROUP BY assignment.name ORDER BY assignment.name
"""


def to_read_by_hand(folder: ClassFolder) -> dict[str, int]:
    """By lesson, how many submissions hold something that nbgrader wants a person to grade; empty where its database says nothing."""
    if not folder.gradebook.is_file():
        return {}
    try:
        address = f"{folder.gradebook.resolve().as_uri()}?mode=ro"
        with contextlib.closing(sqlite3.connect(address, uri=True)) as database:
            return {str(lesson): int(number) for lesson, number in database.execute(QUESTION)}
    except sqlite3.Error:
        return {}  # another version's tables, or a database elsewhere: formgrader shows it all the same
