"""Stylesheets, scripts and fonts, behind the login like everything else."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jupyter_server.base.handlers import JupyterHandler
from tornado import web

import look
from kit.pages import Route
from kit.pages.page import HERE

WEEK = 7 * 24 * 3600
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
}


def routes() -> list[Route]:
    """Addresses under /trellis/static/."""
    return [
        (r"/trellis/static/look\.css", Look, {}),
        (r"/trellis/static/(mark\.svg)", Asset, {"folder": "look"}),
        (r"/trellis/static/fonts/([a-z0-9-]+\.woff2)", Asset, {"folder": "fonts"}),
        (r"/trellis/static/([a-z-]+\.(?:css|js))", Asset, {"folder": "static"}),
    ]


class Look(JupyterHandler):
    """Tokens and fonts as one stylesheet: for our pages, the review pages, and whoever wants to look like us."""

    @web.authenticated
    def get(self) -> None:
        """The stylesheet."""
        self.set_header("Content-Type", TYPES[".css"])
        self.set_header("Cache-Control", "no-cache")
        self.finish(look.font_css("fonts") + look.tokens())


class Asset(JupyterHandler):
    """A file from one of our three folders, named without any path."""

    def initialize(self, folder: str) -> None:
        """Choose the folder."""
        self.folder = {"look": look.FOLDER, "fonts": look.FONTS, "static": HERE / "static"}[folder]

    @web.authenticated
    def get(self, name: str) -> None:
        """The file."""
        path = self.folder / name
        if not path.is_file():
            raise web.HTTPError(404)
        self.set_header("Content-Type", TYPES[path.suffix])
        self.set_header(
            "Cache-Control", f"private, max-age={WEEK}" if path.suffix == ".woff2" else "no-cache"
        )
        self.finish(_read(path))


@lru_cache(maxsize=32)
def _read(path: Path) -> bytes:
    return path.read_bytes()
