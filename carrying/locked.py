"""A file closed with a passphrase of its own, as any program for age opens it: what is taken out of a class by hand."""

from __future__ import annotations

import unicodedata

from carrying.words import _

SHORTEST = 8
"""Letters and digits of a passphrase."""


class NotOpened(Exception):
    """A file does not open with this passphrase; the message is a sentence."""


class TooShort(Exception):
    """A passphrase that keeps nothing closed; the message is a sentence."""


def close(data: bytes, passphrase: str) -> bytes:
    """`data` closed with a passphrase, in age's format (https://age-encryption.org/v1; scrypt, about a second). Raises TooShort."""
    import pyrage

    words = _same(passphrase)
    if len("".join(words.split())) < SHORTEST:
        raise TooShort(
            _(
                "A passphrase needs at least {least} letters or digits; several words are best. Nothing was written."
            ).format(least=SHORTEST)
        )
    return bytes(pyrage.passphrase.encrypt(data, words))


def open_closed(data: bytes, passphrase: str) -> bytes:
    """What `close` closed. Raises NotOpened."""
    import pyrage

    try:
        return bytes(pyrage.passphrase.decrypt(data, _same(passphrase)))
    except (pyrage.DecryptError, ValueError) as error:
        raise NotOpened(_("That passphrase does not open this file, or the file is damaged.")) from error


def _same(passphrase: str) -> str:
    """One form for the same words, typed on whatever machine: NFKC, spaces as one, none at the ends."""
    return " ".join(unicodedata.normalize("NFKC", passphrase).split())
