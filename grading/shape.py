"""Shape: whatever JSON a notebook file held, made into a valid nbformat 4.5 notebook."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from nbformat.notebooknode import NotebookNode

from grading.words import N_, _

MAX_CELLS = 5000
MAX_DEPTH = 60
"""How deep objects may lie in each other: deeper ones are no notebook's, and would stop whoever walks them."""

_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_ATOMS = (str, int, float, bool, type(None))
_METADATA: dict[str, type | tuple[type, ...]] = {
    "collapsed": bool,
    "editable": bool,
    "deletable": bool,
    "name": str,
    "format": str,
    "scrolled": (bool, str),
    "jupyter": dict,
    "execution": dict,
}
_MIME = {
    "text": "text/plain",
    "html": "text/html",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "latex": "text/latex",
    "json": "application/json",
    "javascript": "application/javascript",
}
"""The names of nbformat 3 for what is in an output."""


def shape(value: object) -> tuple[NotebookNode | None, list[str]]:
    """The notebook in `value`, valid whatever was in it, and what had to be changed; None where it is no notebook."""
    odd: Counter[str] = Counter()
    if isinstance(value, list) and any(isinstance(one, dict) and "cell_type" in one for one in value):
        value = {"cells": value}
        odd["bare"] += 1
    if not isinstance(value, dict):
        return None, []
    cells = value.get("cells")
    if isinstance(cells, dict):
        cells = list(cells.values())
        odd["bare"] += 1
    if not isinstance(cells, list) and isinstance(value.get("worksheets"), list):
        cells = list(_old_cells(value["worksheets"]))
        odd["old"] += 1
    if not isinstance(cells, list):
        return None, []
    if _newer(value):
        odd["newer"] += 1
    made: list[NotebookNode] = []
    seen: set[str] = set()
    for raw in cells[:MAX_CELLS]:
        if isinstance(raw, dict):
            for one in _versions(raw, odd):
                made.append(_cell(one, len(made), seen, odd))
        else:
            odd["no cell"] += 1
    odd["many"] += len(cells) > MAX_CELLS
    notebook = fresh(
        cells=made, metadata=_notebook_metadata(value.get("metadata")), nbformat=4, nbformat_minor=5
    )
    return notebook, [
        _(_SENTENCES[name]).format(n=count, most=MAX_CELLS) for name, count in odd.items() if count
    ]


_SENTENCES = {
    "bare": N_("The file was not built like a notebook; its cells could be read all the same."),
    "old": N_("The file was saved by a very old Jupyter (format 3); its cells were brought up to date."),
    "newer": N_("The file was saved by a newer Jupyter; it was read as far as this one knows its format."),
    "many": N_("The file has more than {most} cells; those after that were left out."),
    "no cell": N_("Entries in the file that are no cells: {n}. They were left out."),
    "type": N_("Cells of an unknown kind: {n}. They were read as what they look like."),
    "source": N_("Cells whose text was not stored as text: {n}. It was read as far as possible."),
    "returns": N_("Cells with the line ends of Windows: {n}. They were made plain."),
    "zeros": N_("Cells with zero characters in their text: {n}. The characters were taken out."),
    "conflict": N_(
        "Cells with two versions left by a merge (<<<<<<< and >>>>>>>): {n}. Both were kept, each in a cell of its own."
    ),
    "deep": N_("Entries nested too deeply: {n}. They were left out."),
}


def _newer(value: dict[str, Any]) -> bool:
    major, minor = value.get("nbformat"), value.get("nbformat_minor")
    return (isinstance(major, int) and major > 4) or (major == 4 and isinstance(minor, int) and minor > 5)


def fresh(**fields: Any) -> NotebookNode:
    """A new NotebookNode, with fields of any name."""
    made = NotebookNode()  # type: ignore[no-untyped-call]
    dict.update(made, fields)
    return made


def node(value: object, odd: Counter[str], depth: int = MAX_DEPTH) -> Any:
    """`value` with NotebookNodes for dicts, cut off where it lies too deep."""
    if isinstance(value, _ATOMS):
        return value
    if depth <= 0:
        odd["deep"] += 1
        return None
    if isinstance(value, dict):
        made = fresh()
        for key, item in value.items():
            dict.__setitem__(made, key, item if isinstance(item, _ATOMS) else node(item, odd, depth - 1))
        return made
    if isinstance(value, list):
        return [item if isinstance(item, _ATOMS) else node(item, odd, depth - 1) for item in value]
    return str(value)


def _cell(raw: dict[str, Any], number: int, seen: set[str], odd: Counter[str]) -> NotebookNode:
    kind = raw.get("cell_type")
    if kind not in ("code", "markdown", "raw"):
        odd["type"] += 1
        kind = _guessed(raw)
    source = _source(raw.get("source"), odd)
    made = fresh(
        cell_type=kind,
        id=_identity(raw.get("id"), number, source, seen),
        metadata=_metadata(raw.get("metadata"), odd),
        source=source,
    )
    if kind == "code":
        made["execution_count"] = _count(raw.get("execution_count"))
        made["outputs"] = list(_outputs(raw.get("outputs"), odd))
    elif isinstance(raw.get("attachments"), dict):
        made["attachments"] = fresh(
            **{
                name: _bundle(data, odd)
                for name, data in raw["attachments"].items()
                if isinstance(data, dict)
            }
        )
    return made


def _guessed(raw: dict[str, Any]) -> str:
    metadata = raw.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    kind = nbgrader.get("cell_type") if isinstance(nbgrader, dict) else None
    if kind in ("code", "markdown"):
        return str(kind)
    return "code" if "outputs" in raw or "execution_count" in raw else "raw"


def _source(value: object, odd: Counter[str]) -> str:
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        value = "".join(value)
    if not isinstance(value, str):
        odd["source"] += value is not None
        lines = value if isinstance(value, list) else [value]
        value = "".join(str(line) for line in lines if isinstance(line, str | int | float))
    if "\r" in value:
        odd["returns"] += 1
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in value:
        odd["zeros"] += 1
        value = value.replace("\0", "")
    return value


def _identity(given: object, number: int, source: str, seen: set[str]) -> str:
    """The cell's own id, where it is a valid one and the first of its kind; else one made of what is in the cell."""
    name = given if isinstance(given, str) and _ID.fullmatch(given) else ""
    if not name or name in seen:
        name = source
        while name == source or name in seen:
            name = f"cell-{hashlib.sha256(f'{number} {name}'.encode()).hexdigest()[:12]}"
    seen.add(name)
    return name


def _metadata(value: object, odd: Counter[str]) -> NotebookNode:
    if not isinstance(value, dict):
        return fresh()
    made: NotebookNode = node(value, odd)
    for key, kinds in _METADATA.items():
        if key in made and (not isinstance(made[key], kinds) or made[key] == ""):
            del made[key]
    if isinstance(made.get("scrolled"), str) and made["scrolled"] != "auto":
        del made["scrolled"]
    jupyter = made.get("jupyter", {})
    for key in ("source_hidden", "outputs_hidden"):
        if not isinstance(jupyter.get(key, False), bool):
            del jupyter[key]
    if "execution" in made:
        made["execution"] = fresh(
            **{name: text for name, text in made["execution"].items() if isinstance(text, str)}
        )
    if "tags" in made:
        tags = made["tags"] if isinstance(made["tags"], list) else []
        made["tags"] = list(
            dict.fromkeys(tag for tag in tags if isinstance(tag, str) and tag and "," not in tag)
        )
    return made


def _notebook_metadata(value: object) -> NotebookNode:
    if not isinstance(value, dict):
        return fresh()
    made: NotebookNode = node(value, Counter())
    for key, needed in (("kernelspec", ("name", "display_name")), ("language_info", ("name",))):
        named = made.get(key)
        if key in made and not (
            isinstance(named, dict) and all(isinstance(named.get(one), str) for one in needed)
        ):
            del made[key]
    info = made.get("language_info", {})
    if not isinstance(info.get("codemirror_mode", ""), str | dict):
        del info["codemirror_mode"]
    for key in ("file_extension", "mimetype", "pygments_lexer"):
        if not isinstance(info.get(key, ""), str):
            del info[key]
    for key, kind in (("title", str), ("authors", list)):
        if key in made and not isinstance(made[key], kind):
            del made[key]
    made.pop("orig_nbformat", None)
    return made


def _outputs(value: object, odd: Counter[str]) -> Iterator[NotebookNode]:
    """The outputs that are valid. The others are dropped without a word: grading writes them anew."""
    for raw in value if isinstance(value, list) else []:
        if not isinstance(raw, dict):
            continue
        kind = raw.get("output_type")
        if kind == "stream":
            name = raw.get("name")
            yield fresh(
                output_type=kind,
                name=name if isinstance(name, str) else "stdout",
                text=_text(raw.get("text")),
            )
        elif kind in ("display_data", "execute_result"):
            metadata = raw.get("metadata")
            made = fresh(
                output_type=kind,
                data=_bundle(raw.get("data"), odd),
                metadata=node(metadata if isinstance(metadata, dict) else {}, odd),
            )
            if kind == "execute_result":
                made["execution_count"] = _count(raw.get("execution_count"))
            yield made
        elif kind == "error":
            traceback = raw.get("traceback")
            lines = traceback if isinstance(traceback, list) else [traceback]
            yield fresh(
                output_type=kind,
                ename=_text(raw.get("ename")),
                evalue=_text(raw.get("evalue")),
                traceback=[line for line in lines if isinstance(line, str)],
            )


def _bundle(value: object, odd: Counter[str]) -> NotebookNode:
    made = fresh()
    for kind, data in value.items() if isinstance(value, dict) else ():
        if isinstance(data, str):
            made[kind] = data
        elif kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json")):
            made[kind] = node(data, odd)
        elif isinstance(data, list):
            made[kind] = _text(data)
    return made


def _text(value: object) -> str:
    lines: Iterable[object] = value if isinstance(value, list) else [value]
    return "".join(line for line in lines if isinstance(line, str))


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _old_cells(worksheets: list[Any]) -> Iterator[object]:
    """The cells of nbformat 2 and 3 in the form of 4."""
    for sheet in worksheets:
        cells = sheet.get("cells") if isinstance(sheet, dict) else None
        for cell in cells if isinstance(cells, list) else []:
            if not isinstance(cell, dict):
                yield cell
                continue
            kind = cell.get("cell_type")
            if kind == "code":
                outputs = cell["outputs"] if isinstance(cell.get("outputs"), list) else []
                yield {
                    "cell_type": "code",
                    "metadata": cell.get("metadata"),
                    "source": cell.get("input", cell.get("source")),
                    "execution_count": cell.get("prompt_number"),
                    "outputs": [_old_output(one) for one in outputs if isinstance(one, dict)],
                }
            elif kind == "heading":
                level = cell.get("level")
                marks = "#" * (level if isinstance(level, int) and 0 < level < 7 else 1)
                yield cell | {"cell_type": "markdown", "source": f"{marks} {_text(cell.get('source'))}"}
            else:
                yield cell | ({"cell_type": "markdown"} if kind == "html" else {})


def _old_output(output: dict[str, Any]) -> dict[str, Any]:
    kind = output.get("output_type")
    if kind in ("pyout", "display_data"):
        data = {mime: output[name] for name, mime in _MIME.items() if name in output}
        return {
            "output_type": "execute_result" if kind == "pyout" else "display_data",
            "data": data,
            "metadata": {},
            "execution_count": output.get("prompt_number"),
        }
    if kind == "stream":
        return output | {"name": output.get("stream", "stdout")}
    return output | ({"output_type": "error"} if kind == "pyerr" else {})


def _versions(raw: dict[str, Any], odd: Counter[str]) -> Iterator[dict[str, Any]]:
    """The cell; or both versions of it, where a merge left them in its text."""
    source = raw.get("source")
    text = _text(source)
    sides = sides_of(text) if raw.get("cell_type") == "code" and "<<<<<<<" in text else None
    if sides is None:
        yield raw
        return
    odd["conflict"] += 1
    for side in sides:
        yield raw | {"source": side}


def sides_of(text: str) -> tuple[str, str] | None:
    """Both sides of a text with git's conflict marks, or None where there is no whole conflict in it."""
    ours: list[str] = []
    theirs: list[str] = []
    inside, conflicts = "", 0
    for line in text.splitlines(keepends=True):
        mark = line[:7] if line[7:8] in (" ", "\n", "\r", "") else ""
        if mark == "<" * 7 and not inside:
            inside = "ours"
        elif mark == "|" * 7 and inside == "ours":
            inside = "base"
        elif mark == "=" * 7 and inside in ("ours", "base"):
            inside = "theirs"
        elif mark == ">" * 7 and inside == "theirs":
            inside, conflicts = "", conflicts + 1
        else:
            if inside in ("", "ours"):
                ours.append(line)
            if inside in ("", "theirs"):
                theirs.append(line)
    if not conflicts or inside:
        return None
    return "".join(ours), "".join(theirs)
