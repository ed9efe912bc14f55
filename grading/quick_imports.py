"""Importing nbgrader without what it imports and grading never uses.

`import nbgrader.api` takes seconds, most of it for web handlers, a grammar of internationalised addresses and HTML
parsers. While `quick_imports()` lasts, a stand-in takes the place of each such module; what a stand-in gives out does
the real import when it is first used, so nothing behaves differently, only later.
"""

from __future__ import annotations

import gc
import importlib
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.machinery import PathFinder
from types import ModuleType
from typing import Any

_DEFERRED: dict[str, frozenset[str]] = {
    # jsonschema asks for it to check the format "iri"; it builds a parser of the whole grammar on import.
    "rfc3987_syntax": frozenset({"is_valid_syntax"}),
    "rfc3986_validator": frozenset({"validate_rfc3986"}),
    # nbgrader.utils unpacks archives with it, in zip_collect only.
    "setuptools.archive_util": frozenset({"unpack_archive", "unpack_tarfile", "unpack_zipfile"}),
    # nbgrader/__init__.py imports its web pages, and with them Jupyter Server, the exchange and every command.
    "nbgrader.server_extensions.assignment_list": frozenset({"load_jupyter_server_extension"}),
    "nbgrader.server_extensions.course_list": frozenset({"load_jupyter_server_extension"}),
    "nbgrader.server_extensions.formgrader": frozenset({"load_jupyter_server_extension"}),
    "nbgrader.server_extensions.validate_assignment": frozenset({"load_jupyter_server_extension"}),
    # nbgrader.auth.jupyterhub asks JupyterHub who is in a course.
    "requests": frozenset(),
    # nbconvert makes HTML with these.
    "bs4": frozenset({"BeautifulSoup"}),
    "nbconvert.filters.markdown_mistune": frozenset(
        {"IPythonRenderer", "MarkdownWithMath", "markdown2html_mistune"}
    ),
}
"""Modules to do without, and which of their functions and classes (used by calling them only) are given out unloaded.

Whatever else is asked of a stand-in loads the real module at once: a newer nbgrader is slower then, not broken.
"""

_ONE_AT_A_TIME = threading.RLock()


@contextmanager
def quick_imports() -> Iterator[None]:
    """While this lasts, the first import of nbgrader and of nbformat is cheap.

    Modules that are imported already stay as they are; afterwards no stand-in is left for others to import, and the
    garbage collector, which finds nothing among freshly imported modules, is on again if it was.
    """
    with _ONE_AT_A_TIME:
        stand_ins = {name: _StandIn(name, names) for name, names in _DEFERRED.items() if _is_awaited(name)}
        sys.modules.update(stand_ins)
        collecting = gc.isenabled()
        gc.disable()
        try:
            yield
        finally:
            for name, stand_in in stand_ins.items():
                if sys.modules.get(name) is stand_in:
                    del sys.modules[name]
            if collecting:
                gc.enable()


def _is_awaited(name: str) -> bool:
    """Whether a module is not there yet but could be: jsonschema does without some of them where they are not installed."""
    return name not in sys.modules and ("." in name or PathFinder.find_spec(name) is not None)


class _StandIn(ModuleType):
    """In the place of a module until something of it is needed."""

    def __init__(self, name: str, deferred: frozenset[str]) -> None:
        super().__init__(name)
        self._deferred = deferred
        if "." not in name and (spec := PathFinder.find_spec(name)) and spec.submodule_search_locations:
            self.__path__ = list(
                spec.submodule_search_locations
            )  # its submodules can be imported all the same

    def __getattr__(self, name: str) -> Any:
        if name in self._deferred:
            return _later(self, name)
        if name == "__path__":
            raise AttributeError(name)  # which every import asks for first
        return getattr(_real(self), name)


def _later(module: _StandIn, name: str) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        return getattr(_real(module), name)(*args, **kwargs)

    call.__name__ = call.__qualname__ = name
    call.__module__ = module.__name__
    return call


def _real(module: _StandIn) -> ModuleType:
    with _ONE_AT_A_TIME:
        if sys.modules.get(module.__name__) is module:
            del sys.modules[module.__name__]
        real = importlib.import_module(module.__name__)
        for name, part in vars(module).items():
            if isinstance(part, ModuleType) and not hasattr(real, name):
                setattr(real, name, part)
        return real
