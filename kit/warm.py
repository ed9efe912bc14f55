"""One kernel kept ready, with the slow imports done, so that a review page need not wait for them."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

from jupyter_core.utils import ensure_async

_log = logging.getLogger(__name__)
SECONDS = 60.0


class WarmKernels:
    """Starts a kernel ahead of time with a server's kernel manager, runs `prepare` in it, and gives it to whoever asks first."""

    def __init__(self, kernels: Any, prepare: str, kernel: str = "python3") -> None:
        self.kernels, self.prepare, self.kernel = kernels, prepare, kernel
        self._next: asyncio.Task[str] | None = None

    def warm(self) -> None:
        """Begin to make a kernel ready, unless one is."""
        if self._next is None:
            self._next = asyncio.ensure_future(self._start())

    async def take(self, environment: dict[str, str]) -> str:
        """The id of a prepared kernel in which `environment` is set. The next one is warmed when this one is given back."""
        kernel = await self._ready()
        try:
            await self._run(
                kernel, f"import os as _os; _os.environ.update({json.dumps(environment)}); del _os"
            )
        except BaseException:
            await self.give_back(kernel)
            raise
        return kernel

    async def give_back(self, kernel: str) -> None:
        """Stop a kernel that has done its work, and make the next one ready."""
        if kernel in self.kernels:
            await ensure_async(self.kernels.shutdown_kernel(kernel, now=True))
        self.warm()

    async def _ready(self) -> str:
        task, self._next = self._next, None
        if task is not None:
            try:
                kernel = await task
            except Exception as error:  # noqa: BLE001 - whatever kept it from warming, a fresh one may do
                _log.warning("no kernel was ready: %s", error)
            else:
                if kernel in self.kernels and await ensure_async(self.kernels.is_alive(kernel)):
                    return kernel
        return await self._start()

    async def _start(self) -> str:
        kernel: str = await ensure_async(self.kernels.start_kernel(kernel_name=self.kernel, path=""))
        await self._run(kernel, self.prepare)
        return kernel

    async def _run(self, kernel: str, code: str) -> None:
        """Run `code` in the kernel and wait for the end of it."""
        client = self.kernels.get_kernel(kernel).client()
        client.start_channels(iopub=False, stdin=False, hb=False, control=False)
        try:
            reply = None
            message = client.execute(code, silent=True, store_history=False)
            while reply is None or reply["parent_header"].get("msg_id") != message:
                reply = await ensure_async(client.get_shell_msg(timeout=SECONDS))
            if reply["content"]["status"] != "ok":
                raise RuntimeError(str(reply["content"].get("evalue", "")))
        finally:
            client.stop_channels()
