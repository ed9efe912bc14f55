"""Families' pages as one HTML file that needs nothing beside it: a printed page for each student."""

from __future__ import annotations

import base64
from collections.abc import Sequence

import msgspec

import look
from grading.family_page import FamilyPage
from grading.pages.render import FOLDER, render


class FamiliesFile(msgspec.Struct, frozen=True, kw_only=True):
    """What the template is filled from; `style` and `mark` are ours, everything else is text."""

    title: str
    style: str
    mark: str
    pages: tuple[FamilyPage, ...]


def families_html(pages: Sequence[FamilyPage]) -> str:
    """The pages in this order; the Arabic font is inside only where a page needs it."""
    arabic = _arabic() if any(page.direction == "rtl" for page in pages) else ""
    style = "\n".join(
        (
            look.font_css_inside(),
            arabic,
            look.tokens(),
            FOLDER.joinpath("families.css").read_text(encoding="utf-8"),
        )
    )
    title = pages[0].about if pages else ""
    return render(
        "families.html", FamiliesFile(title=title, style=style, mark=look.mark(), pages=tuple(pages))
    )


def _arabic() -> str:
    rules = []
    for weight, style in ((400, "regular"), (700, "bold")):
        data = base64.b64encode((look.FONTS / f"noto-naskh-arabic-{style}.ttf").read_bytes()).decode()
        rules.append(
            f'@font-face {{ font-family: "Noto Naskh Arabic"; font-weight: {weight}; src: url("data:font/ttf;base64,{data}"); '
            "unicode-range: U+600-6FF, U+750-77F, U+200C-200F; }"
        )
    return "\n".join(rules)
