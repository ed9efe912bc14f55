"""`trellis demo`: the whole journey with a sample class."""

from __future__ import annotations

import argparse
from pathlib import Path

from kit.places import practice_folder
from kit.words import _


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--no-serve",
        action="store_true",
        help=_("end when the journey is done, without opening the review page"),
    )
    parser.add_argument("--no-browser", action="store_true", help=_("print the address only"))
    parser.add_argument(
        "--again", action="store_true", help=_("play it anew instead of showing the class played before")
    )
    parser.add_argument(
        "--folder",
        type=Path,
        metavar="F",
        help=_("where to keep the sample class (default: Trellis/practice)"),
    )


def run(arguments: argparse.Namespace) -> int:
    """Play it, then open the review page."""
    import kit.demo

    made = kit.demo.run(
        (arguments.folder or practice_folder()).expanduser().absolute(), again=arguments.again
    )
    if arguments.no_serve:
        return 0
    from kit.server import Serving, serve

    return serve(
        Serving(role="teach", folder=made, page="/trellis/review/class", browser=not arguments.no_browser)
    )
