"""`trellis preview`: a lesson as a student has it, thrown away afterwards; its ways as a list and as a drawing."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from carrying.handin import HandedIn, HandIn
from carrying.study import open_study
from curriculum.course import load_course
from curriculum.evidence import Moved, write_event
from curriculum.graph_list import lines
from curriculum.graph_picture import picture
from curriculum.variants import OpenKey
from grading.class_folder import new_class
from grading.records import Records
from kit.authoring import new_course, new_lesson
from kit.command import main
from kit.preview import lay_out
from kit.stop import Stop
from tests.browser import violations, wait_until
from tests.tiny import HALVES, write_course
from widgets import check, code
from widgets.exercise import Exercise

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture(autouse=True)
def no_class(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's home, so that no class is found by itself."""
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path / "home"))


def test_a_preview_has_open_keys_no_solutions_and_a_line_for_its_author(tmp_path: Path) -> None:
    course = load_course(write_course(tmp_path / "tiny"))
    lay_out(course, "halving", tmp_path / "study")
    shelf = open_study(tmp_path / "study", "tiny").shelf / "halving"
    exercise = Exercise.open(shelf, "branch", "halving")
    assert isinstance(exercise.lesson.variants["half-sealed"][0].key, OpenKey)
    variant = exercise.variant
    assert variant is not None
    assert isinstance(variant.key, OpenKey)
    number = exercise.lesson.variants["half-of"].index(variant) + 1
    of = len(exercise.lesson.variants["half-of"])
    right = variant.key.accepts[0]
    assert exercise.screen().author == (
        f"Preview: node “first”, core; question “half-of”, number, draw {number} of {of}; right is: {right}. Nothing is handed in."
    )
    assert exercise.answer(right).right
    assert exercise.go().author == (
        "Preview: node “puzzle”, stretch; question “which-half”, choice; right is: 5. Nothing is handed in."
    )


def test_students_code_is_theirs_to_write_in_a_preview_too(tmp_path: Path) -> None:
    course = load_course(write_course(tmp_path / "tiny"))
    lay_out(course, "doubling", tmp_path / "study")
    shelf = open_study(tmp_path / "study", "tiny").shelf / "doubling"
    notebook = (shelf / "doubling.ipynb").read_text("utf-8")
    assert "return 2 * n" not in notebook
    assert 'check(\\"double\\")' in notebook


@pytest.mark.parametrize(("call", "where"), [(check, "widgets.checking"), (code, "widgets.coding")])
def test_code_says_which_question_it_is_too(
    call: Callable[[str], object], where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = load_course(write_course(tmp_path / "tiny"))
    lay_out(course, "doubling", tmp_path / "study")
    monkeypatch.chdir(open_study(tmp_path / "study", "tiny").shelf / "doubling")
    said: list[str] = []
    monkeypatch.setattr(f"{where}.say", said.append)
    call("double")
    assert said == ["Preview: question “double”, code. Nothing is handed in."]


def test_a_preview_begins_at_the_node_that_is_named(tmp_path: Path) -> None:
    course = load_course(write_course(tmp_path / "tiny"))
    lay_out(course, "halving", tmp_path / "study", start="way")
    shelf = open_study(tmp_path / "study", "tiny").shelf / "halving"
    assert Exercise.open(shelf, "branch", "halving").screen().author == (
        "Preview: node “way”, core. Nothing is handed in."
    )
    with pytest.raises(Stop, match=r"has no node “nowhere”\. Nodes: first, look, puzzle, last, way, done"):
        lay_out(course, "halving", tmp_path / "other", start="nowhere")
    assert not (tmp_path / "other").exists()


def test_what_students_get_says_nothing_of_a_preview(tmp_path: Path) -> None:
    from curriculum.releasing import release_lesson

    course = load_course(write_course(tmp_path / "tiny"))
    released = release_lesson(course, "halving", "salt")
    assert not released.preview
    assert not isinstance(released.variants["half-sealed"][0].key, OpenKey)


def test_list_and_picture_say_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_course(tmp_path / "tiny")
    assert main(["preview", "halving", "--course", str(folder), "--list"]) == 0
    listed = capsys.readouterr().out
    assert listed.startswith(
        "first “First” (ask, core, question half-of, counts, start)\n  1. to look, if misc"
    )
    file = tmp_path / "halving.svg"
    assert main(["preview", "halving", "--course", str(folder), "--picture", str(file)]) == 0
    assert capsys.readouterr().out == f"The branch graph is in {file}. The same in words:\n{listed}"
    assert file.read_text("utf-8").startswith("<svg ")


def test_with_a_class_the_shares_of_its_students_are_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_course(tmp_path / "course")
    made = new_class(tmp_path / "home" / "class", "7b", folder)
    monkeypatch.chdir(folder / "lessons")
    words = ["preview", "halving", "--list"]
    assert main(words) == 0
    assert "came here" not in capsys.readouterr().out
    assert not made.records.exists()  # looking begins no database
    with Records(made.records_url) as records:
        for number, (to, edge) in enumerate([("puzzle", 1), ("last", 2), ("last", 2), ("last", 2)]):
            student = f"{number}23456789abc"
            event = Moved(
                by=(student, 1),
                at="2026-11-02T09:00:00+00:00",
                lesson="halving",
                place="first",
                to=to,
                edge=edge,
            )
            work = HandedIn(lesson="halving", notebook=b"{}", journal=write_event(event))
            records.merge(
                HandIn(
                    student=student, by=(student, 2), at="", course="tiny", digest=student, lessons=(work,)
                )
            )
    assert main(words) == 0
    said = capsys.readouterr().out
    assert said.startswith("4 students of your class began it.\n")
    assert "  2. to puzzle, if right and at the first try: 1 of 4, 25 %\n" in said
    other = write_course(tmp_path / "other")
    assert main(["preview", "halving", "--course", str(other), "--list", "--class", str(made.root)]) == 1
    assert capsys.readouterr().err.startswith("The class “7b” has another course: ")


def test_a_lesson_that_is_not_there_is_named_with_those_that_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(write_course(tmp_path / "tiny"))
    assert main(["preview", "halfing"]) == 1
    assert "Lessons: halving, doubling." in capsys.readouterr().err
    monkeypatch.chdir(tmp_path)
    assert main(["preview", "comparing-fractions-1", "--list"]) == 0
    assert main(["preview", "halfing"]) == 1
    assert "in the courses of the kit. Lessons: " in capsys.readouterr().err


def test_an_item_that_cannot_be_drawn_is_a_fault_with_file_and_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_course(tmp_path / "tiny")
    (folder / "items" / "halves.yaml").write_text(HALVES.replace('"n % 2 == 0"', '"n % 2 == 7"'), "utf-8")
    assert main(["preview", "halving", "--course", str(folder), "--no-browser"]) == 1
    assert re.search(r"(?m)^items/halves\.yaml:\d+: item “half-of”, draw 0: ", capsys.readouterr().err)


@pytest.mark.browser
def test_the_drawing_has_a_name_and_the_list_as_its_description(page: Page, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    graph = load_course(write_course(tmp_path / "tiny")).graphs["halving"]
    svg = picture(graph, "Halving")
    page.set_content(f'<!doctype html><html lang="en"><title>Drawing</title><main><h1>Ways</h1>{svg}</main>')
    drawn = page.get_by_role("img", name="Halving: branch graph", exact=True)
    expect(drawn).to_have_accessible_description(
        " ".join(["The ways through the lesson.", *map(str.strip, lines(graph))])
    )
    assert violations(page, "svg") == []


@pytest.mark.browser
def test_an_author_walks_a_new_lesson_in_the_lesson_page(tmp_path: Path, page: Page) -> None:
    folder = new_course(tmp_path, "Boxes")
    new_lesson(folder, "Full boxes")
    (tmp_path / "temporary").mkdir()
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "kit.command", "preview", "full-boxes", "--no-browser"],
        cwd=folder,
        env={**os.environ, "TMPDIR": str(tmp_path / "temporary"), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == (
            "“Full boxes” as a student has it. Nothing is handed in, nothing is kept.\n"
        )
        address = next(line for line in process.stdout if "http" in line).split()[-1]
        page.goto(address)
        author = page.locator(".tx-author")
        author.wait_for(timeout=60_000)
        assert author.inner_text().startswith(
            "Preview: node “first-question”, core; question “full-boxes-a”, number, draw "
        )
        right = re.search(r"right is: (\d+)\.", author.inner_text())
        assert right is not None
        text = " ".join(page.locator(".jp-RenderedMarkdown").all_inner_texts())
        assert "Put the boxes side by side" in text
        assert "note for you" not in text
        assert violations(page, ".trellis-exercise") == []
        page.locator(".tx-controls input").fill(right[1])
        page.get_by_role("button", name="Check", exact=True).click()
        page.get_by_role("button", name="Try a stretch").click()
        wait_until(lambda: "node “go-further”, stretch" in author.inner_text())
        home = page.request.get(re.sub(r"/trellis/.*", "/trellis/hand-in", address))
        assert home.status == 404
        assert len(list((tmp_path / "temporary").glob("trellis-preview-*"))) == 1
    finally:
        process.send_signal(signal.SIGINT if sys.platform != "win32" else signal.SIGTERM)
        process.wait(30)
        process.stdout.close()
    assert list((tmp_path / "temporary").glob("trellis-preview-*")) == []
