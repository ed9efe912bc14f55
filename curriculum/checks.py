"""Checking a course: everything that needs more than one file, or a draw, to see."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from curriculum import branching
from curriculum.branching import Ask, Graph, Program
from curriculum.calling import call, look
from curriculum.cases import Came, Case, faults_in
from curriculum.faults import Fault, ItemError
from curriculum.items import VARIANTS, Code, Item
from curriculum.lesson import CALL
from curriculum.pictures import picture_faults, text_faults
from curriculum.source import Source, Where
from curriculum.trial import call_of, try_case
from curriculum.types.unscored import UNSCORED

if TYPE_CHECKING:
    from curriculum.course import Course


class Checks:
    """The checks of one course; `faults` holds what they find."""

    def __init__(
        self, course: Course, sources: dict[str, Source], places: dict[str, tuple[str, Where]]
    ) -> None:
        self.course, self.sources, self.places = course, sources, places
        self.faults: list[Fault] = []

    def run(self, *, draws: bool) -> None:
        """Find every fault; with `draws`, draw every item and run every code solution too."""
        for where, what, instead in self._outline():
            self._say("course.yaml", where, what, instead)
        for name, item in self.course.items.items() if draws else ():
            self._item(name, item)
        for lesson, graph in self.course.graphs.items():
            self._graph(f"lessons/{lesson}.yaml", graph)
        self._notebooks()

    def _say(self, file: str, where: Where, what: str, instead: str = "") -> None:
        self.faults.append(Fault(file, self.sources[file].line(where), what, instead))

    def _outline(self) -> Iterator[tuple[Where, str, str]]:
        outline = self.course.outline
        skills = [skill.id for skill in outline.skills]
        for index, skill in enumerate(outline.skills):
            where: Where = ("skills", index)
            if skills.index(skill.id) != index:
                yield where, f"the skill “{skill.id}” stands here twice.", "Keep one."
            if skill.strand not in outline.strands:
                yield (
                    (*where, "strand"),
                    f"the strand “{skill.strand}” is not in `strands`.",
                    f"Strands: {', '.join(outline.strands)}.",
                )
            for prerequisite in skill.prerequisites:
                if prerequisite not in skills:
                    yield (
                        (*where, "prerequisites"),
                        f"the prerequisite “{prerequisite}” is no skill.",
                        "Check the spelling.",
                    )
            homes = [unit.id for unit in outline.units if skill.id in unit.skills]
            if len(homes) != 1:
                yield (
                    where,
                    f"the skill “{skill.id}” is in {len(homes)} units.",
                    "Each skill belongs to exactly one.",
                )
        circle = _circle({skill.id: skill.prerequisites for skill in outline.skills})
        if circle:
            yield (
                ("skills", skills.index(circle[0])),
                f"prerequisites go in a circle: {' → '.join(circle)}.",
                "Take one of them away.",
            )
        for index, unit in enumerate(outline.units):
            for name in unit.skills:
                if name not in skills:
                    yield ("units", index, "skills"), f"“{name}” is no skill.", "Check the spelling."
        yield from self._lessons()
        yield from self._projects()

    def _lessons(self) -> Iterator[tuple[Where, str, str]]:
        outline = self.course.outline
        skills, units = {skill.id for skill in outline.skills}, {unit.id for unit in outline.units}
        for index, lesson in enumerate(outline.lessons):
            where: Where = ("lessons", index)
            if lesson.unit not in units:
                yield (*where, "unit"), f"“{lesson.unit}” is no unit.", f"Units: {', '.join(sorted(units))}."
            for name in lesson.skills:
                if name not in skills:
                    yield (*where, "skills"), f"“{name}” is no skill.", "Check the spelling."
                elif name not in self.course.skill_of.values():
                    yield (*where, "skills"), f"the skill “{name}” has no items.", f"Write items/{name}.yaml."
            if lesson.id not in self.course.graphs and f"lessons/{lesson.id}.yaml" not in self.sources:
                yield (
                    where,
                    f"the lesson “{lesson.id}” has no branch graph.",
                    f"Write lessons/{lesson.id}.yaml.",
                )

    def _projects(self) -> Iterator[tuple[Where, str, str]]:
        outline = self.course.outline
        skills, ids = {skill.id for skill in outline.skills}, [project.id for project in outline.projects]
        for index, project in enumerate(outline.projects):
            where: Where = ("projects", index)
            if ids.index(project.id) != index:
                yield where, f"the project “{project.id}” stands here twice.", "Keep one."
            if project.theme not in outline.themes:
                themes = ", ".join(outline.themes) or "none yet"
                yield (
                    (*where, "theme"),
                    f"the theme “{project.theme}” is not in `themes`.",
                    f"Themes: {themes}.",
                )
            for name in project.skills:
                if name not in skills:
                    yield (*where, "skills"), f"“{name}” is no skill.", "Check the spelling."
            for field in ("about", "hand_in"):
                if not getattr(project, field).strip():
                    yield (
                        (*where, field) if field == "about" else where,
                        f"the project “{project.id}” has no `{field}`.",
                        "Say what it is and what to do."
                        if field == "about"
                        else "Say what to show at the end.",
                    )

    def _item(self, name: str, item: Item) -> None:
        file, where = self.places[name]
        skill = self.course.skill_of[name]
        if skill not in {s.id for s in self.course.outline.skills}:
            self._say(
                file,
                where,
                f"the file is named after “{skill}”, which is no skill.",
                "Name it after a skill of course.yaml.",
            )
        for what in picture_faults(item.pictures, self.course.folder):
            self._say(file, (*where, "pictures"), f"item “{name}”: {what}")
        for what in text_faults(item, self.course.folder):
            self._say(file, where, f"item “{name}”: {what}")
        if isinstance(item, Code):
            self._code(file, where, item)
            return
        for number in range(VARIANTS * 4 if item.vary else max(1, len(item.together))):
            try:
                self.course.draw(name, number)
            except ItemError as error:
                self._say(file, (*where, error.field), f"item “{name}”, draw {number}: {error.what}")
                return

    def _code(self, file: str, where: Where, item: Code) -> None:
        if sum(not case.hidden for case in item.cases) < 3 or sum(case.hidden for case in item.cases) < 2:
            self._say(
                file,
                (*where, "cases"),
                f"item “{item.id}” needs at least three visible and two hidden cases.",
            )
        if not item.function and any(case.call is not None for case in item.cases):
            self._say(
                file,
                where,
                f"item “{item.id}” calls a function, but names none.",
                "Write `function: its name`.",
            )
        sound = True
        for index, case in enumerate(item.cases):
            at: Where = (*where, "cases", index)
            for inner, what, instead in faults_in(case, item.tolerance):
                sound = False
                self._say(file, (*at, *inner), what, instead)
            named = [
                (at, case.because),
                *(((*at, "wrong", i), one.because) for i, one in enumerate(case.wrong)),
            ]
            for place, name in named:
                if name and name not in self.course.misconceptions:
                    self._say(
                        file,
                        (*place, "because"),
                        f"the misconception “{name}” is not in misconceptions.yaml.",
                    )
            if case.hidden and any(_same_input(case, other) for other in item.cases if not other.hidden):
                self._say(
                    file,
                    at,
                    f"item “{item.id}”: a hidden case tries what a visible one shows.",
                    "Give it other values.",
                )
        for problem in _solution_faults(item) if sound else ():
            self._say(file, (*where, "solution"), f"item “{item.id}”: {problem}")

    def _graph(self, file: str, graph: Graph) -> None:
        index = {node.id: i for i, node in enumerate(graph.nodes)}
        for node, what, instead in branching.faults(graph):
            self._say(
                file,
                ("nodes", index[node]) if node else (),
                f"{f'node “{node}” ' if node else 'the graph '}{what}",
                instead,
            )
        for node_ in graph.nodes:
            for what in text_faults(node_, self.course.folder):
                self._say(file, ("nodes", index[node_.id]), f"node “{node_.id}”: {what}")
            if not isinstance(node_, Ask):
                continue
            item = self.course.items.get(node_.item)
            where: Where = ("nodes", index[node_.id], "item")
            if item is None:
                self._say(file, where, f"there is no item “{node_.item}”.", "Check the spelling.")
            elif isinstance(item, Code):
                self._program(file, ("nodes", index[node_.id]), node_, item)
            elif isinstance(node_, Program):
                self._say(
                    file,
                    where,
                    f"“{node_.item}” is no code item.",
                    f"Write `kind: ask` for node “{node_.id}”, or name a code item.",
                )
            elif node_.counts and item.__struct_config__.tag in UNSCORED:
                self._say(
                    file,
                    ("nodes", index[node_.id], "counts"),
                    f"“{node_.item}” cannot count: nothing is right or wrong in it.",
                    "Take `counts` away; a rubric is marked by hand where it stands in ask(…) in the notebook.",
                )
            for i, edge in enumerate(node_.edges):
                for name in edge.when.misconceptions() if edge.when else ():
                    if name not in self.course.misconceptions:
                        self._say(
                            file,
                            ("nodes", index[node_.id], "edges", i),
                            f"the misconception “{name}” is not in misconceptions.yaml.",
                        )

    def _program(self, file: str, where: Where, node: Ask, item: Code) -> None:
        """A node that asks for code: of the right kind, without points, and its edges wait for what its cases can say."""
        if not isinstance(node, Program):
            self._say(
                file,
                (*where, "item"),
                f"“{node.item}” is a code item.",
                f"Write `kind: code` for “{node.id}”.",
            )
        if node.counts:
            self._say(
                file,
                (*where, "counts"),
                f"“{node.item}” cannot count here: a branch sees only what the student's own machine says of code.",
                f'Take `counts` away; for points put check("{node.item}") in the notebook.',
            )
        shown = [case for case in item.cases if not case.hidden]
        told = {case.because for case in shown} | {one.because for case in shown for one in case.wrong}
        for i, edge in enumerate(node.edges):
            for name in edge.when.misconceptions() if edge.when else ():
                if name in self.course.misconceptions and name not in told:
                    self._say(
                        file,
                        (*where, "edges", i),
                        f"no visible case of “{node.item}” shows the misconception “{name}”: nobody would go this way.",
                        "Write it as `because` at a case, or at a wrong result of one.",
                    )

    def _notebooks(self) -> None:
        for index, lesson in enumerate(self.course.outline.lessons):
            path = self.course.notebook(lesson.id)
            if not path.is_file():
                self._say(
                    "course.yaml",
                    ("lessons", index),
                    f"the lesson “{lesson.id}” has no notebook.",
                    f"Write {path.name} in {path.parent.name}.",
                )
                continue
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                for kind, name in CALL.findall(line):
                    self._call(path.name, number, kind, name)

    def _call(self, file: str, line: int, kind: str, name: str) -> None:
        item = self.course.items.get(name)
        is_item = item is not None and isinstance(item, Code) == (kind in {"check", "code"})
        if not (name in self.course.graphs if kind == "branch" else is_item):
            thing = {
                "branch": "branch graph",
                "check": "code item",
                "code": "code item",
                "ask": "item (other than code)",
            }[kind]
            self.faults.append(
                Fault(
                    file, line, f'{kind}("{name}"): there is no {thing} of that name.', "Check the spelling."
                )
            )


def _circle(prerequisites: dict[str, list[str]]) -> list[str]:
    done: set[str] = set()

    def visit(name: str, trail: list[str]) -> list[str]:
        if name in trail:
            return [*trail[trail.index(name) :], name]
        if name in done:
            return []
        for before in prerequisites.get(name, []):
            if circle := visit(before, [*trail, name]):
                return circle
        done.add(name)
        return []

    return next((circle for name in prerequisites if (circle := visit(name, []))), [])


def _same_input(case: Case, other: Case) -> bool:
    return (case.call, case.read) == (other.call, other.read) and repr(case.call) == repr(other.call)


def _solution_faults(item: Code) -> Iterator[str]:
    """Run the author's own solution against every case. The course's author is trusted with code: it is theirs."""
    names: dict[str, object] = {}
    try:
        exec(compile(item.solution, item.id, "exec"), names)  # noqa: S102  # the author's own code, on the author's machine
    except Exception as error:  # noqa: BLE001  # whatever the author's code raises
        yield f"the solution does not run: {error!r}."
        return
    function = names.get(item.function)
    if item.function and not callable(function):
        yield f"the solution does not define {item.function}()."
        return
    for case in item.cases:
        called = look(names, case.read) if case.read else call(function, case.arguments())  # type: ignore[arg-type]
        shown = call_of(case, item.function)
        if called.stopped is not None:
            yield f"the solution fails at {shown}: {called.stopped.kinds[0]}: {called.stopped.text}."
            continue
        came = Came(value=called.value, printed=called.printed, figures=called.figures)
        tried = try_case(case, item.function, came, item.tolerance)
        if not tried.fits:
            yield f"the solution gives {tried.got or 'nothing'} for {shown}, the case expects {tried.expected}. {tried.why}".rstrip()
