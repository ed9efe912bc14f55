"""A class with its keys: making one, giving keys to one that has none, a new recovery sheet. The code is shown now and kept nowhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from carrying.keys import Card, Keys
from kit.words import _
from kit.work import Report


class Keyed(Report, frozen=True, kw_only=True):
    """A class that got its keys: its recovery code, to be shown now and kept nowhere, and the keys themselves."""

    root: Path
    card: Card
    code: str
    keys: Keys


def make_class(folder: Path, name: str, course: str, passphrase: Callable[[], str]) -> Keyed:
    """Make a class in `folder`, with keys under the passphrase that `passphrase` asks for."""
    from grading.class_folder import CLASS, new_class
    from grading.class_keys import check_passphrase

    words = passphrase() if not (folder / CLASS).exists() else ""
    if words:
        check_passphrase(words)
    made = new_class(folder, name, course)
    return give_keys(made.root, lambda: words)


def give_keys(folder: Path, passphrase: Callable[[], str]) -> Keyed:
    """Give the class in `folder` its keys. Raises ClassFault where it has some."""
    from grading.class_folder import open_class
    from grading.class_keys import make_keys, refuse_keyed

    opened = open_class(folder)
    refuse_keyed(opened)
    made = make_keys(opened, passphrase())
    keys = made.folder.keys
    assert keys is not None
    return Keyed(
        outcome=_("The class “{name}” is in {folder}.").format(name=opened.name, folder=opened.root),
        root=opened.root,
        card=keys.card,
        code=made.code,
        keys=keys,
    )


def new_recovery_sheet(folder: Path, keys: Keys | None) -> Keyed:
    """A new recovery code for an open class; the one before opens nothing any more. Raises ClassFault, NotSaved."""
    from grading.class_folder import open_class
    from grading.class_keys import new_sheet, with_keys

    opened = with_keys(open_class(folder), keys)
    made = new_sheet(opened)
    assert keys is not None
    return Keyed(
        outcome=_("The class “{name}” has a new recovery sheet.").format(name=opened.name),
        root=opened.root,
        card=keys.card,
        code=made.code,
        keys=keys,
    )
