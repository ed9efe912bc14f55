"""A class, open: its keys in the memory of one server, from the passphrase until somebody closes it or the server stops."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

from carrying.keys import Keys


class Session:
    """What is kept in memory until the server stops, and nowhere else: the keys of the class, once it was opened."""

    def __init__(self) -> None:
        self.keys: Keys | None = None
        self.since: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether the keys are at hand."""
        return self.keys is not None

    def keep(self, keys: Keys | None, at: datetime | None = None) -> None:
        """Keep the keys of the class that was just opened."""
        self.keys = keys
        self.since = (at or datetime.now().astimezone()) if keys is not None else None

    def forget(self) -> None:
        """Close the class: the passphrase is asked for again."""
        self.keys = self.since = None

    def secret(self) -> bytes:
        """The keys as another process of ours reads them from its pipe; empty for a class without keys."""
        return self.keys.secret() if self.keys else b""

    async def open(self, folder: Path, passphrase: str) -> None:
        """Open the class with its passphrase, unless it is open. Raises WrongPassphrase, ClassFault."""
        if self.keys is None:
            self.keep(await asyncio.to_thread(_keys, folder, passphrase))

    def __repr__(self) -> str:
        """Nothing that a log should not hold."""
        return f"Session({'open' if self.is_open else 'closed'})"


def _keys(folder: Path, passphrase: str) -> Keys | None:
    from grading.class_folder import open_class
    from grading.class_keys import unlock_class

    return unlock_class(open_class(folder), passphrase).keys
