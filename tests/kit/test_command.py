"""The `trellis` command: one sentence and an exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from carrying.saving import NotSaved
from curriculum.faults import CourseError, Fault
from grading.class_folder import new_class
from grading.records import Records
from grading.refits import refits
from kit.command import main, sentence
from kit.stop import Stop
from tests.keys import CLASS, give_keys
from tests.kit.places import pack_file, study_with_lessons
from tests.tiny import HALVING, write_course


def test_an_unknown_command_is_named_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["studdy"]) == 2
    said = capsys.readouterr().err
    assert "'studdy' is none of these" in said
    assert "'study'" in said


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    said = capsys.readouterr().out
    for name in (
        "study",
        "hand-in",
        "review",
        "class",
        "inspect",
        "release",
        "collect",
        "grade",
        "paths",
        "check",
        "demo",
        "doctor",
    ):
        assert f"\n    {name}" in said


def test_a_missing_word_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["collect"]) == 2
    assert "PLACE" in capsys.readouterr().err


def test_an_error_of_ours_is_its_own_sentence() -> None:
    assert sentence(NotSaved("There is no space left.")) == "There is no space left."
    assert sentence(Stop("Port 80 is taken.")) == "Port 80 is taken."


def test_an_error_nobody_expected_says_that_files_are_safe() -> None:
    said = sentence(KeyError("x"))
    assert said.startswith("Something went wrong that Trellis did not expect (KeyError: 'x').")
    assert "Your files are safe." in said


def test_debug_shows_the_error_itself(tmp_path: Path) -> None:
    with pytest.raises(Stop):
        main(["grade", "--class", str(tmp_path), "--debug"])
    with pytest.raises(Stop):
        main(["--debug", "grade", "--class", str(tmp_path)])


def test_no_class_is_one_sentence_and_exit_code_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grade", "--class", str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith(
        f"There is no class in {tmp_path}. Make one with: trellis class new NAME."
    )


def test_check_says_what_a_course_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(write_course(tmp_path))]) == 0
    assert capsys.readouterr().out == "Tiny: no faults. Skills: 2; lessons: 2; items: 9.\n"


def test_check_names_file_and_line_of_every_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_course(tmp_path, halving=HALVING.replace("item: which-half", "item: which-third"))
    assert main(["check", str(folder)]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("lessons/halving.yaml:14: ")
    assert "which-third" in said[0]
    assert said[-1] == f"1 fault in {folder}."


def test_check_of_no_course_names_those_of_the_kit(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "no-such-course"]) == 1
    assert "data-detectives" in capsys.readouterr().err


def test_hand_in_says_where_and_that_the_stick_may_go(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from carrying.packs import open_lesson

    study = study_with_lessons(tmp_path / "study")
    open_lesson(study, "halving")
    (tmp_path / "stick").mkdir()
    assert main(["hand-in", "--to", str(tmp_path / "stick"), str(study.folder)]) == 0
    (file,) = (tmp_path / "stick").iterdir()
    said = capsys.readouterr().out
    assert said.startswith(f"Your work is in {file} (")
    assert said.endswith("kB), sealed for “7b” and checked.\n")


def test_hand_in_before_any_lesson_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    study = study_with_lessons(tmp_path / "study")
    assert main(["hand-in", "--to", str(tmp_path), str(study.folder)]) == 1
    assert capsys.readouterr().err == "There is nothing to hand in yet: no lesson has been opened.\n"


def test_hand_in_from_nowhere_asks_for_the_study_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["hand-in", "--to", str(tmp_path), str(tmp_path / "empty")]) == 1
    assert capsys.readouterr().err.startswith(f"There is no work in {tmp_path / 'empty'}.")
    assert not (tmp_path / "empty").exists()


def test_study_takes_the_lessons_of_a_pack(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from kit.commands.study import prepare

    study = prepare(tmp_path / "study", pack_file(tmp_path))
    assert study.profile.course == "tiny"
    assert sorted(path.name for path in study.shelf.iterdir()) == ["doubling", "halving"]
    assert capsys.readouterr().out == (
        f"Your class is “7b” now; its words are {CLASS.card.words}. Does your teacher say the same?\n"
        "2 lessons from lessons.trellis are ready.\n"
    )
    prepare(tmp_path / "study", pack_file(tmp_path))
    assert capsys.readouterr().out == "2 lessons from lessons.trellis are ready.\n"


def test_study_with_a_file_that_is_no_pack_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    assert main(["study", str(tmp_path / "study"), "--pack", str(tmp_path / "photo.jpg")]) == 1
    assert (
        capsys.readouterr().err
        == "It is no file of Trellis, or another program has changed it. The name of the right one ends in .trellis.\n"
    )


def test_study_on_a_taken_port_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import socket

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        study_with_lessons(tmp_path / "study")
        assert main(["study", str(tmp_path / "study"), "--port", str(port), "--no-browser"]) == 1
    assert capsys.readouterr().err.startswith(f"Port {port} is taken by another program.")


def test_doctor_says_versions_and_that_all_is_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path))
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert "notebook 7" in said
    assert "nbgrader 0.9" in said
    assert said.endswith("All is well.\n")


def test_doctor_says_what_needs_a_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path))
    monkeypatch.setattr("kit.commands.doctor.free_space", lambda _: 1_000_000)
    assert main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert "! 0.0 GB free" in said
    assert said.endswith("1 of these needs a hand.\n")


def test_paths_can_refit_the_estimate_first_and_say_what_came_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = give_keys(new_class(tmp_path / "7b", "7b", write_course(tmp_path / "course")))
    said = "The estimate stays as it is: the class has given 0 first answers so far, and a refit needs 200.\n"
    assert main(["paths", "--refit", "--class", str(made.root)]) == 0
    assert capsys.readouterr().out.startswith(said)
    assert main(["paths", "--refit", "--json", "--class", str(made.root)]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["class_name"] == "7b"
    assert printed.err == said
    with Records(made.records_url) as records:
        assert [(kept.answers, kept.kept) for kept in refits(records)] == [(0, "in use"), (0, "in use")]


def test_it_speaks_the_language_of_the_variable(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRELLIS_LANGUAGE", "es")
    try:
        assert main(["--help"]) == 0
        assert "Calificar lo recogido." in capsys.readouterr().out
        assert main(["collect"]) == 2
        assert "falta esto: PLACE" in capsys.readouterr().err
    finally:
        monkeypatch.setenv("TRELLIS_LANGUAGE", "en")
        assert main(["collect"]) == 2
    assert "this is missing: PLACE" in capsys.readouterr().err


def test_output_that_nobody_reads_to_the_end_is_no_error(tmp_path: Path) -> None:
    course = write_course(tmp_path / "course")
    command = [sys.executable, "-m", "kit.command", "preview", "halving", "--list", "--course", str(course)]

    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()  # as `| head` does

        assert process.stderr.read() == b""
        assert process.wait() == 141


def test_options_may_stand_before_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--class", str(tmp_path), "paths"]) == 1
    assert "There is no class in" in capsys.readouterr().err


def test_faults_of_a_course_name_the_course_and_say_that_nothing_was_changed(tmp_path: Path) -> None:
    error = CourseError(tmp_path / "course", [Fault("course.yaml", 17, "There is no unit “b”.")])
    assert sentence(error) == (
        f"The course in {tmp_path / 'course'} has to be mended first, and nothing was changed. What is wrong in it:\n"
        "course.yaml:17: There is no unit “b”."
    )
