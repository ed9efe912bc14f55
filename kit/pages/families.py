"""The families: their pages to print, in which language, how they reach the school, and what they answered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tornado import web

from curriculum.language import ENDONYMS
from kit.families_list import FILES, families
from kit.pages import Route
from kit.pages.teacher import TeacherPage


def routes(common: dict[str, Any]) -> list[Route]:
    """Addresses under /trellis/desk/families; making the pages is a job (kit/pages/job.py)."""
    return [
        (r"/trellis/desk/families/set", Settings, common),
        (r"/trellis/desk/families/files/away", DeleteFiles, common),
        (r"/trellis/desk/families/(families\.pdf|families\.html)", FamilyFile, common),
        (r"/trellis/desk/families", FamiliesPage, common),
    ]


class FamiliesPage(TeacherPage):
    """All families."""

    @web.authenticated
    async def get(self) -> None:
        """Their pages and answers."""
        if not self.has_class:
            self.go("trellis/desk")
            return
        shown = await self.told(families, self.folder)
        if shown is not None:
            await self.show_desk("desk_families.html", "families", families=shown, languages=ENDONYMS)


class Settings(TeacherPage):
    """In which language the families read, and how they reach the school."""

    @web.authenticated
    async def post(self) -> None:
        """Keep it."""
        languages = {
            field[9:]: self.get_body_argument(field)
            for field in self.request.body_arguments
            if field.startswith("language-")
        }
        done = await self.told(
            _set,
            self.folder,
            languages,
            self.get_body_argument("language", ""),
            self.get_body_argument("reach", ""),
        )
        if done:
            self.go("trellis/desk/families")


class FamilyFile(TeacherPage):
    """The pages, to print or to read on screen."""

    @web.authenticated
    def get(self, name: str) -> None:
        """The file. Its styles are inside it, so this page alone may hold them."""
        path = self.folder / name
        if not path.is_file():
            self.go("trellis/desk/families")
            return
        kind = "application/pdf" if name.endswith(".pdf") else "text/html; charset=utf-8"
        self.set_header("Content-Type", kind)
        self.set_header("Content-Disposition", f'inline; filename="{name}"')
        self.set_header("Cache-Control", "no-store")
        self.set_header(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; frame-ancestors 'none'",
        )
        self.finish(path.read_bytes())


class DeleteFiles(TeacherPage):
    """The pages are printed."""

    @web.authenticated
    async def post(self) -> None:
        """Delete the files: they say how students are doing."""
        for name in FILES:
            (self.folder / name).unlink(missing_ok=True)
        self.jobs.put_away("families")
        self.go("trellis/desk/families")


def _set(folder: Path, languages: dict[str, str], of_class: str, reach: str) -> bool:
    from grading.catalogues import LANGUAGES
    from grading.class_folder import open_class
    from grading.families import COLUMN, remember, remember_language
    from grading.roster import read_roster

    opened = open_class(folder)
    roster = read_roster(opened.roster)
    for language in ("", *LANGUAGES):
        changed = [
            student
            for student, chosen in languages.items()
            if chosen == language
            and student in roster.names
            and roster.more.get(student, {}).get(COLUMN, "") != language
        ]
        if changed:
            remember_language(opened.roster, changed, language)
    remember(opened, language=of_class if of_class in LANGUAGES else "", reach=reach)
    return True
