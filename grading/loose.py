"""Loose JSON: a value read as far as it goes, for files that end, or break, in the middle of one."""

from __future__ import annotations

import json
import math
import re
from typing import Any

MAX_TOKENS = 100_000
MAX_DEPTH = 50

_TOKEN = re.compile(
    r"""[ \t\r\n]*+(?:([{}\[\],:])|"((?:[^"\\\0]++|\\[^\0])*+)("?)|([^\s{}\[\],:"\0]++))""", re.DOTALL
)
_HALF_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\(?:u[0-9a-fA-F]{0,3})?$")
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None}


def loose(text: str, tokens: int = MAX_TOKENS) -> tuple[Any, bool]:
    """The JSON value `text` begins with, as far as it goes, and whether it was whole. Takes at most `tokens` steps.

    A text that is cut off is kept as far as it came; a key without a value is dropped.
    """
    root: list[Any] = []
    stack: list[Any] = [root]
    keys: list[str | None] = [None]
    position = 0
    for _ in range(tokens):
        match = _TOKEN.match(text, position)
        if match is None:
            break
        position = match.end()
        sign, string, closed, word = match.groups()
        top = stack[-1]
        value: Any
        if sign in ("}", "]"):
            if len(stack) == 1 or isinstance(top, dict) != (sign == "}"):
                break
            stack.pop()
            keys.pop()
        elif sign in (",", ":"):
            continue
        elif isinstance(top, dict) and keys[-1] is None:
            if string is None or not closed:
                break
            keys[-1] = _unescaped(string)
            continue
        else:
            value = (
                _unescaped(string)
                if string is not None
                else {"{": dict, "[": list}[sign]()
                if sign
                else _number(word)
            )
            if isinstance(top, dict):
                top[keys[-1]] = value
                keys[-1] = None
            else:
                top.append(value)
            if sign is not None:
                if len(stack) > MAX_DEPTH:
                    break
                stack.append(value)
                keys.append(None)
            elif string is not None and not closed:
                break
        if len(stack) == 1:
            return root[0], True
    return (root[0] if root else None), False


def loose_cell(text: str) -> dict[str, Any]:
    """A cell as far as it goes; {} where nothing of it is left.

    What comes before its outputs, and its source, which mostly is written after them, are read even if the outputs are too
    much to be read.
    """
    value, _ = loose(text)
    cell: dict[str, Any] = value if isinstance(value, dict) else {}
    if "source" not in cell:
        place = text.rfind('"source"')
        if place >= 0:
            source, _ = loose(text[place + len('"source"') :].lstrip(" :\r\n\t"))
            cell["source"] = source
    return cell if cell.get("source") or cell.get("metadata") or cell.get("outputs") else {}


def _unescaped(string: str) -> str:
    if "\\" not in string:
        return string
    try:
        whole = _HALF_ESCAPE.sub(r"\1", string)
        text: str = json.loads(f'"{whole}"', strict=False)
    except ValueError:
        return string
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _number(word: str) -> Any:
    if word in _WORDS:
        return _WORDS[word]
    if len(word) < 40:
        try:
            return int(word) if word.lstrip("-").isdecimal() else _finite(word)
        except ValueError:
            pass
    return word


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


def _whole(digits: str) -> int | None:
    return int(digits) if len(digits) < 400 else None


DECODER = json.JSONDecoder(strict=False, parse_constant=lambda _: None, parse_float=_finite, parse_int=_whole)
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[dD][89a-fA-F][0-9a-fA-F]{2}|.)",
    re.DOTALL,
)


def without_halves(text: str) -> str:
    """`text` without the escapes of half a character, which could be written to no file again."""
    if "\\ud" not in text and "\\uD" not in text:
        return text
    return _ESCAPE.sub(lambda match: "\\ufffd" if len(match[0]) == 6 else match[0], text)
