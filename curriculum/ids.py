"""Ids: short, flat, safe in a file name on every system."""

import re
from typing import Annotated

from msgspec import Meta

DEVICE = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
"""What Windows keeps for its devices, whatever comes after a point: no file or folder can be called so."""
Id = Annotated[str, Meta(pattern=rf"^(?!(?:{DEVICE.pattern})$)[a-z][a-z0-9-]{{0,39}}$")]
