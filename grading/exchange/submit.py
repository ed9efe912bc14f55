"""nbgrader submit: a student's folder as a letter in the exchange, signed by this machine, and a copy kept here."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nbgrader.exchange import abc
from nbgrader.utils import find_all_notebooks
from traitlets import Bool

from carrying.saving import NotSaved
from grading.exchange.cache import OURS, keep, kept
from grading.exchange.exchange import Exchange, moment
from grading.exchange.fetch_assignment import released
from grading.exchange.folder import letters
from grading.exchange.keyring import as_card, for_submission
from grading.exchange.letter import About, CannotCarry, write_letter
from grading.exchange.tree import take_up


class ExchangeSubmit(Exchange, abc.ExchangeSubmit):  # type: ignore[misc]
    """A submission's time is this machine's clock, but never before the submission that went before it."""

    timestamp: str
    add_random_string = Bool(
        True, help="Taken for nbgrader's sake: here a file's name always ends in digits of its own."
    ).tag(config=True)

    def init_src(self) -> None:
        """Find the student's folder."""
        self.src_path = self.work_folder(self.coursedir.course_id, self.coursedir.assignment_id)
        self.coursedir.assignment_id = self.src_path.name
        if not self.src_path.is_dir():
            beside = self.src_path.parent
            self.not_found(self.src_path, [path.name for path in beside.iterdir()] if beside.is_dir() else [])

    def init_dest(self) -> None:
        """Find the place for submissions."""
        folder = self.folder
        self.admit()
        self.student_id = self.student()
        if not folder.inbound.is_dir():
            self.say_no(f"Inbound directory doesn't exist: {folder.inbound}")

    def copy_files(self) -> None:
        """Write the letter, then keep a copy on this machine."""
        folder, cache = self.folder, Path(self.cache)
        self.check_notebooks()
        when = self._later_than_the_last()
        try:
            taken = take_up(self.src_path, self.ignored, self.log)
            files = {
                name: data for name, data in taken.items() if name.partition("/")[0].casefold() not in OURS
            }
            self.check_size(files)
            about = About(
                what="submission",
                course=folder.course,
                assignment=self.coursedir.assignment_id,
                student=self.student_id,
                timestamp=self.timestamp,
                secret=secrets.token_hex(64),
                files=tuple(sorted(files)),
            )
            data = write_letter(about, files, for_submission(cache, as_card(self.class_card)))
        except (OSError, CannotCarry, ValueError) as error:
            self.say_no(f"{self.src_path} cannot be submitted: {error} Your work is as it was.")
        self.log.info("Source: %s", self.src_path)
        path = folder.hand_over(about, data)
        self.log.info("Destination: %s", path)
        try:
            keep(cache, about, files, when)
        except NotSaved as error:
            self.say_no(
                f"It was submitted, but no copy could be kept here, so its feedback cannot be fetched. {error}"
            )
        self.log.info("Submitted as: %s %s %s", folder.course, about.assignment, self.timestamp)

    def check_notebooks(self) -> None:
        """Say which notebooks of the assignment are missing, or not of it; with --strict, missing ones end it."""
        folder, assignment = self.folder, self.coursedir.assignment_id
        of_it = [
            letter
            for letter in letters(folder.outbound, "assignment", folder.course, self.log)
            if letter.about.assignment == assignment
        ]
        if not of_it:
            if self.strict:
                self.say_no(f"Assignment not found: {folder.assignment_path(assignment)}")
            self.log.warning(
                "%s is not in %s, so what was submitted is not compared with it.", assignment, folder.outbound
            )
            return
        expected = {name for name in max(of_it, key=released).about.files if name.endswith(".ipynb")}
        submitted = {Path(name).as_posix() for name in find_all_notebooks(str(self.src_path))}
        if expected == submitted:
            return
        says = "Expected:\n\t{}\nSubmitted:\n\t{}".format(
            "\n\t".join(
                f"{name}: {'FOUND' if name in submitted else 'MISSING'}" for name in sorted(expected)
            ),
            "\n\t".join(f"{name}: {'OK' if name in expected else 'EXTRA'}" for name in sorted(submitted)),
        )
        if self.strict and expected - submitted:
            self.say_no(
                f"Assignment {assignment} not submitted. There are missing notebooks for the submission:\n{says}"
            )
        self.log.warning(
            "Possible missing notebooks and/or extra notebooks submitted for assignment %s:\n%s",
            assignment,
            says,
        )

    def _later_than_the_last(self) -> datetime:
        """The submission's time in UTC, also written into `timestamp`: a clock put back must not make the newer work the older."""
        when = moment(self.timestamp)
        if when is None:
            self.say_no(f"Exchange.timestamp_format makes {self.timestamp!r}, which is not read as a time.")
        earlier = [
            moment(one.about.timestamp)
            for one in kept(Path(self.cache), self.coursedir.course_id, self.log)
            if one.about.assignment == self.coursedir.assignment_id and one.about.student == self.student_id
        ]
        last = max((one for one in earlier if one), default=None)
        if last is None or last < when:
            return when
        # A format without microseconds needs a whole second more to tell two submissions apart.
        for step in (timedelta(microseconds=1), timedelta(seconds=1), timedelta(minutes=1)):
            self.timestamp = (last + step).replace(tzinfo=UTC).strftime(self.timestamp_format)
            when = moment(self.timestamp)
            if when and last < when:
                break
        self.log.warning(
            "This machine's clock is behind your last submission. This one is given the time %s, to be the newer one.",
            self.timestamp,
        )
        return when or last
