"""Watching a test cell's comparisons: whether a class that the student made decides what the test says.

`assert f(2) == 4` says nothing where `f` gives an object that equals everything. A score that hangs on such an
object waits for the teacher. Two objects of the student's own classes may be compared as they like.
"""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Collection, Iterable
from types import ModuleType
from typing import Any

from grading.box.pristine import Pristine, _dict_of

NAME = "_trellis_watch"
"""The name that a test cell finds the watch by, while it runs."""

ALIKE = frozenset({
    "isclose", "allclose", "array_equal", "array_equiv", "assertEqual", "assertAlmostEqual", "assertIs", "assertIn",
    "assertListEqual", "assertDictEqual", "assertTupleEqual", "assertSetEqual", "assert_equal", "eq_", "assert_almost_equal",
    "assert_approx_equal", "assert_allclose", "assert_array_equal", "assert_array_almost_equal",
    "assert_frame_equal", "assert_series_equal", "assert_index_equal",
})  # fmt: skip
"""Functions that compare their first two arguments."""

SIZES = frozenset({"abs", "round", "float", "int", "bool"})
"""Functions that ask an object what number it is."""

COMPARING = frozenset({
    "__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__contains__", "__hash__", "__iter__", "__getitem__",
    "__class__", "__getattribute__", "__getattr__", "__instancecheck__", "__subclasscheck__", "__bool__", "__len__",
    "__array__", "__array_ufunc__", "__array_function__", "equals",
})  # fmt: skip
COUNTING = frozenset({
    "__add__", "__radd__", "__sub__", "__rsub__", "__mul__", "__rmul__", "__truediv__", "__rtruediv__", "__floordiv__",
    "__rfloordiv__", "__mod__", "__rmod__", "__pow__", "__rpow__", "__and__", "__rand__", "__or__", "__ror__", "__xor__",
    "__rxor__", "__abs__", "__round__", "__float__", "__int__", "__index__", "__bool__", "__array__", "__array_ufunc__",
    "__getattribute__", "__getattr__", "__class__",
})  # fmt: skip

OWN_TEXT = COMPARING | COUNTING | {"__repr__", "__format__", "_repr_pretty_", "_repr_mimebundle_"}

_mro: Any = type.__dict__["__mro__"].__get__
_NUMBERS = (bool, int, float, complex)
_DEEPEST, _MOST = 4, 2000


class Watch:
    """What a test cell's compared values go through on their way; it gives each back as it is."""

    def __init__(self, pristine: Pristine, own: Iterable[str] = ()) -> None:
        """`own`: names that the lesson itself has students define; classes of these names may decide."""
        self._pristine = pristine
        self._own = frozenset(own)
        self._left: dict[int, Any] = {}
        self.python = vars(builtins)
        self.finished = False
        self.why = ""

    def see(self, value: Any, chain: int, place: int) -> Any:
        """One side of a comparison; the other is the one before it in the chain."""
        try:
            if place:
                self._compare(self._left.get(chain), value)
            self._left[chain] = value
        except Exception:  # noqa: BLE001  # looking must never change what the cell does
            self._say("an object that cannot be looked at")
        return value

    def count(self, result: Any, chain: int) -> Any:
        """The result of a calculation whose two sides were seen as `chain`."""
        try:
            left, right = self._left.get(chain, (None, None))
            if isinstance(result, _NUMBERS) and (isinstance(left, _NUMBERS) != isinstance(right, _NUMBERS)):
                self._say(self._made(type(left), COUNTING) or self._made(type(right), COUNTING))
        except Exception:  # noqa: BLE001  # as above
            self._say("an object that cannot be looked at")
        return result

    def pair(self, value: Any, chain: int, place: int) -> Any:
        """One side of a calculation."""
        self._left[chain] = (self._left[chain][0], value) if place else (value, None)
        return value

    def weigh(self, value: Any) -> Any:
        """An object that is asked what number it is."""
        self._say(self._made(type(value), COUNTING))
        return value

    def end(self) -> None:
        """The cell came to its last statement."""
        self.finished = True

    def judge(self, text: str, value: Any) -> None:
        """Look at the cell's own value, whose text may be its points."""
        try:
            float(text)
        except ValueError:
            return
        self._say(
            self._inside(value, OWN_TEXT)
            or ("" if type(value) in _NUMBERS else f"a value of the type {type(value).__name__}")
        )

    def forget(self) -> None:
        """Let go of the values."""
        self._left.clear()

    def _compare(self, left: Any, right: Any) -> None:
        one, other = self._inside(left, COMPARING), self._inside(right, COMPARING)
        if bool(one) != bool(other):
            self._say(one or other)

    def _say(self, name: str) -> None:
        if name and not self.why:
            self.why = f"A test compared with {name}, which decides by itself what it is equal to: please look at this cell."

    def _inside(self, value: Any, special: frozenset[str]) -> str:
        """The class made by the student that `value` is of, or that something in it is of; "" for none."""
        queue: list[tuple[Any, int]] = [(value, 0)]
        looked = 0
        while queue and looked < _MOST:
            item, depth = queue.pop()
            looked += 1
            kind = type(item)
            if kind in (int, str, float, bool, type(None)):
                continue
            name = self._made(kind, special)
            if name:
                return name
            if depth < _DEEPEST:
                if kind in (list, tuple, set, frozenset):
                    queue += [(inner, depth + 1) for inner in list(item)[:_MOST]]
                elif kind is dict:
                    queue += [(inner, depth + 1) for pair in list(item.items())[:_MOST] for inner in pair]
                elif kind.__module__ == "numpy" and kind.__name__ == "ndarray" and item.dtype == object:
                    queue += [(inner, depth + 1) for inner in item.ravel()[:_MOST].tolist()]
                elif id(kind) in self._pristine.classes and kind.__name__ in ("Series", "DataFrame", "Index"):
                    queue.append((item.to_numpy(dtype=object), depth + 1))
        return ""

    def _made(self, kind: type, special: frozenset[str]) -> str:
        """Whether a student made `kind` and gave it one of the `special` methods: what to call it, or ""."""
        for one in _mro(kind):
            if id(one) in self._pristine.classes:
                continue
            names = _dict_of(one)
            if not special.isdisjoint(names) and not self._from_library(one, names):
                full = str(names.get("__qualname__") or type.__dict__["__qualname__"].__get__(one))
                if full.partition(".")[0] not in self._own:
                    return f"an object of the class {full[:60]}"
        return ""

    def _from_library(self, kind: type, names: Any) -> bool:
        """Whether `kind` is at home in a module that was imported since, from where libraries lie."""
        home = names.get("__module__")
        if type(home) is not str or home in self._pristine.modules:
            return False
        module = sys.modules.get(home)
        file = module.__dict__.get("__file__") if type(module) is ModuleType else None
        if type(file) is not str or not file.startswith((sys.prefix, sys.base_prefix, sys.exec_prefix)):
            return False
        return vars(module).get(type.__dict__["__name__"].__get__(kind)) is kind


class Woven(ast.NodeTransformer):
    """A test cell with a watch woven in: it does what it did, and the watch sees what is compared."""

    def __init__(self, first: int = 0, shadows: Collection[str] = (), *, whole: bool = False) -> None:
        """`first`: no two trees of a cell may number their comparisons alike. `shadows`: see `shadows_in`.

        `whole`: it is the cell itself, not what a magic in it runs.
        """
        self._chain = first
        self._whole = whole
        self._shadows = shadows

    def visit_Module(self, node: ast.Module) -> ast.Module:
        """All statements, and at their end a mark that says it came this far."""
        self.generic_visit(node)
        if not self._whole:
            return ast.fix_missing_locations(node)
        mark = ast.Expr(self._call("end"))
        if node.body:
            ast.copy_location(mark, node.body[-1])
        node.body.append(mark)
        return ast.fix_missing_locations(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """Where the notebook uses one of Python's own names for something else, the test still means Python's."""
        if node.id not in self._shadows or not isinstance(node.ctx, ast.Load):
            return node
        of_python = ast.Attribute(ast.Name(NAME, ast.Load()), "python", ast.Load())
        return ast.copy_location(ast.Subscript(of_python, ast.Constant(node.id), ast.Load()), node)

    def visit_Compare(self, node: ast.Compare) -> ast.AST:  # as above
        """See each side."""
        self.generic_visit(node)
        chain = self._next()
        node.left = self._call("see", node.left, chain, 0)
        node.comparators = [
            self._call("see", side, chain, place) for place, side in enumerate(node.comparators, 1)
        ]
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:  # as above
        """See both sides and the result, unless both are written out in the cell."""
        self.generic_visit(node)
        if isinstance(node.left, ast.Constant) and (
            isinstance(node.right, ast.Constant) or isinstance(node.op, ast.Mod)
        ):
            return node
        chain = self._next()
        node.left = self._call("pair", node.left, chain, 0)
        node.right = self._call("pair", node.right, chain, 1)
        return ast.copy_location(self._call("count", node, chain), node)

    def visit_Call(self, node: ast.Call) -> ast.AST:  # as above
        """See what goes into a function that compares."""
        self.generic_visit(node)
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if any(isinstance(argument, ast.Starred) for argument in node.args[:2]):
            return node
        if name in ALIKE:
            chain = self._next()
            node.args[:2] = [
                self._call("see", side, chain, place) for place, side in enumerate(node.args[:2])
            ]
        elif name in SIZES and len(node.args) >= 1:
            node.args[0] = self._call("weigh", node.args[0])
        return node

    def _next(self) -> int:
        self._chain += 1
        return self._chain

    def _call(self, what: str, *values: Any) -> ast.Call:
        given: list[Any] = [value if isinstance(value, ast.AST) else ast.Constant(value) for value in values]
        call = ast.Call(ast.Attribute(ast.Name(NAME, ast.Load()), what, ast.Load()), given, [])
        return ast.copy_location(call, given[0]) if given and isinstance(values[0], ast.AST) else call


def shadows_in(tree: ast.AST, taken: Collection[str]) -> set[str]:
    """Those of the names `taken` that a test reads and does not set itself."""
    read: set[str] = set()
    written: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else written).add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            written.add(node.name)
        elif isinstance(node, ast.arg):
            written.add(node.arg)
        elif isinstance(node, ast.alias):
            written.add(node.asname or node.name.partition(".")[0])
        elif isinstance(node, ast.ExceptHandler) and node.name:
            written.add(node.name)
    return read.intersection(taken) - written
