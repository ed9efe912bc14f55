"""A course: strands, skills, units, lessons, items, misconceptions and branch graphs, loaded from a folder and checked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from curriculum import branching
from curriculum.branching import Ask, Graph
from curriculum.cases import same_value
from curriculum.faults import CourseError, Fault, ItemError
from curriculum.ids import Id
from curriculum.items import VARIANTS, Code, Item, Misconception, draw
from curriculum.lesson import CALL
from curriculum.source import Source, Where
from curriculum.variants import Variant

FORMAT = 1
COURSES = Path(__file__).parent / "courses"
NOTEBOOKS = Path(__file__).parent.parent / "notebooks" / "lessons"


class Skill(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to be able to do. `can` completes “You can …”; `case` is an optional CASE identifier."""

    id: Id
    title: Annotated[str, Meta(min_length=1, max_length=28)]
    can: str
    strand: Id
    prerequisites: list[Id] = []
    case: str = ""


class Unit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Skills that belong together."""

    id: Id
    title: str
    about: str
    skills: Annotated[list[Id], Meta(min_length=1)]


class Lesson(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A notebook that teaches some skills in about `minutes`."""

    id: Id
    title: str
    unit: Id
    skills: Annotated[list[Id], Meta(min_length=1)]
    minutes: Annotated[int, Meta(ge=1, le=240)]
    about: str


class Outline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """course.yaml: all that a student's machine needs to plan a path."""

    format: int
    id: Id
    title: str
    ages: tuple[int, int]
    languages: Annotated[list[str], Meta(min_length=1)]
    about: str
    strands: dict[str, str]
    skills: Annotated[list[Skill], Meta(min_length=1)]
    units: Annotated[list[Unit], Meta(min_length=1)]
    lessons: list[Lesson]
    themes: dict[str, str] = {}

    def skill(self, name: str) -> Skill:
        """The skill called `name`. KeyError if there is none."""
        for skill in self.skills:
            if skill.id == name:
                return skill
        raise KeyError(name)

    def lesson(self, name: str) -> Lesson:
        """The lesson called `name`. KeyError if there is none."""
        for lesson in self.lessons:
            if lesson.id == name:
                return lesson
        raise KeyError(name)

    def unit_of(self, skill: str) -> Unit:
        """The unit a skill is in."""
        return next(unit for unit in self.units if skill in unit.skills)

    def lessons_for(self, skill: str) -> list[Lesson]:
        """The lessons that teach a skill, in course order."""
        return [lesson for lesson in self.lessons if skill in lesson.skills]


class Course(msgspec.Struct, frozen=True):
    """A whole course, keys included: the teacher's side."""

    folder: Path
    outline: Outline
    items: dict[str, Item]
    skill_of: dict[str, str]
    misconceptions: dict[str, Misconception]
    graphs: dict[str, Graph]

    def draw(self, item: str, number: int) -> Variant:
        """Variant `number` of an item, key included. KeyError for an unknown item or a code item."""
        found = self.items[item]
        if isinstance(found, Code):
            raise KeyError(item)
        return draw(found, number, self.skill_of[item], self.misconceptions)

    def notebook(self, lesson: str) -> Path:
        """The lesson's text notebook."""
        return notebook_path(self.folder, lesson)


def notebook_path(folder: Path, lesson: str) -> Path:
    """Where the text notebook of a lesson is: beside the kit's own courses, or in the course's own `notebooks` folder."""
    own = folder / "notebooks"
    return (own if own.is_dir() else NOTEBOOKS / folder.name) / f"{lesson}.md"


def find_course(name: str | Path) -> Path:
    """The folder of a course given as a path or as the id of one that comes with the kit. FileNotFoundError if neither."""
    for folder in (Path(name), COURSES / str(name)):
        if (folder / "course.yaml").is_file():
            return folder
    shipped = ", ".join(sorted(p.parent.name for p in COURSES.glob("*/course.yaml")))
    raise FileNotFoundError(f"There is no course “{name}”: no folder of that name holds a course.yaml. Courses in the kit: {shipped}.")


def load_outline(folder: Path) -> Outline:
    """course.yaml alone, unchecked against the items. Raises CourseError."""
    source = Source(folder / "course.yaml", "course.yaml")
    outline = source.read(source.data, Outline, ()) if not source.faults else None
    if outline is None:
        raise CourseError(folder, source.faults)
    return outline


def load_course(folder: Path) -> Course:
    """The course in `folder`, for use: its files must fit together, but nothing is drawn or run. Raises CourseError."""
    course, faults = read_course(folder, draws=False)
    if faults or course is None:
        raise CourseError(folder, faults)
    return course


def read_course(folder: Path, *, draws: bool = True) -> tuple[Course | None, list[Fault]]:
    """The course as far as it can be read, and every fault in it; None where course.yaml itself cannot be read.

    With `draws`, every item is drawn many times and every code solution is run against its cases, which takes seconds.
    """
    sources = {"course.yaml": Source(folder / "course.yaml", "course.yaml")}
    outline_source = sources["course.yaml"]
    outline = _read_outline(outline_source)
    misconceptions = _read_misconceptions(folder, sources)
    items, skill_of, places = _read_items(folder, sources)
    graphs = _read_graphs(folder, sources)
    faults = [fault for source in sources.values() for fault in source.faults]
    if outline is None:
        return None, sorted(faults)
    course = Course(folder, outline, items, skill_of, misconceptions, graphs)
    checks = _Checks(course, sources, places)
    checks.run(draws=draws)
    return course, sorted({fault for source in sources.values() for fault in source.faults} | set(checks.faults))


def _read_outline(source: Source) -> Outline | None:
    if source.faults and source.data is None:
        return None
    data = source.data
    if not isinstance(data, dict):
        source.fault((), "must be a map with `format`, `id`, `title`, …", "See docs/formats/course.md.")
        return None
    version = data.get("format")
    if isinstance(version, int) and version > FORMAT:
        source.fault(("format",), f"is version {version}; this Trellis reads up to {FORMAT}.", "Update Trellis.")
        return None
    # Entry by entry first: one wrong skill must not hide the next.
    lists: dict[str, list[object]] = {}
    for field, kind in (("skills", Skill), ("units", Unit), ("lessons", Lesson)):
        lists[field] = [entry for _, entry in source.read_each(data.get(field, []), kind, (field,))]
    if source.faults:
        rest = source.read({**data, **{field: msgspec.to_builtins(entries) for field, entries in lists.items()}}, Outline, ())
        return rest
    return source.read(data, Outline, ())


def _read_misconceptions(folder: Path, sources: dict[str, Source]) -> dict[str, Misconception]:
    name = "misconceptions.yaml"
    if not (folder / name).exists():
        return {}
    source = sources[name] = Source(folder / name, name)
    found: dict[str, Misconception] = {}
    if isinstance(source.data, dict):
        for key, entry in source.data.items():
            value = source.read(entry, Misconception, (key,))
            if value is not None:
                found[key] = value
    return found


def _read_items(folder: Path, sources: dict[str, Source]) -> tuple[dict[str, Item], dict[str, str], dict[str, tuple[str, Where]]]:
    items: dict[str, Item] = {}
    skill_of: dict[str, str] = {}
    places: dict[str, tuple[str, Where]] = {}
    for path in sorted((folder / "items").glob("*.yaml")):
        name = f"items/{path.name}"
        source = sources[name] = Source(path, name)
        for where, item in source.read_each(source.data or [], Item, ()):  # type: ignore[arg-type,var-annotated]
            if item.id in items:
                first, first_where = places[item.id]
                source.fault((*where, "id"), f"the id “{item.id}” is already used at {first}:{sources[first].line(first_where)}.", "Choose another.")
                continue
            items[item.id], skill_of[item.id], places[item.id] = item, path.stem, (name, where)
    return items, skill_of, places


def _read_graphs(folder: Path, sources: dict[str, Source]) -> dict[str, Graph]:
    graphs: dict[str, Graph] = {}
    for path in sorted((folder / "lessons").glob("*.yaml")):
        name = f"lessons/{path.name}"
        source = sources[name] = Source(path, name)
        if source.faults:
            continue
        graph = source.read(source.data, Graph, ())
        if graph is not None and graph.lesson != path.stem:
            source.fault(("lesson",), f"says “{graph.lesson}”, but the file is called {path.name}.", "Make them the same.")
        elif graph is not None:
            graphs[path.stem] = graph
    return graphs


class _Checks:
    """Everything that needs more than one file, or a draw, to see."""

    def __init__(self, course: Course, sources: dict[str, Source], places: dict[str, tuple[str, Where]]) -> None:
        self.course, self.sources, self.places = course, sources, places
        self.faults: list[Fault] = []

    def run(self, *, draws: bool) -> None:
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
                yield (*where, "strand"), f"the strand “{skill.strand}” is not in `strands`.", f"Strands: {', '.join(outline.strands)}."
            for prerequisite in skill.prerequisites:
                if prerequisite not in skills:
                    yield (*where, "prerequisites"), f"the prerequisite “{prerequisite}” is no skill.", "Check the spelling."
            homes = [unit.id for unit in outline.units if skill.id in unit.skills]
            if len(homes) != 1:
                yield where, f"the skill “{skill.id}” is in {len(homes)} units.", "Each skill belongs to exactly one."
        circle = _circle({skill.id: skill.prerequisites for skill in outline.skills})
        if circle:
            yield ("skills", skills.index(circle[0])), f"prerequisites go in a circle: {' → '.join(circle)}.", "Take one of them away."
        for index, unit in enumerate(outline.units):
            for name in unit.skills:
                if name not in skills:
                    yield ("units", index, "skills"), f"“{name}” is no skill.", "Check the spelling."
        yield from self._lessons()

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
                yield where, f"the lesson “{lesson.id}” has no branch graph.", f"Write lessons/{lesson.id}.yaml."

    def _item(self, name: str, item: Item) -> None:
        file, where = self.places[name]
        skill = self.course.skill_of[name]
        if skill not in {s.id for s in self.course.outline.skills}:
            self._say(file, where, f"the file is named after “{skill}”, which is no skill.", "Name it after a skill of course.yaml.")
        if isinstance(item, Code):
            self._code(file, where, item)
            return
        for number in range(VARIANTS * 4 if item.vary else 1):
            try:
                self.course.draw(name, number)
            except ItemError as error:
                self._say(file, (*where, error.field), f"item “{name}”, draw {number}: {error.what}")
                return

    def _code(self, file: str, where: Where, item: Code) -> None:
        if sum(not case.hidden for case in item.cases) < 3 or sum(case.hidden for case in item.cases) < 2:
            self._say(file, (*where, "cases"), f"item “{item.id}” needs at least three visible and two hidden cases.")
        for index, case in enumerate(item.cases):
            if case.because and case.because not in self.course.misconceptions:
                self._say(file, (*where, "cases", index, "because"), f"the misconception “{case.because}” is not in misconceptions.yaml.")
        for problem in _solution_faults(item):
            self._say(file, (*where, "solution"), f"item “{item.id}”: {problem}")

    def _graph(self, file: str, graph: Graph) -> None:
        index = {node.id: i for i, node in enumerate(graph.nodes)}
        for node, what, instead in branching.faults(graph):
            self._say(file, ("nodes", index[node]) if node else (), f"{f'node “{node}” ' if node else 'the graph '}{what}", instead)
        for node_ in graph.nodes:
            if not isinstance(node_, Ask):
                continue
            item = self.course.items.get(node_.item)
            where: Where = ("nodes", index[node_.id], "item")
            if item is None:
                self._say(file, where, f"there is no item “{node_.item}”.", "Check the spelling.")
            elif isinstance(item, Code):
                self._say(file, where, f"“{node_.item}” is a code item.", "Use check(…) in the notebook for it.")
            for i, edge in enumerate(node_.edges):
                if edge.when and edge.when.misconception and edge.when.misconception not in self.course.misconceptions:
                    self._say(file, ("nodes", index[node_.id], "edges", i), f"the misconception “{edge.when.misconception}” is not in misconceptions.yaml.")

    def _notebooks(self) -> None:
        for index, lesson in enumerate(self.course.outline.lessons):
            path = self.course.notebook(lesson.id)
            if not path.is_file():
                self._say("course.yaml", ("lessons", index), f"the lesson “{lesson.id}” has no notebook.", f"Write {path.name} in {path.parent.name}.")
                continue
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                for kind, name in CALL.findall(line):
                    self._call(path.name, number, lesson.id, kind, name)

    def _call(self, file: str, line: int, lesson: str, kind: str, name: str) -> None:
        item = self.course.items.get(name)
        if kind == "branch":
            fits = name in self.course.graphs
        else:
            fits = item is not None and isinstance(item, Code) == (kind == "check")
        if not fits:
            thing = {"branch": "branch graph", "check": "code item", "ask": "item (other than code)"}[kind]
            self.faults.append(Fault(file, line, f'{kind}("{name}"): there is no {thing} of that name.', "Check the spelling."))


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


def _solution_faults(item: Code) -> Iterator[str]:
    """Run the author's own solution against every case. The course's author is trusted with code: it is theirs."""
    names: dict[str, object] = {}
    try:
        exec(compile(item.solution, item.id, "exec"), names)  # noqa: S102  # the author's own code, on the author's machine
    except Exception as error:
        yield f"the solution does not run: {error!r}."
        return
    function = names.get(item.function)
    if not callable(function):
        yield f"the solution does not define {item.function}()."
        return
    for case in item.cases:
        shown = f"{item.function}({', '.join(map(repr, case.call))})"
        try:
            got = function(*msgspec.json.decode(msgspec.json.encode(case.call)))
        except Exception as error:
            yield f"the solution fails at {shown}: {error!r}."
            continue
        if not same_value(case.expect, got, item.tolerance):
            yield f"the solution gives {got!r} for {shown}, the case expects {case.expect!r}."

