"""`trellis study`: a student's home page, in the browser."""

from __future__ import annotations

import argparse
import getpass
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from carrying.packs import OWN_CLASS, on_shelf, take_pack
from carrying.picture_pin import check, is_locked
from carrying.profiles import find_learner
from carrying.study import HIDDEN, PROFILE, Study, open_study
from carrying.trust import has_keys, known_class, own_keys
from curriculum.language import spoken
from kit.arrivals import class_line, look_around, told
from kit.language import VARIABLE
from kit.places import home, study_folder
from kit.stop import Stop
from kit.words import _, ngettext

DEFAULT_COURSE = "data-detectives"


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        metavar="FOLDER",
        help=_("where the work is kept (default: Trellis/study)"),
    )
    parser.add_argument(
        "--profile",
        metavar="NAME",
        help=_("whose page, on a machine of several students: a name or a number"),
    )
    parser.add_argument("--pack", type=Path, metavar="FILE", help=_("a file with lessons from the teacher"))
    parser.add_argument(
        "--change-class",
        action="store_true",
        help=_("take the file although it is from another class than before"),
    )
    parser.add_argument("--course", metavar="ID", help=_("the course to study alone, where there is no pack"))
    parser.add_argument("--lab", action="store_true", help=_("open lessons in JupyterLab"))
    parser.add_argument("--no-browser", action="store_true", help=_("print the address only"))
    parser.add_argument("--port", type=int, metavar="N", help=_("listen on this port and no other"))


def run(arguments: argparse.Namespace) -> int:
    """Prepare the study folder, then serve until stopped."""
    if arguments.profile and arguments.folder:
        raise Stop(_("Say --profile NAME or a FOLDER, not both."), 2)
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
        return getpass.getpass(_("Your four pictures in order, as words (they are not shown): "))
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
            print(class_line(sender))
        print(
            ngettext(
                "One lesson from {pack} is ready.", "{n} lessons from {pack} are ready.", len(lessons)
            ).format(n=len(lessons), pack=pack.name)
        )
        return study
    study = open_study(folder, course or DEFAULT_COURSE)
    if not has_keys(study):
        own_keys(study)
    if (
        not on_shelf(study) and course is None
    ):  # lessons from a teacher go before those that come with Trellis
        for line in told(study, look_around(study, set())):
            print(line)
    if not on_shelf(study):
        _self_study(study)
    return study


def _self_study(study: Study) -> None:
    """Release the course to this study folder. In a process of its own, so that the server need not carry the teacher's packages."""
    print(_("Preparing the lessons, once …"), flush=True)
    done = subprocess.run(
        [sys.executable, "-m", "kit.self_study", str(study.folder), study.profile.course],
        capture_output=True,
        env={**os.environ, VARIABLE: spoken()},
        check=False,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [_("no reason was given")])[-1]
        raise Stop(
            _(
                "The lessons of the course “{course}” could not be prepared: {last} Your own work, if "
                "any, is safe in {folder}. With a file from your teacher, use: trellis study --pack FILE."
            ).format(course=study.profile.course, last=last, folder=study.folder)
        )


def private_class(study_folder: Path) -> Path:
    """The class folder of someone who studies alone."""
    return study_folder / HIDDEN / OWN_CLASS
