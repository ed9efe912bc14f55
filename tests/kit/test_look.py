"""The look: legible in every mode, and complete."""

from __future__ import annotations

import re

import pytest

import look

TEXT_ON = [
    ("ink", "paper"),
    ("ink", "card"),
    ("muted", "paper"),
    ("muted", "card"),
    ("green", "paper"),
    ("green", "card"),
    ("green", "green-soft"),
    ("green-ink", "green"),
    ("ink", "green-soft"),
    ("ink", "plain"),
    ("blue", "blue-soft"),
    ("ink", "blue-soft"),
    ("amber", "amber-soft"),
    ("ink", "amber-soft"),
    ("plum", "plum-soft"),
    ("red", "red-soft"),
]


def palette(mode: str, *, more: bool = False) -> dict[str, str]:
    """The colours of `lit` or `unlit`, with those of high contrast on top if `more`."""
    text = look.tokens()
    start = text.index("prefers-contrast: more")
    parts = [text[:start], text[start : text.index("html.trellis")]] if more else [text[:start]]
    return {
        name: colour
        for part in parts
        for name, colour in re.findall(
            rf"--([a-z-]+): [^;]*?var\(--{mode}, (#[0-9a-f]{{6}})\)",
            part.replace("--unlit", "--dark") if mode == "lit" else part,
        )
    }


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_21_to_1() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("mode", ["lit", "unlit"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_is_legible(mode: str, text: str, ground: str) -> None:
    colours = palette(mode)
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("mode", ["lit", "unlit"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_is_easily_legible_in_high_contrast(mode: str, text: str, ground: str) -> None:
    colours = palette(mode, more=True)
    assert contrast(colours[text], colours[ground]) >= 7


@pytest.mark.parametrize("mode", ["lit", "unlit"])
def test_borders_of_controls_can_be_seen(mode: str) -> None:
    colours = palette(mode)
    assert contrast(colours["edge"], colours["card"]) >= 3
    assert contrast(colours["edge"], colours["paper"]) >= 3


def test_rules_for_elements_stay_inside_trellis() -> None:
    after = look.tokens().split("html.trellis {", 1)[1]
    selectors = re.findall(r"(?:^|[{}])\s*([^{}@]+)\{", re.sub(r"/\*.*?\*/", "", after, flags=re.DOTALL))
    assert [one.strip() for one in selectors if ".trellis" not in one] == []


def test_code_runs_from_left_to_right_in_the_midst_of_arabic() -> None:
    for root in (".trellis", ".trellis-exercise", ".trellis-lesson"):
        rules = re.findall(
            r":is\(([^)]*)\) :where\(code, pre\) \{ direction: ltr; unicode-bidi: isolate; \}", look.tokens()
        )
        assert [root in rule.split(", ") for rule in rules] == [True]


def test_the_font_is_here_with_its_licence() -> None:
    css = look.font_css("/trellis/static/fonts/")
    files = re.findall(r'url\("/trellis/static/fonts/([^"]+)"\)', css)
    assert len(files) == 2
    assert all((look.FONTS / name).read_bytes()[:4] == b"wOF2" for name in files)
    assert "SIL OPEN FONT LICENSE" in (look.FONTS / "OFL.txt").read_text(encoding="utf-8")


def test_nothing_is_fetched_from_elsewhere() -> None:
    assert "http" not in look.tokens() + look.font_css("fonts")


def test_the_mark_takes_the_colour_around_it() -> None:
    assert "currentColor" in look.mark()
    assert "<style" not in look.mark()
