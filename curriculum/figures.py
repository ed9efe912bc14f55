"""What was drawn with matplotlib, as data. matplotlib is not imported here: what is not loaded has drawn nothing.

    {"$figure": {"title": text, "plots": [plot, …]}}     a figure, its plots in the order in which they were made
    {"$axes": plot}                                      one plot of it, as a function may give it back

A plot has `title`, `x` and `y` (the words at its axes), `xlim`, `ylim`, `legend` (its texts, or null), and what is in it: `lines` and
`points` (`label`, `x`, `y`), `bars` (`label`, `names` or null, `places`, `heights`, `widths`, `lying`) and `wedges` (`label`, `share`).
A histogram is bars that touch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from curriculum import values

if TYPE_CHECKING:
    from curriculum.values import Encoder, Value

PLOT = ("title", "x", "y", "xlim", "ylim", "legend", "lines", "points", "bars", "wedges")
_SERIES = {"label", "x", "y"}
_BARS = {"label", "names", "places", "heights", "widths", "lying"}


def encode(self: Encoder, obj: Any) -> Value:
    """A figure or one of its plots in canonical form; None for anything else."""
    if type(obj) is values.part("matplotlib.figure", "Figure"):
        return {"$figure": self.within(obj, _figure)}
    if type(obj) is values.part("matplotlib.axes", "Axes"):
        return {"$axes": self.within(obj, _plot)}
    return None


def _figure(self: Encoder, obj: Any) -> Value:
    axes = values.part("matplotlib.axes", "Axes")
    return {
        "title": self.text(str(obj.get_suptitle())),
        "plots": [self.within(one, _plot) for one in obj.axes if values.is_a(one, axes)],
    }


def _plot(self: Encoder, obj: Any) -> Value:
    legend = obj.get_legend()
    title = next(filter(None, (obj.get_title(loc) for loc in ("center", "left", "right"))), "")
    points = [
        one for one in obj.collections if type(one) is values.part("matplotlib.collections", "PathCollection")
    ]
    wedges = [one for one in obj.patches if type(one) is values.part("matplotlib.patches", "Wedge")]
    bars = [one for one in obj.containers if type(one) is values.part("matplotlib.container", "BarContainer")]
    return {
        "title": self.text(str(title)),
        "x": self.text(str(obj.get_xlabel())),
        "y": self.text(str(obj.get_ylabel())),
        "xlim": _numbers(self, obj.get_xlim()),
        "ylim": _numbers(self, obj.get_ylim()),
        "legend": None
        if legend is None
        else [self.text(str(text.get_text())) for text in legend.get_texts()],
        "lines": [
            {
                "label": _label(self, one),
                "x": _coordinates(self, one.get_xdata()),
                "y": _coordinates(self, one.get_ydata()),
            }
            for one in obj.get_lines()
        ],
        "points": [
            {"label": _label(self, one), **dict(zip("xy", _columns(self, one.get_offsets()), strict=True))}
            for one in points
        ],
        "bars": [_bars(self, obj, one) for one in bars],
        "wedges": [
            {
                "label": _label(self, one),
                "share": self.decimal(round(abs(float(one.theta2) - float(one.theta1)) / 360, 6)),
            }
            for one in wedges
        ],
    }


def _bars(self: Encoder, plot: Any, obj: Any) -> Value:
    lying = obj.orientation == "horizontal"
    self.count(len(obj.patches))
    boxes = [
        (one.get_y(), one.get_height(), one.get_width())
        if lying
        else (one.get_x(), one.get_width(), one.get_height())
        for one in obj.patches
    ]
    places = [round(float(low) + float(wide) / 2, 9) for low, wide, _ in boxes]
    return {
        "label": _label(self, obj),
        "names": _names(self, plot.yaxis if lying else plot.xaxis, places),
        "places": _numbers(self, places),
        "heights": _numbers(self, (high for _, _, high in boxes)),
        "widths": _numbers(self, (wide for _, wide, _ in boxes)),
        "lying": lying,
    }


def _names(self: Encoder, axis: Any, places: list[float]) -> Value:
    """The words below the bars, where there are words for all of them and not just numbers."""
    words = {
        round(float(at), 9): str(label.get_text())
        for at, label in zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=False)
    }
    names = [words.get(place, "") for place in places]
    if not all(names) or all(_is_number(name, place) for name, place in zip(names, places, strict=True)):
        return None
    return [self.text(name) for name in names]


def _is_number(name: str, place: float) -> bool:
    try:
        return abs(float(name.replace("−", "-")) - place) < 1e-6
    except ValueError:
        return False


def _label(self: Encoder, obj: Any) -> str:
    label = str(obj.get_label())
    return "" if label.startswith("_") else str(self.text(label))


def _coordinates(self: Encoder, given: Any) -> list[Value]:
    """Numbers, texts or days, as they were given for an axis."""
    from curriculum.frames import column_of

    if len(given) > self.bounds.nodes:
        raise values.TooBig(values.MANY)
    return column_of(self.values(given.tolist() if hasattr(given, "tolist") else list(given)))


def _columns(self: Encoder, offsets: Any) -> tuple[list[Value], list[Value]]:
    if len(offsets) > self.bounds.nodes:
        raise values.TooBig(values.MANY)
    return _numbers(self, offsets[:, 0]), _numbers(self, offsets[:, 1])


def _numbers(self: Encoder, numbers: Iterable[Any]) -> list[Value]:
    found = [self.decimal(float(number)) for number in numbers]
    self.count(len(found))
    return found


# Looking at what somebody else's process sent


def _is_figure(inside: Any) -> bool:
    return (
        type(inside) is dict
        and inside.keys() == {"title", "plots"}
        and type(inside["title"]) is str
        and type(inside["plots"]) is list
        and all(map(_is_plot, inside["plots"]))
    )


def _is_plot(inside: Any) -> bool:
    return (
        type(inside) is dict
        and inside.keys() == set(PLOT)
        and all(type(inside[name]) is str for name in ("title", "x", "y"))
        and all(type(inside[name]) is list and len(inside[name]) == 2 for name in ("xlim", "ylim"))
        and (inside["legend"] is None or _are_texts(inside["legend"]))
        and all(_are(inside[name], _SERIES, ("x", "y")) for name in ("lines", "points"))
        and _are(inside["bars"], _BARS, ("places", "heights", "widths"))
        and all(
            (one["names"] is None or _are_texts(one["names"])) and type(one["lying"]) is bool
            for one in inside["bars"]
        )
        and _are(inside["wedges"], {"label", "share"}, ())
    )


def _are(entries: Any, keys: set[str], lists: tuple[str, ...]) -> bool:
    return type(entries) is list and all(
        type(one) is dict
        and one.keys() == keys
        and type(one["label"]) is str
        and all(type(one[name]) is list for name in lists)
        for one in entries
    )


def _are_texts(entries: Any) -> bool:
    return type(entries) is list and all(type(text) is str for text in entries)


SHAPES: dict[str, Callable[[Any], bool]] = {"$figure": _is_figure, "$axes": _is_plot}
