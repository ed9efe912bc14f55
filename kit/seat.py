"""A student's place at a machine that several use: what the home page says of it."""

from __future__ import annotations

from pathlib import Path

import msgspec

from carrying.picture_pin import is_locked
from carrying.profiles import learners, number_of
from carrying.study import Study


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """`shared`: this study folder is one of those the first page offers; `others` is how many more there are."""

    shared: bool
    others: int = 0
    picture: str = ""
    locked: bool = False


def seat_of(study: Study, root: Path) -> Seat:
    """The place of a study folder, where `root` holds everybody's."""
    if study.folder.parent != root.absolute() or not number_of(study.folder):
        return Seat(shared=False)
    return Seat(
        shared=True,
        others=sum(one.folder != study.folder for one in learners(root.absolute())),
        picture=study.profile.picture,
        locked=is_locked(study.folder),
    )
