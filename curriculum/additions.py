"""Adding to a YAML text that a person wrote, leaving every line and note of theirs as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from curriculum.words import _


class CannotAdd(Exception):
    """A text is written in a way that nothing can be added to; the message says what is in the way."""


def add_entry(text: str, key: str, entry: Mapping[str, str]) -> str:
    """`text`, a map, with one more entry (field → value, as YAML) at the end of its list `key`. Raises CannotAdd.

    The result is read back: it says what `text` says and the entry, nothing else.
    """
    if _ends_lines_as_windows_does(text):
        return add_entry(text.replace("\r\n", "\n"), key, entry).replace("\n", "\r\n")
    before = _read(text) or {}
    node = _value(text, key)
    if node is None:
        changed = f"{_ended(text)}{key}:\n{_block(entry, 2)}"
    elif not isinstance(node, yaml.SequenceNode):
        if node.value:
            raise CannotAdd(_("`{key}` is no list.").format(key=key))
        changed = _put(text, _line_end(text, node.end_mark.index), f"\n{_block(entry, 2).rstrip()}")
    elif not node.value:
        start, end = node.start_mark.index, node.end_mark.index
        line_end = _line_end(text, end)
        note = text[end:line_end]
        changed = f"{text[:start].rstrip(' ')}{note and ' ' + note.strip()}\n{_block(entry, 2).rstrip()}{text[line_end:]}"
    elif node.flow_style:
        flow = "{" + ", ".join(f"{name}: {value}" for name, value in entry.items()) + "}"
        changed = _put(text, _end(node.value[-1]), f", {flow}")
    else:
        block = _block(entry, node.start_mark.column).rstrip()
        changed = _put(text, _line_end(text, _end(node.value[-1])), f"\n{block}")
    added = {name: yaml.safe_load(value) for name, value in entry.items()}
    return _proved(changed, {**before, key: [*(before.get(key) or []), added]})


def add_after(text: str, more: str) -> str:
    """`text`, a list or map, with the entries in `more` behind it. Raises CannotAdd.

    The result is read back: it says what both say, nothing else.
    """
    if _ends_lines_as_windows_does(text):
        return add_after(text.replace("\r\n", "\n"), more).replace("\n", "\r\n")
    before, after = _read(text), yaml.safe_load(more)
    if before is not None and type(before) is not type(after):
        raise CannotAdd(_("it is no list.") if isinstance(after, list) else _("it is no map."))
    changed = f"{_ended(text)}\n{more}" if text.strip() else more
    whole = [*(before or []), *after] if isinstance(after, list) else {**(before or {}), **after}
    return _proved(changed, whole)


def _ends_lines_as_windows_does(text: str) -> bool:
    return "\n" in text and text.count("\r\n") == text.count("\n")


def _read(text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise CannotAdd(_("it is no YAML; `trellis check` says in which line.")) from error


def _proved(changed: str, meant: object) -> str:
    try:
        if yaml.safe_load(changed) == meant:
            return changed
    except yaml.YAMLError:
        pass  # said below, as any other text that came out wrong
    raise CannotAdd(_("it is written in a way that Trellis cannot add to."))


def _value(text: str, key: str) -> yaml.Node | None:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(root, yaml.MappingNode):
        raise CannotAdd(_("it is no map."))
    return next((value for name, value in root.value if name.value == key), None)


def _block(entry: Mapping[str, str], indent: int) -> str:
    lines = [f"{name}: {value}" for name, value in entry.items()]
    return "".join(f"{' ' * indent}{'  ' if number else '- '}{line}\n" for number, line in enumerate(lines))


def _end(node: yaml.Node) -> int:
    """Where a node's own text ends: YAML counts the notes and empty lines after a block as part of it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)


def _line_end(text: str, index: int) -> int:
    """The end of the line that the text before `index` stands in."""
    index = len(text[:index].rstrip())
    found = text.find("\n", index)
    return len(text) if found < 0 else found


def _put(text: str, index: int, more: str) -> str:
    return text[:index] + more + text[index:]


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"
