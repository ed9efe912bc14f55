"""Keys: an age X25519 identity to open what is sealed, and an Ed25519 key to sign. A class has a pair, each study folder has one.

The libraries are loaded when a key is used, so that a student's first widget does not wait for them.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from typing import TYPE_CHECKING

import msgspec

from carrying.word_list import fingerprint_words
from carrying.words import _

if TYPE_CHECKING:
    from carrying.lan.certificate import Certificate

FORMAT = 1
MAX_NAME = 80
RECIPIENT = re.compile(r"age1[02-9ac-hj-np-z]{58}")
VERIFY = re.compile(r"[0-9a-f]{64}")
SALT = 16
MOST_PASSES, MOST_KIB = 64, 1_048_576
SIGNATURE = 64
"""Bytes of an Ed25519 signature (RFC 8032)."""
MAX_HEADER = 16_384
"""An age file for one recipient begins with a few hundred bytes about keys; a thousand times as many is an attack on our time."""


class WrongPassphrase(Exception):
    """A passphrase or recovery code does not open these keys; the message is a sentence."""


class CannotOpen(Exception):
    """Sealed bytes do not open with this key, or were damaged."""


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """The public parts of a pair, to give to everyone. `name` is a class's; a student's card has none.

    `recipient` is an age recipient (`age1…`), `verify` an Ed25519 public key in hexadecimal. `lan` is the SHA-256 (hexadecimal) of the
    certificate that a class's drop box shows on the school network; empty on a student's card, and on those of an older Trellis.
    """

    recipient: str
    verify: str
    name: str = ""
    lan: str = ""

    @property
    def proper(self) -> bool:
        """Whether it looks as a card does: what comes from outside is asked this before it is shown or kept."""
        named = len(self.name) <= MAX_NAME and self.name.isprintable()
        pinned = not self.lan or VERIFY.fullmatch(self.lan)
        return bool(
            named and pinned and RECIPIENT.fullmatch(self.recipient) and VERIFY.fullmatch(self.verify)
        )

    @property
    def fingerprint(self) -> str:
        """SHA-256, in hexadecimal, of `trellis card`, recipient and verify key, a line each."""
        return hashlib.sha256(f"trellis card\n{self.recipient}\n{self.verify}\n".encode()).hexdigest()

    @property
    def words(self) -> str:
        """The fingerprint as four words."""
        return fingerprint_words(self.fingerprint)


class Secret(msgspec.Struct, frozen=True, kw_only=True):
    """The private parts as they are stored: an age identity (`AGE-SECRET-KEY-1…`) and the Ed25519 seed in hexadecimal."""

    age: str
    seed: str
    name: str = ""
    format: int = FORMAT

    def __repr__(self) -> str:
        """Nothing that a log should not hold."""
        return "Secret(…)"


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """How much work one guess at a passphrase is: passes of Argon2id over so many KiB of memory."""

    passes: int
    kib: int


PASSPHRASE_WORK = Work(passes=4, kib=131_072)
"""About half a second on a school laptop, and 128 MB: twice the passes and memory that libsodium calls interactive."""
CODE_WORK = Work(passes=1, kib=8_192)
"""A recovery code is 140 random bits, which no amount of guessing finds."""


class Locked(msgspec.Struct, frozen=True, kw_only=True):
    """Private parts under a passphrase: `box` is a libsodium secretbox (24 bytes of nonce first) of what `Keys.secret` gives."""

    salt: bytes
    work: Work
    box: bytes


class Keys:
    """A whole pair. Never printed, pickled or written but by `secret`."""

    def __init__(self, secret: Secret) -> None:
        """Raises ValueError where these are no keys."""
        import nacl.signing
        import pyrage

        try:
            self._identity = pyrage.x25519.Identity.from_str(secret.age)
        except pyrage.IdentityError as error:
            raise ValueError("no age identity") from error
        self._signing = nacl.signing.SigningKey(bytes.fromhex(secret.seed))
        self._secret = secret
        self.card = Card(
            recipient=str(self._identity.to_public()),
            verify=bytes(self._signing.verify_key).hex(),
            name=secret.name,
            lan=self.certificate().fingerprint if secret.name else "",
        )

    def __repr__(self) -> str:
        """The public part only."""
        return f"Keys({self.card.words})"

    def sign(self, message: bytes) -> bytes:
        """The signature of a message."""
        return bytes(self._signing.sign(message).signature)

    def certificate(self) -> Certificate:
        """What the class's drop box shows on the school network, and its private key."""
        from carrying.lan.certificate import Certificate

        return Certificate(bytes.fromhex(self._secret.seed))

    def open(self, data: bytes) -> bytes:
        """What was encrypted to this pair. Raises CannotOpen."""
        import pyrage

        if data.find(b"\n---", 0, MAX_HEADER) < 0:
            raise CannotOpen("no age header")
        try:
            return bytes(pyrage.decrypt(data, [self._identity]))
        except pyrage.DecryptError as error:
            raise CannotOpen(str(error)) from error

    def open_into(self, sealed: object, plain: object) -> None:
        """Decrypt from one file into another, piece by piece. Raises pyrage.DecryptError, OSError."""
        import pyrage

        pyrage.decrypt_io(sealed, plain, [self._identity])

    def secret(self) -> bytes:
        """The private parts, to be stored where only their owner reads, or locked."""
        return msgspec.json.encode(self._secret)


def new_keys(name: str = "") -> Keys:
    """A new pair."""
    import nacl.signing
    import pyrage

    seed = bytes(nacl.signing.SigningKey.generate()).hex()
    return Keys(Secret(age=str(pyrage.x25519.Identity.generate()), seed=seed, name=name))


def read_keys(secret: bytes) -> Keys:
    """The pair that `Keys.secret` wrote. Raises ValueError."""
    try:
        return Keys(msgspec.json.decode(secret, type=Secret))
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ValueError("no keys") from error


def encrypt(data: bytes, recipient: str) -> bytes:
    """`data`, for the owner of the age recipient alone. Raises ValueError where that is none."""
    import pyrage

    try:
        to = pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError as error:
        raise ValueError(f"{recipient[:80]!r} is no age recipient") from error
    return bytes(pyrage.encrypt(data, [to]))


def is_signed(message: bytes, signature: bytes, verify: str) -> bool:
    """Whether the owner of the key `verify` (hexadecimal) signed the message."""
    import nacl.exceptions
    import nacl.signing

    try:
        nacl.signing.VerifyKey(bytes.fromhex(verify)).verify(message, signature)
    except (nacl.exceptions.BadSignatureError, nacl.exceptions.CryptoError, ValueError, TypeError):
        return False
    return True


def lock(keys: Keys, words: str, work: Work) -> Locked:
    """The private parts, closed by a passphrase or a recovery code."""
    import nacl.secret

    salt = secrets.token_bytes(SALT)
    box = nacl.secret.SecretBox(_stretched(words, salt, work))
    return Locked(salt=salt, work=work, box=bytes(box.encrypt(keys.secret())))


def unlock(locked: Locked, words: str) -> Keys:
    """The pair that `lock` closed. Raises WrongPassphrase."""
    import nacl.exceptions
    import nacl.secret

    work = locked.work
    bounded = Work(passes=min(work.passes, MOST_PASSES), kib=min(work.kib, MOST_KIB))
    try:
        box = nacl.secret.SecretBox(_stretched(words, locked.salt, bounded))
        return read_keys(box.decrypt(locked.box))
    except (nacl.exceptions.CryptoError, ValueError) as error:
        raise WrongPassphrase(_("That does not open the keys of the class. Nothing was changed.")) from error


def _stretched(words: str, salt: bytes, work: Work) -> bytes:
    """A key of 32 bytes from what was typed: Argon2id (RFC 9106), one lane."""
    import nacl.pwhash

    # One form for the same words, typed on whatever machine: NFKC, spaces as one, none at the ends.
    same = " ".join(unicodedata.normalize("NFKC", words).split())
    return bytes(nacl.pwhash.argon2id.kdf(32, same.encode(), salt, work.passes, work.kib * 1024))
