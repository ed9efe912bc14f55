"""The doors of one machine: which servers can be started from the first page, and who has shown their pictures."""

from __future__ import annotations

from pathlib import Path

from carrying.picture_pin import is_locked
from carrying.profiles import Learner, folder_of, learners
from kit.launch import Launch, Starting, end
from kit.places import class_folder
from kit.server import running, runtime

TEACHER = "teacher"
STUDENT = "student"


def number_in(who: str) -> int:
    """The number of a student's door: 2 for `student-2`."""
    return int(who.removeprefix(f"{STUDENT}-"))


def door_of(number: int) -> str:
    """The name of a student's door."""
    return f"{STUDENT}-{number}"


class Doors:
    """What can be started from `root`, the folder with everybody's study folders. Logs go to the chooser's own folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._launches: dict[str, Launch] = {}
        self._shown: set[str] = set()

    def everybody(self) -> list[Learner]:
        """The students of this machine."""
        return learners(self.root)

    def only(self) -> str:
        """The door of the one student of this machine, or of the first to be."""
        everybody = self.everybody()
        return door_of(everybody[0].number if everybody else 1)

    def needs_pictures(self, who: str) -> bool:
        """Whether nobody goes through this door before the right pictures were pressed."""
        return who != TEACHER and who not in self._shown and is_locked(folder_of(self.root, number_in(who)))

    def start(self, who: str, pictures: str = "") -> None:
        """Start what is behind a door. A student's door closes those of the others; `pictures` are those that were found right."""
        if who != TEACHER:
            self._shown = {who} if pictures else set()
            for other in self.everybody():
                ready = running(other.folder, "study") if door_of(other.number) != who else None
                if ready is not None:
                    end(ready)
        self._launch(who).start(pictures)

    def look(self, who: str) -> Starting:
        """How far it is. Going through a locked door locks it again behind."""
        now = self._launch(who).look()
        if now.ready is not None or now.problem:
            self._shown.discard(who)
        return now

    def is_ready(self, who: str) -> bool:
        """Whether there is somewhere to go, or something to say."""
        now = self._launch(who).look()
        return now.ready is not None or bool(now.problem)

    def _launch(self, who: str) -> Launch:
        if who not in self._launches:
            log = runtime(self.root) / f"start-{who}.log"
            if who == TEACHER:
                teach = class_folder()
                made = Launch("teach", teach, ["review", "--class", str(teach)], log)
            else:
                study = folder_of(self.root, number_in(who))
                made = Launch("study", study, ["study", str(study)], log)
            self._launches[who] = made
        return self._launches[who]
