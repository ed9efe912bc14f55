"""nbgrader fetch_assignment: from the exchange into the student's folder."""

from __future__ import annotations

from nbgrader.exchange import abc

from carrying.saving import save
from grading.exchange.exchange import Exchange, moment
from grading.exchange.folder import letters
from grading.exchange.letter import Head, Letter
from grading.exchange.tree import put_down


class ExchangeFetchAssignment(Exchange, abc.ExchangeFetchAssignment):  # type: ignore[misc]
    """What a student has worked on is never written over; with --replace, missing files come again."""

    def init_src(self) -> None:
        """Find the assignment: the one released last, whatever its file is called."""
        folder, assignment = self.folder, self.coursedir.assignment_id
        self.admit()
        found = list(letters(folder.outbound, "assignment", folder.course, self.log))
        own = [letter for letter in found if letter.about.assignment == assignment]
        if not own:
            self.not_found(folder.assignment_path(assignment), [letter.about.assignment for letter in found])
        self.letter: Letter = max(own, key=released)
        self.src_path = self.letter.path

    def init_dest(self) -> None:
        """Find the student's folder."""
        self.dest_path = self.work_folder(self.coursedir.course_id, self.coursedir.assignment_id)
        if self.dest_path.is_dir() and not self.replace_missing_files:
            self.say_no(f"You already have a copy of the assignment in this directory: {self.dest_path}")

    def copy_files(self) -> None:
        """Write what is missing."""
        self.log.info("Source: %s", self.src_path)
        self.log.info("Destination: %s", self.dest_path)
        if not self.dest_path.is_dir():
            put_down(self.dest_path, self.letter.files)
        for name, data in self.letter.files.items():
            path = self.dest_path / name
            if not path.exists():
                self.log.warning("Replacing missing file '%s'", path)
                save(path, data)
        self.log.info("Fetched as: %s %s", self.coursedir.course_id, self.coursedir.assignment_id)


def released(letter: Letter | Head) -> tuple[str, str]:
    """What a later release of one assignment is greater in."""
    when = moment(letter.about.timestamp)
    return when.isoformat() if when else "", letter.digest
