"""`trellis new`: the beginning of a course or a lesson, with working examples to change."""

from __future__ import annotations

import argparse
from pathlib import Path

from curriculum.course import find_course
from kit.authoring import course_around, new_course, new_lesson
from kit.stop import Stop
from kit.words import _


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    kinds = parser.add_subparsers(title=_("what to begin"), metavar="course|lesson", required=True)
    words = _("Make a folder with a course: one skill, no lesson yet.")
    course = kinds.add_parser("course", help=_("make a course folder"), description=words)
    course.add_argument(
        "title", metavar="TITLE", help=_('what the course is called, such as "Boxes and bags"')
    )
    course.add_argument(
        "--in",
        dest="into",
        type=Path,
        default=Path(),
        metavar="FOLDER",
        help=_("where (default: this folder)"),
    )
    course.set_defaults(do=_course)
    words = _(
        "Begin a lesson: its notebook, its branch graph and its first questions, as working "
        "examples. Nothing is written over."
    )
    lesson = kinds.add_parser("lesson", help=_("begin a lesson in a course"), description=words)
    lesson.add_argument("title", metavar="TITLE", help=_('what the lesson is called, such as "Full boxes"'))
    lesson.add_argument(
        "--course", metavar="COURSE", help=_("the course folder (default: the one you are in)")
    )
    lesson.add_argument(
        "--skill",
        default="",
        metavar="ID",
        help=_("the skill it teaches (default: the first that no lesson teaches yet)"),
    )
    lesson.set_defaults(do=_lesson)


def run(arguments: argparse.Namespace) -> int:
    """Begin it, and say what to do next."""
    return int(arguments.do(arguments))


def _course(arguments: argparse.Namespace) -> int:
    folder = new_course(arguments.into.expanduser(), arguments.title)
    print(
        _("The course is in {folder}. Its skills and units are in {file}.").format(
            folder=folder, file=folder / "course.yaml"
        )
    )
    print(_('Next, a lesson: trellis new lesson "Title" --course {folder}').format(folder=folder))
    return 0


def _lesson(arguments: argparse.Namespace) -> int:
    folder = find_course(arguments.course) if arguments.course else course_around(Path.cwd())
    if folder is None:
        raise Stop(
            _(
                "{cwd} is in no course: no course.yaml is there or above it. Go into a course folder, "
                'name one with --course FOLDER, or make one: trellis new course "Title"'
            ).format(cwd=Path.cwd())
        )
    made = new_lesson(folder, arguments.title, arguments.skill)
    print(
        _("The lesson “{lesson}” teaches “{skill}”; another skill: --skill ID.").format(
            lesson=made.lesson, skill=made.skill
        )
    )
    print(_("Made:"), *(f"  {path}" for path in made.made), sep="\n")
    if made.added:
        print(_("Added to, the rest left as it was:"), *(f"  {path}" for path in made.added), sep="\n")
    where = f" --course {folder}" if arguments.course else ""
    print(
        _("Next, see it as a student does: trellis preview {lesson}{where}").format(
            lesson=made.lesson, where=where
        )
    )
    return 0
