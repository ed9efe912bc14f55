"""What every page has in common: templates, safety headers, and errors as a page with a sentence."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jupyter_server.base.handlers import JupyterHandler
from markupsafe import Markup
from tornado import web
from tornado.httputil import HTTPServerRequest

import look
from curriculum.language import direction, first_known, speak_here, spoken
from kit.command import is_ours, sentence
from kit.pages.pictures import picture, picture_word
from kit.words import N_, _, ngettext, pgettext

HERE = Path(__file__).parent
POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Only what the page itself brings: no inline script or style, no other host, not inside another page."""
TO_ANOTHER_PORT = POLICY.replace("form-action 'self'", "form-action 'self' http://127.0.0.1:*")
"""The same, where a form may lead to another server of ours on this machine."""


def asked_for(request: HTTPServerRequest) -> str:
    """The first language of ours that a browser asks for; empty where it asks for none of them."""
    wanted = request.headers.get("Accept-Language", "")[:200]
    return first_known(part.partition(";")[0] for part in wanted.split(","))


class Page(JupyterHandler):
    """A page of ours. Subclasses decorate their methods with `web.authenticated`; the base class checks the XSRF token of a POST.

    `anchor` is a file that stays in `folder`: once it was there and then is not, the folder is gone, and no page begins another there.
    """

    folder: Path
    anchor: Path | None = None

    @property
    def content_security_policy(self) -> str:
        """The policy of our own pages."""
        return POLICY

    async def prepare(self, *, _redirect_to_login: bool = True) -> Awaitable[None] | None:  # type: ignore[override]
        """Speak the reader's language from here on, until the page has gone out."""
        speak_here(self.language())
        await super().prepare(_redirect_to_login=_redirect_to_login)
        if self.anchor is not None and not self._finished:
            seen: set[Path] = self.settings.setdefault("trellis_seen", set())
            if self.anchor.is_file():
                seen.add(self.anchor)
            elif self.anchor in seen:
                raise Gone(self.folder)
        return None

    def language(self) -> str:
        """The language of this page, of LANGUAGES: the first that the browser asks for."""
        return asked_for(self.request) or spoken()

    def dress(self) -> Mapping[str, str]:
        """The attributes of this page's root that say how it looks (curriculum.accommodations); a student's own pages have some."""
        return {}

    def show(self, template: str, **names: Any) -> None:
        """Write a template as the whole page."""
        self.set_header("Cache-Control", "no-store")
        self.finish(
            templates()
            .get_template(template)
            .render(
                base=self.base_url,
                xsrf=Markup(self.xsrf_form_html()),  # noqa: S704 - tornado made and escaped it
                dress=self.dress(),
                **names,
            )
        )

    def go(self, page: str) -> None:
        """Lead on to another of our pages, so that reloading does not send a form twice."""
        self.redirect(self.base_url + page, status=303)

    def say(self, title: str, text: str, status: int = 200, back: str | None = "", more: str = "") -> None:
        """A page with one message, `more` below it, and a way back; none where `back` is None."""
        self.set_status(status)
        self.show(
            "message.html",
            title=title,
            text=text,
            more=more,
            back=None if back is None else back or self.base_url,
            failed=status >= 400,
        )

    def stop_soon(self) -> None:
        """Stop the server once this page has gone out."""
        assert self.serverapp is not None
        self.serverapp.io_loop.call_later(0.3, self.serverapp.stop)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """An error as a page, in words."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        if isinstance(error, web.HTTPError):
            title, text = _ERRORS.get(status_code, _ANY)
            self.say(_(title), _(text), status=status_code)
        else:
            text = sentence(error) if error else _("Please try again.")
            more = "" if error and is_ours(error) else _(ONCE_MORE)
            self.say(_(_ANY[0]), text, status=status_code, more=more)


class Missing(Page):
    """An address of ours that does not exist: said in words, on a page that looks like the others."""

    @web.authenticated
    def get(self) -> None:
        """There is none."""
        raise web.HTTPError(404)

    post = get


class Gone(Exception):
    """The folder that the pages are about is not there any more."""

    def __init__(self, folder: Path) -> None:
        """Say which, and what to do."""
        super().__init__(
            _(
                "{folder} is not there any more: it was moved, or what it is on was unplugged. Nothing was begun in its place. "
                "Put it back, then open this page again."
            ).format(folder=folder)
        )


ONCE_MORE = N_(
    "Go back and try once more. If it happens again, show this page to whoever looks after Trellis."
)
_ANY = (N_("That did not work"), N_("Go back and try again. What you saved before is safe."))
_ERRORS = {
    403: (
        N_("This page needs its key"),
        N_(
            "Open Trellis again from where you started it. If a form brought you here, go back and send it again."
        ),
    ),
    404: (N_("There is no such page"), N_("Go back to the start; everything is saved.")),
}


@lru_cache(maxsize=1)
def templates() -> Environment:
    """The templates; what is put into them is escaped, and a missing name is an error."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(_, ngettext, newstyle=True, pgettext=pgettext)  # type: ignore[attr-defined]
    environment.globals |= {"spoken": spoken, "direction": direction}
    environment.globals["mark"] = Markup(look.mark())  # noqa: S704 - a file of ours
    environment.globals |= {"picture": picture, "picture_word": picture_word}
    return environment
