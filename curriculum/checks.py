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
from curriculum.words import _

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
                yield where, _("the skill “{id}” stands here twice.").format(id=skill.id), _("Keep one.")
            if skill.strand not in outline.strands:
                yield (
                    (*where, "strand"),
                    _("the strand “{strand}” is not in `strands`.").format(strand=skill.strand),
                    _("Strands: {names}.").format(names=", ".join(outline.strands)),
                )
            for prerequisite in skill.prerequisites:
                if prerequisite not in skills:
                    yield (
                        (*where, "prerequisites"),
                        _("the prerequisite “{prerequisite}” is no skill.").format(prerequisite=prerequisite),
                        _("Check the spelling."),
                    )
            homes = [unit.id for unit in outline.units if skill.id in unit.skills]
            if len(homes) != 1:
                yield (
                    where,
                    _("the skill “{id}” is in {count} units.").format(id=skill.id, count=len(homes)),
                    _("Each skill belongs to exactly one."),
                )
        circle = _circle({skill.id: skill.prerequisites for skill in outline.skills})
        if circle:
            yield (
                ("skills", skills.index(circle[0])),
                _("prerequisites go in a circle: {names}.").format(names=" → ".join(circle)),
                _("Take one of them away."),
            )
        for index, unit in enumerate(outline.units):
            for name in unit.skills:
                if name not in skills:
                    yield (
                        ("units", index, "skills"),
                        _("“{name}” is no skill.").format(name=name),
                        _("Check the spelling."),
                    )
        yield from self._lessons()
        yield from self._projects()

    def _lessons(self) -> Iterator[tuple[Where, str, str]]:
        outline = self.course.outline
        skills, units = {skill.id for skill in outline.skills}, {unit.id for unit in outline.units}
        for index, lesson in enumerate(outline.lessons):
            where: Where = ("lessons", index)
            if lesson.unit not in units:
                yield (
                    (*where, "unit"),
                    _("“{unit}” is no unit.").format(unit=lesson.unit),
                    _("Units: {names}.").format(names=", ".join(sorted(units))),
                )
            for name in lesson.skills:
                if name not in skills:
                    yield (
                        (*where, "skills"),
                        _("“{name}” is no skill.").format(name=name),
                        _("Check the spelling."),
                    )
                elif name not in self.course.skill_of.values():
                    yield (
                        (*where, "skills"),
                        _("the skill “{name}” has no items.").format(name=name),
                        _("Write items/{name}.yaml.").format(name=name),
                    )
            if lesson.id not in self.course.graphs and f"lessons/{lesson.id}.yaml" not in self.sources:
                yield (
                    where,
                    _("the lesson “{id}” has no branch graph.").format(id=lesson.id),
                    _("Write lessons/{id}.yaml.").format(id=lesson.id),
                )

    def _projects(self) -> Iterator[tuple[Where, str, str]]:
        outline = self.course.outline
        skills, ids = {skill.id for skill in outline.skills}, [project.id for project in outline.projects]
        for index, project in enumerate(outline.projects):
            where: Where = ("projects", index)
            if ids.index(project.id) != index:
                yield where, _("the project “{id}” stands here twice.").format(id=project.id), _("Keep one.")
            if project.theme not in outline.themes:
                themes = ", ".join(outline.themes) or "none yet"
                yield (
                    (*where, "theme"),
                    _("the theme “{theme}” is not in `themes`.").format(theme=project.theme),
                    _("Themes: {themes}.").format(themes=themes),
                )
            for name in project.skills:
                if name not in skills:
                    yield (
                        (*where, "skills"),
                        _("“{name}” is no skill.").format(name=name),
                        _("Check the spelling."),
                    )
            for field in ("about", "hand_in"):
                if not getattr(project, field).strip():
                    yield (
                        (*where, field) if field == "about" else where,
                        _("the project “{id}” has no `{field}`.").format(id=project.id, field=field),
                        _("Say what it is and what to do.")
                        if field == "about"
                        else _("Say what to show at the end."),
                    )

    def _item(self, name: str, item: Item) -> None:
        file, where = self.places[name]
        skill = self.course.skill_of[name]
        if skill not in {s.id for s in self.course.outline.skills}:
            self._say(
                file,
                where,
                _("the file is named after “{skill}”, which is no skill.").format(skill=skill),
                _("Name it after a skill of course.yaml."),
            )
        for what in picture_faults(item.pictures, self.course.folder):
            self._say(file, (*where, "pictures"), _("item “{name}”: {what}").format(name=name, what=what))
        for what in text_faults(item, self.course.folder):
            self._say(file, where, _("item “{name}”: {what}").format(name=name, what=what))
        if isinstance(item, Code):
            self._code(file, where, item)
            return
        for number in range(VARIANTS * 4 if item.vary else max(1, len(item.together))):
            try:
                self.course.draw(name, number)
            except ItemError as error:
                self._say(
                    file,
                    (*where, error.field),
                    _("item “{name}”, draw {number}: {what}").format(
                        name=name, number=number, what=error.what
                    ),
                )
                return

    def _code(self, file: str, where: Where, item: Code) -> None:
        if sum(not case.hidden for case in item.cases) < 3 or sum(case.hidden for case in item.cases) < 2:
            self._say(
                file,
                (*where, "cases"),
                _("item “{id}” needs at least three visible and two hidden cases.").format(id=item.id),
            )
        if not item.function and any(case.call is not None for case in item.cases):
            self._say(
                file,
                where,
                _("item “{id}” calls a function, but names none.").format(id=item.id),
                _("Write `function: its name`."),
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
                        _("the misconception “{name}” is not in misconceptions.yaml.").format(name=name),
                    )
            if case.hidden and any(_same_input(case, other) for other in item.cases if not other.hidden):
                self._say(
                    file,
                    at,
                    _("item “{id}”: a hidden case tries what a visible one shows.").format(id=item.id),
                    _("Give it other values."),
                )
        for problem in _solution_faults(item) if sound else ():
            self._say(
                file, (*where, "solution"), _("item “{id}”: {problem}").format(id=item.id, problem=problem)
            )

    def _graph(self, file: str, graph: Graph) -> None:
        index = {node.id: i for i, node in enumerate(graph.nodes)}
        for node, what, instead in branching.faults(graph):
            self._say(
                file,
                ("nodes", index[node]) if node else (),
                _("node “{node}” {what}").format(node=node, what=what)
                if node
                else _("the graph {what}").format(what=what),
                instead,
            )
        for node_ in graph.nodes:
            for what in text_faults(node_, self.course.folder):
                self._say(
                    file,
                    ("nodes", index[node_.id]),
                    _("node “{node}”: {what}").format(node=node_.id, what=what),
                )
            if not isinstance(node_, Ask):
                continue
            item = self.course.items.get(node_.item)
            where: Where = ("nodes", index[node_.id], "item")
            if item is None:
                self._say(
                    file,
                    where,
                    _("there is no item “{item}”.").format(item=node_.item),
                    _("Check the spelling."),
                )
            elif isinstance(item, Code):
                self._program(file, ("nodes", index[node_.id]), node_, item)
            elif isinstance(node_, Program):
                self._say(
                    file,
                    where,
                    _("“{item}” is no code item.").format(item=node_.item),
                    _("Write `kind: ask` for node “{node}”, or name a code item.").format(node=node_.id),
                )
            elif node_.counts and item.__struct_config__.tag in UNSCORED:
                self._say(
                    file,
                    ("nodes", index[node_.id], "counts"),
                    _("“{item}” cannot count: nothing is right or wrong in it.").format(item=node_.item),
                    _(
                        "Take `counts` away; a rubric is marked by hand where it stands in ask(…) in the notebook."
                    ),
                )
            for i, edge in enumerate(node_.edges):
                for name in edge.when.misconceptions() if edge.when else ():
                    if name not in self.course.misconceptions:
                        self._say(
                            file,
                            ("nodes", index[node_.id], "edges", i),
                            _("the misconception “{name}” is not in misconceptions.yaml.").format(name=name),
                        )

    def _program(self, file: str, where: Where, node: Ask, item: Code) -> None:
        """A node that asks for code: of the right kind, without points, and its edges wait for what its cases can say."""
        if not isinstance(node, Program):
            self._say(
                file,
                (*where, "item"),
                _("“{item}” is a code item.").format(item=node.item),
                _("Write `kind: code` for “{node}”.").format(node=node.id),
            )
        if node.counts:
            self._say(
                file,
                (*where, "counts"),
                _(
                    "“{item}” cannot count here: a branch sees only what the student's own machine says of code."
                ).format(item=node.item),
                _('Take `counts` away; for points put check("{item}") in the notebook.').format(
                    item=node.item
                ),
            )
        shown = [case for case in item.cases if not case.hidden]
        told = {case.because for case in shown} | {one.because for case in shown for one in case.wrong}
        for i, edge in enumerate(node.edges):
            for name in edge.when.misconceptions() if edge.when else ():
                if name in self.course.misconceptions and name not in told:
                    self._say(
                        file,
                        (*where, "edges", i),
                        _(
                            "no visible case of “{item}” shows the misconception “{name}”: nobody would go this way."
                        ).format(item=node.item, name=name),
                        _("Write it as `because` at a case, or at a wrong result of one."),
                    )

    def _notebooks(self) -> None:
        for index, lesson in enumerate(self.course.outline.lessons):
            path = self.course.notebook(lesson.id)
            if not path.is_file():
                self._say(
                    "course.yaml",
                    ("lessons", index),
                    _("the lesson “{id}” has no notebook.").format(id=lesson.id),
                    _("Write {file} in {folder}.").format(file=path.name, folder=path.parent.name),
                )
                continue
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                for kind, name in CALL.findall(line):
                    self._call(path.name, number, kind, name)

    def _call(self, file: str, line: int, kind: str, name: str) -> None:
        item = self.course.items.get(name)
        is_item = item is not None and isinstance(item, Code) == (kind in {"check", "code"})
        if not (name in self.course.graphs if kind == "branch" else is_item):
            said = {
                "branch": _("{call}: there is no branch graph of that name."),
                "check": _("{call}: there is no code item of that name."),
                "code": _("{call}: there is no code item of that name."),
                "ask": _("{call}: there is no item (other than code) of that name."),
            }[kind]
            self.faults.append(
                Fault(
                    file,
                    line,
                    said.format(call=f'{kind}("{name}")'),
                    _("Check the spelling."),
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
        yield _("the solution does not run: {error!r}.").format(error=error)
        return
    function = names.get(item.function)
    if item.function and not callable(function):
        yield _("the solution does not define {function}().").format(function=item.function)
        return
    for case in item.cases:
        called = look(names, case.read) if case.read else call(function, case.arguments())  # type: ignore[arg-type]
        shown = call_of(case, item.function)
        if called.stopped is not None:
            yield _("the solution fails at {shown}: {kinds}: {text}.").format(
                shown=shown, kinds=called.stopped.kinds[0], text=called.stopped.text
            )
            continue
        came = Came(value=called.value, printed=called.printed, figures=called.figures)
        tried = try_case(case, item.function, came, item.tolerance)
        if not tried.fits:
            yield (
                _("the solution gives {came} for {call}, the case expects {wanted}. {why}")
                .format(came=tried.got or _("nothing"), call=shown, wanted=tried.expected, why=tried.why)
                .rstrip()
            )
