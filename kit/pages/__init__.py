"""The pages of the kit: which addresses each role has. Every address asks for the login; the other roles' do not exist."""

from __future__ import annotations

from pathlib import Path
from typing import Any

Route = tuple[str, type, dict[str, Any]]


def handlers(role: str, folder: Path, *, lab: bool = False) -> list[Route]:
    """The routes of a role (`choose`, `study`, `preview`, `teach`) that serves `folder`."""
    from kit.pages.assets import routes as assets

    if role == "study":
        from kit.pages import student

        own = student.routes(folder, lab=lab)
    elif role == "preview":
        from kit.pages import preview

        own = preview.routes(folder, lab=lab)
    elif role == "teach":
        from kit.pages import teacher

        own = teacher.routes(folder)
    else:
        from kit.pages import chooser

        own = chooser.routes(folder)
    from kit.pages.page import Missing

    return [*assets(), *own, (r"/trellis/.*[^/]", Missing, {})]
