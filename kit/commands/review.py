"""`trellis review`: the teacher's pages, in the browser."""

from __future__ import annotations

import argparse
from pathlib import Path

from kit.places import class_folder
from kit.words import _


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--class",
        dest="class_folder",
        type=Path,
        metavar="FOLDER",
        help=_("the class folder (default: this folder, else Trellis/class)"),
    )
    parser.add_argument("--page", choices=["desk", "class"], default="desk", help=_("the page to open first"))
    parser.add_argument("--no-browser", action="store_true", help=_("print the address only"))
    parser.add_argument("--port", type=int, metavar="N", help=_("listen on this port and no other"))


def run(arguments: argparse.Namespace) -> int:
    """Serve the desk and the review pages until stopped."""
    from kit.server import Serving, serve

    page = "/trellis/review/class" if arguments.page == "class" else ""
    folder = class_folder(arguments.class_folder)
    return serve(
        Serving(role="teach", folder=folder, page=page, browser=not arguments.no_browser, port=arguments.port)
    )
