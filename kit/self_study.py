"""Lessons for someone who studies alone: a private class is made inside the study folder, and its lessons put on the shelf.

Runs as a process of its own: `python -m kit.self_study STUDY COURSE`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from carrying.packs import take_release
from carrying.study import open_study
from curriculum.language import speak
from kit.command import sentence
from kit.commands.study import private_class
from kit.language import chosen
from kit.words import _


def prepare(folder: Path, course: str) -> list[str]:
    """Release all lessons of `course` to the study folder; returns their ids. Raises the errors of grading, carrying and curriculum."""
    from grading.class_folder import CLASS, new_class, open_class
    from grading.release import release

    study = open_study(folder, course)
    private = private_class(folder)
    opened = open_class(private) if (private / CLASS).exists() else new_class(private, _("On my own"), course)
    release(opened)
    return take_release(study, opened.release)


if __name__ == "__main__":
    speak(chosen())
    try:
        prepare(Path(sys.argv[1]), sys.argv[2])
    except Exception as error:  # noqa: BLE001 - the edge to the page: a sentence whatever happens
        sys.exit(sentence(error))
