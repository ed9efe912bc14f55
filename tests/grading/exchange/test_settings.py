"""Settings: a class folder's, a student's, and where a student's finds the exchange."""

from __future__ import annotations

from pathlib import Path

import pytest

from carrying.sealing import ForAnother
from grading.class_folder import ClassFolder, new_class
from grading.class_keys import make_keys
from grading.exchange import settings
from grading.exchange.folder import CourseFolder
from grading.exchange.letter import read_letter
from grading.exchange.settings import CLASSES, find_root
from grading.settings import read_settings
from tests.grading.exchange.world import COURSE, Person, World

pytestmark = pytest.mark.slow


def test_a_class_folder_is_set_up_for_the_exchange(klass: ClassFolder) -> None:
    config = read_settings(klass)
    assert config.Exchange.root == str(klass.root / "exchange")
    assert {option: config.ExchangeFactory[option] for option in CLASSES} == CLASSES


def test_a_teacher_names_another_folder_below_the_last_line(klass: ClassFolder, tmp_path: Path) -> None:
    with klass.config.open("a", encoding="utf-8") as file:
        file.write(f"c.Exchange.root = {str(tmp_path / 'stick')!r}\n")
    assert read_settings(klass).Exchange.root == str(tmp_path / "stick")


def test_a_lesson_of_a_class_goes_out_and_comes_back_sealed(klass: ClassFolder, tmp_path: Path) -> None:
    """With the class's real settings, and a passphrase that is really asked for."""
    klass.keys_file.unlink()
    make_keys(klass, "a long passphrase")
    (lesson,) = klass.released()[:1]
    teacher = Person(klass.root)
    teacher.does("release_assignment", lesson)
    course = str(read_settings(klass).CourseDirectory.course_id)
    folder = CourseFolder(klass.root / "exchange", course)
    ana = Person(tmp_path / "ana")
    text = (folder.path / "nbgrader_config.py").read_text(encoding="utf-8")
    (ana.folder / "nbgrader_config.py").write_text(
        text + "c.CourseDirectory.student_id = 'k3v9q2'\n", encoding="utf-8"
    )
    ana.does("fetch_assignment", lesson)
    assert sorted(path.name for path in (ana.folder / lesson).iterdir()) == [f"{lesson}.ipynb", "lesson.json"]
    ana.does("submit", lesson)
    (path,) = folder.inbound.iterdir()
    assert b"k3v9q2" not in path.read_bytes()
    with pytest.raises(ForAnother):
        read_letter(path)
    said = teacher.does("collect", lesson, code=1)
    assert "Run this in a terminal, which asks for the passphrase" in said.log
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRELLIS_PASSPHRASE", "a wrong passphrase")
        assert "That does not open the keys of the class" in teacher.does("collect", lesson, code=1).log
        patch.setenv("TRELLIS_PASSPHRASE", "a long passphrase")
        teacher.does("collect", lesson)
        assert "k3v9q2" in teacher.does("list", "--inbound").log
    assert (klass.submitted / "k3v9q2" / lesson / f"{lesson}.ipynb").is_file()
    said = ana.does("list", "--inbound")
    assert "1 files in" in said.log
    assert "k3v9q2" not in said.log


def test_a_new_class_without_keys_takes_signed_work(tmp_path: Path, klass: ClassFolder) -> None:
    made = new_class(tmp_path / "8a", "8a", klass.course_folder())
    (made.release / "ps1").mkdir()
    (made.release / "ps1" / "p1.ipynb").write_text("{}", encoding="utf-8")
    Person(made.root).does("release_assignment", "ps1")
    (folder,) = (made.root / "exchange").iterdir()
    assert "class_card={}" in (folder / "nbgrader_config.py").read_text(encoding="utf-8")


def test_the_students_settings_are_found_again_on_the_stick_under_another_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick, here = tmp_path / "media" / "ana" / "STICK", tmp_path / "ana"
    CourseFolder(stick / "lessons" / "exchange", COURSE).outbound.mkdir(parents=True)
    here.mkdir()
    monkeypatch.setattr(settings, "drives", lambda: iter([tmp_path / "empty", stick]))
    for at_the_teachers in ("E:\\lessons\\exchange", "/Volumes/KIT/lessons/exchange"):
        assert find_root(COURSE, at_the_teachers, here) == stick / "lessons" / "exchange"
    assert find_root("other", "E:\\lessons\\exchange", here) == Path("E:\\lessons\\exchange")


def test_where_the_teacher_had_it_comes_first_and_beside_the_assignments_before_all(tmp_path: Path) -> None:
    CourseFolder(tmp_path / "share", COURSE).outbound.mkdir(parents=True)
    assert find_root(COURSE, str(tmp_path / "share"), tmp_path) == tmp_path / "share"
    CourseFolder(tmp_path / "copy", COURSE).outbound.mkdir(parents=True)
    assert find_root(COURSE, str(tmp_path / "share"), tmp_path / "copy" / COURSE) == tmp_path / "copy"


@pytest.mark.parametrize(
    ("platform", "first"), [("win32", "C:\\"), ("darwin", "/Volumes/STICK"), ("linux", "/media/STICK")]
)
def test_drives_are_looked_for_as_each_system_has_them(
    platform: str, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", platform)
    monkeypatch.setattr(settings, "_inside", lambda folder: [folder / "STICK"])
    assert str(next(settings.drives())) == first


def test_odd_course_ids_have_plain_folders_of_their_own(world: World) -> None:
    for course in ("Maths: 7b", "maths 7B", "Mathé/7", "con"):
        world.release(course=course)
    names = sorted(path.name for path in world.exchange.iterdir())
    assert len({name.casefold() for name in names}) == 4
    assert all(name == name.lower() and not set(name) & set(": /é") for name in names)
    assert len(world.teacher.does("list", "--course", "").lines) == 5


def test_no_root_is_a_sentence(world: World) -> None:
    assert "Set c.Exchange.root" in world.teacher.does("list", "--Exchange.root=", code=1).log


def test_settings_load_nothing_of_nbgrader(root: Path) -> None:
    import subprocess
    import sys

    code = "import sys, grading.exchange.settings; print({'nbgrader', 'pandas', 'nacl', 'pyrage'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
