"""What a screen reader is told: Chromium's own accessibility tree of a part of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from curriculum.variants import Variant

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession

TOLD = {"group", "radio", "checkbox", "textbox", "combobox", "list", "button", "spinbutton", "image", "table"}
Spoken = tuple[str, str]


def spoken(screen: CDPSession, selector: str) -> list[Spoken]:
    """(role, name) of the controls, and of the named groups and lists, in the first element for `selector`, in order."""
    found = screen.send("Runtime.evaluate", {"expression": f"document.querySelector({selector!r})"})
    nodes = screen.send("Accessibility.queryAXTree", {"objectId": found["result"]["objectId"]})["nodes"]
    told = [
        (node["role"]["value"], node.get("name", {}).get("value", "").strip())
        for node in nodes
        if not node.get("ignored") and node["role"]["value"] in TOLD
    ]
    return [(role, name) for role, name in told if name or role not in {"group", "list"}]


def to_be_spoken(variant: Variant, group: str) -> list[Spoken]:
    """The controls of a question as a screen reader must hear of them; `group` is the name of what holds them."""
    options = [option.text.strip() for option in variant.options]
    places = [place.text for place in variant.places]
    match variant.type:
        case "choice" | "multi" | "pick" | "read":
            role = "checkbox" if variant.type == "multi" or variant.most > 1 else "radio"
            return [("group", group), *((role, option) for option in options)]
        case "check-in":
            return [
                told
                for field in variant.fields
                for told in [("group", field.label), *(("radio", option.text) for option in field.options)]
            ]
        case "order":
            ways = ["up", "down", "out", "in"] if variant.indent else ["up", "down"]
            told = [f"Move {way}" for way in ways] + (["Leave out"] if variant.spare else [])
            return [("list", group), *(("button", f"{way}: {option}") for option in options for way in told)]
        case "match":
            return [
                ("group", group),
                *(("combobox", f"Partner of {place}") for place in places),
                ("group", "To place"),
                *(("button", f"Take “{option}”") for option in options),
            ]
        case "fill":
            of = len(variant.fields)
            return [("group", " ".join(variant.prompt.text.split()))] + [
                ("combobox" if field.kind == "choice" else "textbox", field.label or f"Blank {at} of {of}")
                for at, field in enumerate(variant.fields, start=1)
            ]
        case "sketch":
            return [
                ("group", group),
                *(("spinbutton", f"Height of {field.label}") for field in variant.fields),
            ]
        case "rubric":
            return [("textbox", "Your work")]
        case _:
            return [("textbox", "Your answer"), *([("combobox", "Unit")] if variant.units else [])]
