"""nbgrader release_assignment: a released assignment as a letter in the exchange, and settings for students beside it."""

from __future__ import annotations

from pathlib import Path

from nbgrader.exchange import abc

from carrying.saving import NotSaved, reason, save
from grading.exchange.exchange import Exchange
from grading.exchange.folder import CONFIG
from grading.exchange.keyring import card_of_class, for_assignment
from grading.exchange.letter import About, CannotCarry, write_letter
from grading.exchange.settings import students_config
from grading.exchange.tree import odd_names, take_up


class ExchangeReleaseAssignment(Exchange, abc.ExchangeReleaseAssignment):  # type: ignore[misc]
    """Released again, an assignment takes the place of the old one, and only with --force."""

    def ensure_root(self) -> None:
        """Make the folder of the exchange, but not the stick it is to be on."""
        root = Path(self.root)
        if (
            self.root
            and not root.is_dir()
            and (root.parent.is_dir() or Path(self.coursedir.root) in root.parents)
        ):
            self.log.warning("Creating exchange directory: %s", root)
            try:
                root.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                self.say_no(f"Could not create {root}: {reason(error)}.")
        super().ensure_root()

    def init_src(self) -> None:
        """Find the released assignment."""
        course, assignment = self.coursedir, self.coursedir.assignment_id
        self.src_path = Path(course.format_path(course.release_directory, ".", assignment))
        if self.src_path.is_dir():
            return
        source = Path(course.format_path(course.source_directory, ".", assignment))
        if source.is_dir():
            self.say_no(
                f"Assignment found in '{source}' but not '{self.src_path}', run `nbgrader generate_assignment` first."
            )
        released = self.src_path.parent
        self.not_found(self.src_path, [path.name for path in released.iterdir()] if released.is_dir() else [])

    def init_dest(self) -> None:
        """Find the letter's place."""
        self.dest_path = self.folder.assignment_path(self.coursedir.assignment_id)
        if not self.dest_path.exists():
            return
        what = f"{self.coursedir.course_id} {self.coursedir.assignment_id}"
        if not self.force:
            self.say_no(f"Destination already exists, add --force to overwrite: {what}")
        self.log.info("Overwriting files: %s", what)

    def copy_files(self) -> None:
        """Write the letter, and the students' settings."""
        folder, course = self.folder, self.coursedir
        odd = odd_names(self.src_path, self.ignored, self.log)
        if odd:
            self.say_no(
                f"{odd[0]!r} has a name that Windows or a stick cannot hold. Rename it in the source, generate the assignment again, "
                "then release it. Nothing was released."
            )
        self.log.info("Source: %s", self.src_path)
        self.log.info("Destination: %s", self.dest_path)
        about = About(
            what="assignment",
            course=course.course_id,
            assignment=course.assignment_id,
            timestamp=self.timestamp,
        )
        try:
            files = take_up(self.src_path, self.ignored, self.log)
            self.check_size(files)
            data = write_letter(about, files, for_assignment())
        except (OSError, CannotCarry) as error:
            self.say_no(f"{self.src_path} cannot be released: {error}")
        for place in (folder.outbound, folder.inbound, folder.feedback):
            try:
                place.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise NotSaved(
                    f"{place} could not be made: {reason(error)}. Nothing was released."
                ) from error
        save(self.dest_path, data)
        self._write_settings()
        self.log.info("Released as: %s %s", course.course_id, course.assignment_id)

    def _write_settings(self) -> None:
        path = self.folder.path / CONFIG
        text = students_config(
            self.coursedir.course_id, Path(self.root), card_of_class(Path(self.coursedir.root))
        )
        if not path.exists() or path.read_bytes() != text.encode():
            save(path, text.encode())
