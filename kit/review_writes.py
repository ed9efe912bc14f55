"""What the forms of the review pages do: keep what was written, or say what is wrong with it; then where the page goes on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import get_args
from urllib.parse import urlencode

import msgspec

from curriculum.outline import load_outline
from grading.accommodating import change_accommodations
from grading.class_folder import ClassFolder, open_class
from grading.pages.accommodations_part import filled_in
from grading.pages.asked import Filled
from grading.records import Records
from grading.roster import read_roster
from grading.teachers_word import Form, WordFault, keep, waits_for
from kit.command import is_ours, sentence
from kit.signature import signature
from kit.words import _

PARTS = {"check-in": "check-ins", "path": "path", "talked": "talks"}
"""Where on the page a form stands; the notes for all others."""
OURS = ("_xsrf", "form")


def keep_form(folder: Path, page: str, student: str, fields: Mapping[str, str]) -> str | Filled:
    """Keep what a form says about a student; the relative address to go on to, or the form with what is wrong with it."""
    form = fields.get("form", "")
    shown = {name: text for name, text in fields.items() if name not in OURS}
    try:
        return _kept(open_class(folder), page, student, form, shown)
    except WordFault as wrong:
        # What came meanwhile has been shown now: the same form sent again counts.
        again = {name: text for name, text in shown.items() if name != "seen"}
        return Filled(form=form, fields=again, field=wrong.field, fault=str(wrong))
    except msgspec.ValidationError:
        fault = _("This form is not known here. Load the page again; nothing was saved.")
        return Filled(form="page", fields=shown, field="text", fault=fault)
    except Exception as error:
        if not is_ours(error):
            raise
        return Filled(form=form or "page", fields=shown, field="text", fault=sentence(error))


def _kept(folder: ClassFolder, page: str, student: str, form: str, fields: Mapping[str, str]) -> str | Filled:
    if student not in read_roster(folder.roster).names:
        fault = _("There is no such student in this class. Nothing was saved.")
        return Filled(form=form or "page", fields=dict(fields), field="text", fault=fault)
    if form == "accommodations":
        change_accommodations(folder, student, lambda now: filled_in(now, fields), signature())
        return f"student?{urlencode({'student': student, 'said': form})}#accommodations"
    if form not in get_args(Form):
        fault = _("This form is not known here. Load the page again; nothing was saved.")
        return Filled(form="page", fields=dict(fields), field="text", fault=fault)
    known: set[str] = set()
    if form == "path":
        outline = load_outline(folder.course_folder())
        known = {one.id for one in outline.lessons} | {one.id for one in outline.skills}
    with Records(folder.records_url) as records:
        written = keep(records, student, msgspec.convert(form, Form), fields, signature(), known)
    said = {"said": form, **({"meanwhile": "1"} if written.meanwhile else {})}
    if form == "path" and waits_for(folder, fields.get("action", ""), fields.get("lesson", "")):
        said["waits"] = "1"
    if page == "student":
        return f"student?{urlencode({'student': student, **said})}#{PARTS.get(form, 'notes')}"
    return f"class?{urlencode(said)}#talks"
