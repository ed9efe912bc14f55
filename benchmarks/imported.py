"""Imported questions, answered in a real browser: `python -m benchmarks.imported SOURCE… [--sample 200]`.

SOURCE is what `trellis import` takes. Problems are drawn by a seed; every question of each is put on a page with the real
script and engine, answered with its own key by mouse and keyboard, and must be told right and saved. A wrong choice must be told wrong.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import msgspec

from curriculum.importers.bank import Problem
from curriculum.importers.sources import read_bank
from curriculum.items import Item, distinct_variants
from curriculum.lesson import ReleasedLesson
from curriculum.marking import UNSCORED, from_canonical
from curriculum.types.code import Code
from curriculum.variants import OpenKey, Variant
from tests.browser import CHROMIUM, find_chromium
from tests.widgets.stage import Stage

SEED = 6
A_PAGE = 10


def main() -> int:
    """Answer them, and print what came of it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", nargs="+", type=Path)
    parser.add_argument("--sample", type=int, default=200)
    arguments = parser.parse_args()
    banks = [read_bank(source) for source in arguments.source]
    problems = [problem for bank in banks for problem in bank.problems]
    drawn = random.Random(SEED).sample(problems, min(arguments.sample, len(problems)))
    began = time.monotonic()
    wrong = answer(drawn)
    report: dict[str, Any] = {
        "problems": sum(bank.found for bank in banks),
        "imported": len(problems),
        "waiting_for_pictures": sum(bool(problem.waits_for) for problem in problems),
        "answered_problems": len(drawn),
        "answered_questions": sum(len(problem.steps) for problem in drawn),
        "not_told_right": wrong,
        "seconds": round(time.monotonic() - began, 1),
    }
    print(json.dumps(report, indent=1))
    return 1 if wrong else 0


def answer(problems: list[Problem]) -> list[str]:
    """Answer every question of `problems`; the ids of those that did not come out as they should."""
    from playwright.sync_api import sync_playwright

    variants = {}
    for problem in problems:
        for step in problem.steps:
            item = msgspec.convert(step.item, Item)
            if not isinstance(item, Code) and step.item["type"] not in UNSCORED:
                variants[item.id] = distinct_variants(item, "skill", {})
    failed: list[str] = []
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=find_chromium(), args=CHROMIUM)
        asked = list(variants)
        for start in range(0, len(asked), A_PAGE):
            names = asked[start : start + A_PAGE]
            with tempfile.TemporaryDirectory() as folder:
                page = browser.new_page()
                lesson = ReleasedLesson(
                    course="imported", lesson="sample", title="Sample", skills={"skill": "Skill"}, graph=None, texts={},
                    variants={name: variants[name] for name in names}, checks={},
                )  # fmt: skip
                stage = Stage(page, Path(folder), *names, lesson=lesson)
                failed += [name for name in names if not _comes_out(stage, name)]
                page.close()
        browser.close()
    return failed


def _comes_out(stage: Stage, name: str) -> bool:
    from playwright.sync_api import Error

    variant = stage.widgets[name].exercise.variant
    assert variant is not None
    assert isinstance(variant.key, OpenKey)
    right = from_canonical(variant, variant.key.accepts[0])
    try:
        if variant.type == "choice":
            wrong = next(index for index in range(len(variant.options)) if index != right)
            _give(stage, name, variant, wrong)
            stage[name].locator(".tx-feedback.tx-not-yet").wait_for(timeout=10_000)
        _give(stage, name, variant, right)
        stage[name].locator(".tx-feedback.tx-right").wait_for(timeout=10_000)
        stage[name].locator(".tx-saved", has_text="Saved").wait_for(timeout=10_000)
    except Error as error:
        print(f"{name}: {right!r}: {error}", file=sys.stderr)
        return False
    return stage.answers(name)[-1].score == 1


def _give(stage: Stage, name: str, variant: Variant, answer: Any) -> None:
    exercise = stage[name]
    if variant.type == "choice":
        exercise.get_by_role("radio").nth(answer).check()
    else:
        exercise.get_by_role("textbox").fill("")
        exercise.get_by_role("textbox").press_sequentially(str(answer))
    exercise.locator("button[type=submit]").click()


if __name__ == "__main__":
    sys.exit(main())
