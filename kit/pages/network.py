"""Handing in over the school network, from the student's page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from tornado import web

from kit.errands import Errands
from kit.pages import Route
from kit.pages.student import StudentPage


def routes(common: dict[str, Any]) -> list[Route]:
    """Addresses under /trellis/hand-in/network."""
    own = {**common, "errands": Errands(common["folder"])}
    return [
        (r"/trellis/hand-in/network", OverTheNetwork, own),
        (r"/trellis/hand-in/network/state", State, own),
    ]


class NetworkPage(StudentPage):
    """A page about the errand in hand."""

    def initialize(self, folder: Path, *, lab: bool, errands: Errands | None = None) -> None:
        """Keep the errands."""
        super().initialize(folder, lab=lab)
        self.errands = errands or Errands(folder)


class OverTheNetwork(NetworkPage):
    """The errand, in words."""

    @web.authenticated
    def get(self) -> None:
        """How it goes; the home page where there is none."""
        if self.errands.state is None:
            self.go("trellis/home#hand-in")
            return
        self.show("network.html", state=self.errands.state)

    @web.authenticated
    def post(self) -> None:
        """Start it."""
        self.errands.start(self.get_body_argument("address", ""))
        self.go("trellis/hand-in/network")


class State(NetworkPage):
    """How it goes, for the page's script."""

    @web.authenticated
    def get(self) -> None:
        """The state of the errand in hand or done last; `{}` where there was none."""
        self.set_header("Cache-Control", "no-store")
        self.finish(msgspec.to_builtins(self.errands.state) if self.errands.state else {})
