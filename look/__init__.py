"""How Trellis looks: the tokens, the font, and where they lie. Every room may use it; it uses none."""

from pathlib import Path

FOLDER = Path(__file__).parent


def tokens() -> str:
    """The stylesheet of palette, type and spacing."""
    return (FOLDER / "tokens.css").read_text(encoding="utf-8")
