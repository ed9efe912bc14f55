"""The texts of this room in the language spoken now (`curriculum.language`)."""

from __future__ import annotations

from pathlib import Path

from curriculum.language import Words
from curriculum.language import later as N_  # noqa: N812 - gettext's own name for it

__all__ = ["N_", "_", "ngettext", "pgettext"]

WORDS = Words(Path(__file__).parent / "locale")
_, ngettext, pgettext = WORDS.gettext, WORDS.ngettext, WORDS.pgettext
