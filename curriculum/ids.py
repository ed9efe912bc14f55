"""Ids: short, flat, safe in a file name on every system."""

import re
from typing import Annotated

from msgspec import Meta

DEVICE = r"con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]"
"""What Windows keeps for its devices, in any case and whatever comes after a point: no file or folder can be called so."""
Id = Annotated[str, Meta(pattern=rf"^(?!(?:{DEVICE})$)[a-z][a-z0-9-]{{0,39}}$")]


def is_device(name: str) -> bool:
    """Whether Windows takes a file's or folder's name for a device: `CON`, `nul.txt`, `aux .md`."""
    return re.fullmatch(DEVICE, name.partition(".")[0].rstrip(), re.IGNORECASE) is not None
