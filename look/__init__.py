"""How Trellis looks: the tokens, the font and the mark, and where they lie. Every room may use it; it uses none."""

import base64
import re
from pathlib import Path

FOLDER = Path(__file__).parent
FONTS = FOLDER / "fonts"


def tokens() -> str:
    """The stylesheet of palette, type and spacing. Its rules for elements reach inside `.trellis` only."""
    return (FOLDER / "tokens.css").read_text(encoding="utf-8")


def font_css(base_url: str) -> str:
    """The `@font-face` rules; `base_url` is the address at which the files of the `fonts` folder are served."""
    return (FOLDER / "fonts.css").read_text(encoding="utf-8").replace("{fonts}", base_url.rstrip("/"))


def font_css_inside() -> str:
    """The `@font-face` rules with the Latin fonts inside (71 kB), for a page that may load nothing."""
    css = font_css("")
    for path in sorted(FONTS.glob("*.woff2")):
        data = base64.b64encode(path.read_bytes()).decode()
        css = css.replace(f'"/{path.name}"', f'"data:font/woff2;base64,{data}"')
    return css


def mark() -> str:
    """The mark, a leaf on a trellis, as SVG to put inline: 32 by 32, in the colour of the text around it."""
    return _STYLE.sub("", (FOLDER / "mark.svg").read_text(encoding="utf-8")).strip()


_STYLE = re.compile(r"<style>.*?</style>")
