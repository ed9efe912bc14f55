"""Ids: short, flat, safe in a file name on every system."""

from typing import Annotated

from msgspec import Meta

Id = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
