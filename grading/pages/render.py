"""From a page's data to HTML: templates with every text escaped, and one stylesheet."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined

import look
from curriculum.language import direction, spoken
from grading.pages.asked import Asked
from grading.words import _, ngettext, pgettext

FOLDER = Path(__file__).parent
SHARED = FOLDER / "template"
"""A Jupyter data folder (for JUPYTER_PATH) that holds the Voila template `trellis`."""
TEMPLATE = SHARED / "voila" / "templates" / "trellis"


class Links(msgspec.Struct, frozen=True):
    """Where the pages are, as relative addresses: `class` and `student` when mounted, `class.ipynb` in plain Voila."""

    class_page: str = "class"
    student_page: str = "student"
    items_page: str = "items"
    fairness_page: str = "fairness"
    pilot_page: str = "pilot"

    def student(self, student: str, part: str = "") -> str:
        """The address of a student's page; `part` is an id on it."""
        return f"{self.student_page}?student={student}" + (f"#{part}" if part else "")

    def skill(self, skill: str) -> str:
        """The address of the class page with one skill opened."""
        return f"{self.class_page}?{urlencode({'skill': skill})}#skill"

    @property
    def desk(self) -> str:
        """The teacher's desk; empty in plain Voila, which has none."""
        return "" if self.class_page.endswith(".ipynb") else "../desk"


IPYNB = Links("class.ipynb", "student.ipynb", "items.ipynb", "fairness.ipynb", "pilot.ipynb")
"""In plain Voila."""


class Person(msgspec.Struct, frozen=True):
    """A name and where it leads."""

    name: str
    href: str


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """What is around a page: the class, where one can go, where one is, and the way there.

    `here` is one of class, student, items, fairness, pilot; `crumbs` lead to the page, which is named by `title`.
    """

    class_title: str
    links: Links
    here: str
    title: str
    asked: Asked = Asked()

    @property
    def crumbs(self) -> tuple[Person, ...]:
        """The way to this page."""
        way = [Person(_("Desk"), self.links.desk)] if self.links.desk else []
        return (*way, *([Person(self.class_title, self.links.class_page)] if self.here != "class" else []))

    @property
    def pages(self) -> tuple[tuple[str, Person], ...]:
        """The pages about the whole class, by name."""
        return (
            ("class", Person(_("Class"), self.links.class_page)),
            ("items", Person(_("Items"), self.links.items_page)),
            ("fairness", Person(_("Fairness"), self.links.fairness_page)),
            ("pilot", Person(_("Pilot"), self.links.pilot_page)),
        )


class MessagePage(msgspec.Struct, frozen=True, kw_only=True):
    """A page that says one thing, and where to go from it."""

    title: str
    sentence: str
    detail: str = ""
    students: tuple[Person, ...] = ()
    class_href: str = ""
    frame: Frame | None = None


def render(template: str, page: msgspec.Struct) -> str:
    """`html/<template>` filled from `page`."""
    return _templates().get_template(template).render(page=page)


def message(page: MessagePage) -> str:
    """A page that says one thing."""
    return render("message.html", page)


def stylesheet() -> str:
    """Everything the review pages look like, in one text: the fonts are inside, so that no address has to be right."""
    return "\n".join(
        (look.font_css_inside(), look.tokens(), FOLDER.joinpath("page.css").read_text(encoding="utf-8"))
    )


@lru_cache(maxsize=1)
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(_, ngettext, newstyle=True, pgettext=pgettext)  # type: ignore[attr-defined]
    environment.globals |= {"spoken": spoken, "direction": direction}
    return environment
