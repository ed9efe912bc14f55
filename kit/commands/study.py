"""`trellis study`: a student's home page, in the browser."""

from __future__ import annotations

import argparse
import getpass
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from carrying.packs import on_shelf, take_pack
from carrying.picture_pin import check, is_locked
from carrying.profiles import find_learner
from carrying.study import HIDDEN, PROFILE, Study, open_study
from carrying.trust import has_keys, known_class, own_keys
from kit.places import home, study_folder
from kit.stop import Stop

DEFAULT_COURSE = "data-detectives"


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        metavar="FOLDER",
        help="where the work is kept (default: Trellis/study)",
    )
    parser.add_argument(
        "--profile", metavar="NAME", help="whose page, on a machine of several students: a name or a number"
    )
    parser.add_argument("--pack", type=Path, metavar="FILE", help="a file with lessons from the teacher")
    parser.add_argument(
        "--change-class",
        action="store_true",
        help="take the file although it is from another class than before",
    )
    parser.add_argument("--course", metavar="ID", help="the course to study alone, where there is no pack")
    parser.add_argument("--lab", action="store_true", help="open lessons in JupyterLab")
    parser.add_argument("--no-browser", action="store_true", help="print the address only")
    parser.add_argument("--port", type=int, metavar="N", help="listen on this port and no other")


def run(arguments: argparse.Namespace) -> int:
    """Prepare the study folder, then serve until stopped."""
    if arguments.profile and arguments.folder:
        raise Stop("Say --profile NAME or a FOLDER, not both.", 2)
    named = find_learner(home(), arguments.profile).folder if arguments.profile else arguments.folder
    folder = study_folder(named)
    if is_locked(folder):
        check(folder, _asked().lower().split(), datetime.now(UTC))
    prepare(folder, arguments.pack, arguments.course, change_class=arguments.change_class)
    from kit.server import Serving, serve

    return serve(
        Serving(
            role="study",
            folder=folder,
            browser=not arguments.no_browser,
            port=arguments.port,
            lab=arguments.lab,
        )
    )


def _asked() -> str:
    """The words of the four pictures, from who sits at the terminal, or from the page that started this."""
    if sys.stdin is None:
        return ""
    if sys.stdin.isatty():
        return getpass.getpass("Your four pictures in order, as words (they are not shown): ")
    return sys.stdin.readline()


def prepare(
    folder: Path, pack: Path | None = None, course: str | None = None, *, change_class: bool = False
) -> Study:
    """Open the study folder, with keys of its own, and see to it that there are lessons: from `pack`, else for study alone."""
    if pack is not None:
        from carrying.bundle import read_bundle

        known = (folder / HIDDEN / PROFILE).is_file()
        bundle = read_bundle(pack.expanduser(), [own_keys(open_study(folder, ""))] if known else [])
        study = open_study(folder, bundle.manifest.course or course or DEFAULT_COURSE)
        before = known_class(study)
        lessons = take_pack(study, bundle, change_class=change_class)
        own_keys(study)
        sender = bundle.manifest.sender
        if sender is not None and (before is None or before.verify != sender.verify):
            print(
                f"Your class is “{sender.name}” now; its words are {sender.words}. Does your teacher say the same?"
            )
        print(
            f"{len(lessons)} lessons from {pack.name} are ready."
            if len(lessons) != 1
            else f"One lesson from {pack.name} is ready."
        )
        return study
    study = open_study(folder, course or DEFAULT_COURSE)
    if not has_keys(study):
        own_keys(study)
    if not on_shelf(study):
        _self_study(study)
    return study


def _self_study(study: Study) -> None:
    """Release the course to this study folder. In a process of its own, so that the server need not carry the teacher's packages."""
    print("Preparing the lessons, once …", flush=True)
    done = subprocess.run(
        [sys.executable, "-m", "kit.self_study", str(study.folder), study.profile.course],
        capture_output=True,
        check=False,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason was given"])[-1]
        raise Stop(
            f"The lessons of the course “{study.profile.course}” could not be prepared: {last} "
            f"Your own work, if any, is safe in {study.folder}. With a file from your teacher, use: trellis study --pack FILE."
        )


def private_class(study_folder: Path) -> Path:
    """The class folder of someone who studies alone."""
    return study_folder / HIDDEN / "class"
