"""nbgrader's converter that makes assignments, run for one lesson, with its effects on the process contained."""

from __future__ import annotations

import io
import logging
import os
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory

from grading.class_folder import ClassFolder
from grading.settings import read_settings

_ONE_AT_A_TIME = threading.RLock()
"""nbgrader changes the process's working folder and environment, so two conversions may never overlap."""


class ConverterFault(Exception):
    """nbgrader gave up; `log` is what it wrote while doing so."""

    def __init__(self, message: str, log: str) -> None:
        self.log = log
        super().__init__(message)


def generate_assignment(folder: ClassFolder, lesson: str) -> str:
    """`nbgrader generate_assignment LESSON --force` in a class folder; returns nbgrader's log.

    Raises ConverterFault.
    """
    with _contained(folder), _log() as (log, written):
        config = read_settings(folder)
        course = CourseDirectory(config=config, log=log)
        course.assignment_id, course.student_id = lesson, "."
        try:
            GenerateAssignment(coursedir=course, config=config, log=log, force=True).start()
        except NbGraderException as error:
            raise ConverterFault(str(error), written.getvalue()) from error
        except SystemExit as error:  # how nbgrader ends where it meets what it does not expect
            raise ConverterFault("nbgrader stopped", written.getvalue()) from error
        return written.getvalue()


@contextmanager
def _contained(folder: ClassFolder) -> Iterator[None]:
    with _ONE_AT_A_TIME, warnings.catch_warnings(action="ignore"):
        here, environment = Path.cwd(), dict(os.environ)
        os.chdir(folder.root)
        try:
            yield
        finally:
            os.chdir(here)
            for name in {*environment, *os.environ}:
                if name not in environment:
                    del os.environ[name]
                elif os.environ.get(name) != environment[name]:
                    os.environ[name] = environment[name]


@contextmanager
def _log() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    written = io.StringIO()
    log = logging.Logger("nbgrader", logging.INFO)  # noqa: LOG001 - not the process's own: nobody else hears it
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    log.addHandler(handler)
    try:
        yield log, written
    finally:
        log.removeHandler(handler)
