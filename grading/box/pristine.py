"""Python as it was before any student's code ran, and a way back to it for the teacher's own test cells.

Code that shares a process with a test can always reach the test in the end: this closes the doors that are known to be
used. That is why plain test cells count as self-judged, and `check` cells are judged outside the box.

Only what a test uses is looked at. To look at an object is to write its count of references, which in a forked process
copies a page of memory: looking at all of pandas took 40 ms where this takes one.
"""

from __future__ import annotations

import builtins
import gc
import sys
import threading
from collections.abc import Callable, Iterable
from functools import partial
from types import FunctionType, MappingProxyType, ModuleType
from typing import Any, NamedTuple

OURS = tuple(
    f"grading.box.{name}"
    for name in (
        "inside",
        "letters",
        "outputs",
        "pristine",
        "probing",
        "doors",
        "shell",
        "showing",
        "watching",
    )
)
"""Our own modules that say how a test went: looked at whole."""

JUDGES = (
    "cmath", "collections", "copy", "decimal", "fractions", "functools", "inspect", "itertools", "json", "math", "numbers",
    "operator", "random", "re", "statistics", "types", "unittest.case", "unittest.util", "warnings", "contextlib", "ast",
    "curriculum.values", "curriculum.calling",
    "numpy", "numpy._core.numeric", "numpy._core.fromnumeric", "numpy.testing", "numpy.testing._private.utils",
    "pandas", "pandas.testing", "pandas._testing.asserters", "pandas.core.frame", "pandas.core.series",
    "pandas.core.generic", "pandas.core.arraylike", "pandas.core.indexes.base", "pandas.core.dtypes.missing",
)  # fmt: skip
"""Modules that a test may leave its judgement to: what it names of them is looked at, and what that uses in turn."""

ALWAYS = (
    "__eq__",
    "__ne__",
    "__lt__",
    "__le__",
    "__gt__",
    "__ge__",
    "__contains__",
    "__bool__",
    "__len__",
    "visit",
    "generic_visit",
    "parse",
    "copy_location",
    "fix_missing_locations",
    "iter_fields",
    "iter_child_nodes",
)
"""Names that a test uses without writing them."""

DEEPEST = 3
"""How far a function is followed to those that it calls."""

CODE = (classmethod, staticmethod, property, ModuleType)
vars_of_builtins = vars(builtins)
_dict_of: Callable[[type], MappingProxyType[str, Any]] = type.__dict__["__dict__"].__get__


class Kept(NamedTuple):
    """A name in a module or a class, and what it stood for; of a function also its code and defaults."""

    owner: Any
    names: Any
    name: str
    value: Any
    function: FunctionType | None
    code: tuple[Any, Any, Any]


class Pristine:
    """What tests stand on, remembered; `restore` puts it back."""

    def __init__(self) -> None:
        self._builtins = dict(vars(builtins))
        self._put_builtins_back = partial(vars(builtins).update, self._builtins)
        self._ours: list[Kept] = []
        self._own_classes: list[tuple[type, frozenset[str]]] = []
        self._named: dict[str, list[Kept]] = {}
        for name in (*OURS, *JUDGES):
            module = sys.modules.get(name)
            if module is not None:
                self._remember(module, ours=name in OURS)
        self._collecting = tuple(gc.callbacks)
        self._threads = frozenset(map(id, threading.enumerate()))
        self.classes = frozenset(map(id, _all_classes()))
        self.modules = frozenset(sys.modules)
        self.builtins = frozenset(vars(builtins))

    def restore(self, used: Iterable[str] = ()) -> None:
        """Put back Python's own names and ours, and of the libraries what goes by one of the names `used`."""
        self._put_builtins_back()
        sys.settrace(None)
        sys.setprofile(None)
        gc.callbacks[:] = self._collecting
        for kept in self._ours:
            _put_back(kept)
        for kind, names in self._own_classes:
            for name in _dict_of(kind).keys() - names:
                type.__delattr__(kind, name)
        seen: set[int] = set()
        wave: Iterable[str] = {*used, *ALWAYS}
        for depth in range(DEEPEST):
            after: set[str] = set()
            for name in wave:
                for kept in self._named.get(name, ()):
                    whole = isinstance(kept.owner, ModuleType)
                    if id(kept) not in seen and (whole or not depth):
                        seen.add(id(kept))
                        _put_back(kept)
                        if kept.function is not None and whole:
                            after.update(kept.code[0].co_names)
            wave = after

    def put_builtins_back(self) -> dict[str, Any]:
        """Put Python's own names back, so that our own code can go on; gives what stood in their place."""
        was = self._builtins
        bent = {name: value for name, value in vars_of_builtins.items() if was.get(name, was) is not value}
        if bent:
            self._put_builtins_back()
        return bent

    def stray_thread(self) -> bool:
        """Whether a thread that the notebook started is still running."""
        return any(id(thread) not in self._threads for thread in threading.enumerate())

    def _remember(self, module: ModuleType, *, ours: bool) -> None:
        owners: list[Any] = [module]
        owners += [
            value
            for value in vars(module).values()
            if isinstance(value, type) and value.__module__ == module.__name__
        ]
        for owner in owners:
            names = vars(module) if owner is module else _dict_of(owner)
            for name, value in list(names.items()):
                if callable(value) or isinstance(value, CODE):
                    kept = _kept(owner, names, name, value)
                    if ours:
                        self._ours.append(kept)
                    else:
                        self._named.setdefault(name, []).append(kept)
            if ours and owner is not module:
                self._own_classes.append((owner, frozenset(names)))


def _kept(owner: Any, names: Any, name: str, value: Any) -> Kept:
    inner = getattr(value, "__func__", None) or getattr(value, "fget", None) or value
    if type(inner) is not FunctionType:
        return Kept(owner, names, name, value, None, (None, None, None))
    return Kept(owner, names, name, value, inner, (inner.__code__, inner.__defaults__, inner.__kwdefaults__))


def _put_back(kept: Kept) -> None:
    owner, names, name, value, function, code = kept
    if names.get(name) is not value:
        if isinstance(owner, ModuleType):
            names[name] = value
        else:
            type.__setattr__(owner, name, value)
    if function is not None and function.__code__ is not code[0]:
        function.__code__ = code[0]
    if function is not None and (
        function.__defaults__ is not code[1] or function.__kwdefaults__ is not code[2]
    ):
        function.__defaults__, function.__kwdefaults__ = code[1:]


def _all_classes() -> list[type]:
    """Every class there is."""
    found: dict[int, type] = {id(object): object, id(type): type}
    queue: list[type] = [object]
    while queue:
        children: list[type] = type.__subclasses__(queue.pop())
        for child in children:
            if id(child) not in found:
                found[id(child)] = child
                queue.append(child)
    return list(found.values())
