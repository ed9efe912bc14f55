"""The Jupyter server as we start it: quiet, on this machine only, with exactly the extensions a role needs."""

from __future__ import annotations

import signal
import socket
import sys
from pathlib import Path
from typing import Any

import zmq
from jupyter_server.serverapp import ServerApp
from traitlets.config import Config

from kit.guard import guard_all
from kit.jupyter_files import FEDERATED
from kit.pages.login import Login
from kit.server import HOST, START_PAGE, Serving, runtime

EXTENSIONS = {
    "choose": ("kit.extension",),
    "study": ("kit.extension", "notebook"),
    "preview": ("kit.extension", "notebook"),
    "edit": ("jupyterlab", "jupyterlab_jupytext"),
    "teach": ("kit.extension", "notebook"),
}
OURS = ["lesson.json", "journal.jsonl", "__pycache__", "*.pyc", ".*"]
"""Files that are not shown in listings: they are Trellis's own, and nothing is won by opening them."""

IDLE = 3600
"""Seconds after which a kernel nobody looks at is stopped. What it held is in the journal and the notebook."""


class TrellisServer(ServerApp):
    """A Jupyter server that says nothing by itself and stops at the first Ctrl-C."""

    held: socket.socket
    """The listening socket to serve on."""

    def _find_http_port(self) -> None:
        """The port is held already."""

    def _bind_http_server_tcp(self) -> bool:
        self.http_server.add_sockets([self.held])
        return True

    def start_app(self) -> None:
        """Start without Jupyter's own announcements; `kit.server` says what a person needs."""
        self.write_server_info_file()

    def load_server_extensions(self) -> None:
        """Load them, then see to it that nothing they bring is open to everyone."""
        super().load_server_extensions()
        guard_all(self.web_app)

    def init_signal(self) -> None:
        """Stop when asked, without asking back: everything is saved already."""
        for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self._signal_stop)

    def _signal_stop(self, *_: Any) -> None:
        self.stop(from_signal=True)


def jupyter_config(serving: Serving, port: int, token: str) -> Config:
    """The whole configuration of the server. Nothing is read from the person's own Jupyter."""
    c = Config()
    extensions = [*EXTENSIONS[serving.role], *(["jupyterlab"] if serving.lab else [])]
    c.ServerApp.jpserver_extensions = dict.fromkeys(extensions, True)
    c.ServerApp.ip, c.ServerApp.port, c.ServerApp.port_retries = HOST, port, 0
    c.ServerApp.open_browser = False
    c.ServerApp.allow_root = True  # this machine only, and behind a token
    c.ServerApp.reraise_server_extension_failures = True
    c.ServerApp.allow_remote_access = False
    # Whatever handler an extension brings: nothing without the login.
    c.ServerApp.allow_unauthenticated_access = False
    c.ServerApp.root_dir = str(serving.root or serving.folder)
    c.ServerApp.default_url = START_PAGE[serving.role]
    c.ServerApp.terminals_enabled = False
    c.ServerApp.quit_button = False
    c.ServerApp.tornado_settings = {
        "page_config_hook": ours_and_texts if serving.role == "edit" else only_ours,
        "headers": {"Referrer-Policy": "same-origin"},
    }
    c.ServerApp.logging_config = _log(runtime(serving.folder) / "server.log")
    c.ServerApp.log_level = "CRITICAL"
    c.IdentityProvider.token = token
    c.IdentityProvider.login_handler_class = Login
    c.ContentsManager.hide_globs = OURS
    c.ContentsManager.allow_hidden = False
    c.FileContentsManager.delete_to_trash = True
    c.KernelSpecManager.allowed_kernelspecs = {"python3"}
    if zmq.has("curve"):
        c.KernelManager.transport_encryption = "auto"
    c.MultiKernelManager.default_kernel_name = "python3"
    c.MappingKernelManager.cull_idle_timeout = IDLE
    c.MappingKernelManager.cull_interval = 300
    c.MappingKernelManager.cull_connected = False
    c.TrellisApp.role = serving.role
    c.TrellisApp.folder = str(serving.folder)
    c.TrellisApp.lab = serving.lab
    prebuilt = [
        str(Path(sys.prefix) / "share" / "jupyter" / "labextensions"),
        str(Path(__file__).parent / "labextension"),
    ]
    for app in ("JupyterNotebookApp", "LabApp"):
        c[app].labextensions_path = prebuilt
        c[app].extra_labextensions_path = []
        c[app].custom_css = True
        c[app].log_level = "CRITICAL"
        c[app].default_url = START_PAGE[serving.role]
    c.LabApp.extension_manager = "readonly"
    c.LabApp.news_url = None
    c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
    if serving.role == "teach":
        from kit.voila import voila_config

        c.merge(voila_config())
    return c


def only_ours(_: Any, page_config: dict[str, Any]) -> dict[str, Any]:
    """Keep prebuilt extensions that happen to be installed on this machine out of our pages."""
    return _only(FEDERATED, page_config)


def ours_and_texts(_: Any, page_config: dict[str, Any]) -> dict[str, Any]:
    """The same, and what opens a text as a notebook: an author edits."""
    return _only(FEDERATED | {"jupyterlab-jupytext"}, page_config)


def _only(names: set[str], page_config: dict[str, Any]) -> dict[str, Any]:
    page_config["federated_extensions"] = [
        one for one in page_config.get("federated_extensions", []) if one["name"] in names
    ]
    page_config["terminalsAvailable"] = False
    return page_config


def _log(path: Path) -> dict[str, Any]:
    """A log on the disk, never larger than two files of 300 kB; on the screen, errors only."""
    file = {
        "class": "logging.handlers.RotatingFileHandler",
        "filename": str(path),
        "maxBytes": 300_000,
        "backupCount": 1,
        "encoding": "utf-8",
        "delay": True,
    }
    return {
        "handlers": {"file": {**file, "level": "INFO", "formatter": "console"}},
        "loggers": {"TrellisServer": {"level": "INFO", "handlers": ["file", "console"]}},
    }
