"""A drop box is found by its name on the network, here the loop-back, or by an address that was typed."""

from __future__ import annotations

import pytest

from carrying.lan.finding import (
    Announcement,
    NoAddress,
    Place,
    find,
    in_likely_order,
    own_addresses,
    read_address,
)
from carrying.lan.protocol import box_name
from tests.browser import wait_until
from tests.keys import CLASS

HERE = ["127.0.0.1"]
MINE, OTHERS, NOBODYS = "a" * 64, "b" * 64, "c" * 64
"""Fingerprints of no other test's class: those may have boxes open on this machine at the same time."""


@pytest.mark.slow
def test_each_class_finds_its_own_of_two_boxes_on_one_network() -> None:
    with (
        Announcement(MINE, HERE, 4701),
        Announcement(OTHERS, HERE, 4702),
        Announcement(MINE, HERE, 4703),  # and a second box of one class: students try both
    ):
        both = {Place("127.0.0.1", 4701), Place("127.0.0.1", 4703)}
        wait_until(lambda: set(find(MINE, 10.0, HERE)) == both, 60)
        assert find(OTHERS, 30.0, HERE) == [Place("127.0.0.1", 4702)]


def test_where_no_box_is_open_none_is_found() -> None:
    assert find(NOBODYS, 0.2, HERE) == []


def test_the_name_on_the_network_does_not_open_the_box() -> None:
    name = box_name(CLASS.card.fingerprint)
    assert name == "5203fd5688cb4a56"
    assert name not in CLASS.card.fingerprint


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("192.168.1.7", Place("192.168.1.7", 47800)),
        (" 192.168.1.7:47801 ", Place("192.168.1.7", 47801)),
        ("https://teacher.local:47801/", Place("teacher.local", 47801)),
    ],
)
def test_an_address_is_read_as_it_is_on_the_screen(typed: str, place: Place) -> None:
    assert read_address(typed) == place
    assert read_address(str(place)) == place


@pytest.mark.parametrize(
    "typed", ["", "192.168.1.7:", "192.168.1.7:99999", "a b", "../etc", "[::1]:5", "x@y", "h:1:2"]
)
def test_what_is_no_address_is_told_how_one_looks(typed: str) -> None:
    with pytest.raises(NoAddress, match=r"such as 192\.168\.1\.7"):
        read_address(typed)


def test_the_address_that_students_reach_is_shown_first() -> None:
    addresses = ["127.0.0.1", "172.17.0.1", "169.254.3.4", "10.0.0.5", "192.168.1.7", "192.168.1.7"]
    assert in_likely_order(addresses, "192.168.1.7") == [
        "192.168.1.7",
        "10.0.0.5",
        "172.17.0.1",
        "169.254.3.4",
    ]
    assert in_likely_order(["127.0.0.1"], "") == []


def test_the_machines_own_loop_is_not_shown_to_students() -> None:
    assert "127.0.0.1" not in own_addresses()
