"""Files, folders and what is graded again, as in nbgrader's test_nbgrader_autograde.py."""

from __future__ import annotations

import stat

import pytest

from tests.grading.conformance.conftest import Make
from tests.grading.conformance.nbgrader_course import NbCourse, empty, outcome

BESIDE = {"foo.txt": "foo", "data/bar.txt": "bar"}
ON_TIME = "2015-02-02 15:58:23.948203 America/Los_Angeles"
LATER = "2015-02-02 16:58:23.948203 America/Los_Angeles"

pytestmark = pytest.mark.slow


@pytest.fixture
def with_files(course_of: Make) -> NbCourse:
    """A course with files beside its notebook, handed in with one more."""
    course = course_of({"p1": "submitted-unchanged.ipynb"}, files=BESIDE)
    course.submit("foo", "submitted-unchanged.ipynb", beside={**BESIDE, "blah.pyc": "asdf"})
    return course


def test_missing_student(course_of: Make) -> None:
    """A student nobody entered is entered."""
    course = course_of({"p1": "submitted-unchanged.ipynb"})
    course.submit("baz", "submitted-changed.ipynb")

    course.grade()

    assert course.score("baz")[0] == 2


def test_missing_student_where_none_may_be_made(course_of: Make) -> None:
    course = course_of({"p1": "submitted-unchanged.ipynb"})
    course.configure("c.Autograde.create_student = False")
    course.submit("baz", "submitted-changed.ipynb")
    course.submit("foo", "submitted-changed.ipynb")  # known to the gradebook

    graded = course.grade()

    assert outcome(graded, "baz").kind == "failed"
    assert outcome(graded, "foo").kind == "graded"
    assert not course.graded("baz").exists()
    with course.gradebook() as book:
        assert "baz" not in {student.id for student in book.students}


def test_missing_files(course_of: Make) -> None:
    """A folder without a notebook is nobody's grade; unlike nbgrader, we say so."""
    course = course_of({"p1": empty()})
    course.submit("foo", empty())
    course.submit("bar")

    graded = course.grade()

    assert course.graded("foo").is_file()
    assert not (course.root / "autograded" / "bar").exists()
    assert {one.kind for one in graded.outcomes if one.student == "bar"} <= {"failed"}


def test_student_id_exclude(course_of: Make) -> None:
    course = course_of({"p1": "submitted-unchanged.ipynb"})
    course.configure("c.CourseDirectory.student_id_exclude = 'bar,baz'")
    for student in ("foo", "bar", "baz"):
        course.submit(student, "submitted-changed.ipynb")

    graded = course.grade()

    assert [one.student for one in graded.outcomes] == ["foo"]
    assert course.graded("foo").is_file()
    assert not course.graded("bar").exists()
    assert not course.graded("baz").exists()


def test_force(with_files: NbCourse) -> None:
    course = with_files
    course.grade()
    assert course.graded("foo", "foo.txt").is_file()
    assert course.graded("foo", "data/bar.txt").is_file()
    assert not course.graded("foo", "blah.pyc").exists()

    course.graded("foo", "foo.txt").unlink()
    assert course.grade().unchanged == 1
    assert not course.graded("foo", "foo.txt").exists(), "what is graded as it is stays as it is"

    course.grade(force=True)
    assert course.graded("foo", "foo.txt").is_file()

    (course.root / "source" / "ps1" / "foo.txt").unlink()
    (course.root / "submitted" / "foo" / "ps1" / "foo.txt").unlink()
    course.grade(force=True)
    assert course.graded("foo").is_file()
    assert not course.graded("foo", "foo.txt").exists()
    assert course.graded("foo", "data/bar.txt").is_file()
    assert not course.graded("foo", "blah.pyc").exists()


def test_a_graded_copy_that_is_gone_is_made_again(with_files: NbCourse) -> None:
    course = with_files
    course.grade()
    assert course.graded("foo").is_file()
    assert course.graded("foo", "foo.txt").is_file()

    course.graded("foo").unlink()
    course.graded("foo", "foo.txt").unlink()
    course.grade()
    assert course.graded("foo").is_file()
    assert course.graded("foo", "foo.txt").is_file()

    course.graded("foo", "foo.txt").unlink()
    assert course.grade().unchanged == 1
    assert not course.graded("foo", "foo.txt").exists()


def test_update_newer(course_of: Make) -> None:
    course = course_of({"p1": "test.ipynb"})
    course.submit("foo", "test.ipynb", at=ON_TIME)
    course.grade()
    before = course.graded("foo").read_bytes()

    course.submit("foo", empty(), at=LATER)
    course.grade()

    assert course.graded("foo").read_bytes() != before
    assert course.graded("foo", "timestamp.txt").read_text("utf-8") == LATER


def test_grade_overwrite_files(course_of: Make) -> None:
    """The course's files replace the student's, save those the settings leave to the student; in subfolders too."""
    files = {
        "data.csv": "some,data\n",
        "helper.py": "print('hello!')\n",
        "subdir/data.csv": "some,data\n",
        "subdir/helper.py": "print('hello!')\n",
    }
    course = course_of({"p1": "submitted-unchanged.ipynb"}, files=files)
    course.configure("c.Autograde.exclude_overwriting = {'ps1': ['helper.py', 'subdir/helper.py']}")
    theirs = {name: f"# different: {name}\n" for name in files}
    course.submit("foo", "submitted-unchanged.ipynb", at=ON_TIME, beside=theirs)

    course.grade()

    found = {name: course.graded("foo", name).read_text("utf-8") for name in files}
    assert found == {
        "data.csv": "some,data\n",
        "helper.py": "# different: helper.py\n",
        "subdir/data.csv": "some,data\n",
        "subdir/helper.py": "# different: subdir/helper.py\n",
    }
    assert course.graded("foo", "timestamp.txt").read_text("utf-8") == ON_TIME


def test_side_effects(course_of: Make) -> None:
    course = course_of({"p1": "side-effects.ipynb"})
    course.submit("foo", "side-effects.ipynb")

    course.grade()

    assert course.graded("foo", "side-effect.txt").read_text("utf-8") == "a side effect"
    assert not (course.root / "submitted" / "foo" / "ps1" / "side-effect.txt").exists()


def test_skip_extra_notebooks(course_of: Make) -> None:
    course = course_of({"p1": "submitted-unchanged.ipynb"})
    course.submit("foo", "submitted-changed.ipynb", **{"p1 copy": "submitted-unchanged.ipynb"})

    course.grade()

    assert course.score("foo")[0] == 2
    assert course.graded("foo").is_file()
    assert not course.graded("foo", "p1 copy.ipynb").exists()


@pytest.mark.parametrize(
    ("settings", "mode", "folder"),
    [
        ("", 0o444, None),
        ("c.CourseDirectory.groupshared = True", 0o664, 0o2775),
        ("c.Autograde.permissions = 644", 0o644, None),
    ],
)
def test_permissions(course_of: Make, settings: str, mode: int, folder: int | None) -> None:
    course = course_of({"p1": empty()}, files={"foo.txt": "foo"})
    course.configure(settings)
    course.submit("foo", empty())

    course.grade()

    assert stat.S_IMODE(course.graded("foo").stat().st_mode) == mode
    assert stat.S_IMODE(course.graded("foo", "foo.txt").stat().st_mode) == mode
    if folder is not None:
        assert stat.S_IMODE(course.graded("foo").parent.stat().st_mode) == folder
