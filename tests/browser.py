"""A real Jupyter server and a real browser for tests. `tests/conftest.py` lends the fixtures to every test.

`jupyter_server(folder)` is a running server (one for each folder and session), `page` a fresh tab of one Chromium that
lasts the session. A page that asks for anything outside the machine fails its test.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TOKEN = "a-token-for-tests"
STARTS_WITHIN = 180.0
PATIENCE_MS = 60_000
"""How long a page may take to show something: the other tests run beside the browser's, and starting a kernel may wait for them."""
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
HERE = {"127.0.0.1", "localhost", "[::1]"}

CONFIG = """\
c = get_config()
c.ServerApp.open_browser = False
c.ServerApp.allow_root = True
c.ServerApp.answer_yes = True
c.IdentityProvider.token = {token!r}
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
"""
NO_NEWS = '{"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": false}}'


class Server:
    """A running Jupyter server that serves `root`."""

    def __init__(self, root: Path, port: int, process: subprocess.Popen[bytes], log: Path) -> None:
        self.root = root
        self.port = port
        self.process = process
        self.log = log

    def url(self, path: str = "", **query: str) -> str:
        """The address of a page or of an API, token included."""
        asked = "&".join(f"{name}={quote(value)}" for name, value in {**query, "token": TOKEN}.items())
        return f"http://127.0.0.1:{self.port}/{path.lstrip('/')}?{asked}"

    def notebook(self, path: str) -> str:
        """The address of a notebook in Notebook 7; `path` is below `root`."""
        return self.url(f"notebooks/{quote(path)}")

    def lab(self, path: str) -> str:
        """The address of a notebook in JupyterLab, alone on the page."""
        return self.url(f"doc/tree/{quote(path)}")

    def api(self, path: str, method: str = "GET") -> Any:
        """The answer of the server's own API, as plain data; None where it is empty."""
        import json

        request = urllib.request.Request(self.url(f"api/{path}"), method=method)  # our own server
        with urllib.request.urlopen(request, timeout=30) as answer:
            body = answer.read()
        return json.loads(body) if body else None

    def stop(self) -> None:
        """End the server and its kernels."""
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start_server(root: Path, state: Path, *options: str, port: int = 0) -> Server:
    """Start a Jupyter server for `root` and wait until it answers; its own files are in `state`. Without `port`, on a free one."""
    state.mkdir(parents=True, exist_ok=True)
    (state / "jupyter_server_config.py").write_text(CONFIG.format(token=TOKEN), encoding="utf-8")
    (state / "labconfig").mkdir(exist_ok=True)
    (state / "labconfig" / "default_setting_overrides.json").write_text(NO_NEWS, encoding="utf-8")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
        port = int(probe.getsockname()[1])
    own = {
        "JUPYTER_CONFIG_DIR": "",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTER_DATA_DIR": "data",
        "IPYTHONDIR": "ipython",
    }
    environment = {**os.environ, **{name: str(state / folder) for name, folder in own.items()}}
    log = state / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "jupyter_server",
                f"--ServerApp.root_dir={root}",
                f"--ServerApp.port={port}",
                "--ServerApp.port_retries=0",
                *options,
            ],
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    server = Server(root, port, process, log)
    wait_until(
        lambda: _answers(server),
        STARTS_WITHIN,
        lambda: f"The server did not start:\n{log.read_text(encoding='utf-8')}",
    )
    return server


def _answers(server: Server) -> bool:
    if server.process.poll() is not None:
        raise AssertionError(f"The server ended:\n{server.log.read_text(encoding='utf-8')}")
    try:
        server.api("status")
    except (urllib.error.URLError, OSError):
        return False
    return True


def wait_until(
    holds: Callable[[], object],
    seconds: float = 60.0,
    otherwise: Callable[[], str] = lambda: "it did not happen",
) -> None:
    """Wait until `holds()`; AssertionError with what `otherwise` says if it does not within `seconds`."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, otherwise()
        time.sleep(0.1)


@pytest.fixture(scope="session")
def jupyter_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """`jupyter_server(folder)`: a running server for `folder`, or for one that the whole session shares."""
    servers: dict[Path, Server] = {}
    shared: list[Path] = []

    def serve(root: Path | None = None, *options: str) -> Server:
        if root is None:
            shared[:] = shared or [tmp_path_factory.mktemp("served")]
            root = shared[0]
        if root not in servers:
            servers[root] = start_server(root, tmp_path_factory.mktemp("jupyter"), *options)
        return servers[root]

    yield serve
    for server in servers.values():
        server.stop()


def find_chromium() -> str | None:
    """The browser that start.py found or installed, else the system's; None leaves it to playwright."""
    system = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return os.environ.get("TRELLIS_CHROMIUM") or next(filter(None, system), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the session: the system's, else the one playwright has installed."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=find_chromium(), args=CHROMIUM)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """A fresh tab, 1366 × 768. The test fails if the page asked for anything outside the machine.

    What it showed last is in the test's own folder, as `last.png`.
    """
    context = browser.new_context(viewport={"width": 1366, "height": 768}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    outside: list[str] = []
    context.on("request", lambda request: outside.append(request.url) if _is_outside(request.url) else None)
    tab = context.new_page()
    yield tab
    if not tab.is_closed():
        tab.screenshot(path=tmp_path / "last.png")
    context.close()
    assert outside == [], "the page asked for something outside the machine"


def _is_outside(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in HERE


def violations(page: Page, root: str) -> list[str]:
    """What axe finds wrong inside `root`, a CSS selector, as `rule (impact): elements`."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, context=root).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {[node['html'][:120] for node in rule['nodes']]}" for rule in found
    ]
