"""The class certificate: what a drop box shows so that a student's machine knows it for the class's own.

It follows from the class's signing seed alone, byte for byte: nothing more has to be kept, and the recovery sheet brings it back too.
A pack carries its SHA-256 on the class's card (`carrying.keys.Card.lan`), which pins exactly this certificate: no authority, no name
and no date is asked, since a school has no authority and its machines may think it is 1980.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import ssl
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

LABEL = b"trellis drop box, TLS key, 1"
NAME = "trellis drop box"
SERIAL = 1
BEGINS, ENDS = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


class Certificate:
    """A class's certificate, DER, and its private key."""

    def __init__(self, seed: bytes) -> None:
        """`seed` is the class's Ed25519 signing seed; the key here is another one, worked out from it (HMAC-SHA-256)."""
        self._key = Ed25519PrivateKey.from_private_bytes(hmac.digest(seed, LABEL, "sha256"))
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self._key.public_key())
            .serial_number(SERIAL)
            .not_valid_before(BEGINS)
            .not_valid_after(ENDS)
            .sign(self._key, None)
        )
        self.der = made.public_bytes(Encoding.DER)
        self._pem = made.public_bytes(Encoding.PEM)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, hexadecimal: what students' machines pin."""
        return hashlib.sha256(self.der).hexdigest()

    def serving(self) -> ssl.SSLContext:
        """What a drop box speaks TLS with: 1.3 alone.

        Python takes a private key from a file only. It is one in a folder of ours alone, under a password that is nowhere else, and
        gone before this returns.
        """
        password = secrets.token_bytes(32).hex().encode()
        key = self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        with tempfile.TemporaryDirectory(prefix="trellis-") as folder:
            path = Path(folder) / "certificate.pem"
            path.write_bytes(self._pem + key)
            context.load_cert_chain(path, password=password)
        return context
