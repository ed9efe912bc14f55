"""What was drawn with matplotlib, as data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from curriculum.plain import checked
from curriculum.values import NotPlain, build, canonical

plt = pytest.importorskip("matplotlib.pyplot")


@pytest.fixture
def axes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    plt.switch_backend("agg")
    _, axes = plt.subplots()
    yield axes
    plt.close("all")


def plot(axes: Any) -> Any:
    figure = checked(canonical(axes.figure))
    assert checked(canonical(axes)) == {"$axes": figure["$figure"]["plots"][0]}
    return figure["$figure"]["plots"][0]


def test_words_lines_and_points(axes: Any) -> None:
    axes.plot([1, 2], [3.5, 4], label="Mei")
    axes.plot(["Mon", "Tue"], [1, 2])
    axes.scatter([1, 2], [5, 6], label="Luis")
    axes.set(title="Pets", xlabel="Week", ylabel="How many", xlim=(0, 5))
    axes.legend()
    shown = plot(axes)
    assert (shown["title"], shown["x"], shown["y"], shown["xlim"]) == ("Pets", "Week", "How many", [0.0, 5.0])
    assert shown["legend"] == ["Mei", "Luis"]
    assert shown["lines"] == [
        {"label": "Mei", "x": [1, 2], "y": [3.5, 4.0]},
        {"label": "", "x": ["Mon", "Tue"], "y": [1, 2]},
    ]
    assert shown["points"] == [{"label": "Luis", "x": [1.0, 2.0], "y": [5.0, 6.0]}]


def test_bars_with_names(axes: Any) -> None:
    axes.bar(["cat", "dog"], [3, 1])
    [bars] = plot(axes)["bars"]
    assert bars == {
        "label": "",
        "names": ["cat", "dog"],
        "places": [0.0, 1.0],
        "heights": [3.0, 1.0],
        "widths": [0.8, 0.8],
        "lying": False,
    }


def test_bars_that_lie(axes: Any) -> None:
    axes.barh(["cat", "dog"], [3, 1])
    [bars] = plot(axes)["bars"]
    assert (bars["names"], bars["heights"], bars["lying"]) == (["cat", "dog"], [3.0, 1.0], True)


def test_bars_of_a_table(axes: Any) -> None:
    pd.DataFrame({"kind": ["cat", "dog"], "n": [3, 1]}).plot.bar(x="kind", y="n", ax=axes)
    [bars] = plot(axes)["bars"]
    assert (bars["label"], bars["names"], bars["heights"]) == ("n", ["cat", "dog"], [3.0, 1.0])


def test_a_histogram_is_bars_that_touch(axes: Any) -> None:
    axes.hist([1, 2, 2, 3], bins=[0, 2, 4])
    [bars] = plot(axes)["bars"]
    assert (bars["names"], bars["places"], bars["heights"], bars["widths"]) == (
        None,
        [1.0, 3.0],
        [1.0, 3.0],
        [2.0, 2.0],
    )


def test_the_slices_of_a_pie(axes: Any) -> None:
    axes.pie([1, 3], labels=["cat", "dog"])
    assert plot(axes)["wedges"] == [{"label": "cat", "share": 0.25}, {"label": "dog", "share": 0.75}]


def test_a_figure_cannot_be_made_again(axes: Any) -> None:
    with pytest.raises(NotPlain):
        build(canonical(axes.figure), __import__)
