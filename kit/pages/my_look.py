"""How my pages look and speak: what a student chooses for themselves, with a word on what the teacher set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

import msgspec
from tornado import web

from carrying.accommodating import choose, chosen, given
from carrying.saving import NotSaved
from curriculum.accommodations import Accommodations, Font, Size, Spacing, Theme
from curriculum.language import ENDONYMS, LANGUAGES, speak_here
from kit.pages.student import StudentPage
from kit.words import N_, _


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to choose: the options by value, where `""` leaves it to the teacher and the machine; `now` is the student's own."""

    name: Literal["language", "theme", "size", "spacing", "font", "calm", "read_aloud"]
    title: str
    options: tuple[tuple[str, str], ...]
    now: str


class Look(StudentPage):
    """A form that works without JavaScript; the page that comes back is an example of what was chosen."""

    @web.authenticated
    def get(self) -> None:
        """The form."""
        teacher = given(self.folder)
        self.show(
            "my_look.html",
            choices=choices(chosen(self.folder)),
            kept=self.get_query_argument("kept", "") == "1",
            extra_time=teacher.time if teacher.time > 1 else 0,
            fewer_options=bool(teacher.fewer_options),
        )

    @web.authenticated
    def post(self) -> None:
        """Keep what was chosen; a value that is not on offer counts as not chosen."""
        said = {name: self.get_body_argument(name, "") for name in _TITLES}
        try:
            choose(self.folder, as_accommodations(said))
        except NotSaved as error:
            self.say(_("Not saved"), str(error), status=409, back=self.base_url + "trellis/me/look")
            return
        speak_here(self.language())
        self.go("trellis/me/look?kept=1")


def as_accommodations(said: Mapping[str, str]) -> Accommodations:
    """What a form said."""

    def among(name: str, known: tuple[str, ...]) -> str | None:
        return said[name] if said.get(name, "") in known else None

    return Accommodations(
        language=among("language", LANGUAGES),
        theme=among("theme", get_args(Theme)),  # type: ignore[arg-type]  # of the type's own values
        size=among("size", get_args(Size)),  # type: ignore[arg-type]
        spacing=among("spacing", get_args(Spacing)),  # type: ignore[arg-type]
        font=among("font", get_args(Font)),  # type: ignore[arg-type]
        calm=_YES_NO.get(said.get("calm", "")),
        read_aloud=_YES_NO.get(said.get("read_aloud", "")),
    )


_YES_NO = {"yes": True, "no": False}
_TITLES = {
    "language": N_("Language"),
    "theme": N_("Colours"),
    "size": N_("Size of the letters"),
    "spacing": N_("Space between letters and lines"),
    "font": N_("Letters"),
    "calm": N_("Movement"),
    "read_aloud": N_("Reading aloud"),
}
_OPTIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "theme": (
        ("auto", N_("As this machine is set")),
        ("light", N_("Light")),
        ("dark", N_("Dark")),
        ("contrast", N_("Strong contrast")),
    ),
    "size": (("normal", N_("Normal")), ("large", N_("Large")), ("largest", N_("Very large"))),
    "spacing": (("normal", N_("Normal space")), ("wide", N_("More space"))),
    "font": (("legible", N_("Easy to tell apart")), ("plain", N_("This machine’s own letters"))),
    "calm": (("no", N_("Small movements are fine")), ("yes", N_("Nothing moves"))),
    "read_aloud": (("no", N_("A button at the end")), ("yes", N_("A large button first"))),
}


def choices(own: Accommodations) -> list[Choice]:
    """Everything to choose, in the language spoken, with what the student chose so far."""
    made = []
    for name, title in _TITLES.items():
        options = (
            tuple((code, ENDONYMS[code]) for code in LANGUAGES)
            if name == "language"
            else tuple((value, _(words)) for value, words in _OPTIONS[name])
        )
        value = getattr(own, name)
        if isinstance(value, bool):
            value = "yes" if value else "no"
        made.append(Choice(name=name, title=_(title), options=options, now=value or ""))  # type: ignore[arg-type]
    return made
