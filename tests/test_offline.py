"""The whole journey with no network at all."""

from __future__ import annotations

import pytest

from tests.practice import Practice


@pytest.mark.sandbox
@pytest.mark.slow
def test_the_demo_needs_no_network(practice: Practice) -> None:
    assert practice.seen["interfaces"] == ["lo"]
    assert not practice.seen["reached"]
    assert practice.seen["code"] == 0
    assert "Luis Ferreira" in practice.seen["page"]
    assert "Talk to" in practice.seen["page"]
