"""`trellis preview`: an author walks a lesson as a student would, lists its ways, or draws them."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from carrying.machine import MEMORY
from carrying.saving import save
from curriculum.branching import Graph
from curriculum.course import Course
from curriculum.graph_list import lines
from curriculum.traffic import Traffic
from kit.places import CLASS_FILE, class_folder, existing_class
from kit.preview import course_of, lay_out
from kit.stop import Stop
from kit.words import _, ngettext


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("lesson", metavar="LESSON", help=_("the lesson's id"))
    parser.add_argument(
        "--course",
        metavar="COURSE",
        help=_("the course folder, or the id of a course of the kit (default: the one you are in)"),
    )
    parser.add_argument("--list", action="store_true", help=_("print its nodes and ways, and open nothing"))
    parser.add_argument(
        "--picture",
        type=Path,
        metavar="FILE.svg",
        help=_("draw its branch graph into this file, and open nothing"),
    )
    parser.add_argument(
        "--class",
        dest="class_folder",
        type=Path,
        metavar="FOLDER",
        help=_(
            "with --list and --picture: the class whose students' ways are shown (default: your "
            "class, if it has this course)"
        ),
    )
    parser.add_argument("--from", dest="start", default="", metavar="NODE", help=_("begin at this node"))
    parser.add_argument("--lab", action="store_true", help=_("open the lesson in JupyterLab"))
    parser.add_argument("--no-browser", action="store_true", help=_("print the address only"))
    parser.add_argument("--port", type=int, metavar="N", help=_("listen on this port and no other"))


def run(arguments: argparse.Namespace) -> int:
    """List, draw, or serve until stopped."""
    course = course_of(arguments.lesson, arguments.course, Path.cwd())
    if not arguments.list and arguments.picture is None:
        return _walk(course, arguments)
    graph = course.graphs.get(arguments.lesson)
    if graph is None:
        raise Stop(
            _("“{lesson}” has no branch graph: lessons/{lesson}.yaml is missing.").format(
                lesson=arguments.lesson
            )
        )
    traffic = _traffic(course, graph, arguments.class_folder)
    if arguments.picture is not None:
        from curriculum.graph_picture import picture

        title = course.outline.lesson(arguments.lesson).title
        save(arguments.picture.expanduser(), picture(graph, title, traffic).encode())
        print(_("The branch graph is in {file}. The same in words:").format(file=arguments.picture))
    if traffic is not None:
        print(
            ngettext(
                "{n} student of your class began it.",
                "{n} students of your class began it.",
                traffic.students,
            ).format(n=traffic.students)
        )
    for line in lines(graph, traffic):
        print(line)
    return 0


def _walk(course: Course, arguments: argparse.Namespace) -> int:
    from kit.server import Serving, serve

    os.environ[MEMORY] = ""  # nobody's machine: nothing about it is remembered
    with tempfile.TemporaryDirectory(prefix="trellis-preview-", ignore_cleanup_errors=True) as folder:
        lay_out(course, arguments.lesson, Path(folder), arguments.start)
        print(
            _("“{title}” as a student has it. Nothing is handed in, nothing is kept.").format(
                title=course.outline.lesson(arguments.lesson).title
            )
        )
        return serve(
            Serving(
                role="preview",
                folder=Path(folder),
                page=f"/trellis/lesson/{arguments.lesson}",
                browser=not arguments.no_browser,
                port=arguments.port,
                lab=arguments.lab,
            )
        )


def _traffic(course: Course, graph: Graph, named: Path | None) -> Traffic | None:
    """Where the students of the class went; None without a class that has this course."""
    folder = existing_class(named) if named is not None else class_folder()
    if not (folder / CLASS_FILE).is_file():
        return None
    from grading.class_folder import open_class
    from grading.ways_taken import ways_taken

    opened = open_class(folder)
    if opened.course_folder().resolve() != course.folder.resolve():
        if named is None:
            return None
        raise Stop(
            _("The class “{name}” has another course: {folder}.").format(
                name=opened.name, folder=opened.course_folder()
            )
        )
    found = ways_taken(opened, graph)
    return found if found.students or named is not None else None
