"""Which kind of question bank a file or folder is."""

from __future__ import annotations

from pathlib import Path

from curriculum.importers.bank import Bank, Refused
from curriculum.importers.gift import is_gift, read_gift
from curriculum.importers.jupyterquiz import is_jupyterquiz, read_jupyterquiz
from curriculum.importers.moodle_xml import read_moodle_xml
from curriculum.importers.oatutor import read_oatutor
from curriculum.importers.oatutor_files import is_oatutor
from curriculum.words import N_


def read_bank(source: Path) -> Bank:
    """The bank in `source`, whatever its kind. Raises Refused, OSError."""
    if not source.exists():
        raise Refused(N_("there is no such file or folder"))
    if is_oatutor(source):
        return read_oatutor(source)
    if source.is_file():
        kind = source.suffix.lower()
        if kind == ".xml":
            return read_moodle_xml(source)
        if kind == ".json" and is_jupyterquiz(source):
            return read_jupyterquiz(source)
        if kind == ".gift" or (kind in {".txt", ".text", ""} and is_gift(source)):
            return read_gift(source)
    raise Refused(
        N_("it is none of the kinds that can be read"),
        N_(
            "Known: OATutor (its content folder, or .jsonl.gz), Moodle XML (.xml), GIFT (.gift, .txt), jupyterquiz (.json)."
        ),
    )
