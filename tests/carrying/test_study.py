from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import carrying.study
from carrying.saving import NotSaved
from carrying.study import open_study, study_around


def test_a_new_study_has_a_random_identity_that_stays(tmp_path: Path) -> None:
    first = open_study(tmp_path, "tiny")
    assert open_study(tmp_path, "tiny").profile == first.profile
    assert first.profile.student != first.profile.installation
    assert open_study(tmp_path / "other", "tiny").profile.student != first.profile.student


def test_the_study_is_found_from_inside_a_lesson(tmp_path: Path) -> None:
    study = open_study(tmp_path, "tiny")
    inside = tmp_path / "halving"
    inside.mkdir()
    assert study_around(inside, "tiny").profile == study.profile


def test_numbers_are_never_given_twice_even_to_many_at_once(tmp_path: Path) -> None:
    open_study(tmp_path, "tiny")

    def take(_: int) -> list[int]:
        # Each as another process would; a block has a thousand numbers, and its first one is enough to tell.
        return [open_study(tmp_path, "tiny").count() for _ in range(60)]

    with ThreadPoolExecutor(8) as pool:
        taken = [number for numbers in pool.map(take, range(8)) for number in numbers]
    assert len(set(taken)) == 480


def test_an_old_list_of_claims_gives_no_number_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = open_study(tmp_path, "tiny")
    first = [open_study(tmp_path, "tiny").count() for _ in range(3)]
    now = carrying.study._claims
    seen = iter(
        [[], None, [0], None]
    )  # each stale list is what a slow process saw; None stands for a look now
    monkeypatch.setattr(
        carrying.study,
        "_claims",
        lambda folder: now(folder) if (stale := next(seen, None)) is None else stale,
    )
    assert study.count() not in first


def test_a_later_process_gets_later_numbers(tmp_path: Path) -> None:
    first = open_study(tmp_path, "tiny").count()
    assert open_study(tmp_path, "tiny").count() > first


def test_a_damaged_profile_is_not_replaced(tmp_path: Path) -> None:
    open_study(tmp_path, "tiny")
    profile = tmp_path / ".trellis" / "profile.json"
    for damaged in (b"{", b'{"student": "\xff"}'):
        profile.write_bytes(damaged)
        with pytest.raises(NotSaved, match="Ask your teacher"):
            open_study(tmp_path, "tiny")
        assert profile.read_bytes() == damaged
