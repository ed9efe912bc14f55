"""What students did as xAPI statements (1.0.3), one a line, with ids that stay the same however often it is exported."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec

from curriculum.course import Course
from curriculum.evidence import (
    Aimed,
    Answered,
    AnyEvent,
    Checked,
    Chose,
    Felt,
    Finished,
    Hinted,
    Moved,
    Opened,
    Surveyed,
)
from curriculum.marking import describe
from curriculum.mastery import RIGHT
from curriculum.portfolio import TeachersJudge
from grading.class_folder import ClassFolder
from grading.exports.grades import Grades

VERSION = "1.0.3"
HOME = "https://trellis.invalid"
"""Stands for "this school's Trellis" in ids. `.invalid` is a name that nobody can own (RFC 2606), so nothing is ever asked there."""
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, f"{HOME}/xapi")
VERBS = "http://adlnet.gov/expapi/verbs/"
ACTIVITIES = "http://adlnet.gov/expapi/activities/"
ADDRESS = re.compile(r"https?://[^\s/]+[^\s]*")
SAFE = re.compile(r"[^A-Za-z0-9._-]")
INTERACTIONS = {"Number": "numeric", "Text": "fill-in"}
LEFT_OUT = (Aimed, Surveyed)
"""Goals in a child's own words, and surveys: what was said in confidence stays."""


class Writer:
    """Writes the statements of one class. `home` is an address that the school owns, for ids that other programs can tell apart.

    `names` are put into the statements where they are wanted: never by default.
    """

    def __init__(
        self, folder: ClassFolder, course: Course, home: str = "", names: Mapping[str, str] | None = None
    ) -> None:
        self.home = (home or HOME).rstrip("/")
        # The salt is secret and random; what is left of its digest says nothing but "the same class".
        self.klass = hashlib.sha256(f"trellis xapi\n{folder.about.salt}".encode()).hexdigest()[:16]
        self.course = course
        self.names = names or {}
        self._judge = TeachersJudge(course)
        self._titles = {lesson.id: lesson.title for lesson in course.outline.lessons}

    def statements(self, student: str, events: Iterable[AnyEvent]) -> Iterator[dict[str, Any]]:
        """The statements about one student's events, in their order."""
        for event in events:
            said = None if isinstance(event, LEFT_OUT) else self._said(event)
            if said is not None:
                yield self._statement(student, f"{event.by[0]}/{event.by[1]}", event.at, event.lesson, **said)

    def grades(self, grades: Grades) -> Iterator[dict[str, Any]]:
        """A statement for each finished grade; one that changes is another statement."""
        for (student, lesson), score in sorted(grades.points.items()):
            most = next(one.most for one in grades.lessons if one.lesson == lesson)
            result = {"score": _score(score, most)} if most else {}
            yield self._statement(
                student,
                f"grade/{lesson}/{score:.4f}/{most:.4f}",
                "",
                lesson,
                verb="scored",
                result=result,
            )

    def _said(self, event: AnyEvent) -> dict[str, Any] | None:
        """Verb, object and result of an event."""
        if isinstance(event, Opened):
            return {"verb": "initialized"}
        if isinstance(event, Finished):
            return {"verb": "completed", "result": {"completion": True}}
        if isinstance(event, Answered):
            return self._answered(event)
        if isinstance(event, Checked):
            success = bool(event.passed) and all(event.passed)
            more = {"cases": len(event.passed), "passed": sum(event.passed)}
            if event.misconception:
                more["misconception"] = event.misconception  # type: ignore[assignment]
            return {
                "verb": "attempted",
                "item": event.item,
                "result": {"success": success},
                "more": more,
            }
        if isinstance(event, Hinted):
            return {
                "verb": "interacted",
                "item": event.item,
                "more": {"hint": event.level, "variant": event.variant},
            }
        if isinstance(event, Felt):
            return {"verb": "responded", "result": {"response": event.feeling}}
        if isinstance(event, Chose):
            return {"verb": "preferred", "result": {"response": event.option}, "more": {"place": event.place}}
        if isinstance(event, Moved):
            return {"verb": "progressed", "more": {"from": event.place, "to": event.to}}
        return None

    def _answered(self, event: Answered) -> dict[str, Any]:
        judged = self._judge.judge(event)
        variant = self._judge.variant(event.item, event.variant)
        result: dict[str, Any] = {
            "response": describe(variant, event.answer) if variant is not None else str(event.answer)[:200]
        }
        if judged is not None:  # marked again from the key; what the student's machine said is not believed
            result["score"] = {"scaled": round(judged.score, 4)}
            result["success"] = judged.score >= RIGHT
        if event.seconds > 0:
            result["duration"] = f"PT{event.seconds:.2f}S"
        more: dict[str, Any] = {"attempt": event.attempt, "hints": event.hints, "variant": event.variant}
        if judged is not None and judged.misconception:
            more["misconception"] = judged.misconception
        return {"verb": "answered", "item": event.item, "result": result, "more": more}

    def _statement(
        self,
        student: str,
        name: str,
        at: str,
        lesson: str,
        *,
        verb: str,
        item: str = "",
        result: dict[str, Any] | None = None,
        more: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        agent: dict[str, Any] = {
            "objectType": "Agent",
            "account": {"homePage": f"{self.home}/classes/{self.klass}", "name": student},
        }
        if self.names.get(student):
            agent["name"] = self.names[student]
        result = dict(result or {})
        if more:
            result["extensions"] = {f"{self.home}/x/{key}": value for key, value in more.items()}
        about = self._item(item) if item else self._lesson(lesson)
        around: dict[str, Any] = {"grouping": [self._course()]}
        if item:
            around["parent"] = [self._lesson(lesson)]
        statement: dict[str, Any] = {
            "id": str(uuid.uuid5(NAMESPACE, f"{self.klass}/{student}/{name}")),
            "actor": agent,
            "verb": {"id": VERBS + verb, "display": {"en": verb}},
            "object": about,
            "context": {"platform": "Trellis", "contextActivities": around},
            "version": VERSION,
        }
        if result:
            statement["result"] = result
        if _is_a_time(at):
            statement["timestamp"] = at
        return statement

    def _course(self) -> dict[str, Any]:
        outline = self.course.outline
        return self._activity("courses", outline.id, outline.title, ACTIVITIES + "course")

    def _lesson(self, lesson: str) -> dict[str, Any]:
        name = f"{self.course.outline.id}/{lesson}"
        return self._activity("lessons", name, self._titles.get(lesson, lesson), ACTIVITIES + "lesson")

    def _item(self, item: str) -> dict[str, Any]:
        name = f"{self.course.outline.id}/{item}"
        about = self._activity("items", name, item, ACTIVITIES + "cmi.interaction")
        kind = type(self.course.items.get(item)).__name__
        about["definition"]["interactionType"] = INTERACTIONS.get(kind, "other")
        return about

    def _activity(self, kind: str, name: str, title: str, type_: str) -> dict[str, Any]:
        parts = "/".join(SAFE.sub("-", part) for part in name.split("/"))
        return {
            "objectType": "Activity",
            "id": f"{self.home}/{kind}/{parts}",
            "definition": {"name": {"und": title}, "type": type_},
        }


def json_line(statement: dict[str, Any]) -> bytes:
    """A statement as one line of JSON, UTF-8."""
    return msgspec.json.encode(statement) + b"\n"


def _score(score: float, most: float) -> dict[str, float]:
    return {"scaled": round(min(max(score / most, -1.0), 1.0), 4), "raw": score, "min": 0.0, "max": most}


def _is_a_time(text: str) -> bool:
    """Whether it is a time as xAPI wants it: ISO 8601 with a zone."""
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
