"""The twelve pictures, drawn: told apart by their outline and their word, never by a colour."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from carrying.picture_pin import LENGTH, PICTURES
from kit.words import N_, _

DRAWN: dict[str, str] = {
    "sun": '<circle cx="24" cy="24" r="9"/><path d="M24 3v6M24 39v6M3 24h6M39 24h6M9 9l4 4M35 35l4 4M9 39l4-4M35 13l4-4"/>',
    "moon": '<path d="M29 5a19.5 19.5 0 1 0 14 27A16 16 0 0 1 29 5z"/>',
    "star": '<path d="M24 4l6 13 14 2-10.5 9.5L36 43l-12-7-12 7 2.5-14.5L4 19l14-2z"/>',
    "cloud": '<path d="M14 37h21a8.5 8.5 0 0 0 1-17 12 12 0 0 0-23-2 9.5 9.5 0 0 0 1 19z"/>',
    "tree": '<path d="M24 4L12 20h6L8 35h32L30 20h6zM24 35v9"/>',
    "flower": (
        '<circle cx="24" cy="15" r="4"/><circle cx="24" cy="7" r="4"/>'
        '<circle cx="31.6" cy="12.5" r="4"/><circle cx="28.7" cy="21.5" r="4"/>'
        '<circle cx="19.3" cy="21.5" r="4"/><circle cx="16.4" cy="12.5" r="4"/><path d="M24 25v20M24 40c-7 0-11-3-12-9 7 0 11 3 12 9z"/>'
    ),
    "fish": '<path d="M4 24c8-13 22-13 30 0-8 13-22 13-30 0zM34 24l10-10v20z"/><circle cx="13" cy="21" r="1.5"/>',
    "boat": '<path d="M5 33h38l-7 10H12zM22 33V4l17 23H22"/>',
    "house": '<path d="M4 24L24 6l20 18M10 19v24h28V19M20 43V30h8v13"/>',
    "key": '<circle cx="13" cy="24" r="9"/><path d="M22 24h22v10M36 24v7"/>',
    "cup": '<path d="M7 12h27v17a10 10 0 0 1-10 10h-7A10 10 0 0 1 7 29zM34 17h4a6.5 6.5 0 0 1 0 13h-4"/>',
    "umbrella": '<path d="M4 26a20 20 0 0 1 40 0zM24 26v14a5 5 0 0 0 10 0M24 3v3"/>',
}
"""What is inside the drawing of each picture, 48 by 48."""

WORDS = {
    "sun": N_("sun"),
    "moon": N_("moon"),
    "star": N_("star"),
    "cloud": N_("cloud"),
    "tree": N_("tree"),
    "flower": N_("flower"),
    "fish": N_("fish"),
    "boat": N_("boat"),
    "house": N_("house"),
    "key": N_("key"),
    "cup": N_("cup"),
    "umbrella": N_("umbrella"),
}
"""What each picture is called."""

SEPARATOR = "-"


def picture(word: str) -> Markup:
    """A picture in the colour of the text around it; nothing for a word without one. Its word is written beside it."""
    inside = DRAWN.get(word)
    if inside is None:
        return Markup()
    return Markup(  # noqa: S704 - drawings of ours
        '<svg class="drawn" viewBox="0 0 48 48" aria-hidden="true" focusable="false" fill="none" stroke="currentColor" '
        f'stroke-width="3" stroke-linejoin="round" stroke-linecap="round">{inside}</svg>'
    )


def picture_word(word: str) -> str:
    """What a picture is called in the language spoken now."""
    return _(WORDS.get(word, word)) if word else ""


def chosen(so_far: str, pressed: str) -> list[str]:
    """The pictures chosen with the one just pressed, from what a form said; at most four, and only pictures of ours."""
    said = [*so_far.split(SEPARATOR), pressed]
    return [word for word in said if word in PICTURES][:LENGTH]


def as_field(pictures: Sequence[str]) -> str:
    """Pictures as a form carries them along."""
    return SEPARATOR.join(pictures)
