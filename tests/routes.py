"""Every address that a server of ours has, asked of the server itself: `python -m tests.routes ROLE FOLDER` prints them as JSON.

Ours, Jupyter's, Notebook's, Voila's and nbgrader's alike; for routes that give out files, real files of theirs are named too.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from re import _constants as of  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

FILES = 3
"""Real files that are asked for at each place that gives out files."""


class Route(NamedTuple):
    """A route's pattern, who answers it, and addresses that it matches."""

    pattern: str
    handler: str
    addresses: tuple[str, ...]


def routes_of(role: str, folder: Path) -> list[Route]:
    """The routes of the server of a role for a folder, in the order in which they are asked."""
    said = subprocess.run(
        [sys.executable, "-P", "-m", "tests.routes", role, str(folder)],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        check=False,
        text=True,
        timeout=120,
    )
    assert said.returncode == 0, said.stderr
    return [
        Route(pattern, handler, tuple(addresses)) for pattern, handler, addresses in json.loads(said.stdout)
    ]


def example(pattern: str) -> str:
    """The shortest text that a pattern matches, but with something wherever anything may stand."""
    found = "".join(_texts(parser.parse(pattern)))
    assert re.fullmatch(pattern, found), (pattern, found)
    return found


def _texts(parsed: Any) -> Iterator[str]:
    for kind, about in parsed:
        if kind == of.LITERAL:
            yield chr(about)
        elif kind in (of.ANY, of.NOT_LITERAL, of.CATEGORY):
            yield "x"
        elif kind == of.IN:
            yield _one_of(about)
        elif kind == of.BRANCH:
            yield "".join(_texts(about[1][0]))
        elif kind == of.SUBPATTERN:
            yield "".join(_texts(about[-1]))
        elif kind in (of.MAX_REPEAT, of.MIN_REPEAT, getattr(of, "POSSESSIVE_REPEAT", None)):
            least, most, what = about
            yield "".join(_texts(what)) * max(least, min(most, 1))
        else:
            assert kind in (of.AT, of.ASSERT, of.ASSERT_NOT), kind


def _one_of(choices: Any) -> str:
    kind, about = choices[0]
    if kind == of.NEGATE:
        return "x"
    if kind == of.RANGE:
        return chr(about[0])
    return chr(about) if kind == of.LITERAL else "x" if "WORD" in str(about) else "1"


def _rules(router: Any, before: str = "") -> Iterator[tuple[str, Any, dict[str, Any]]]:
    from tornado.routing import PathMatches, Router

    for rule in getattr(router, "rules", ()):
        pattern = rule.matcher.regex.pattern if isinstance(rule.matcher, PathMatches) else before
        if isinstance(rule.target, Router):
            yield from _rules(rule.target, pattern)
        else:
            yield pattern, rule.target, rule.target_kwargs or {}


def _real_files(options: dict[str, Any]) -> Iterator[str]:
    places = options.get("path") or options.get("paths") or ()
    for place in [places] if isinstance(places, str | Path) else places:
        root = Path(str(place))
        files = (path for path in sorted(root.rglob("*")) if path.is_file()) if root.is_dir() else iter(())
        yield from (path.relative_to(root).as_posix() for path, _ in zip(files, range(FILES), strict=False))


def _addresses(pattern: str, options: dict[str, Any]) -> list[str]:
    found = [example(pattern)]
    if "(.*" in pattern or "(.+" in pattern:
        beginning = re.sub(r"\\(.)", r"\1", pattern.rpartition("(.")[0])
        found += [
            beginning + name for name in _real_files(options) if re.fullmatch(pattern, beginning + name)
        ]
    return found


def main(role: str, folder: str) -> None:
    """Set the server up as `trellis` does, without starting it, and print its routes."""
    from kit.server import Serving, hold_port, make_app

    with hold_port(None) as held:
        app = make_app(Serving(role=role, folder=Path(folder), browser=False), held, "a-token")  # type: ignore[arg-type]
        found = [
            (pattern, f"{target.__module__}.{target.__qualname__}", _addresses(pattern, options))
            for pattern, target, options in _rules(app.web_app.default_router)
            if pattern and isinstance(target, type)
        ]
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
