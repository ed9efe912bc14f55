"""`trellis` alone: the page with “I am a student” and “I am a teacher”."""

from __future__ import annotations

import argparse

from kit.places import home
from kit.words import _


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--no-browser", action="store_true", help=_("print the address only"))
    parser.add_argument("--port", type=int, metavar="N", help=_("listen on this port and no other"))


def run(arguments: argparse.Namespace) -> int:
    """Serve the chooser until stopped."""
    from kit.server import Serving, serve

    return serve(Serving(role="choose", folder=home(), browser=not arguments.no_browser, port=arguments.port))
