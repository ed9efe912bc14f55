"""Texts and values of one draw of an item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Protocol

from curriculum.arithmetic import ArithmeticFault, Value, evaluate, exact
from curriculum.faults import ItemError
from curriculum.prose import Prose, fill, prose
from curriculum.types.written import Misconception
from curriculum.variants import Parts, Remark
from curriculum.words import _


class KnownWrong(Protocol):
    """A wrong answer with a known cause, as written."""

    @property
    def because(self) -> str:
        """The misconception's id, or nothing."""
        ...

    @property
    def say(self) -> str:
        """What to say; nothing leaves it to the misconception."""
        ...


class Drawn(Parts, frozen=True, kw_only=True):
    """What a type brings to a variant, and `accepts`, the canonical answers that are right."""

    accepts: tuple[str, ...]


class Making:
    """Fills the texts of an item in one draw; turns an arithmetic fault into an ItemError with its field."""

    def __init__(self, names: Mapping[str, Value], misconceptions: Mapping[str, Misconception]) -> None:
        self.names = names
        self.misconceptions = misconceptions

    def value(self, field: str, expression: str) -> Value:
        """The value of an expression. Raises ItemError."""
        try:
            return exact(evaluate(expression, self.names))
        except ArithmeticFault as error:
            raise ItemError(field, str(error)) from error

    def number(self, field: str, expression: str) -> Fraction:
        """The value of an expression that gives a number. Raises ItemError."""
        value = self.value(field, expression)
        if isinstance(value, str):
            raise ItemError(field, _("must be a number, not the text “{value}”.").format(value=value))
        return Fraction(value)

    def fill(self, field: str, template: str) -> str:
        """A text with its placeholders filled. Raises ItemError."""
        try:
            return fill(template, self.names).strip()
        except ArithmeticFault as error:
            raise ItemError(field, str(error)) from error

    def prose(self, field: str, template: str, *, inline: bool = False) -> Prose:
        """A text filled and rendered. Raises ItemError."""
        try:
            return prose(template, self.names, inline=inline)
        except ArithmeticFault as error:
            raise ItemError(field, str(error)) from error

    def remark(self, matches: str, wrong: KnownWrong) -> Iterator[Remark]:
        """The remark for a known wrong answer, if there is anything to say of it."""
        if wrong.because and wrong.because not in self.misconceptions:
            raise ItemError(
                "because",
                _("the misconception “{because}” is not in misconceptions.yaml.").format(
                    because=wrong.because
                ),
            )
        say = wrong.say or (self.misconceptions[wrong.because].say if wrong.because else "")
        if say:
            yield Remark(matches=matches, say=self.prose("say", say), misconception=wrong.because)


def all_differ(field: str, texts: Sequence[Prose]) -> None:
    """Raises ItemError where two options read the same."""
    seen: set[str] = set()
    for text in texts:
        if text.text in seen:
            raise ItemError(
                field,
                _("the option “{text}” stands there twice in a draw; add a `where`.").format(text=text.text),
            )
        seen.add(text.text)
