"""The Trellis server extension: the pages of one role, behind Jupyter's own login."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jupyter_server.extension.application import ExtensionApp
from traitlets import Bool, Enum, Unicode

import kit.pages
from kit.places import CLASS_FILE


class TrellisApp(ExtensionApp):
    """Serves the pages of a role: `choose`, `study`, `preview` or `teach`. Without settings, as on JupyterHub, a student's pages."""

    name = "trellis"
    load_other_extensions = True
    extension_url = "/trellis/"

    role = Enum(["choose", "study", "preview", "teach"], "study", help="Whose pages to serve.").tag(
        config=True
    )
    folder = Unicode("", help="The study folder or class folder; the server's root folder if empty.").tag(
        config=True
    )
    lab = Bool(False, help="Open lessons in JupyterLab instead of Notebook 7.").tag(config=True)

    def initialize_handlers(self) -> None:
        """Add the pages of our role, and no others."""
        assert self.serverapp is not None
        folder = Path(self.folder or self.serverapp.root_dir)
        self.handlers.extend(kit.pages.handlers(self.role, folder, lab=self.lab))
        if self.role == "teach":
            from kit import formgrader, voila

            voila.mount(self.serverapp)
            if (folder / CLASS_FILE).is_file():
                formgrader.mount(self.serverapp)

    async def _start_jupyter_server_extension(self, serverapp: Any) -> None:
        """Once the server runs: make the first kernel for the review pages ready."""
        warm = serverapp.web_app.settings.get("trellis_warm")
        if warm is not None:
            warm.warm()


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    return [{"module": "kit.extension", "app": TrellisApp}]
