"""A course: its outline, items, misconceptions and branch graphs, loaded from a folder."""

from __future__ import annotations

from pathlib import Path

import msgspec

from curriculum.branching import Graph
from curriculum.checks import Checks
from curriculum.faults import CourseError, Fault
from curriculum.items import Code, Item, Misconception, draw
from curriculum.language import LANGUAGES, first_known, speaking
from curriculum.outline import Outline, read_outline
from curriculum.source import Source, Where
from curriculum.translated import languages_of, read_translated
from curriculum.translation import read_translations
from curriculum.variants import Variant
from curriculum.words import _

COURSES = Path(__file__).parent / "courses"
NOTEBOOKS = Path(__file__).parent.parent / "notebooks" / "lessons"


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
        with speaking(self.language):  # what is drawn belongs to the course, whatever the machine speaks
            return draw(found, number, self.skill_of[item], self.misconceptions)

    @property
    def language(self) -> str:
        """The language of ours that the course is written in; English where it is written in another."""
        return first_known(self.outline.languages[:1]) or LANGUAGES[0]

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
    raise FileNotFoundError(
        _(
            "There is no course “{name}”: no folder of that name holds a course.yaml. Courses in the kit: {shipped}."
        ).format(name=name, shipped=shipped)
    )


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
    outline = read_outline(outline_source)
    misconceptions = _read_misconceptions(folder, sources)
    items, skill_of, places = _read_items(folder, sources)
    graphs = _read_graphs(folder, sources)
    if draws and outline is not None:  # a class goes on without its families' languages; a check does not
        read_translations(folder, outline, sources)
    faults = [fault for source in sources.values() for fault in source.faults]
    if outline is None:
        return None, sorted(faults)
    course = Course(folder, outline, items, skill_of, misconceptions, graphs)
    checks = Checks(course, sources, places)
    checks.run(draws=draws)
    if draws and not any(source.faults for source in sources.values()) and not checks.faults:
        for language in languages_of(course):
            read_translated(course, language, sources)
    return course, sorted(
        {fault for source in sources.values() for fault in source.faults} | set(checks.faults)
    )


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


def _read_items(
    folder: Path, sources: dict[str, Source]
) -> tuple[dict[str, Item], dict[str, str], dict[str, tuple[str, Where]]]:
    items: dict[str, Item] = {}
    skill_of: dict[str, str] = {}
    places: dict[str, tuple[str, Where]] = {}
    for path in sorted((folder / "items").glob("*.yaml")):
        name = f"items/{path.name}"
        source = sources[name] = Source(path, name)
        for where, item in source.read_each(source.data or [], Item, ()):  # type: ignore[arg-type,var-annotated]
            if item.id in items:
                first, first_where = places[item.id]
                source.fault(
                    (*where, "id"),
                    _("the id “{id}” is already used at {first}:{first_where}.").format(
                        id=item.id, first=first, first_where=sources[first].line(first_where)
                    ),
                    _("Choose another."),
                )
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
            source.fault(
                ("lesson",),
                _("says “{lesson}”, but the file is called {name}.").format(
                    lesson=graph.lesson, name=path.name
                ),
                _("Make them the same."),
            )
        elif graph is not None:
            graphs[path.stem] = graph
    return graphs
