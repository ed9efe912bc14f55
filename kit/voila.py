"""Voila inside the teacher's server: the review pages at fixed addresses, behind the login, and nothing else of it.

Voila's own server extension would render any notebook below the server's root, students' work included, with the teacher's rights, and
would serve every picture there without a login. So its handlers are mounted here one by one: the pages take the notebooks of the kit
and no other path, their contents manager sees the folder of the review notebooks only, and the static files ask for the login.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from traitlets.config import Config

REVIEW = Path(__file__).parent.parent / "notebooks" / "review"
TEMPLATES = Path(__file__).parent.parent / "grading" / "pages" / "template"
"""The review's Voila template, laid out like a Jupyter data folder; `jupyter_files.settle` puts it on JUPYTER_PATH."""

TEMPLATE = "trellis"
PAGES = ("class", "student", "items", "fairness", "pilot")
DENIED = [
    "jupyterlab-jupytext",
    "@voila-dashboards/jupyterlab-preview",
    "@jupyter/nbgrader",
    "@jupyter-notebook/lab-extension",
    "trellis-lessons",
]
"""Prebuilt extensions that have no place on a review page. An allowlist would also keep out what Voila's own widgets need."""


def voila_config() -> Config:
    """Voila's settings for the review; the class comes to the pages by the environment variable TRELLIS_CLASS."""
    from grading.pages.render import stylesheet

    c = Config()
    c.VoilaConfiguration.template = TEMPLATE
    c.VoilaConfiguration.resources = {"trellis": {"style": stylesheet(), "icon": "../static/mark.svg"}}
    c.VoilaConfiguration.allow_template_override = "NO"
    c.VoilaConfiguration.allow_theme_override = "NO"
    c.VoilaConfiguration.extension_denylist = DENIED
    c.VoilaConfiguration.extension_allowlist = []
    c.VoilaConfiguration.extension_language_mapping = {".md": "python"}
    c.VoilaConfiguration.file_allowlist = []
    c.VoilaConfiguration.show_tracebacks = False
    c.VoilaConfiguration.strip_sources = True
    return c


def mount(serverapp: Any) -> None:
    """Add the review pages and what they load to the teacher's server."""
    from jupyter_server.base.handlers import FileFindHandler
    from jupyter_server.utils import url_path_join
    from voila.configuration import VoilaConfiguration
    from voila.paths import collect_static_paths, collect_template_paths
    from voila.static_file_handler import MultiStaticFileHandler, TemplateStaticFileHandler
    from voila.utils import get_voila_labextensions_path

    from kit.guard import guarded
    from kit.review_pages import Review, Shutdown, review_contents
    from kit.warm import WarmKernels

    settings = VoilaConfiguration(parent=serverapp)
    warm = WarmKernels(serverapp.kernel_manager, "from grading.pages import warm; warm()")
    serverapp.web_app.settings["trellis_warm"] = warm
    common = {
        "config": serverapp.config,
        "voila_configuration": settings,
        "template_paths": collect_template_paths(["voila", "nbconvert"], TEMPLATE),
        "contents": review_contents(REVIEW),
        "warm": warm,
    }
    labextensions = get_voila_labextensions_path(settings.extra_labextensions_path)
    statics = collect_static_paths(["voila", "nbconvert"], TEMPLATE)
    routes = [
        *((rf"/trellis/review/({page})", Review, common) for page in PAGES),
        (r"/voila/static/(.*)", guarded(MultiStaticFileHandler), {"paths": statics}),
        (r"/voila/templates/(.*)", guarded(TemplateStaticFileHandler), {}),
        (
            r"/voila/labextensions/(.*)",
            guarded(FileFindHandler),
            {"path": labextensions, "no_cache_paths": ["/"]},
        ),
        (r"/voila/api/shutdown/(.*)", Shutdown, {}),
    ]
    base = serverapp.web_app.settings["base_url"]
    serverapp.web_app.add_handlers(
        ".*$", [(url_path_join(base, path), handler, names) for path, handler, names in routes]
    )
