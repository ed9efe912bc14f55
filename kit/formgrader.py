"""nbgrader's formgrader inside the teacher's server, as soon as there is a class for it."""

from __future__ import annotations

from typing import Any

from kit.guard import guard_all

EXTENSION = "nbgrader.server_extensions.formgrader"


def is_mounted(serverapp: Any) -> bool:
    """Whether formgrader's pages are there."""
    return EXTENSION in serverapp.extension_manager.extensions


def mount(serverapp: Any) -> None:
    """Add formgrader's pages, behind the login. Its settings are those of the class folder, which is the current folder."""
    if is_mounted(serverapp):
        return
    manager = serverapp.extension_manager
    manager.add_extension(EXTENSION, enabled=True)
    manager.link_extension(EXTENSION)
    manager.load_extension(EXTENSION)
    guard_all(serverapp.web_app)
