"""nbgrader collect: from the exchange into submitted/, the newest of each student, the others kept beside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from pathlib import Path

import msgspec
from nbgrader.api import MissingEntry
from nbgrader.exchange import abc
from traitlets.config import Config

from carrying.bundle import Refused
from carrying.saving import NotSaved
from grading.exchange.cache import SECRET, TIMESTAMP, with_marks
from grading.exchange.exchange import Exchange, is_student_id, moment
from grading.exchange.folder import heads
from grading.exchange.letter import Head, read_letter
from grading.exchange.portable import fold, short_digest, stamp
from grading.exchange.senders import Senders
from grading.exchange.tree import move, put_down, same
from grading.gradebook import course_gradebook
from grading.graded_copy import remove

OTHERS = "submitted-others"
MOST_KEPT = 20
"""Submissions of one student to one assignment kept beside the newest: the disk must not be anybody's to fill."""
AHEAD = timedelta(days=1)
SQLITE = "sqlite:///"


class Submission(msgspec.Struct, frozen=True):
    """A submission in the exchange, and its time in UTC by the clock of the student's machine."""

    head: Head
    when: datetime

    @property
    def student(self) -> str:
        """Whose it says it is."""
        return self.head.about.student

    @property
    def name(self) -> str:
        """What it is called beside the newest."""
        return f"{stamp(self.when)} {short_digest(self.head.about.secret)}"


class ExchangeCollect(Exchange, abc.ExchangeCollect):  # type: ignore[misc]
    """Collecting is safe at any time and any number of times; nothing in the exchange is changed.

    Whose work it is: a submission is signed by the machine it was made on. The first machine of a student is remembered, and
    work under the same id from another one is kept beside with a warning, never put in its place, until it is collected with
    `--ExchangeCollect.check_owner=False`. What this cannot tell: who was first under an id, or who sat at the machine.
    """

    def init_src(self) -> None:
        """Find the submissions."""
        folder, course = self.folder, self.coursedir
        if not folder.inbound.is_dir():
            self.say_no(f"Course not found: {folder.inbound}")
        self.duedate = self._duedate()
        wanted = str(course.student_id) or "*"
        found: dict[str, Submission] = {}
        for head in heads(folder.inbound, "submission", folder.course, self.log, self.class_keyring):
            if head.about.assignment == course.assignment_id and fnmatchcase(head.about.student, wanted):
                submission = self._checked(head)
                if submission:
                    found[head.digest] = submission  # a copy of a file is not another submission
        self.by_student: dict[str, list[Submission]] = defaultdict(list)
        for submission in found.values():
            self.by_student[fold(submission.student)].append(submission)
        self.senders = Senders(Path(course.root))

    def init_dest(self) -> None:
        """There is nothing to find."""

    def copy_files(self) -> None:
        """Collect the newest of each student."""
        course = self.coursedir
        count = sum(1 for own in self.by_student.values() if own)
        if not count:
            self.log.warning(
                "No submissions of '%s' for course '%s' to collect", course.assignment_id, course.course_id
            )
        else:
            self.log.info(
                "Processing %d submissions of '%s' for course '%s'",
                count,
                course.assignment_id,
                course.course_id,
            )
        failed = 0
        for _, submissions in sorted(self.by_student.items()):
            try:
                self._collect(submissions)
            except (Refused, NotSaved, OSError) as error:
                failed += 1
                self.log.error("%s %s: %s", submissions[0].student, course.assignment_id, error)  # noqa: TRY400
        self.senders.save()
        if failed:
            self.say_no(
                f"{failed} of {count} submissions were not collected. They are still in the exchange."
            )

    def _collect(self, submissions: Sequence[Submission]) -> None:
        own, doubtful = self._owned(sorted(submissions, key=lambda one: (one.when, one.head.digest)))
        taken = self._place(self._chosen(own)) if own else None
        for one in own:
            self.senders.remember(
                one.head, trusted=not self.check_owner or len({each.head.sender for each in own}) == 1
            )
        self._keep_beside([one for one in (*reversed(own), *reversed(doubtful)) if one is not taken])

    def _owned(self, submissions: Sequence[Submission]) -> tuple[list[Submission], list[Submission]]:
        """Those of a student's own machines, as far as that is known, and the others."""
        known = self.senders.known(submissions[0].student)
        spelt = known.student if known else submissions[0].student
        own = [one for one in submissions if one.student == spelt]
        doubtful = [one for one in submissions if one.student != spelt]
        for one in doubtful:
            self.log.warning(
                "%s says it is by %s, which differs from %s only in how it is written; not collected",
                one.head.path, one.student, spelt,
            )  # fmt: skip
        if not self.check_owner:
            return own, doubtful
        cards = known.cards if known else []
        strangers = [
            one for one in own if one.head.sender is None or (cards and one.head.sender not in cards)
        ]
        for one in strangers:
            self.log.warning(
                "%s claims to be submitted by %s but %s; cheating attempt? It is kept in %s. "
                "If it is theirs, collect with --ExchangeCollect.check_owner=False",
                one.head.path, spelt,
                "comes from a machine that is not known as theirs" if one.head.sender else "nobody has signed it",
                self._beside(spelt),
            )  # fmt: skip
        own = [one for one in own if one not in strangers]
        if not cards and len({one.head.sender for one in own}) > 1:
            self.log.warning(
                "%s submitted from more than one machine before any was known; cheating attempt? The newest is collected. "
                "Look at the others in %s, then collect with --ExchangeCollect.check_owner=False",
                spelt, self._beside(spelt),
            )  # fmt: skip
        return own, doubtful + strangers

    def _chosen(self, own: Sequence[Submission]) -> Submission:
        """The newest, or with --before-duedate the newest that was in time, if any was."""
        in_time = [one for one in own if self.duedate is None or one.when <= self.duedate]
        return in_time[-1] if self.before_duedate and in_time else own[-1]

    def _place(self, chosen: Submission) -> Submission | None:
        """Put a submission into submitted/, if nbgrader's options say so; returns what is there now, if it is this one."""
        student, assignment = chosen.student, self.coursedir.assignment_id
        target = self._target(student)
        if not target.is_dir():
            self.log.info("Collecting submission: %s %s", student, assignment)
            self._write(chosen, target)
            return chosen
        there = _time_of(target)
        newer = self.update and (there is None or chosen.when > there)
        if newer or (self.before_duedate and there != chosen.when):
            self.log.info("Updating submission: %s %s", student, assignment)
            self._replace(chosen, target)
            return chosen
        if self.update:
            self.log.info("No newer submission to collect: %s %s", student, assignment)
        else:
            self.log.info("Submission already exists, use --update to update: %s %s", student, assignment)
        return chosen if _is(chosen, target) else None

    def _replace(self, chosen: Submission, target: Path) -> None:
        """Write the new submission whole, then move the old one beside, then the new one into its place."""
        fresh = target.with_name(f".{target.name[:40]}.new")
        remove(fresh)
        self._write(chosen, fresh)
        when = _time_of(target)
        beside = self._beside(chosen.student) / (
            f"{stamp(when) if when else 'unknown time'} {short_digest(_text(target / SECRET))}"
        )
        number = 2
        while beside.exists() and not same(beside, target):
            beside, number = beside.with_name(f"{beside.name.partition(' (')[0]} ({number})"), number + 1
        if beside.exists():
            remove(target)
        else:
            move(target, beside)
        move(fresh, target)

    def _write(self, one: Submission, target: Path) -> None:
        """Read the letter again, and write it if it is still the same. Raises Refused, NotSaved."""
        about = one.head.about
        keys = self.class_keyring() if self._keys is not None else ()
        letter = read_letter(one.head.path, keys)
        if letter.digest != one.head.digest:
            raise Refused(f"{one.head.path} changed while it was collected. Collect again.")
        put_down(target, with_marks(about, letter.files))

    def _keep_beside(self, others: Sequence[Submission]) -> None:
        """Keep the others, the newest first and the doubtful last, so that no stranger crowds out a student's own."""
        for one in others[:MOST_KEPT]:
            place = self._beside(one.student) / one.name
            if not place.exists() and not _is(one, self._target(one.student)):
                self._write(one, place)
        if len(others) > MOST_KEPT:
            self.log.warning(
                "%s has %d more submissions of %s; they are left in the exchange",
                others[0].student, len(others) - MOST_KEPT, self.coursedir.assignment_id,
            )  # fmt: skip

    def _checked(self, head: Head) -> Submission | None:
        """The submission, if it names a student and a time that can be."""
        student, when = head.about.student, moment(head.about.timestamp)
        if not is_student_id(student):
            self.log.warning("Skipping %s: %r is no student's id.", head.path, student)
            return None
        if when is None:
            self.log.warning("Skipping %s: %r is no time.", head.path, head.about.timestamp)
            return None
        if when > datetime.now(UTC).replace(tzinfo=None) + AHEAD:
            self.log.warning(
                "%s says it was submitted at %s: the clock of %s's machine is ahead.",
                head.path,
                when,
                student,
            )
        return Submission(head, when)

    def _duedate(self) -> datetime | None:
        """When the assignment is due, as the gradebook says. Where there is no gradebook yet, none is made for this."""
        url = str(self.coursedir.db_url)
        if url.startswith(SQLITE) and not Path(url.removeprefix(SQLITE)).exists():
            return None
        config = Config()
        config.CourseDirectory.db_url, config.CourseDirectory.course_id = url, self.coursedir.course_id
        with course_gradebook(config) as gradebook:
            try:
                due = gradebook.find_assignment(self.coursedir.assignment_id).duedate
            except MissingEntry:
                return None
        return due if isinstance(due, datetime) else None

    def _target(self, student: str) -> Path:
        course = self.coursedir
        return Path(course.format_path(course.submitted_directory, student, course.assignment_id))

    def _beside(self, student: str) -> Path:
        return Path(self.coursedir.format_path(OTHERS, student, self.coursedir.assignment_id))


def _is(one: Submission, folder: Path) -> bool:
    """Whether a folder holds this very submission."""
    return (
        folder.is_dir() and _text(folder / SECRET) == one.head.about.secret and _time_of(folder) == one.when
    )


def _time_of(folder: Path) -> datetime | None:
    return moment(_text(folder / TIMESTAMP))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
