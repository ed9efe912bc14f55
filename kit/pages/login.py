"""What a browser sees that does not know the key of this server: what happened and what to do, in words of ours."""

from __future__ import annotations

from typing import Any

from jupyter_server.auth.login import LoginFormHandler
from markupsafe import Markup

import look
from curriculum.language import speak_here, spoken
from kit.pages.page import asked_for, templates

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""Our stylesheets are behind the login, so this page carries the little it needs."""


class Login(LoginFormHandler):
    """Jupyter's login without its form: nobody types a key, since starting Trellis opens a page that has it."""

    @property
    def content_security_policy(self) -> str:
        """Stricter than that of our other pages."""
        return POLICY

    def _render(self, message: Any = None) -> None:  # noqa: ARG002 - as Jupyter calls it
        speak_here(asked_for(self.request) or spoken())
        self.set_header("Cache-Control", "no-store")
        style = Markup(look.tokens())  # noqa: S704 - a file of ours
        self.finish(templates().get_template("login.html").render(style=style))
