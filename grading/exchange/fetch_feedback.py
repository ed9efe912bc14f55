"""nbgrader fetch_feedback: the feedback on what was submitted from this machine, into the assignment's folder."""

from __future__ import annotations

from pathlib import Path

from nbgrader.exchange import abc

from carrying.bundle import Refused
from carrying.saving import save
from grading.exchange.cache import kept
from grading.exchange.exchange import Exchange, moment
from grading.exchange.keyring import kept_keys
from grading.exchange.letter import About, Letter, read_letter
from grading.exchange.portable import stamp


class ExchangeFetchFeedback(Exchange, abc.ExchangeFetchFeedback):  # type: ignore[misc]
    """Feedback is looked for by the secret of each submission, which only this machine's cache and the teacher have."""

    def init_src(self) -> None:
        """Find the feedback on each submission kept here."""
        folder, assignment = self.folder, self.coursedir.assignment_id
        student = self.student()
        if not folder.feedback.is_dir():
            self.not_found(folder.feedback, [])
        self.src_path = folder.feedback
        cache = Path(self.cache)
        keys = kept_keys(cache)
        self.letters: list[tuple[About, Letter]] = []
        for one in kept(cache, folder.course, self.log):
            about = one.about
            if about.assignment != assignment or not (
                about.student == student or self.coursedir.student_id == "*"
            ):
                continue
            path = folder.feedback_path(about)
            what = f"{folder.course}/{about.assignment} submitted at {about.timestamp}"
            if not path.is_file():
                self.log.warning("Could not find feedback for %s", what)
                continue
            try:
                letter = read_letter(path, keys)
                _check(letter.about, about)
            except Refused as error:
                self.log.warning("Skipping %s, feedback for %s: %s", path, what, error)
                continue
            self.log.info("Found feedback for %s", what)
            self.letters.append((about, letter))

    def init_dest(self) -> None:
        """Find the assignment's folder."""
        self.dest_path = self.work_folder(self.coursedir.course_id, self.coursedir.assignment_id) / "feedback"

    def copy_files(self) -> None:
        """Write the pages, in a folder per submission."""
        self.log.info("Source: %s", self.src_path)
        self.log.info("Destination: %s", self.dest_path)
        for about, letter in self.letters:
            when = moment(about.timestamp)
            folder = self.dest_path / (stamp(when) if when else "unknown time")
            for name, data in letter.files.items():
                if not name.endswith(".html") or "/" in name:
                    continue
                save(folder / name, data)
                self.log.info("Fetched feedback: %s", folder / name)


def _check(said: About, submitted: About) -> None:
    """Raises Refused where feedback is on something else than its name says."""
    same = all(
        getattr(said, field) == getattr(submitted, field) for field in ("course", "assignment", "secret")
    )
    if said.what != "feedback" or not same:
        raise Refused("It is feedback on other work than its name says.")
