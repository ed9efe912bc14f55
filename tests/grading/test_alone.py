"""One grading run at a time."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from pkgutil import resolve_name

import msgspec
import pytest

from curriculum.accommodations import Accommodations
from grading.accommodating import accommodations, change_accommodations
from grading.alone import AlreadyGrading, alone
from grading.class_folder import About, ClassFolder
from grading.families import Settings, read_settings, remember
from grading.join_codes import make_codes, read_codes
from grading.listed import Group, Person
from grading.roster import Roster, add_students, read_roster, rename_student, write_roster
from grading.roster_import import carry_out, plan_import

HOLD = """import sys
from pathlib import Path
from grading.alone import alone
with alone(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_run_is_told(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(AlreadyGrading, match="Grading is going on already"), alone(tmp_path):
        pass
    with alone(tmp_path):
        pass


def test_a_killed_run_holds_nothing(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(AlreadyGrading), alone(tmp_path):
            pass
        other.kill()
        other.wait()
        with alone(tmp_path):
            pass


AMINA, TOM, EVA = "k3f92m7qx0ab", "p8r4wz2n6cde", "a1b2c3d4e5f6"


@pytest.fixture
def folder(tmp_path: Path) -> ClassFolder:
    made = ClassFolder(tmp_path, About(name="7b", course="tiny", salt="", made=""))
    write_roster(made.roster, Roster({AMINA: "Amina", TOM: ""}))
    return made


@contextmanager
def meanwhile(reads: str, other: Callable[[], object]) -> Iterator[None]:
    """When the first to come has read with `reads`, `other` has all the time it takes, unless it has to wait its turn."""
    real = resolve_name(reads)
    second = threading.Thread(target=other)
    with pytest.MonkeyPatch.context() as patch:

        def read(*arguments: object) -> object:
            patch.undo()
            found = real(*arguments)
            second.start()
            second.join(0.3)
            return found

        patch.setattr(reads.replace(":", "."), read)
        yield
    second.join()


def test_of_two_who_make_cards_at_once_both_have_theirs(folder: ClassFolder) -> None:
    with meanwhile("grading.join_codes:read_codes", lambda: make_codes(folder, [TOM])):
        first = make_codes(folder, [AMINA])
    codes = read_codes(folder)
    assert codes is not None
    assert codes.cards.keys() == {AMINA, TOM}
    assert codes.cards[AMINA] == first.cards[AMINA]


def test_of_two_who_change_the_roster_at_once_neither_undoes_the_other(folder: ClassFolder) -> None:
    with meanwhile("grading.roster:read_roster", lambda: rename_student(folder.roster, TOM, "Tom")):
        rename_student(folder.roster, AMINA, "Amina Diallo")
    assert read_roster(folder.roster).names == {AMINA: "Amina Diallo", TOM: "Tom"}


def test_who_comes_to_the_roster_during_an_import_stays_on_it(folder: ClassFolder) -> None:
    new = Group(title="7b", people=(Person(name="Ben", where="a.csv, line 2"),))
    plan = plan_import(read_roster(folder.roster), new)
    with meanwhile("grading.roster_import:read_roster", lambda: add_students(folder.roster, [EVA])):
        carry_out(folder.roster, plan)
    roster = read_roster(folder.roster)
    assert EVA in roster.names
    assert "Ben" in roster.names.values()


def test_two_who_write_about_families_at_once_are_both_kept(folder: ClassFolder) -> None:
    with meanwhile("grading.families:read_settings", lambda: remember(folder, reach="At the gate.")):
        remember(folder, language="ar")
    assert read_settings(folder) == Settings(language="ar", reach="At the gate.")


def test_two_who_set_what_a_student_needs_at_once_are_both_kept(folder: ClassFolder) -> None:
    def more_time() -> None:
        change_accommodations(
            folder, AMINA, lambda held: msgspec.structs.replace(held, extra_time=1.5), "eva"
        )

    with meanwhile("grading.accommodating:plain_accommodations", more_time):
        change_accommodations(
            folder, AMINA, lambda held: msgspec.structs.replace(held, size="large"), "ms-lee"
        )
    assert accommodations(folder)[AMINA] == Accommodations(extra_time=1.5, size="large")
