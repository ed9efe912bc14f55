"""Handing in over the school network, from the student's page."""

from __future__ import annotations

from typing import Any

import msgspec
from tornado import web

from kit.pages import Route
from kit.pages.student import StudentPage


def routes(common: dict[str, Any]) -> list[Route]:
    """Addresses under /trellis/hand-in/network."""
    return [
        (r"/trellis/hand-in/network", OverTheNetwork, common),
        (r"/trellis/hand-in/network/state", State, common),
    ]


class OverTheNetwork(StudentPage):
    """The errand, in words."""

    @web.authenticated
    def get(self) -> None:
        """How it goes; the home page where there is none."""
        state = self.errands().state
        if state is None:
            self.go("trellis/home#hand-in")
            return
        self.show("network.html", state=state)

    @web.authenticated
    def post(self) -> None:
        """Start it."""
        self.errands().start(self.get_body_argument("address", ""))
        self.go("trellis/hand-in/network")


class State(StudentPage):
    """How it goes, for the page's script."""

    @web.authenticated
    def get(self) -> None:
        """The state of the errand in hand or done last; `{}` where there was none."""
        self.set_header("Cache-Control", "no-store")
        state = self.errands().state
        self.finish(msgspec.to_builtins(state) if state else {})
