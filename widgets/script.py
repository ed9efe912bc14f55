"""The page's script: small ES modules in `static/`, handed to the page as the one text that a widget may bring."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"
ENTRY = "page.js"

_IMPORT = re.compile(r'^import \{[^}]*\} from "([^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:const|let|class|function)\b)|^export \{\};\n", re.MULTILINE)
_NOTES = re.compile(r"^[ \t]*/\*\*(?:[^*]|\*(?!/))*\*/[ \t]*\n|^[ \t]*//.*\n", re.MULTILINE)


@cache
def script(entry: str = ENTRY) -> str:
    """`entry` after all modules it imports, each once, with the lines that joined them and their notes taken out.

    It is one scope then: a name is declared at the top of one module only, and imported as it is called.
    """
    return "".join(_NOTES.sub("", text) for text in _in_order(STATIC / entry, {}).values())


@cache
def editor() -> str:
    """The editor of code, as one module: 370 kB that only lessons with code need."""
    return (STATIC / "editor.js").read_text(encoding="utf-8")


def _in_order(path: Path, found: dict[Path, str]) -> dict[Path, str]:
    path = path.resolve()
    if path not in found:
        text = path.read_text(encoding="utf-8")
        for name in _IMPORT.findall(text):
            _in_order(path.parent / name, found)
        found[path] = _EXPORT.sub("", _IMPORT.sub("", text))
    return found
