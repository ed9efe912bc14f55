"""The teacher's process: grades a class and a plain course, and writes what came of it. Arguments: class, course, answer."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import msgspec
from grading.autograde import grade, grade_course
from grading.class_folder import open_class


def main(klass: str, plain: str, answer: str) -> None:
    """Grade both, as `trellis grade` does, and say what came of it in `answer`."""
    start = time.monotonic()
    checked = grade(open_class(Path(klass)), lessons=["doubling"], accept_unisolated=True)
    asserted = grade_course(Path(plain), "ps1", accept_unisolated=True)
    done = {"check": checked.outcomes, "asserts": asserted.outcomes, "seconds": time.monotonic() - start}
    Path(answer).write_bytes(msgspec.json.encode(done))


if __name__ == "__main__":
    main(*sys.argv[1:])
