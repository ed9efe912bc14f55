"""Putting other people's handlers behind the login."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jupyter_server.base.handlers import FileFindHandler, JupyterHandler
from tornado import web
from tornado.routing import Router, Rule, RuleRouter

LOGINS_OWN = (r"/static/(.*)$", r"/(robots\.txt)$", r"/(favicon\.ico)$")
"""Files that Jupyter's login page itself is made of, before anybody has logged in: nothing of ours or of a school's."""
CLOSED = {"LicensesHandler"}
"""Handlers that we have no use for. This one never answers who has not logged in, and so keeps the connection (jupyterlab_server 2)."""


def guarded(handler: type[web.RequestHandler]) -> type[web.RequestHandler]:
    """`handler`, behind the login: for static files, which Jupyter and tornado give to anyone."""

    class Guarded(handler, JupyterHandler):  # type: ignore[misc, valid-type]
        """Asks who is there before anything else."""

        async def prepare(self, **options: Any) -> None:
            await JupyterHandler.prepare(self, **options)
            if not self._finished and self.current_user is None:
                raise web.HTTPError(403)

    Guarded.__name__ = f"Guarded{handler.__name__}"
    return Guarded


def guard_all(application: web.Application) -> list[str]:
    """Put behind the login what knows nothing of it, and the files that Jupyter gives to anyone; what we do not need goes.

    Returns the patterns of the routes that were changed. Doing it again changes nothing more.
    """
    base = application.settings.get("base_url", "/").rstrip("/")
    changed = []
    for rule in _rules(application.default_router):
        target = rule.target
        if not (isinstance(target, type) and issubclass(target, web.RequestHandler)):
            continue
        if issubclass(target, (web.RedirectHandler, web.ErrorHandler)):
            continue
        pattern = str(getattr(getattr(rule.matcher, "regex", None), "pattern", rule.matcher))
        if target.__name__ in CLOSED:
            rule.target, rule.target_kwargs = web.ErrorHandler, {"status_code": 404}
        elif not issubclass(target, JupyterHandler) or (
            issubclass(target, FileFindHandler)
            and not target.__name__.startswith("Guarded")
            and pattern.removeprefix(base) not in LOGINS_OWN
        ):
            rule.target = guarded(target)
        else:
            continue
        changed.append(pattern)
    return changed


def _rules(router: Router) -> Iterator[Rule]:
    for rule in router.rules if isinstance(router, RuleRouter) else ():
        if isinstance(rule.target, Router):
            yield from _rules(rule.target)
        else:
            yield rule
