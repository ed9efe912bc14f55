"""The refits of a class: what each found, kept in the records with its date, and the weights that are in use since."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from curriculum.correction import SHIPPED, Weights
from grading import tables
from grading.records import Records
from grading.words import _

if TYPE_CHECKING:
    from grading.refit import Refit


FEWEST = 200
"""First answers below which a refit would be noise."""
EVERY = timedelta(days=7)


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """One refit as the records hold it.

    `before` and `after` are mean log losses of first tries, each predicted before it was learned from: with the weights in use until then,
    and the best of the other ways. `kept` says what goes on: `in use` where nothing was better.
    """

    at: str
    answers: int
    before: float
    after: float
    kept: str
    weights: Weights

    @property
    def sentence(self) -> str:
        """What happened, for the teacher."""
        if self.answers < FEWEST:
            return _(
                "The estimate stays as it is: the class has given {answers} first answers so far, "
                "and a refit needs {fewest}."
            ).format(answers=self.answers, fewest=FEWEST)
        figures = _("log loss {before:.4f} before, {after:.4f} refitted, over {answers} answers").format(
            before=self.before, after=self.after, answers=self.answers
        )
        if self.kept == "in use":
            return _(
                "The estimate stays as it is: nothing predicted this class's answers better ({figures})."
            ).format(figures=figures)
        return _("The estimate was fitted to this class and predicts it better now ({figures}).").format(
            figures=figures
        )


def note_refit(db: sa.Connection, found: Refit, at: datetime) -> Kept:
    """Note what a refit found; where something else is used from now on, everybody's difficulties are to be gauged anew."""
    kept = Kept(
        at=at.isoformat(timespec="seconds"),
        answers=found.answers,
        before=found.losses["in use"],
        after=min(loss for way, loss in found.losses.items() if way != "in use"),
        kept=found.kept,
        weights=found.weights,
    )
    row = msgspec.structs.asdict(kept) | {"weights": msgspec.json.encode(kept.weights).decode()}
    db.execute(tables.refits.insert().values(**row))
    if found.changed:
        db.execute(tables.difficulties.delete())
    return kept


def refits(records: Records) -> list[Kept]:
    """Every refit of the class, the oldest first."""
    table = tables.refits
    what = sa.select(*(table.c[field] for field in Kept.__struct_fields__)).order_by(table.c.number)
    with records.connect() as db:
        return [
            Kept(**{**row, "weights": msgspec.json.decode(row["weights"], type=tuple[float, ...])})
            for row in db.execute(what).mappings()
        ]


def is_due(records: Records, at: datetime) -> bool:
    """Whether there may be answers enough, and no refit within the last week."""
    with records.connect() as db:
        events = db.scalar(sa.select(sa.func.count()).select_from(tables.events)) or 0
        last = db.scalar(sa.select(sa.func.max(tables.refits.c.at)))
    return events >= FEWEST and (last is None or datetime.fromisoformat(last) + EVERY <= at)


def weights_in_use(db: sa.Connection) -> Weights:
    """The weights of the last refit, where they are of this version; otherwise the shipped ones."""
    table = tables.refits
    last = db.scalar(sa.select(table.c.weights).order_by(table.c.number.desc()).limit(1))
    weights = msgspec.json.decode(last, type=tuple[float, ...]) if last else SHIPPED
    return weights if len(weights) == len(SHIPPED) else SHIPPED
