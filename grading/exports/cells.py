"""Tables as CSV that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

Value = str | int | float | bool | None
BEGIN_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell may not begin with (OWASP, CSV injection), full-width forms included."""


PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


def harmless(value: Value) -> Value:
    """A text with an apostrophe before it where a spreadsheet would run it; plain numbers, `-3` too, and all else as they are."""
    if not isinstance(value, str) or PLAIN_NUMBER.fullmatch(value):
        return value
    return f"'{value}" if value.lstrip(" \u00a0").startswith(BEGIN_A_FORMULA) else value


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A table as CSV: UTF-8 with the mark that Excel needs, commas, lines ended as RFC 4180 says. Points as `2.5`, never with a comma."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([harmless(name) for name in header])
    writer.writerows([_plain(harmless(value)) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def number(value: float) -> str:
    """Points without needless zeros, and without an exponent."""
    return f"{value:.4f}".rstrip("0").rstrip(".")


def _plain(value: Value) -> str | int:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return number(value) if isinstance(value, float) else value
