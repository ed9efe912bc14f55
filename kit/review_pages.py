"""The review pages as a handler: Voila's, with a fixed notebook, its own view of the disk, and a warm kernel."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from jupyter_server.services.contents.filemanager import FileContentsManager
from jupyter_server.services.contents.manager import ContentsManager
from tornado import web
from voila.handler import VoilaHandler
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler

from kit.pages.page import Page
from kit.warm import WarmKernels


class ReviewContents(FileContentsManager):
    """Sees the folder of the review notebooks and nothing else. Text notebooks (`.md`) are given as notebooks."""

    def get(self, path: str, *arguments: Any, **options: Any) -> Any:
        """A contents model, as in Jupyter's contents API."""
        if not path.endswith(".md"):
            return super().get(path, *arguments, **options)  # type: ignore[no-untyped-call]
        import jupytext

        return {
            "name": path,
            "path": path,
            "type": "notebook",
            "format": "json",
            "content": jupytext.read(Path(self.root_dir) / path),
        }


def review_contents(folder: Path) -> ContentsManager:
    """A contents manager for the review notebooks in `folder`."""
    return ReviewContents(root_dir=str(folder))


class _Lent:
    """What Voila needs of a kernel manager: it asks for a new kernel and gets the warm one."""

    def __init__(self, warm: WarmKernels) -> None:
        self.warm, self.taken = warm, ""

    async def start_kernel(self, *, env: dict[str, str] | None = None, **_: Any) -> str:
        """A prepared kernel with what is new in `env` set."""
        new = {name: str(value) for name, value in (env or {}).items() if os.environ.get(name) != value}
        self.taken = await self.warm.take(new)
        return self.taken

    def get_kernel(self, kernel: str) -> Any:
        """The kernel itself."""
        return self.warm.kernels.get_kernel(kernel)


class Review(VoilaHandler):  # type: ignore[misc]
    """`/trellis/review/class` and `/trellis/review/student?student=ID`."""

    def initialize(self, contents: ContentsManager, warm: WarmKernels, **options: Any) -> None:
        """Take Voila's own options, and ours."""
        super().initialize(**options)
        self._contents, self._lent = contents, _Lent(warm)

    @property
    def contents_manager(self) -> ContentsManager:
        """The review notebooks, instead of the class folder."""
        return self._contents

    @property
    def kernel_manager(self) -> Any:
        """The warm kernel, instead of a new one."""
        return self._lent

    @web.authenticated
    async def get(self, page: str) -> None:
        """Render the notebook of the page. The page is plain HTML when it arrives, so its kernel is not needed any more."""
        found = next(
            (f"{page}{suffix}" for suffix in (".ipynb", ".md") if self._exists(f"{page}{suffix}")),
            None,
        )
        if found is None:
            raise web.HTTPError(404)
        try:
            async for html in self.get_generator(path=found):
                self.write(html)
                await self.flush()
        finally:
            if self._lent.taken:
                await self._lent.warm.give_back(self._lent.taken)

    def _exists(self, name: str) -> bool:
        return Path(self._contents.root_dir, name).is_file()

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """An error as one of our pages."""
        Page.write_error(self, status_code, **kwargs)

    show, say = Page.show, Page.say


class Shutdown(VoilaShutdownKernelHandler):  # type: ignore[misc]
    """A page says that it needs its kernel no longer. One that has been stopped already is no error."""

    @web.authenticated
    async def post(self, kernel_id: str) -> None:
        """Stop the kernel, if it still runs."""
        if kernel_id in self.kernel_manager:
            await super().post(kernel_id)
        else:
            self.set_status(204)
            await self.finish()
