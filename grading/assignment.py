"""An assignment: a lesson as the source notebook nbgrader knows, and what students get of it."""

from __future__ import annotations

import hashlib
import re

from nbformat.notebooknode import NotebookNode, from_dict

from curriculum.course import Course
from curriculum.items import Code, Rubric
from curriculum.lesson import CALL, FORMAT
from grading.words import _, ngettext

IMPORTS = re.compile(r"from widgets import \w")
ANSWER = re.compile(r"answer-([a-z][a-z0-9-]{0,39})")
BEGIN_SOLUTION, END_SOLUTION = "### BEGIN SOLUTION", "### END SOLUTION"
BEGIN_HIDDEN, END_HIDDEN = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
STUB = "..."
"""What stands for a solution in a student's copy: Python's own word for “to be written”."""


class AssignmentFault(Exception):
    """A lesson's notebook cannot be made into an assignment; the message says where and why."""


def source_notebook(course: Course, lesson: str) -> NotebookNode:
    """The lesson's notebook with nbgrader's metadata and the solutions.

    For the teacher's machine only. Hidden cases stay in the course: the judge tries them from there. Raises AssignmentFault.
    """
    path = course.notebook(lesson)
    import jupytext  # only a release reads lesson sources; grading should not wait for it

    notebook: NotebookNode = jupytext.reads(path.read_text(encoding="utf-8"), fmt="md:myst")
    maker = _Maker(course, lesson, path.name)
    cells: list[NotebookNode] = []
    for cell in notebook.cells:
        cells += maker.by_hand(cell)
        maker.prepare(cell)
        cells.append(cell)
    notebook.cells = cells
    maker.check()
    notebook.metadata = from_dict(
        {  # type: ignore[no-untyped-call]
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "trellis": {"course": course.outline.id, "lesson": lesson, "format": FORMAT},
        }
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def students_source(source: str) -> str:
    """A source cell as a student gets it.

    Solutions and hidden tests taken out, worked out apart from nbgrader so that each checks the other.
    """
    kept: list[str] = []
    inside = ""
    for line in source.split("\n"):
        mark = line.strip()
        if mark == BEGIN_SOLUTION:
            inside = END_SOLUTION
            kept.append(line[: len(line) - len(line.lstrip())] + STUB)
        elif mark == BEGIN_HIDDEN:
            inside = END_HIDDEN
        elif inside and mark == inside:
            inside = ""
        elif not inside:
            kept.append(line)
    return "\n".join(kept)


class _Maker:
    """Prepares the cells of one notebook; remembers the names given so far."""

    def __init__(self, course: Course, lesson: str, file: str) -> None:
        self.course, self.lesson, self.file = course, lesson, file
        self.cell_ids: set[str] = set()
        self.grade_ids: set[str] = set()

    def prepare(self, cell: NotebookNode) -> None:
        """Give a cell its metadata and its lasting id."""
        tags = list(cell.metadata.get("tags", []))
        cell.metadata = from_dict({"tags": tags} if tags else {})  # type: ignore[no-untyped-call]
        grade_id = ""
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            grade_id = self._code(cell, tags)
        else:
            # Read-only in the page, yet not nbgrader's: its source cells may not come or go once there are
            # hand-ins.
            cell.metadata.update(editable=False, deletable=False)
        cell["id"] = self._cell_id(grade_id, cell.source)

    def by_hand(self, cell: NotebookNode) -> list[NotebookNode]:
        """What goes before a cell that asks for open work: nbgrader's cell for marking by hand, with the rubric."""
        call = CALL.match(cell.source.strip()) if cell.cell_type == "code" else None
        item = self.course.items.get(call[2]) if call and call[1] == "ask" else None
        if not isinstance(item, Rubric):
            return []
        drawn = self.course.draw(item.id, 0)
        rubric = drawn.body.text.splitlines() if drawn.body else []
        head = ngettext(
            "**For your teacher to mark: {n} point**", "**For your teacher to mark: {n} points**", item.points
        ).format(n=item.points)
        made: NotebookNode = from_dict(
            {  # type: ignore[no-untyped-call]
                "cell_type": "markdown",
                "metadata": {"editable": False, "deletable": False},
                "source": "\n\n".join([head, drawn.prompt.text, "\n".join(f"- {line}" for line in rubric)]),
            }
        )
        made["id"] = self._cell_id(self._name(made, f"work-{item.id}", points=item.points, task=True), "")
        return [made]

    def check(self) -> None:
        """Hold that every answer has its check and every check its answer."""
        answers = {name.removeprefix("answer-") for name in self.grade_ids if name.startswith("answer-")}
        checks = {name.removeprefix("check-") for name in self.grade_ids if name.startswith("check-")}
        for item in sorted(answers - checks):
            raise self._fault(
                _(
                    'the cell tagged “answer-{item}” has no check. Write check("{item}") in a cell after it.'
                ).format(item=item)
            )
        for item in sorted(checks - answers):
            raise self._fault(
                _('check("{item}") has no answer. Tag the cell before it “answer-{item}”.').format(item=item)
            )

    def _code(self, cell: NotebookNode, tags: list[str]) -> str:
        answers = [match[1] for tag in tags if (match := ANSWER.fullmatch(tag))]
        call = CALL.match(cell.source.strip())
        if answers:
            return self._answer(cell, answers[0])
        if BEGIN_SOLUTION in cell.source:
            raise self._fault(_("a cell holds a solution but no tag. Give it `:tags: [answer-<item>]`."))
        if call:
            return self._widget(cell, call[1], call[2], call[0])
        if IMPORTS.match(cell.source):
            return self._name(cell, "imports", locked=True)
        return ""

    def _answer(self, cell: NotebookNode, item: str) -> str:
        if not isinstance(self.course.items.get(item), Code):
            raise self._fault(_("the tag “answer-{item}” names no code item.").format(item=item))
        if cell.source.count(BEGIN_SOLUTION) != 1 or cell.source.count(END_SOLUTION) != 1:
            raise self._fault(
                _("the cell tagged “answer-{item}” needs one solution, between {begin} and {end}.").format(
                    item=item, begin=BEGIN_SOLUTION, end=END_SOLUTION
                )
            )
        return self._name(cell, f"answer-{item}", solution=True)

    def _widget(self, cell: NotebookNode, kind: str, name: str, call: str) -> str:
        if cell.source.strip() != call:
            raise self._fault(
                _("{call} shares its cell with other code. Give it a cell of its own.").format(call=call)
            )
        cell.source = call
        if kind in {"ask", "code"}:
            cell.metadata.update(editable=False, deletable=False)
            return ""
        if kind == "branch":
            if name != self.lesson:
                raise self._fault(
                    _('{call} belongs to another lesson. Here it is branch("{lesson}").').format(
                        call=call, lesson=self.lesson
                    )
                )
            return self._name(cell, f"branch-{name}", points=len(self.course.graphs[name].counted()))
        item = self.course.items[name]
        if not isinstance(item, Code):
            raise self._fault(_("{call}: “{name}” is no code item.").format(call=call, name=name))
        return self._name(cell, f"check-{name}", points=item.points)

    def _name(
        self,
        cell: NotebookNode,
        grade_id: str,
        *,
        points: int | None = None,
        solution: bool = False,
        locked: bool = False,
        task: bool = False,
    ) -> str:
        if grade_id in self.grade_ids:
            raise self._fault(_("“{grade_id}” stands here twice. Keep one.").format(grade_id=grade_id))
        self.grade_ids.add(grade_id)
        graded = points is not None
        cell.metadata["nbgrader"] = {
            "schema_version": 3,
            "grade": graded and not task,
            "solution": solution,
            "locked": locked or graded,
            "task": task,
            "grade_id": grade_id,
        } | ({"points": points} if graded else {})
        return grade_id

    def _cell_id(self, grade_id: str, source: str) -> str:
        """The same at every release, whatever is added before it: its name, or a digest of what it says."""
        stem = grade_id[:56] or f"text-{hashlib.sha256(source.encode()).hexdigest()[:12]}"
        name, number = stem, 1
        while name in self.cell_ids:
            number += 1
            name = f"{stem}-{number}"
        self.cell_ids.add(name)
        return name

    def _fault(self, what: str) -> AssignmentFault:
        return AssignmentFault(f"{self.file}: {what}")
