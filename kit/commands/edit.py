"""`trellis edit`: a lesson's text as a notebook in JupyterLab. Saving writes the text file."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from urllib.parse import quote

from kit.preview import course_of
from kit.stop import Stop
from kit.words import _


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("lesson", metavar="LESSON", help=_("the lesson's id"))
    parser.add_argument(
        "--course",
        metavar="COURSE",
        help=_("the course folder, or the id of a course of the kit (default: the one you are in)"),
    )
    parser.add_argument("--no-browser", action="store_true", help=_("print the address only"))
    parser.add_argument("--port", type=int, metavar="N", help=_("listen on this port and no other"))


def run(arguments: argparse.Namespace) -> int:
    """Serve until stopped."""
    from kit.server import Serving, serve

    course = course_of(arguments.lesson, arguments.course, Path.cwd())
    notebook = course.notebook(arguments.lesson).resolve()
    if not notebook.is_file():
        raise Stop(
            _("The lesson “{lesson}” has no text yet: {file} is missing.").format(
                lesson=arguments.lesson, file=notebook
            )
        )
    # All of the course, its questions too, where the text lies in it; the kit's own lessons lie apart.
    own = course.folder.resolve()
    root = own if notebook.is_relative_to(own) else notebook.parent
    print(_("What you save is written to {file}.").format(file=notebook))
    with tempfile.TemporaryDirectory(prefix="trellis-edit-", ignore_cleanup_errors=True) as folder:
        return serve(
            Serving(
                role="edit",
                folder=Path(folder),
                root=root,
                page=f"/lab/tree/{quote(notebook.relative_to(root).as_posix())}",
                browser=not arguments.no_browser,
                port=arguments.port,
                lab=True,
            )
        )
