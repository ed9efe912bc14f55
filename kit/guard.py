"""Putting other people's handlers behind the login."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from tornado import web
from tornado.routing import Router, Rule, RuleRouter


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
    """Put every handler that knows nothing of Jupyter's login behind it; returns the patterns of the routes that were changed."""
    changed = []
    for rule in _rules(application.default_router):
        target = rule.target
        if (
            isinstance(target, type)
            and issubclass(target, web.RequestHandler)
            and not issubclass(target, JupyterHandler)
        ):
            if issubclass(target, (web.RedirectHandler, web.ErrorHandler)):
                continue
            rule.target = guarded(target)
            changed.append(str(getattr(rule.matcher, "regex", rule.matcher)))
    return changed


def _rules(router: Router) -> Iterator[Rule]:
    for rule in router.rules if isinstance(router, RuleRouter) else ():
        if isinstance(rule.target, Router):
            yield from _rules(rule.target)
        else:
            yield rule
