from pathlib import Path

import msgspec
import pytest

from curriculum.course import find_course, load_course, read_course
from curriculum.faults import CourseError
from curriculum.ids import Id
from curriculum.source import Source
from curriculum.starting import id_from
from tests.tiny import COURSE, DOUBLES, HALVES, write_course


def faults(folder: Path, **changed: str) -> list[str]:
    return [str(fault) for fault in read_course(write_course(folder, **changed))[1]]


def test_a_sound_course_has_no_fault(tmp_path: Path) -> None:
    assert faults(tmp_path) == []
    course = load_course(tmp_path)
    assert [skill.id for skill in course.outline.skills] == ["halves", "doubles"]
    assert course.skill_of["double"] == "doubles"


@pytest.mark.parametrize(
    ("file", "change", "to", "said"),
    [
        (
            "course",
            "strand: number}\n  - {id: d",
            "strand: sums}\n  - {id: d",
            "course.yaml:9: the strand “sums” is not in `strands`.",
        ),
        (
            "course",
            "prerequisites: [halves]",
            "prerequisites: [thirds]",
            "course.yaml:10: the prerequisite “thirds” is no skill.",
        ),
        (
            "course",
            "can: halve a number, strand: number",
            "can: halve, strand: number, prerequisites: [doubles]",
            "prerequisites go in a circle",
        ),
        ("course", "skills: [halves, doubles]}", "skills: [halves]}", "the skill “doubles” is in 0 units."),
        ("course", "minutes: 10", "minutes: ten", "course.yaml:14: “minutes” expected"),
        ("course", "minutes: 10", "minuts: 10", "unknown field"),
        ("course", "format: 1", "format: 9", "course.yaml:1: is version 9"),
        ("course", "id: tiny", "id: tiny\nid: other", "“id” stands here twice"),
        ("course", "strands: {number", "strands: {number: [", "is not YAML"),
        ("halves", "type: number", "type: numbr", "items/halves.yaml:2"),
        (
            "halves",
            "answer: n / 2",
            "answer: n / m",
            "items/halves.yaml:6: item “half-of”, draw 0: the name 'm' is not drawn",
        ),
        ("halves", '"n % 2 == 0", ', '"n > 99", ', "no draw meets every condition"),
        ("halves", "n - 2", "n / 2", "which is right, in a draw"),
        (
            "halves",
            "because: takes-two}]\n  hints",
            "because: takes-too}]\n  hints",
            "“takes-too” is not in misconceptions.yaml",
        ),
        ("halves", '"20"]', '"5"]', "the option “5” stands there twice"),
        (
            "halves",
            "id: which-half",
            "id: half-of",
            "the id “half-of” is already used at items/halves.yaml:1",
        ),
        (
            "doubles",
            "return 2 * n",
            "return n + 2",
            "the solution gives 2 for double(0), the case expects 0.",
        ),
        ("doubles", "return 2 * n", "return 2 *", "the solution does not run"),
        (
            "doubles",
            ", hidden: true}\n    - {call: [7]",
            "}\n    - {call: [7]",
            "at least three visible and two hidden cases",
        ),
        (
            "doubles",
            "{call: [2], expect: 4}",
            "{call: [2]}",
            "items/doubles.yaml:33: the case expects nothing.",
        ),
        (
            "doubles",
            "{call: [2], expect: 4}",
            "{expect: 4}",
            "items/doubles.yaml:33: a case has either `call` or `read`.",
        ),
        ("doubles", "expect: 4}", "expect: {$tupel: [4]}}", "items/doubles.yaml:33: There is no “$tupel”."),
        (
            "doubles",
            "expect: 4}",
            "expect: 4, wrong: [{got: 4, say: No.}]}",
            "items/doubles.yaml:33: the wrong result is the right one.",
        ),
        (
            "doubles",
            "expect: 4}",
            "expect: 4, wrong: [{got: 3, because: takes-too}]}",
            "items/doubles.yaml:33: the misconception “takes-too” is not in misconceptions.yaml.",
        ),
        ("doubles", "expect: 4}", "expect: 4, prints: '4'}", "the case expects 4, printing 4."),
        (
            "doubles",
            "[1001], expect: 2002",
            "[2], expect: 4",
            "items/doubles.yaml:36: item “double”: a hidden case tries what",
        ),
        ("doubles", "  function: double\n", "", "item “double” calls a function, but names none."),
        (
            "doubles",
            "{call: [2], expect: 4}",
            "{read: total, expect: 4}",
            "the solution fails at total: NameError",
        ),
        (
            "halving",
            "item: half-sealed",
            "item: half-of-it",
            "lessons/halving.yaml:15: there is no item “half-of-it”.",
        ),
        (
            "halving",
            "lesson: halving",
            "lesson: halvin",
            "says “halvin”, but the file is called halving.yaml",
        ),
        ("halving", "item: which-half", "item: double", "is a code item"),
    ],
)
def test_each_fault_is_told_with_file_and_line(
    tmp_path: Path, file: str, change: str, to: str, said: str
) -> None:
    from tests import tiny

    text = getattr(tiny, file.upper())
    assert change in text
    found = faults(tmp_path, **{file: text.replace(change, to, 1)})
    assert any(said in fault for fault in found), found


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        course=COURSE.replace("strand: number}", "strand: sums}", 1).replace("minutes: 5", "minutes: five"),
        halves=HALVES.replace("answer: n / 2", "answer: n / m").replace('answer: "5"', "answer: 5"),
        doubles=DOUBLES.replace(
            "lines: [Take the number, Add it to itself, Say the result]", "lines: [a, a, b]"
        ),
    )
    text = "\n".join(found)
    for said in ("sums", "minutes", "'m'", "items/halves.yaml", "two lines read the same"):
        assert said in text


def test_a_missing_notebook_and_a_wrong_call_are_faults(tmp_path: Path) -> None:
    write_course(tmp_path)
    (tmp_path / "notebooks" / "doubling.md").unlink()
    notebook = tmp_path / "notebooks" / "halving.md"
    notebook.write_text(
        notebook.read_text(encoding="utf-8").replace('ask("which-half")', 'ask("double")'), encoding="utf-8"
    )
    found = [str(fault) for fault in read_course(tmp_path)[1]]
    assert any("the lesson “doubling” has no notebook" in fault for fault in found)
    assert any('ask("double"): there is no item' in fault for fault in found)


def test_loading_a_faulty_course_says_everything(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="sums"):
        load_course(write_course(tmp_path, course=COURSE.replace("strand: number}", "strand: sums}", 1)))


def test_an_unknown_course_names_the_ones_there_are() -> None:
    with pytest.raises(FileNotFoundError, match="data-detectives"):
        find_course("no-such-course")


def test_every_fault_in_projects_is_named_with_its_line(tmp_path: Path) -> None:
    projects = """
themes: {sport: Sport}
projects:
  - {id: pitch, title: A pitch, theme: spots, skills: [halves], about: Mark one., hand_in: A plan.}
  - {id: pitch, title: A pitch, theme: sport, skills: [thirds], about: Mark one., hand_in: A plan.}
  - {id: team, title: A team, theme: sport, skills: [halves], about: Make one.}
  - {id: cup, title: A cup, theme: sport, skills: [], about: Make one., hand_in: A plan.}
"""
    line = len(COURSE.splitlines()) + 3
    assert faults(tmp_path, course=COURSE.rstrip("\n") + projects) == [
        f"course.yaml:{line}: the theme “spots” is not in `themes`. Themes: sport.",
        f"course.yaml:{line + 1}: the project “pitch” stands here twice. Keep one.",
        f"course.yaml:{line + 1}: “thirds” is no skill. Check the spelling.",
        f"course.yaml:{line + 2}: the project “team” has no `hand_in`. Say what to show at the end.",
        f"course.yaml:{line + 3}: “skills” needs at least 1 entries. Write more of them.",
    ]


def test_yaml_that_is_a_trap_is_a_fault(tmp_path: Path) -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60))
    for text in (bomb, "a: &a [*a]\n", "a: 2026-13-45\n", f"a: {'9' * 5000}\n"):
        (tmp_path / "trap.yaml").write_text(text, encoding="utf-8")
        assert "is not YAML" in str(Source(tmp_path / "trap.yaml", "trap.yaml").faults[0])


def test_no_id_is_a_device_of_windows() -> None:
    for name in ("aux", "con", "com1"):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(name, Id)
        assert id_from(name.title(), "lesson") == "lesson"
    assert msgspec.convert("auxiliary", Id) == "auxiliary"
