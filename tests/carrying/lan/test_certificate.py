"""The class certificate: always the same for a class, and another one for another class."""

from __future__ import annotations

import hashlib
import hmac

import msgspec
from nacl.signing import SigningKey

from carrying.keys import Secret, read_keys
from carrying.lan.certificate import Certificate
from carrying.study import open_study
from carrying.trust import known_class, trust
from tests.keys import CLASS, OTHER, STUDENT

PINNED = "4cbd0ae2802215db15337285a399a9a561ba80dcf2ee1cba523494598b76ce18"


def test_it_is_the_same_bytes_on_every_machine_and_with_every_version() -> None:
    # Packs that are out there name this digest: a library that made other bytes would shut every student out.
    assert Certificate(bytes(range(32))).fingerprint == PINNED
    assert CLASS.card.lan == CLASS.certificate().fingerprint == read_keys(CLASS.secret()).card.lan
    assert CLASS.card.lan != OTHER.card.lan


def der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    assert len(body) < 65_536
    length = (
        bytes([len(body)])
        if len(body) < 128
        else bytes([0x81, len(body)])
        if len(body) < 256
        else b"\x82" + len(body).to_bytes(2, "big")
    )
    return bytes([tag]) + length + body


def test_it_is_what_the_specification_says_written_by_hand() -> None:
    seed = bytes(range(32))
    key = SigningKey(hmac.digest(seed, b"trellis drop box, TLS key, 1", "sha256"))
    ed25519 = der(0x30, der(0x06, bytes.fromhex("2b6570")))
    name = der(0x30, der(0x31, der(0x30, der(0x06, bytes.fromhex("550403")), der(0x0C, b"trellis drop box"))))
    valid = der(0x30, der(0x17, b"700101000000Z"), der(0x18, b"99991231235959Z"))
    public = der(0x30, ed25519, der(0x03, b"\0", bytes(key.verify_key)))
    version, serial = der(0xA0, der(0x02, b"\2")), der(0x02, b"\1")
    said = der(0x30, version, serial, ed25519, name, valid, name, public)
    made = der(0x30, said, ed25519, der(0x03, b"\0", key.sign(said).signature))
    assert made == Certificate(seed).der
    assert hashlib.sha256(made).hexdigest() == PINNED


def test_its_key_is_not_the_one_that_signs_lessons() -> None:
    secret = msgspec.json.decode(CLASS.secret(), type=Secret)
    key = CLASS.certificate()._key
    assert key.private_bytes_raw().hex() != secret.seed
    assert key.public_key().public_bytes_raw().hex() != CLASS.card.verify


def test_a_student_has_none() -> None:
    assert STUDENT.card.lan == ""


def test_a_class_known_from_before_gets_it_with_the_next_pack(tmp_path) -> None:
    study = open_study(tmp_path, "tiny")
    trust(study, msgspec.structs.replace(CLASS.card, lan=""))
    trust(study, CLASS.card)
    assert known_class(study) == CLASS.card


def test_a_card_with_something_else_in_its_place_is_not_proper() -> None:
    assert CLASS.card.proper
    assert not msgspec.structs.replace(CLASS.card, lan="abc").proper
