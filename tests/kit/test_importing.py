import json
from pathlib import Path

import pytest

from curriculum.course import find_course, load_course, read_course
from curriculum.lesson import encode
from curriculum.releasing import release_lesson
from kit.command import main
from kit.importing import import_bank
from kit.stop import Stop
from tests.oatutor import write_folder, write_lines
from tests.tiny import write_course


def test_an_import_is_a_course_without_faults(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_folder(tmp_path / "farm")
    words = [
        "import",
        str(tmp_path / "farm"),
        "--to",
        str(tmp_path / "hens"),
        "--report",
        str(tmp_path / "r.json"),
    ]

    assert main(words) == 0

    said = capsys.readouterr().out
    assert "8 of 10 problems became items: 12 items in 2 lessons" in said
    assert (
        "1 of them is in no lesson, because a picture that it needs is not there. Its item says so: chart1."
        in said
    )
    assert "Left out, 1: its answer cannot be read (odd1: " in said
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert (report["problems"], report["imported"], report["in_lessons"], report["items"]) == (10, 8, 7, 12)
    assert set(report["refused"]) == {"there is nothing to choose from", "its answer cannot be read"}
    assert main(["check", str(tmp_path / "hens")]) == 0
    assert "no faults" in capsys.readouterr().out


def test_an_imported_lesson_can_be_handed_out(tmp_path: Path) -> None:
    import_bank(write_folder(tmp_path / "farm"), tmp_path / "hens")
    course = load_course(tmp_path / "hens")
    for lesson in course.outline.lessons:
        released = release_lesson(course, lesson.id, "salt")
        assert all(variant.credit for variants in released.variants.values() for variant in variants)
        assert b"Farm Book" in encode(released)
    assert {node.lane for graph in course.graphs.values() for node in graph.nodes} == {
        "core",
        "support",
        "stretch",
    }


def test_pictures_travel_inside_the_lesson(tmp_path: Path) -> None:
    figure = write_folder(tmp_path / "farm") / "content-pool/chart1/figures/figure1.png"
    figure.parent.mkdir()
    figure.write_bytes(b"GIF89a")

    import_bank(tmp_path / "farm", tmp_path / "hens")

    course, faults = read_course(tmp_path / "hens")
    assert faults == []
    assert course is not None
    released = [release_lesson(course, lesson.id, "salt") for lesson in course.outline.lessons]
    (variant,) = (one["chart1a"][0] for one in (lesson.variants for lesson in released) if "chart1a" in one)
    assert 'src="data:image/gif;base64,R0lGODlh"' in variant.prompt.html
    (tmp_path / "hens/pictures/chart1-figure1-png.gif").unlink()
    assert [fault.what for fault in read_course(tmp_path / "hens")[1]] == [
        "item “chart1a”: the picture pictures/chart1-figure1-png.gif is not there."
    ]


def test_importing_again_adds_nothing_and_changes_nothing(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "farm.jsonl.gz")
    import_bank(source, tmp_path / "hens")
    before = {path: path.read_bytes() for path in (tmp_path / "hens").rglob("*") if path.is_file()}

    report = import_bank(source, tmp_path / "hens")

    assert (report.imported, report.already, report.refused_count) == (0, 8, 2)
    assert {path: path.read_bytes() for path in (tmp_path / "hens").rglob("*") if path.is_file()} == before


def test_an_import_is_added_to_a_course_that_is_there(tmp_path: Path) -> None:
    course = write_course(tmp_path / "tiny")
    before = (course / "course.yaml").read_text(encoding="utf-8")

    report = import_bank(write_folder(tmp_path / "farm"), course)

    after = (course / "course.yaml").read_text(encoding="utf-8")
    assert [line for line in before.splitlines() if line not in after.splitlines()] == []
    loaded, faults = read_course(course)
    assert faults == []
    assert loaded is not None
    assert {"halves", "count-hens"} <= {skill.id for skill in loaded.outline.skills}
    assert len(loaded.outline.lessons) == 2 + report.lessons


def test_a_folder_that_is_no_course_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("Dear all", encoding="utf-8")
    with pytest.raises(Stop, match=r"neither empty nor a course.*Nothing was changed"):
        import_bank(write_folder(tmp_path / "farm"), tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("name", ["nothing", "note.txt"])
def test_what_is_no_bank_is_said_in_a_sentence(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "note.txt").write_text("Hello.", encoding="utf-8")
    assert main(["import", str(tmp_path / name), "--to", str(tmp_path / "new")]) == 1
    assert "Nothing was changed." in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_a_course_that_cannot_be_added_to_stays_as_it_is(tmp_path: Path) -> None:
    course = write_course(tmp_path / "tiny")
    path = course / "course.yaml"
    text = path.read_text(encoding="utf-8")
    start = text.index("units:")
    path.write_text(
        text[:start]
        + "units: [{id: one, title: One, about: The only., skills: [halves, doubles]}]\n"
        + text[text.index("lessons:") :],
        encoding="utf-8",
    )
    before = path.read_bytes()
    with pytest.raises(Stop, match="its list “units” is written in a way that cannot be added to"):
        import_bank(write_folder(tmp_path / "farm"), course)
    assert path.read_bytes() == before
    assert find_course(course) == course
