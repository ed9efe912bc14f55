"""The keys of a class: the public parts in clear, the private ones under a passphrase and, once more, under a recovery code."""

from __future__ import annotations

import contextlib
from datetime import datetime
from pathlib import Path

import msgspec

from carrying.journal import now
from carrying.keys import CODE_WORK, PASSPHRASE_WORK, Card, Keys, WrongPassphrase, lock, new_keys, unlock
from carrying.keys import Locked as LockedKeys
from carrying.recovery import new_code, read_code
from carrying.saving import NotSaved, save
from grading.class_folder import CLASS, ClassFault, ClassFolder
from grading.words import _

FORMAT = 1
SHORTEST = 8


class Locked(ClassFault):
    """The class has keys and they are locked."""

    def __init__(self, folder: ClassFolder) -> None:
        """Say which class."""
        super().__init__(
            _("The class “{class_name}” is locked. Give its passphrase. Nothing was changed.").format(
                class_name=folder.name
            )
        )


class KeysFile(msgspec.Struct, frozen=True, kw_only=True):
    """keys.json. `locked` and `recovery` each hold all private parts, one under the passphrase, one under the recovery code."""

    card: Card
    locked: LockedKeys
    recovery: LockedKeys
    made: str
    format: int = FORMAT


class Unlocked(msgspec.Struct, frozen=True, kw_only=True):
    """A class with its keys at hand. `code` is the recovery code, where one was just made: show it now, it is kept nowhere."""

    folder: ClassFolder
    code: str = ""


def make_keys(folder: ClassFolder, passphrase: str, made: datetime | None = None) -> Unlocked:
    """Give a class its keys. Raises ClassFault where it has some or the passphrase is too short, NotSaved."""
    check_passphrase(passphrase)
    refuse_keyed(folder)
    keys, code = new_keys(folder.name), new_code()
    _write(
        folder.keys_file,
        KeysFile(
            card=keys.card,
            locked=lock(keys, passphrase, PASSPHRASE_WORK),
            recovery=lock(keys, code, CODE_WORK),
            made=(made or now()).isoformat(timespec="seconds"),
        ),
    )
    return Unlocked(folder=_marked(with_keys(folder, keys)), code=code)


def refuse_keyed(folder: ClassFolder) -> None:
    """Raises ClassFault where a class has keys, at hand or lost: it must not get others."""
    if class_card(folder) is not None:
        raise ClassFault(
            _("The class “{class_name}” has its keys already. They are left as they are.").format(
                class_name=folder.name
            )
        )


def check_passphrase(passphrase: str) -> None:
    """Raises ClassFault where a passphrase is too short to keep anything closed."""
    if len("".join(passphrase.split())) < SHORTEST:
        raise ClassFault(
            _(
                "A passphrase needs at least {n} letters or digits; several words are best. "
                "Nothing was changed."
            ).format(n=SHORTEST)
        )


def class_card(folder: ClassFolder) -> Card | None:
    """The public parts; None for a class without keys. Raises ClassFault, also where its keys.json was lost."""
    found = _read(folder)
    return found.card if found else None


def unlock_class(folder: ClassFolder, passphrase: str) -> ClassFolder:
    """The class with its keys at hand; a class without keys as it is. Raises WrongPassphrase, ClassFault."""
    found = _read(folder)
    return _marked(with_keys(folder, _own(found, unlock(found.locked, passphrase)))) if found else folder


def recover(folder: ClassFolder, typed: str, passphrase: str) -> ClassFolder:
    """Open the class with its recovery code and give it a new passphrase. The code stays good.

    Raises Mistyped, WrongPassphrase, ClassFault, NotSaved.
    """
    check_passphrase(passphrase)
    found = _read(folder)
    if found is None:
        raise ClassFault(
            _("The class “{class_name}” has no keys, so there is nothing to recover.").format(
                class_name=folder.name
            )
        )
    try:
        keys = _own(found, unlock(found.recovery, read_code(typed)))
    except WrongPassphrase as error:
        raise WrongPassphrase(
            _(
                "This is a recovery code, but not that of the class “{class_name}”. Nothing was changed."
            ).format(class_name=folder.name)
        ) from error
    _write(folder.keys_file, msgspec.structs.replace(found, locked=lock(keys, passphrase, PASSPHRASE_WORK)))
    return with_keys(folder, keys)


def new_sheet(folder: ClassFolder) -> Unlocked:
    """Give an open class a new recovery code; the one before opens nothing any more. Raises Locked, ClassFault, NotSaved."""
    keys, found = at_hand(folder), _read(folder)
    if keys is None or found is None:
        raise ClassFault(
            _("The class “{name}” has no keys, so it needs no recovery sheet.").format(name=folder.name)
        )
    code = new_code()
    _write(folder.keys_file, msgspec.structs.replace(found, recovery=lock(keys, code, CODE_WORK)))
    return Unlocked(folder=folder, code=code)


def with_keys(folder: ClassFolder, keys: Keys | None) -> ClassFolder:
    """The class with its keys at hand."""
    return msgspec.structs.replace(folder, keys=keys)


def at_hand(folder: ClassFolder) -> Keys | None:
    """The keys of an unlocked class; None for a class that has none. Raises Locked."""
    if folder.keys is None and folder.has_keys:
        raise Locked(folder)
    return folder.keys


def _marked(folder: ClassFolder) -> ClassFolder:
    """The open class, its class.json saying which key it has; a class of an earlier Trellis does not say it yet.

    Where it cannot be written the class works as it did, and it is said the next time.
    """
    if folder.keys is None or folder.about.key:
        return folder
    about = msgspec.structs.replace(folder.about, key=folder.keys.card.fingerprint)
    path = folder.root / CLASS
    with contextlib.suppress(NotSaved, OSError, msgspec.MsgspecError):
        said = msgspec.json.decode(path.read_bytes(), type=dict[str, msgspec.Raw])
        said["key"] = msgspec.Raw(msgspec.json.encode(about.key))
        save(path, msgspec.json.format(msgspec.json.encode(said)) + b"\n")
    return msgspec.structs.replace(folder, about=about)


def _own(found: KeysFile, keys: Keys) -> Keys:
    if keys.card.fingerprint != found.card.fingerprint:
        raise WrongPassphrase(
            _("The keys in keys.json do not belong together. Put back a copy of this file.")
        )
    return keys


def _read(folder: ClassFolder) -> KeysFile | None:
    path = folder.keys_file
    try:
        found = msgspec.json.decode(path.read_bytes(), type=KeysFile)
    except FileNotFoundError:
        if not folder.about.key:
            return None
        raise ClassFault(
            _(
                "The keys of the class “{class_name}” are gone: there is no {path}. What was collected is safe, and nothing "
                "was changed. Put this file back from a copy, or put a backup beside this class, which holds the keys: "
                "“Backup and export”, or trellis restore FILE --beside. The recovery sheet opens them again with the file, "
                "not without it."
            ).format(class_name=folder.name, path=path)
        ) from None
    except (msgspec.MsgspecError, UnicodeDecodeError, OSError) as error:
        raise ClassFault(
            _(
                "{path} cannot be read ({error}). Without it nothing that students hand in can be "
                "opened. Put back a copy of this file."
            ).format(path=path, error=error)
        ) from error
    if found.format > FORMAT:
        raise ClassFault(
            _("{path} was made by a newer Trellis. Update this one; nothing has been changed.").format(
                path=path
            )
        )
    if folder.about.key and found.card.fingerprint != folder.about.key:
        raise ClassFault(
            _(
                "{path} holds the keys of another class. Nothing was changed. Put back the file that belongs to the class “{class_name}”."
            ).format(path=path, class_name=folder.name)
        )
    return found


def _write(path: Path, keys: KeysFile) -> None:
    save(path, msgspec.json.format(msgspec.json.encode(keys)) + b"\n")
