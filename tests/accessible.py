"""What a screen reader is told: Chromium's own accessibility tree of a part of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page


def spoken(page: Page, selector: str, screen: CDPSession | None = None) -> list[tuple[str, str]]:
    """(role, name) of everything in the first element for `selector` that has a name or can have the focus, in order."""
    screen = screen or page.context.new_cdp_session(page)
    found = screen.send("Runtime.evaluate", {"expression": f"document.querySelector({selector!r})"})
    nodes = screen.send("Accessibility.queryAXTree", {"objectId": found["result"]["objectId"]})["nodes"]
    told = [node for node in nodes if not node.get("ignored")]
    return [
        (node["role"]["value"], node.get("name", {}).get("value", "").strip())
        for node in told
        if node["role"]["value"] not in {"StaticText", "InlineTextBox", "none", "generic"}
    ]
