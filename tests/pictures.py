"""Pictures of every page for docs/pictures: `python -m tests.pictures [PRACTICE]` makes them from the practice class, and their README.

PRACTICE is a folder in which `trellis demo` has been played; without it, it is played first. Names after it make only those pictures.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from PIL import Image

from kit.server import Ready, Role, running
from tests.browser import CHROMIUM, find_chromium, wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
DESK, TABLET, PHONE = (1366, 768), (820, 1180), (390, 844)
MOST = 150_000
"""Bytes of one picture."""
COLOURS = (256, 128, 64, 32)
LOCALES = {"en": "en-GB", "es": "es-MX", "fr": "fr-FR", "ar": "ar-EG"}

Step = Callable[["Page"], object]


def nothing(_page: Page) -> None:
    """No step before the picture."""


class Picture(NamedTuple):
    """A page as somebody sees it: `role` serves it at `address`, `then` goes further from there. `empty`: there is no class yet."""

    name: str
    words: str
    role: Role
    address: str
    then: Step = nothing
    size: tuple[int, int] = DESK
    dark: bool = False
    language: str = "en"
    empty: bool = False


def press(name: str) -> Step:
    """Press the first button or link that is called so."""

    def step(page: Page) -> None:
        page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first.click()
        page.wait_for_load_state()

    return step


def follow(where: str) -> Step:
    """Follow the first link to an address that begins so."""

    def step(page: Page) -> None:
        page.goto(page.locator(f'a[href^="{where}"]').first.evaluate("link => link.href"))

    return step


def all_of(*steps: Step) -> Step:
    """One step after the other."""

    def step(page: Page) -> None:
        for one in steps:
            one(page)

    return step


def settled(page: Page) -> None:
    """A review page has come in all its pieces."""
    page.wait_for_selector("#opening", state="hidden")
    page.wait_for_selector("main h1")


def put_guide_away(page: Page) -> None:
    """The guide of the first day has been put away, and it is seen whom to talk to."""
    away = page.get_by_role("button", name="Put this guide away")
    if away.count():
        away.click()
        page.wait_for_load_state("networkidle")
    page.wait_for_selector("#look li")


def lesson(page: Page) -> None:
    """A lesson's questions are awake, and one is in sight."""
    page.wait_for_selector(".trellis-exercise, .trellis", timeout=90_000)
    page.locator(".jp-OutputArea .trellis, .trellis-exercise").first.scroll_into_view_if_needed()
    page.wait_for_timeout(1500)


REVIEW = "/trellis/review/"
ALL = (
    Picture("chooser", "The first page: who is there?", "choose", "/trellis/"),
    Picture("who", "Who is learning here? The students of one machine.", "choose", "/trellis/who"),
    Picture(
        "home",
        "A student's home page: the next step with its reason and minutes, two others, the week's goal, the note from the teacher.",
        "study",
        "/trellis/home",
    ),
    Picture("home-tablet", "The home page on a tablet.", "study", "/trellis/home", size=TABLET),
    Picture("home-phone", "The home page on a telephone.", "study", "/trellis/home", size=PHONE),
    Picture("home-dark", "The home page in the dark.", "study", "/trellis/home", dark=True),
    Picture(
        "home-arabic", "The home page in Arabic, from right to left.", "study", "/trellis/home", language="ar"
    ),
    Picture(
        "path",
        "A student's path as a map and as a list, with what each skill rests on.",
        "study",
        "/trellis/path",
    ),
    Picture("path-arabic", "The path in Arabic.", "study", "/trellis/path", language="ar"),
    Picture("me", "About me: the name, the card, pictures as a lock.", "study", "/trellis/me"),
    Picture("look", "How my pages look and speak.", "study", "/trellis/me/look"),
    Picture("find-out", "One of the questions at the start.", "study", "/trellis/find-out"),
    Picture("round", "A question in a round of practice.", "study", "/trellis/practice/equal-fractions"),
    Picture("returned", "What came back from the teacher.", "study", "/trellis/returned"),
    Picture(
        "feedback",
        "A feedback page: what was done, its points, and the teacher's words.",
        "study",
        "/trellis/returned",
        follow("/trellis/feedback"),
    ),
    Picture("survey", "A short survey on screen.", "study", "/trellis/survey"),
    Picture(
        "lesson",
        "A lesson in Notebook 7 with a question in it.",
        "study",
        "/trellis/lesson/equal-fractions-1",
        lesson,
    ),
    Picture(
        "desk-first-day",
        "The desk on a first day: making the class is the first of nine steps. 1366 × 650.",
        "teach",
        "/trellis/desk",
        size=(1366, 650),
        empty=True,
    ),
    Picture(
        "desk",
        "The teacher's desk: whom to talk to, what to do next, the drop box.",
        "teach",
        "/trellis/desk",
        put_guide_away,
    ),
    Picture("desk-tablet", "The desk on a tablet.", "teach", "/trellis/desk", size=TABLET),
    Picture("desk-dark", "The desk in the dark.", "teach", "/trellis/desk", dark=True),
    Picture("desk-arabic", "The desk in Arabic.", "teach", "/trellis/desk", language="ar"),
    Picture("desk-students", "The class's students.", "teach", "/trellis/desk/students"),
    Picture(
        "desk-student",
        "One student on the desk: a note, a goal, a card, what is held.",
        "teach",
        "/trellis/desk/students",
        follow("/trellis/desk/student?"),
    ),
    Picture(
        "desk-lessons",
        "Lessons: making them ready, checking and importing a course.",
        "teach",
        "/trellis/desk/lessons",
    ),
    Picture(
        "desk-families",
        "Pages for families: languages, how to reach the school, answers.",
        "teach",
        "/trellis/desk/families",
    ),
    Picture(
        "desk-attendance",
        "Who was there, and work on paper, entered by keys.",
        "teach",
        "/trellis/desk/attendance",
    ),
    Picture(
        "desk-taking-out",
        "Backups, and exports for other programs.",
        "teach",
        "/trellis/desk/taking-out",
    ),
    Picture("desk-surveys", "Surveys and what they say over time.", "teach", "/trellis/desk/surveys"),
    Picture("desk-data", "What is held of students, and until when.", "teach", "/trellis/desk/data"),
    Picture("desk-classes", "The teacher's classes.", "teach", "/trellis/desk/classes"),
    Picture(
        "class",
        "The class page: the students to talk to today and why, and what each can do so far.",
        "teach",
        REVIEW + "class",
        settled,
    ),
    Picture("class-tablet", "The class page on a tablet.", "teach", REVIEW + "class", settled, size=TABLET),
    Picture("class-dark", "The class page in the dark.", "teach", REVIEW + "class", settled, dark=True),
    Picture("class-arabic", "The class page in Arabic.", "teach", REVIEW + "class", settled, language="ar"),
    Picture(
        "student",
        "One student: path and why, growth, answers in the student's own words, check-ins.",
        "teach",
        REVIEW + "class",
        all_of(settled, follow("student?"), settled),
    ),
    Picture(
        "items",
        "The questions: how hard, how telling, common wrong answers, and which may be faulty.",
        "teach",
        REVIEW + "items",
        settled,
    ),
    Picture(
        "fairness",
        "Fairness: how well the estimate serves each group.",
        "teach",
        REVIEW + "fairness",
        settled,
    ),
    Picture(
        "pilot", "A pilot group before and after, with its uncertainty.", "teach", REVIEW + "pilot", settled
    ),
)


@contextlib.contextmanager
def served(role: Role, folder: Path, words: list[str], home: Path) -> Iterator[Ready]:
    """A server of a role, as long as the block lasts."""
    environment = {**os.environ, "TRELLIS_HOME": str(home), "TRELLIS_LANGUAGE": "en"}
    log = home / f"{role}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "kit.command", *words, "--no-browser"],
            env=environment,
            stdout=out,
            stderr=out,
            cwd=ROOT,
        )
    found: list[Ready] = []

    def answers() -> bool:
        ready = running(folder, role)
        found.extend([ready] if ready else [])
        return bool(found)

    try:
        wait_until(answers, 120, lambda: log.read_text(encoding="utf-8"))
        yield found[0]
    finally:
        process.terminate()
        process.wait(30)


def take(browser: Browser, picture: Picture, ready: Ready, passphrase: str) -> bytes:
    """The picture as PNG."""
    context = browser.new_context(
        viewport={"width": picture.size[0], "height": picture.size[1]},
        color_scheme="dark" if picture.dark else "light",
        locale=LOCALES[picture.language],
        reduced_motion="reduce",
    )
    context.set_default_timeout(60_000)
    page = context.new_page()
    try:
        page.goto(ready.url(picture.address))
        opening = page.locator('form[action$="/trellis/desk/open"]')
        if opening.count():
            opening.locator("input[type=password]").fill(passphrase)
            opening.get_by_role("button").click()
            opening.wait_for(state="detached")
            page.wait_for_load_state("networkidle")
            page.goto(ready.url(picture.address))
        picture.then(page)
        page.evaluate("window.scrollTo(0, 0)") if picture.name != "lesson" else None
        page.wait_for_timeout(600)
        return page.screenshot()
    finally:
        context.close()


def small(png: bytes) -> bytes:
    """The same picture in as many colours as fit into MOST bytes."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in COLOURS:
        out = io.BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= MOST:
            break
    return out.getvalue()


def of_pdf(pdf: Path) -> bytes:
    """The first page of a PDF as PNG; by pdftoppm (poppler-utils), which only this needs."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["pdftoppm", "-png", "-r", "70", "-f", "1", "-l", "1", "-singlefile", str(pdf), f"{folder}/page"],
            check=True,
        )
        return (Path(folder) / "page.png").read_bytes()


def of_paper(practice: Path, home: Path) -> Iterator[tuple[str, str, bytes]]:
    """What is printed: cards, and the family page in two languages."""
    folder = str(practice / "class")
    environment = {**os.environ, "TRELLIS_HOME": str(home), "TRELLIS_LANGUAGE": "en"}

    def trellis(*words: str) -> None:
        subprocess.run(
            [sys.executable, "-P", "-m", "kit.command", *words],
            env=environment,
            check=True,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )

    trellis("cards", "--class", folder, "--out", str(home / "cards.pdf"))
    yield "cards", "Join cards, to print and cut out.", of_pdf(home / "cards.pdf")
    for language, words in (
        ("en", "The page for a family, on paper."),
        ("ar", "The page for a family in Arabic."),
    ):
        trellis("report", "Amina Diallo", "--language", language, "--to", str(home), "--class", folder)
        name = "family" if language == "en" else "family-arabic"
        yield name, words, of_pdf(home / "families.pdf")


def readme() -> str:
    """What stands beside the pictures: each by its name, with what it shows."""
    words = {picture.name: picture.words for picture in ALL}
    words |= {
        "cards": "Join cards, to print and cut out.",
        "family": "The page for a family, on paper.",
        "family-arabic": "The page for a family in Arabic.",
    }
    there = [name for name in words if (PICTURES / f"{name}.png").exists()]
    lines = [
        "# Pictures",
        "",
        "Made from the practice class, whose students are invented, by `python -m tests.pictures`. 1366 × 768 unless said otherwise.",
        "",
        *(f"- [{name}]({name}.png): {words[name]}" for name in there),
    ]
    return "\n".join(lines) + "\n"


def main(words: list[str]) -> int:
    """Make the pictures, and say of each how large it is."""
    from playwright.sync_api import sync_playwright

    from kit.demo import Practice
    from kit.demo import run as play

    own = [word for word in words if Path(word).is_dir()]
    only = set(words) - set(own)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        home = Path(scratch)
        practice = Path(own[0]) if own else home / "practice"
        if not own:
            play(practice)
        passphrase = msgspec.json.decode((practice / "practice.json").read_bytes(), type=Practice).passphrase
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM)
        PICTURES.mkdir(exist_ok=True)
        study = practice / "students" / "01"
        for number, place in (
            ("02", "study"),
            ("06", "study-2"),
            ("11", "study-3"),
        ):  # who learns at one machine
            shutil.copytree(practice / "students" / number, home / place)
        classes = (practice / "class", home / "first-day")
        places: list[tuple[Role, Path, list[str]]] = [
            ("choose", home, []),
            ("study", study, ["study", str(study)]),
            *[("teach", one, ["review", "--class", str(one)]) for one in classes],
        ]
        for role, folder, command in places:
            wanted = [
                one
                for one in ALL
                if one.role == role
                and (not only or one.name in only)
                and one.empty == (folder == home / "first-day")
            ]
            if not wanted:
                continue
            with served(role, folder, command, home) as ready:
                for picture in wanted:
                    try:
                        _keep(picture.name, take(browser, picture, ready, passphrase))
                    except Exception as error:  # noqa: BLE001 - the others are made all the same
                        print(f"! {picture.name}: {str(error).splitlines()[0]}")
        if not only or only & {"cards", "family", "family-arabic"}:
            for name, _words, png in of_paper(practice, home):
                _keep(name, png)
        browser.close()
    (PICTURES / "README.md").write_text(readme(), encoding="utf-8")
    total = sum(path.stat().st_size for path in PICTURES.glob("*.png"))
    print(f"{total / 1e6:.1f} MB in {PICTURES.relative_to(ROOT)}")
    return 0


def _keep(name: str, png: bytes) -> None:
    data = small(png)
    (PICTURES / f"{name}.png").write_bytes(data)
    print(f"  {name}: {re.sub(r'(?<=[0-9])(?=([0-9]{3})+$)', ' ', str(len(data)))} bytes", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
