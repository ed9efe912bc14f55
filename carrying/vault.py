"""Closing and opening large files piece by piece: to a pair of keys, or, for who has none, with a passphrase."""

from __future__ import annotations

from typing import Protocol

from carrying.keys import Keys
from carrying.locked import NotOpened, close, open_closed


class Readable(Protocol):
    """Something to read bytes from."""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; none at the end."""
        ...


class Writable(Protocol):
    """Something to write bytes to."""

    def write(self, data: bytes, /) -> object:
        """Take them all."""
        ...


class CannotUnseal(Exception):
    """A file does not open with this key or passphrase, or it is damaged."""


class Closing:
    """Closes to the keys' own reader, else with the passphrase. Raises carrying.locked.TooShort when it is used."""

    def __init__(self, keys: Keys | None, passphrase: str = "") -> None:
        self._keys, self._passphrase = keys, passphrase

    def copy(self, plain: Readable, sealed: Writable) -> None:
        """Everything from `plain`, closed, into `sealed`. Raises OSError as the files do."""
        import pyrage

        if self._keys is None:
            sealed.write(close(plain.read(), self._passphrase))
            return
        source, sink = _Reader(plain), _Writer(sealed)
        to = pyrage.x25519.Recipient.from_str(self._keys.card.recipient)
        try:
            pyrage.encrypt_io(source, sink, [to])
        except (pyrage.EncryptError, OSError) as error:
            raise source.fault or sink.fault or OSError(str(error)) from error


class Opening:
    """Opens what `Closing` closed."""

    def __init__(self, keys: Keys | None, passphrase: str = "") -> None:
        self._keys, self._passphrase = keys, passphrase

    def copy(self, sealed: Readable, plain: Writable) -> None:
        """Everything from `sealed`, opened, into `plain`. Raises CannotUnseal, and OSError as the files do."""
        if self._keys is None:
            try:
                plain.write(open_closed(sealed.read(), self._passphrase))
            except NotOpened as error:
                raise CannotUnseal(str(error)) from error
            return
        source, sink = _Reader(sealed), _Writer(plain)
        try:
            self._keys.open_into(source, sink)
        except Exception as error:
            fault = source.fault or sink.fault
            if fault is not None:
                raise fault from error
            raise CannotUnseal(str(error)) from error


class _Reader:
    """Reads for a library that tells us of a fault in words only: the fault itself is kept."""

    def __init__(self, file: Readable) -> None:
        self._file = file
        self.fault: OSError | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            return self._file.read(size)
        except OSError as error:
            self.fault = error
            raise


class _Writer:
    """Writes likewise."""

    def __init__(self, file: Writable) -> None:
        self._file = file
        self.fault: OSError | None = None

    def write(self, data: bytes) -> int:
        try:
            self._file.write(bytes(data))
        except OSError as error:
            self.fault = error
            raise
        return len(data)

    def flush(self) -> None:
        """Nothing is held back here."""
