"""Whom a study folder trusts: its own keys, and the class whose lessons came first."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

import msgspec

from carrying.archive import Refused
from carrying.keys import Card, Keys, new_keys, read_keys
from carrying.saving import NotSaved, in_words, reason, save, sync_folder
from carrying.sealing import Sealed
from carrying.study import HIDDEN, Study
from carrying.words import N_, _

KEYS = "keys.json"
CLASS = "class.json"


class KnownClass(msgspec.Struct, frozen=True, kw_only=True):
    """class.json in the hidden folder: the class that this study folder hands in to."""

    card: Card
    v: int = 1


@in_words(N_("The keys of this study folder could not be read: {why}. Nothing you had before is changed."))
def own_keys(study: Study) -> Keys:
    """The keys of this installation, made the first time. Raises NotSaved where they cannot be kept or read.

    They are never made anew where a file of them is there: work handed in under other keys would be refused.
    """
    path = study.folder / HIDDEN / KEYS
    if not path.exists():
        save_new(path, new_keys().secret())
    try:
        return read_keys(path.read_bytes())
    except (OSError, ValueError) as error:
        raise NotSaved(
            _(
                "{path} cannot be read ({error}). Your lessons are safe. Ask your teacher to look at "
                "this file."
            ).format(path=path, error=error)
        ) from error


def has_keys(study: Study) -> bool:
    """Whether this installation has its keys already. Loads no library."""
    return (study.folder / HIDDEN / KEYS).exists()


def known_class(study: Study) -> Card | None:
    """The card of the class whose lessons came first; None while there is none. Raises NotSaved."""
    path = study.folder / HIDDEN / CLASS
    try:
        return msgspec.json.decode(path.read_bytes(), type=KnownClass).card
    except FileNotFoundError as error:
        if path.parent.is_dir():
            return None
        # Not “no class yet”: a hand-in sealed for oneself would be the wrong answer to a disk that is gone.
        raise NotSaved(
            _("{folder} is not there any more. Plug it in again, then try once more.").format(
                folder=study.folder
            )
        ) from error
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise NotSaved(
            _(
                "{path} cannot be read ({error}). Your lessons are safe. Ask your teacher to look at "
                "this file."
            ).format(path=path, error=error)
        ) from error


def remember_class(study: Study, card: Card) -> None:
    """Trust this class from now on. Raises NotSaved."""
    save(study.folder / HIDDEN / CLASS, msgspec.json.encode(KnownClass(card=card)))


def trust(study: Study, sender: Card | None, *, change: bool = False) -> None:
    """Trust the sender of lessons: the first one, and from then on that one alone, unless the class is changed on purpose.

    `sender` is the card whose signature was verified; None for lessons that nobody signed. Raises Refused, NotSaved.
    """
    known = known_class(study)
    if sender is None and known is not None:
        raise Refused(
            _(
                "These lessons are not signed by your class “{class_name}” ({words}). Nothing was changed. "
                "Ask your teacher for the file again."
            ).format(class_name=known.name, words=known.words)
        )
    if sender is None or sender == known:
        return
    if known is not None and sender.verify != known.verify and not change:
        raise Refused(
            _(
                "These lessons are signed by “{sender}” ({sender_words}), and yours come from “{known}” "
                "({known_words}). Nothing was changed. Show this to your teacher. If you have moved to another class: "
                "trellis study --pack FILE --change-class."
            ).format(sender=sender.name, sender_words=sender.words, known=known.name, known_words=known.words)
        )
    remember_class(study, sender)


def envelope(study: Study) -> Sealed:
    """What closes a hand-in: sealed for the class, or, while no class is known, for this study folder alone. Raises NotSaved."""
    keys = own_keys(study)
    return Sealed(keys, known_class(study) or keys.card)


def save_new(path: Path, data: bytes) -> None:
    """Write a private file that is not there yet; where another process was quicker, its file stays. Raises NotSaved."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(draft, "xb", opener=_private) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # never onto a file that is there
        except FileExistsError:
            pass
        except OSError:  # a file system without links
            if not path.exists():
                draft.replace(path)
    except OSError as error:
        raise NotSaved(
            _("{path} could not be written: {why}. Nothing was changed.").format(path=path, why=reason(error))
        ) from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
    sync_folder(path.parent)


def _private(name: str, flags: int) -> int:
    """Open for the owner alone, from the first moment on; where the system has no modes, as it opens any file."""
    return os.open(name, flags, 0o600)
