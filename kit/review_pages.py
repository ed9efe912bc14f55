"""The review pages as a handler: Voila's, with a fixed notebook, its own view of the disk, and a warm kernel."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import msgspec
from jupyter_server.services.contents.filemanager import FileContentsManager
from jupyter_server.services.contents.manager import ContentsManager
from tornado import web
from voila.handler import VoilaHandler
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler

from curriculum.language import direction, first_known, speak_here, spoken
from grading.pages.asked import FORM, XSRF, Filled
from kit.first_day import read_notes
from kit.pages.page import Page, asked_for
from kit.review_writes import keep_form
from kit.warm import WarmKernels

MOST_FIELDS, MOST_TEXT = 20, 20_000


class ReviewContents(FileContentsManager):
    """Sees the folder of the review notebooks and nothing else. Text notebooks (`.md`) are given as notebooks."""

    def get(self, path: str, *arguments: Any, **options: Any) -> Any:
        """A contents model, as in Jupyter's contents API; a notebook's metadata say the language spoken now, and what to say in it."""
        if path.endswith(".md"):
            import jupytext

            model: Any = {
                "name": path,
                "path": path,
                "type": "notebook",
                "format": "json",
                "content": jupytext.read(Path(self.root_dir) / path),
            }
        else:
            model = super().get(path, *arguments, **options)  # type: ignore[no-untyped-call]
        if model["type"] == "notebook" and model.get("content"):
            from grading.pages.waiting import waiting_words

            page = Path(path).stem
            model["content"]["metadata"].update({"lang": spoken(), "dir": direction(), **waiting_words(page)})
        return model


def review_contents(folder: Path) -> ContentsManager:
    """A contents manager for the review notebooks in `folder`."""
    return ReviewContents(root_dir=str(folder))


class _Lent:
    """What Voila needs of a kernel manager: it asks for a new kernel and gets the warm one."""

    def __init__(self, warm: WarmKernels) -> None:
        self.warm, self.taken = warm, ""
        self.more: dict[str, str] = {}

    async def start_kernel(self, *, env: dict[str, str] | None = None, **_: Any) -> str:
        """A prepared kernel with what is new in `env` set, and what the page was asked for."""
        new = {name: str(value) for name, value in (env or {}).items() if os.environ.get(name) != value}
        self.taken = await self.warm.take({**new, **self.more})
        return self.taken

    def get_kernel(self, kernel: str) -> Any:
        """The kernel itself."""
        return self.warm.kernels.get_kernel(kernel)


class Review(VoilaHandler):  # type: ignore[misc]
    """`/trellis/review/class` and the others: GET shows a page, POST keeps what a form on it says and shows it again."""

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
        await self._render(page, Filled())

    @web.authenticated
    async def post(self, page: str) -> None:
        """Keep what the form says and lead to where it stands; where it cannot be kept, the page again with a sentence at the field."""
        self._speak()
        fields = {
            name: self.get_body_argument(name, "", strip=False)[:MOST_TEXT]
            for name in list(self.request.body_arguments)[:MOST_FIELDS]
        }
        student = fields.get("student") or self.get_query_argument("student", "")
        folder = Path(os.environ.get("TRELLIS_CLASS", ""))
        outcome = await asyncio.to_thread(keep_form, folder, page, student, fields)
        if isinstance(outcome, Filled):
            self.set_status(422)
            await self._render(page, outcome)
        else:
            self.redirect(outcome, status=303)

    async def _render(self, page: str, filled: Filled) -> None:
        found = next(
            (f"{page}{suffix}" for suffix in (".ipynb", ".md") if self._exists(f"{page}{suffix}")),
            None,
        )
        if found is None:
            raise web.HTTPError(404)
        self._speak()
        self._lent.more = {
            "TRELLIS_LANGUAGE": spoken(),
            XSRF: self.xsrf_token.decode(),
            FORM: msgspec.json.encode(filled).decode() if filled.form else "",
        }
        self.set_header("Cache-Control", "no-store")
        try:
            async for html in self.get_generator(path=found):
                self.write(html)
                await self.flush()
        finally:
            if self._lent.taken:
                await self._lent.warm.give_back(self._lent.taken)

    def _speak(self) -> None:
        """Speak the language that the teacher chose for the desk, else the one the browser asks for."""
        chosen = first_known([read_notes(Path(os.environ.get("TRELLIS_CLASS", ""))).language])
        told = chosen or asked_for(self.request)
        if told:
            speak_here(told)

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
