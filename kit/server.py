"""Starting one Jupyter server for one role, on this machine only, and telling the person where it is."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import secrets
import socket
import threading
import urllib.request
import warnings
import webbrowser
from pathlib import Path
from typing import Any, Literal

import msgspec

from carrying.saving import save
from kit.stop import Stop
from kit.words import N_, _

Role = Literal["choose", "study", "preview", "edit", "teach"]
HOST = "127.0.0.1"
FIRST_PORT, TRIES = 8765, 50
START_PAGE: dict[str, str] = {
    "choose": "/trellis/",
    "study": "/trellis/home",
    "preview": "/trellis/",
    "edit": "/lab",
    "teach": "/trellis/desk",
}
NAMES: dict[str, str] = {
    "choose": "Trellis",
    "study": N_("The student's page"),
    "preview": N_("The preview"),
    "edit": N_("The lesson's text"),
    "teach": N_("The teacher's page"),
}


class Serving(msgspec.Struct, frozen=True, kw_only=True):
    """What to serve: a role with its folder, the page to open (its start page if empty), and how.

    `root` is what is served where that is not the folder itself: Jupyter keeps its own files in the folder.
    """

    role: Role
    folder: Path
    root: Path | None = None
    page: str = ""
    browser: bool = True
    port: int | None = None
    lab: bool = False


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """Where a server is: what `server.json` in a folder's runtime says while it runs."""

    address: str
    token: str
    role: Role
    process: int

    def url(self, page: str = "") -> str:
        """The address of a page, token included."""
        return f"{self.address}{page or START_PAGE[self.role]}?token={self.token}"


def runtime(folder: Path) -> Path:
    """Where a served folder keeps what belongs to Jupyter: settings, kernels' connections, the log."""
    return folder / ".trellis" / "jupyter"


def ready_file(folder: Path, role: Role) -> Path:
    """The file that says where the server of a folder is."""
    return runtime(folder) / f"{role}.json"


def running(folder: Path, role: Role) -> Ready | None:
    """The server that serves this folder now, if it answers."""
    try:
        ready = msgspec.json.decode(ready_file(folder, role).read_bytes(), type=Ready)
        request = urllib.request.Request(  # noqa: S310 - an address that a server of ours wrote
            f"{ready.address}/api/status", headers={"Authorization": f"token {ready.token}"}
        )
        # Never through a proxy: the address is this machine's own.
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=2) as answer:
            return ready if answer.status == 200 else None
    except (OSError, ValueError, msgspec.MsgspecError):
        return None


def serve(serving: Serving) -> int:
    """Serve until stopped; returns the exit code. A folder that is already served is only opened again. Raises Stop."""
    already = running(serving.folder, serving.role)
    if already is not None:
        print(
            _("{page} is open already: {address}").format(
                page=_(NAMES[serving.role]), address=already.url(serving.page)
            ),
            flush=True,
        )
        if serving.browser:
            _show(already.url(serving.page))
        return 0
    try:
        runtime(serving.folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Stop(
            _("Trellis cannot write in {folder} ({why}). Choose another folder.").format(
                folder=serving.folder, why=error.strerror
            )
        ) from error
    held = hold_port(serving.port)
    port = held.getsockname()[1]
    if serving.port is None and port != FIRST_PORT:
        print(_("Port {taken} is taken, so this uses {port}.").format(taken=FIRST_PORT, port=port))
    app = make_app(serving, held, secrets.token_hex(24))
    ready = Ready(
        address=f"http://{HOST}:{port}",
        token=app.identity_provider.token,
        role=serving.role,
        process=os.getpid(),
    )
    _announce(app, serving, ready)
    try:
        app.start()
    finally:
        with contextlib.suppress(OSError):
            ready_file(serving.folder, serving.role).unlink()
    print(_("Closed.") if serving.role == "preview" else _("Closed. Everything is saved."))
    return 0


def make_app(serving: Serving, held: socket.socket, token: str) -> Any:
    """The Jupyter server, set up but not started. Only one a process, since Jupyter reads where it lives from the environment."""
    from kit.jupyter_files import settle

    settle(serving)
    # Jupyter warns of handlers that anyone may ask; kit.guard puts those behind the login.
    warnings.filterwarnings("ignore", message="(Extension|Core) endpoints without")
    from kit.jupyter_app import TrellisServer, jupyter_config

    app = TrellisServer.instance(config=jupyter_config(serving, held.getsockname()[1], token))
    app.held = held
    app.initialize(argv=[], find_extensions=False)
    return app


def hold_port(wanted: int | None, host: str = HOST, first: int = FIRST_PORT) -> socket.socket:
    """A listening socket on the port asked for, or else on the next free one. It is held from now on, so that no one else gets it.

    `host` is the address of this machine to listen at, empty for all of them. Raises Stop where the port asked for is taken.
    """
    for port in [wanted] if wanted is not None else range(first, first + TRIES):
        held = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        # On Windows, the option that elsewhere allows a port to be used again at once lets two servers share it.
        option = getattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_REUSEADDR)
        held.setsockopt(socket.SOL_SOCKET, option, 1)
        try:
            held.bind((host, port))
            held.listen(128)
            held.setblocking(False)
        except (OSError, OverflowError) as error:
            held.close()
            if wanted is None:
                continue
            if isinstance(error, OverflowError):
                raise Stop(
                    _("There is no port {port}. Leave --port out, and Trellis finds a free one.").format(
                        port=wanted
                    )
                ) from error
            why = (
                _("Port {port} is taken by another program. Leave --port out, and Trellis finds a free one.")
                if error.errno == errno.EADDRINUSE
                else _("Port {port} cannot be used ({why}). Leave --port out, and Trellis finds a free one.")
            )
            raise Stop(why.format(port=wanted, why=error.strerror)) from error
        return held
    raise Stop(
        _("No free port was found between {first} and {last}. Close other programs, then try again.").format(
            first=first, last=first + TRIES - 1
        )
    )


def _announce(app: Any, serving: Serving, ready: Ready) -> None:
    """Say where the server is once it listens: on the screen, in the ready file, and to the browser."""

    def listening() -> None:
        path = ready_file(serving.folder, serving.role)
        save(path, json.dumps(msgspec.to_builtins(ready)).encode())
        with contextlib.suppress(OSError):
            path.chmod(0o600)  # the file holds the key to the server
        print(f"{_(NAMES[serving.role])}: {ready.url(serving.page)}")
        print(_("Keep this window open. To close Trellis, press Ctrl and C."), flush=True)
        if serving.browser:
            _show(ready.url(serving.page))

    app.io_loop.add_callback(listening)


def _show(url: str) -> None:
    # Some systems wait in there until the browser is closed.
    threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
