"""`trellis hand-in`: everything a student did, as one file."""

from __future__ import annotations

import argparse
from pathlib import Path

from carrying.handin import hand_in
from carrying.study import HIDDEN, PROFILE, open_study
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
    path = hand_in(open_study(folder, ""), arguments.to.expanduser())
    print(handed_in(path))
    return 0


def handed_in(path: Path) -> str:
    """What to tell the student about a written hand-in."""
    size = path.stat().st_size
    return f"Your work is in {path} ({size_in_words(size)}), checked. You can remove the stick now."


def size_in_words(size: int) -> str:
    """A file size in bytes, as people say it."""
    return f"{max(1, round(size / 1000))} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"
