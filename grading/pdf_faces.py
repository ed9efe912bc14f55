"""A PDF in the making, and its fonts: each is taken in when the first text needs it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import look
from grading.letters import Face, face_for, ours

if TYPE_CHECKING:
    from fpdf import FPDF


def new_pdf(width: float, height: float) -> FPDF:
    """A PDF without a page yet, of pages so large in millimetres, without margins. Its fonts' files are open until its `output`."""
    from fpdf import FPDF

    pdf = FPDF(unit="mm", format=(width, height))
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.c_margin = 0
    pdf.set_creator("Trellis")
    return pdf


class Faces:
    """The fonts taken into `pdf`. `folders` are where further ones are looked for; the system's where None."""

    def __init__(self, pdf: FPDF, folders: tuple[Path, ...] | None = None) -> None:
        self.pdf, self.folders = pdf, folders
        self._families: dict[Face, str] = {}
        self._faces: dict[tuple[str, str], Face | None] = {}
        self._useless: set[Face] = set()

    def face(self, text: str, style: str) -> Face | None:
        """The font to set the text in, ready for use; None where no font shows all of it."""
        key = (text, style)
        while key not in self._faces:
            face = face_for(text, style, self.folders, self._useless)
            if face is None or self._is_ready(face):
                self._faces[key] = face
        return self._faces[key]

    def family(self, text: str, style: str) -> str:
        """The name in the PDF of that font; of ours where there is none."""
        face = self.face(text, style)
        if face is None:
            face = ours(style)
            self._is_ready(face)
        return self._families[face]

    def _is_ready(self, face: Face) -> bool:
        """Take a font into the PDF. False where it cannot be: some of a system's fonts are broken, or of kinds that no PDF can hold."""
        if face in self._families:
            return True
        family = f"font{len(self._families)}"
        try:
            self.pdf.add_font(family, fname=face.path, collection_font_number=face.number)
        except Exception:
            if face.path.is_relative_to(look.FONTS):
                raise
            self._useless.add(face)
            return False
        self._families[face] = family
        return True
