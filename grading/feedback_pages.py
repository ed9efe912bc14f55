"""Feedback pages: a graded copy as HTML for the student, by nbconvert's exporter, as nbgrader's own feedback is made.

Unlike nbgrader's page, it asks for nothing from elsewhere, has no script, and stands on one screen of any size. Hidden tests and cases
are not in it (grading/hidden_tests.py; the judge's reports hold no values of hidden cases to begin with).
"""

from __future__ import annotations

import hashlib
import re
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
import nbformat
from nbconvert.exporters import HTMLExporter
from nbformat.notebooknode import NotebookNode
from traitlets.config import Config

import look
from curriculum.language import direction, spoken
from curriculum.prose import plain, render
from grading.gradebook import Graded
from grading.hidden_tests import hide
from grading.words import N_, _, ngettext, points

FOLDER = Path(__file__).parent / "feedback"
TEMPLATE = "trellis-feedback"
BAR = "<!-- the way back -->"
"""Where the home page puts its link."""
VERSION = 6
LABELS = {"branch": N_("Your way through the questions"), "check": N_("The check")}
CALLS = re.compile(r"(from widgets import [\w, ]+|(ask|branch|check)\([^)]*\))?")
"""The source of a cell that only puts a question on the page: nothing that the student wrote."""
KEYS = re.compile(r"\*\*(Shift|Mayús|Maj)\*\*")
"""A key to press, as lessons write it: such a paragraph tells how to work in the notebook, and a page has no cells to run."""
MIRRORED = re.compile(r'<div lang="([a-z-]+)" dir="rtl">\n\n(.*)\n\n</div>\s*', re.DOTALL)
"""A text in a language from right to left, as `carrying.packs.in_language` puts it into a notebook."""
HEADING = re.compile(r"^#{2,6} +(.+?)[ #]*$", re.MULTILINE)
UNANSWERED = "No response."
"""What nbgrader notes by itself, in English, where an answer is as it was given out: no word from a teacher."""
SHOWN = {"stream", "error", "execute_result", "display_data"}


class FeedbackFault(Exception):
    """A feedback page cannot be made; the message is a sentence for the teacher."""


def page_key(graded_copy: bytes, graded: Graded, title: str) -> str:
    """A digest of all that a page is made from: the same key is the same page."""
    parts = (
        str(VERSION).encode(),
        spoken().encode(),
        _style().encode(),
        (FOLDER / TEMPLATE / "index.html.j2").read_bytes(),
        title.encode(),
        msgspec.json.encode(graded, order="sorted"),
        graded_copy,
    )
    said = hashlib.sha256()
    for part in parts:
        said.update(b"%d " % len(part))
        said.update(part)
    return said.hexdigest()


def feedback_page(graded_copy: bytes, graded: Graded, title: str) -> bytes:
    """The page. Raises FeedbackFault where the graded copy cannot be read."""
    try:
        notebook = nbformat.reads(graded_copy.decode("utf-8"), as_version=4)  # type: ignore[no-untyped-call]
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise FeedbackFault(
            _("The graded copy of “{title}” cannot be read. Grade it once more.").format(title=title)
        ) from error
    under = ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            if mirrored := MIRRORED.fullmatch(cell.source):
                cell.metadata["trellis-language"], cell.source = mirrored.groups()
            under = ([under, *HEADING.findall(cell.source)])[-1]
        _prepare(cell, graded, plain(under))
    notebook.cells = [cell for cell in notebook.cells if not _is_empty(cell)]
    if notebook.cells and notebook.cells[0].cell_type == "markdown":
        first = notebook.cells[0]
        first.source = first.source.removeprefix(f"# {title}\n").lstrip("\n")  # the page says it already
    for number, cell in enumerate(notebook.cells, 1):
        if "trellis-feedback" in cell.metadata:
            cell.metadata["trellis-feedback"]["id"] = f"part-{number}"
    about = {
        "title": title,
        "language": spoken(),
        "direction": direction(),
        "style": _style(),
        "bar": BAR,
        "says": _says(graded),
    }
    with warnings.catch_warnings(action="ignore"):  # nbconvert's word on its own deprecated traits
        text, _resources = _exporter().from_notebook_node(notebook, resources={"trellis": about})
    return str(text).encode()


def _says(graded: Graded) -> dict[str, str]:
    """What the page says of itself; `score` is HTML."""
    score = ngettext("{points} of {n} point", "{points} of {n} points", graded.most).format(
        points=points(graded.score), n=points(graded.most)
    )
    late = ngettext(
        "{n} point was taken off because it came late.",
        "{n} points were taken off because it came late.",
        graded.late,
    ).format(n=points(graded.late))
    return {
        "feedback": _("Feedback"),
        "score": _("You have {score} in this lesson.").format(score=f"<strong>{score}</strong>"),
        "late": late if graded.late else "",
        "about": _("This is your work as it was graded. A part without points was there to learn with."),
        "with_a_word": _("with a word from your teacher"),
        "from_teacher": _("From your teacher"),
        "unanswered": _("Nothing was written here."),
        "drawing": _("What the code drew"),
    }


def _prepare(cell: NotebookNode, graded: Graded, under: str) -> None:
    """Hide what is hidden, and write the points beside their cell, with the heading it stands under.

    What code displayed was made safe when it was graded.
    """
    hide(cell)
    about = cell.metadata.get("nbgrader", {})
    name = str(about.get("grade_id", ""))
    if cell.cell_type == "code":
        if CALLS.fullmatch(cell.source.strip()):
            cell.source = ""
        cell.outputs = [
            output
            for output in cell.outputs
            if output.output_type in SHOWN and not (name in graded.parts and _is_points(output))
        ]
    if not about and cell.cell_type == "markdown":
        cell.source = "\n\n".join(part for part in cell.source.split("\n\n") if not KEYS.search(part))
    if not (about.get("grade") or about.get("solution") or about.get("task")):
        return
    score, comment = graded.parts.get(name), graded.comments.get(name, "")
    cell.metadata["trellis-feedback"] = {
        "label": _label(name, about),
        "under": under,
        "points": _of(score) if score else "",
        "comment": comment if comment != UNANSWERED else "",
        "unanswered": comment == UNANSWERED,
    }


def _of(score: tuple[float, float]) -> str:
    return ngettext("{points} of {n} point", "{points} of {n} points", score[1]).format(
        points=points(score[0]), n=points(score[1])
    )


def _is_empty(cell: NotebookNode) -> bool:
    return not cell.source and not cell.get("outputs") and "trellis-feedback" not in cell.metadata


def _label(name: str, about: dict[str, Any]) -> str:
    kind = name.partition("-")[0]
    if kind in LABELS and about.get("grade") and not about.get("solution"):
        return _(LABELS[kind])
    if about.get("solution"):
        return _("Your answer")
    return _("Task") if about.get("task") else _("Test")


def _is_points(output: NotebookNode) -> bool:
    """Whether an output is only the number by which nbgrader is told the points."""
    data = output.get("data", {})
    return (
        output.output_type == "execute_result"
        and set(data) == {"text/plain"}
        and re.fullmatch(r"[0-9.]+", str(data["text/plain"])) is not None
    )


def _lower(markdown: str) -> str:
    """Markdown as safe HTML, its headings one step below the page's own."""
    return re.sub(r"<(/?)h([1-5])>", lambda found: f"<{found[1]}h{int(found[2]) + 1}>", render(markdown))


@lru_cache(maxsize=1)
def _exporter() -> HTMLExporter:
    config = Config()
    config.HTMLExporter.template_name = TEMPLATE
    config.HTMLExporter.extra_template_basedirs = [str(FOLDER)]
    config.HTMLExporter.filters = {"markdown2html": _lower}
    config.HTMLExporter.preprocessors = []
    config.HTMLExporter.embed_images = False
    return HTMLExporter(config=config)  # type: ignore[no-untyped-call]


@lru_cache(maxsize=1)
def _style() -> str:
    return look.tokens() + (FOLDER / "page.css").read_text(encoding="utf-8")
