"""IPython's tracebacks in a sixth of the time, letter for letter the same.

A wrong answer is mostly a traceback, and a traceback takes IPython longer than all else in such a cell: for each one a
lexer and a palette are built anew, and all modules are searched several times for one whose file is the cell.
"""

from __future__ import annotations

import functools
import inspect
from types import CodeType, FrameType, ModuleType, TracebackType
from typing import Any

import pygments  # type: ignore[import-untyped]
import stack_data.core
from pygments.formatters.terminal256 import Terminal256Formatter  # type: ignore[import-untyped]
from pygments.lexers.python import PythonLexer  # type: ignore[import-untyped]

CELLS = "/tmp/ipykernel_"  # noqa: S108  # a name, never opened
"""What the file names of cells begin with (grading/box/shell.py)."""


def quick_tracebacks() -> None:
    """Keep what tracebacks have in common. For the process that boxes are forked from, before its state is remembered.

    Whatever a version of IPython's libraries does not have is left as it is. A second call changes nothing.
    """
    if inspect.getmodule is _not_of_a_cell:
        return
    inspect.getmodule = _not_of_a_cell
    data: Any = stack_data
    if hasattr(data.core, "_pygmented_with_ranges"):
        data.core._pygmented_with_ranges = _pygmented_with_ranges  # noqa: SLF001
    if hasattr(data, "style_with_executing_node"):
        data.style_with_executing_node = functools.cache(data.style_with_executing_node)
    if hasattr(Terminal256Formatter, "_setup_styles"):
        Terminal256Formatter._setup_styles = _once(Terminal256Formatter._setup_styles)  # noqa: SLF001


_getmodule = inspect.getmodule


@functools.wraps(_getmodule)
def _not_of_a_cell(object: Any, _filename: str | None = None) -> ModuleType | None:  # noqa: A002  # inspect's own names
    """As `inspect.getmodule`, which finds no module for the code of a cell, but only after looking at all there are."""
    code = object
    if isinstance(code, TracebackType):
        code = code.tb_frame
    if isinstance(code, FrameType):
        code = code.f_code
    if isinstance(code, CodeType) and (_filename or code.co_filename).startswith(CELLS):
        return None
    return _getmodule(object, _filename)


class _Lexer(PythonLexer):  # type: ignore[misc]
    """The lexer that stack_data makes for each piece of code: it marks the ranges that were being executed."""

    ranges: list[tuple[int, int]]

    def get_tokens(self, text: str, unfiltered: bool = False) -> Any:  # noqa: FBT001, FBT002  # pygments' own signature
        length = 0
        for kind, value in super().get_tokens(text, unfiltered):
            executing = any(start <= length < end for start, end in self.ranges)
            length += len(value)
            yield (kind.ExecutingNode if executing else kind), value


def _pygmented_with_ranges(formatter: Any, code: str, ranges: list[tuple[int, int]]) -> list[str]:
    """As in stack_data/utils.py, whose lexer class is a new one each time."""
    lexer = _Lexer(stripnl=False)
    lexer.ranges = ranges
    try:
        highlighted: str = pygments.highlight(code, lexer, formatter)
    except Exception:  # noqa: BLE001  # as there: rather no colours than no traceback
        highlighted = code
    return highlighted.splitlines()


def _once(set_up: Any) -> Any:
    """`Terminal256Formatter._setup_styles`, once for each style."""
    palettes: dict[tuple[Any, ...], tuple[dict[str, Any], dict[str, Any]]] = {}

    @functools.wraps(set_up)
    def setup_styles(formatter: Any) -> None:
        key = (
            type(formatter),
            formatter.style,
            formatter.usebold,
            formatter.useunderline,
            formatter.useitalic,
        )
        if key in palettes:
            strings, matches = palettes[key]
            formatter.style_string, formatter.best_match = dict(strings), dict(matches)
        else:
            set_up(formatter)
            palettes[key] = dict(formatter.style_string), dict(formatter.best_match)

    return setup_styles
