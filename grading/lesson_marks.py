"""Marking a lesson's graded cells in the teacher's process: branches from the journal, checks by the judge."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from nbformat.notebooknode import NotebookNode, from_dict

from carrying.copies import events_in
from carrying.journal import FILE as JOURNAL
from carrying.journal import read_journal
from curriculum.course import load_course
from curriculum.evidence import Answered, AnyEvent
from curriculum.items import Code, Rubric
from curriculum.lesson import CALL
from curriculum.marking import describe
from curriculum.portfolio import TeachersJudge
from grading.box.wire import Probe
from grading.branch_marks import branch_marks, decimal, report, total
from grading.choosing import choose_notebook
from grading.class_folder import ClassFolder
from grading.judging import judge, probe_of
from grading.notebook_run import Probes
from grading.records import Mark, Records
from grading.roster import read_roster
from grading.salvage import salvage_file
from grading.student_language import student_language
from grading.words import _


class LessonMarker:
    """Marks the lessons of one class. The course, keys included, is read once. Raises ClassFault, CourseError, RosterFault."""

    def __init__(self, folder: ClassFolder) -> None:
        self.folder = folder
        self.course = load_course(folder.course_folder())
        self._judge = TeachersJudge(self.course)
        self._roster = read_roster(folder.roster)

    def language(self, student: str) -> str:
        """The language that the student's graded copy speaks."""
        return student_language(self._roster, student)

    def probe_of(self, item: str, index: int, hidden: bool) -> Probe | None:  # noqa: FBT001 - one of two kinds of cases
        """What to ask a box about an item; None where it is no code item of the course."""
        code = self.course.items.get(item)
        return probe_of(code, index, hidden=hidden) if isinstance(code, Code) else None

    def mark(
        self, notebook: NotebookNode, student: str, found: Mapping[str, Probes], events: list[AnyEvent]
    ) -> list[Mark]:
        """Write each branch's and each check's report and points as its cell's outputs.

        `found` is what the probes gave, `events` the student's of this lesson.
        """
        marks: list[Mark] = []
        for cell in notebook.cells:
            self._show_work(cell, events)
            about = cell.metadata.get("nbgrader", {})
            kind, _dash, name = str(about.get("grade_id", "")).partition("-")
            if not about.get("grade") or cell.cell_type != "code":
                continue
            if kind == "branch":
                self._mark_branch(cell, name, float(about["points"]), events)
            elif kind == "check":
                marks.append(self._mark_check(cell, name, student, found.get(name, Probes())))
        return marks

    def _show_work(self, cell: NotebookNode, events: list[AnyEvent]) -> None:
        """Put the open work that an `ask` asks for below it, for whoever marks it by hand in formgrader."""
        call = CALL.match(cell.source.strip()) if cell.cell_type == "code" else None
        item = self.course.items.get(call[2]) if call and call[1] == "ask" else None
        if not isinstance(item, Rubric):
            return
        given = [event for event in events if isinstance(event, Answered) and event.item == item.id]
        variant = self._judge.variant(item.id, given[-1].variant) if given else None
        text = describe(variant, given[-1].answer) if given and variant else _("Nothing was written here.")
        page = f'<div dir="auto" style="white-space: pre-wrap">{escape(text)}</div>'
        data = {"text/plain": text, "text/html": page}
        cell.outputs = [_node({"output_type": "display_data", "data": data, "metadata": {}})]

    def _mark_branch(self, cell: NotebookNode, lesson: str, points: float, events: list[AnyEvent]) -> None:
        if lesson not in self.course.graphs:
            cell.outputs = [_points(0.0)]
            return
        marks = branch_marks(self.course, lesson, events, self._judge)
        said = report(marks)
        data = {"text/plain": said.text, "text/html": said.html}
        cell.outputs = [
            _node({"output_type": "display_data", "data": data, "metadata": {}}),
            _points(min(total(marks), points)),
        ]

    def _mark_check(self, cell: NotebookNode, item: str, student: str, probes: Probes) -> Mark:
        points = float(cell.metadata["nbgrader"]["points"])
        code = self.course.items.get(item)
        if not isinstance(code, Code):
            cell.outputs = [_points(0.0)]
            return Mark(student=student, item=item, max_points=points)
        judged = judge(code, probes.visible, probes.hidden, misconceptions=self.course.misconceptions)
        cell.outputs = [_node(output) for output in judged.outputs]
        return Mark(
            student=student,
            item=item,
            points=min(judged.points, points),
            max_points=points,
            misconception=judged.misconception,
        )


def student_events(folder: ClassFolder, student: str, lesson: str) -> list[AnyEvent]:
    """The events of a student's lesson.

    The submitted journal, and what the submitted notebook's own outputs keep besides.

    A notebook's copies count only for machines this student is known by, so that a copied notebook brings no
    answers along.
    """
    submission = folder.submitted / student / lesson
    events = {event.by: event for event in read_journal(submission / JOURNAL)}
    path = choose_notebook(submission, lesson, set())
    notebook = salvage_file(path).notebook if path is not None else None
    copies = events_in(notebook) if notebook is not None else []
    if any(event.by not in events for event in copies):
        machines = {by[0] for by in events}
        if folder.records.is_file():
            with Records(folder.records_url) as records:
                machines |= {hand_in.installation for hand_in in records.hand_ins(student)}
        for event in copies:
            if event.by[0] in machines or not machines:
                events.setdefault(event.by, event)
    return [events[by] for by in sorted(events)]


def _points(points: float) -> NotebookNode:
    data = {"text/plain": decimal(points)}
    return _node({"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": None})


def _node(output: dict[str, Any]) -> NotebookNode:
    node: NotebookNode = from_dict(output)  # type: ignore[no-untyped-call]
    return node
