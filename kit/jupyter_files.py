"""What Jupyter reads from files and from the environment: a configuration of our own, apart from the person's."""

from __future__ import annotations

import json
import os
from pathlib import Path

import look
from kit.server import Role, Serving, runtime

FEDERATED = {"@jupyter-widgets/jupyterlab-manager", "anywidget", "jupyterlab_pygments", "trellis-lessons"}
"""The prebuilt extensions that our pages load; whatever else is installed stays out."""

STUDENTS = (
    "@jupyterlab/apputils-extension:announcements",
    "@jupyterlab/debugger-extension",
    "@jupyterlab/extensionmanager-extension",
    "@jupyterlab/help-extension",
    "@jupyterlab/fileeditor-extension:language-server",
    "@jupyterlab/lsp-extension",
    "@jupyterlab/notebook-extension:language-server",
    "@jupyterlab/pluginmanager-extension",
    "@jupyterlab/terminal-extension",
    "@jupyter-notebook/application-extension:logo",
    "@jupyter-notebook/help-extension",
    "@jupyter-notebook/notebook-extension:kernel-logo",
    "@jupyter-notebook/terminal-extension",
)
"""What students do not need, nor someone who looks at a lesson as they do."""

TEACHERS = (
    "@jupyterlab/apputils-extension:announcements",
    "@jupyterlab/extensionmanager-extension",
    "@jupyterlab/pluginmanager-extension",
)

DISABLED = {
    "study": STUDENTS,
    "preview": STUDENTS,
    "teach": TEACHERS,
    "edit": TEACHERS,
    "choose": (),
}

OVERRIDES: dict[str, dict[str, object]] = {
    "@jupyterlab/apputils-extension:notification": {
        "checkForUpdates": False,
        "doNotDisturbMode": True,
        "fetchNews": "false",
    },
    "@jupyterlab/apputils-extension:themes": {"adaptive-theme": True},
    "@jupyterlab/docmanager-extension:plugin": {"autosaveInterval": 15},
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none", "showInputPlaceholder": False},
    "@jupyter-notebook/notebook-extension:checkpoints": {"checkpointPollingInterval": 30},
}
"""Settings that differ from Jupyter's own. Windowing is off: a widget scrolled out of sight must stay on the page."""


TEXTS_AS_NOTEBOOKS: dict[str, object] = {
    "defaultViewers": {"markdown": "Jupytext Notebook", "myst": "Jupytext Notebook"}
}
"""What an author's Jupyter opens a lesson's text with."""


def settle(serving: Serving) -> None:
    """Write the files and set the variables. To be called before Jupyter is imported; kernels inherit the variables."""
    base = runtime(serving.folder)
    for name, variable in (
        ("config", "JUPYTER_CONFIG_DIR"),
        ("data", "JUPYTER_DATA_DIR"),
        ("run", "JUPYTER_RUNTIME_DIR"),
        ("ipython", "IPYTHONDIR"),
    ):
        (base / name).mkdir(parents=True, exist_ok=True)
        os.environ[variable] = str(base / name)
    # Before every other place Jupyter would look in.
    os.environ["JUPYTER_CONFIG_PATH"] = str(base / "config")
    os.environ["JUPYTERLAB_SETTINGS_DIR"] = str(base / "config" / "lab" / "user-settings")
    os.environ["JUPYTERLAB_WORKSPACES_DIR"] = str(base / "config" / "lab" / "workspaces")
    write_files(base / "config", serving.role)
    if serving.role == "teach":
        from kit.voila import TEMPLATES

        os.environ["JUPYTER_PATH"] = str(TEMPLATES)
        os.environ["TRELLIS_CLASS"] = str(serving.folder)
        os.chdir(serving.folder)  # where nbgrader looks for its settings


def write_files(config: Path, role: Role) -> None:
    """Jupyter's settings files. They are ours, and written anew at every start."""
    lab = config / "labconfig"
    lab.mkdir(parents=True, exist_ok=True)
    (config / "custom").mkdir(exist_ok=True)
    overrides = dict(OVERRIDES)
    if role == "edit":
        documents = "@jupyterlab/docmanager-extension:plugin"
        overrides[documents] = {**OVERRIDES[documents], **TEXTS_AS_NOTEBOOKS}
    _write(lab / "default_setting_overrides.json", json.dumps(overrides, indent=1))
    _write(
        lab / "page_config.json",
        json.dumps({"disabledExtensions": dict.fromkeys(DISABLED[role], True)}, indent=1),
    )
    # One level up from custom.css is the server's base address, wherever that is.
    notebook = (Path(__file__).parent / "pages" / "static" / "notebook.css").read_text(encoding="utf-8")
    _write(
        config / "custom" / "custom.css", look.font_css("../trellis/static/fonts") + look.tokens() + notebook
    )


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
