"""Prose that does not go through gettext: `python -m tests.hard_coded [PATH …]` lists it as `file:line: text`."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, nodes

ROOT = Path(__file__).parents[1]
ROOMS = ("curriculum", "carrying", "widgets", "grading", "kit")
MARKS = {"_", "N_", "later", "gettext", "ngettext", "pgettext"}
NOT_SHOWN = {
    "getLogger",
    "TypeVar",
    "NewType",
    "compile",
    "text",
    "execute",
    "fullmatch",
    "match",
    "search",
    "sub",
}
"""Calls whose texts nobody reads: patterns, statements, names."""
SHOWN_ATTRIBUTES = {"aria-label", "title", "placeholder", "alt", "aria-description", "aria-roledescription"}
TWO_WORDS = re.compile(r"[^\W\d_]{2,}[,;:]? (?:[^\W\d_]|“)")
CODE = re.compile(
    r"[<>{}=]|\bdef \b|\bSELECT\b|\bPRAGMA\b|^[a-z-]+ [a-z-]+$|^ *--[a-z]|;$|^(?:[a-z-]+/)",
    re.MULTILINE,
)
ONE_WORD = re.compile(r"[A-Z][a-z]{2,}[.!?…:]?")


class Found(NamedTuple):
    """A text and where it stands."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text[:110]!r}"


def prose(text: str) -> bool:
    """Whether a literal of the code reads like something said to a person."""
    bare = re.sub(r"\{[^{}]*\}", "x", text).strip()
    return bool(TWO_WORDS.search(bare)) and not CODE.search(bare)


def in_python(path: Path) -> Iterator[Found]:
    """The prose in a module outside docstrings, calls of gettext, and calls whose texts nobody reads."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    passed = {id(node) for node in _docstrings(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in MARKS | NOT_SHOWN:
            passed |= {id(inner) for argument in node.args for inner in ast.walk(argument)}
        if isinstance(node, ast.JoinedStr):
            passed |= {id(inner) for inner in node.values}
        if isinstance(node, ast.Subscript):
            passed |= {id(inner) for inner in ast.walk(node.slice)}
        if isinstance(node, ast.AnnAssign | ast.arg) and node.annotation:
            passed |= {id(inner) for inner in ast.walk(node.annotation)}
    name = path.relative_to(ROOT).as_posix()
    for node in ast.walk(tree):
        if id(node) in passed:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and prose(node.value):
            yield Found(name, node.lineno, node.value)
        elif isinstance(node, ast.JoinedStr):
            said = "".join(str(one.value) if isinstance(one, ast.Constant) else "{x}" for one in node.values)
            if prose(said):
                yield Found(name, node.lineno, said)


def in_template(path: Path) -> Iterator[Found]:
    """The text and the spoken attributes in a template outside `trans` blocks."""
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    tree = environment.parse(path.read_text(encoding="utf-8"))
    name = path.relative_to(ROOT).as_posix()
    reader = _Texts()
    for data in tree.find_all(nodes.TemplateData):
        reader.feed(data.data)
    reader.close()
    for text in reader.texts:
        yield Found(name, _line_of(path, text), text)
    for call in tree.find_all(nodes.Const):
        if isinstance(call.value, str) and prose(call.value) and not _is_marked(tree, call):
            yield Found(name, call.lineno, call.value)


def in_script(path: Path) -> Iterator[Found]:
    """The prose in the string literals of a script of ours."""
    name = path.relative_to(ROOT).as_posix()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        code = re.sub(r"^\s*(//|\*|/\*).*", "", line)
        for quoted in re.findall(r'"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`', code):
            text = re.sub(r"\$\{[^{}]*\}", "x", quoted[0] or quoted[1])
            if (prose(text) or ONE_WORD.fullmatch(text)) and not re.search(r"[a-z]-[a-z]+ ", text):
                yield Found(name, number, text)


def hard_coded(paths: list[Path]) -> list[Found]:
    """Everything found in these files and folders."""
    found: list[Found] = []
    for top in paths:
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            parts = path.relative_to(ROOT).parts
            if {"node_modules", "__pycache__", "courses", "locale", "labextension", "template"} & set(parts):
                continue
            if path.suffix == ".py":
                found += in_python(path)
            elif path.suffix == ".html":
                found += in_template(path)
            elif path.suffix == ".js" and path.name != "editor.js" and "editor" not in parts:
                found += in_script(path)
    return found


class _Texts(HTMLParser):
    """Collects what a reader of the page would see or hear."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the attributes that are spoken."""
        self._silent += tag in {"script", "style", "code"}
        self.texts += [
            value for name, value in attrs if name in SHOWN_ATTRIBUTES and value and _letters(value)
        ]

    def handle_endtag(self, tag: str) -> None:
        """Hear again after a script or code."""
        self._silent -= tag in {"script", "style", "code"} and self._silent > 0

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        if not self._silent and _letters(data):
            self.texts.append(data.strip())


def _letters(text: str) -> bool:
    return bool(re.search(r"[^\W\d_]{2,}", text)) and text.strip(" ·\n") != "Trellis"


def _line_of(path: Path, text: str) -> int:
    first = text.splitlines()[0]
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, start=1) if first in line), 1)


def _is_marked(tree: nodes.Template, const: nodes.Const) -> bool:
    return any(
        const is inner
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in MARKS
        for inner in call.find_all(nodes.Const)
    )


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _docstrings(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


def main(words: list[str]) -> int:
    """List it."""
    found = hard_coded([Path(word).resolve() for word in words] or [ROOT / room for room in ROOMS])
    for one in found:
        print(one)
    print(f"{len(found)} texts do not go through gettext.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
