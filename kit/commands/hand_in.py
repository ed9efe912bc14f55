"""`trellis hand-in`: everything a student did, as one file."""

from __future__ import annotations

import argparse
from pathlib import Path

from carrying.handin import hand_in
from carrying.study import HIDDEN, PROFILE, Study, open_study
from carrying.trust import known_class
from kit.places import study_folder
from kit.stop import Stop


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "study", nargs="?", type=Path, metavar="STUDY", help="the study folder (default: Trellis/study)"
    )
    parser.add_argument(
        "--to", type=Path, required=True, metavar="FOLDER", help="a folder or stick to write to"
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the file, verified, and say where it is."""
    folder = study_folder(arguments.study)
    if not (folder / HIDDEN / PROFILE).is_file():
        raise Stop(f"There is no work in {folder}. Name the study folder: trellis hand-in --to FOLDER STUDY.")
    study = open_study(folder, "")
    print(handed_in(study, hand_in(study, arguments.to.expanduser())))
    return 0


def handed_in(study: Study, path: Path) -> str:
    """What to tell the student about a written hand-in."""
    size = size_in_words(path.stat().st_size)
    known = known_class(study)
    if known is None:
        return (
            f"A copy of your work is in {path} ({size}), checked. You can remove the stick now. "
            "Only this study folder can open it, since it has no lessons from a class yet: "
            "take the file with your teacher's lessons, then hand in again."
        )
    return f"Your work is in {path} ({size}), sealed for “{known.name}” and checked. You can remove the stick now."


def size_in_words(size: int) -> str:
    """A file size in bytes, as people say it."""
    return f"{max(1, round(size / 1000))} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"
