"""nbgrader's formgrader inside the teacher's server, as soon as there is a class for it."""

from __future__ import annotations

from typing import Any

MOUNTED = "trellis_formgrader"


def is_mounted(serverapp: Any) -> bool:
    """Whether formgrader's pages are there."""
    return bool(serverapp.web_app.settings.get(MOUNTED))


def mount(serverapp: Any) -> None:
    """Add formgrader's pages, behind the login. Its settings are those of the class folder, which is the current folder."""
    if is_mounted(serverapp):
        return
    from nbgrader.server_extensions.formgrader.formgrader import load_jupyter_server_extension

    from kit.guard import guard_all

    load_jupyter_server_extension(serverapp)
    guard_all(serverapp.web_app)
    serverapp.web_app.settings[MOUNTED] = True
