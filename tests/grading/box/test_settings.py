"""c.Box in nbgrader_config.py, and what of nbgrader's own settings counts."""

from __future__ import annotations

import pytest
from traitlets import TraitError
from traitlets.config import Config

from grading.box.settings import Box
from grading.box.wire import Limits


def box(**sections: dict[str, object]) -> Box:
    return Box(config=Config({name: Config(values) for name, values in sections.items()}))


def test_every_limit_is_a_setting_with_help_and_the_same_default() -> None:
    traits = Box.class_traits(config=True)
    assert set(Limits.__struct_fields__) | {"accept_unisolated", "isolation"} == set(traits)
    assert all(len(trait.help) > 20 for trait in traits.values())
    assert Box().limits() == Limits()


def test_settings_are_taken_over() -> None:
    made = box(
        Box={
            "seconds": 300.0,
            "cell_seconds": 60,
            "memory_mb": 2048,
            "disk_mb": 10,
            "files": 20,
            "open_files": 64,
        }
    )
    assert made.limits() == Limits(
        seconds=300, cell_seconds=60, memory_mb=2048, disk_mb=10, files=20, open_files=64
    )


@pytest.mark.parametrize(
    ("execute", "own", "seconds"),
    [
        ({"timeout": 5}, {}, 5),
        ({"timeout": 5}, {"cell_seconds": 7.0}, 7),
        ({"timeout": None}, {}, 120),
        ({"timeout": -1}, {}, 120),
        ({"timeout": 500}, {}, 120),
        ({}, {}, 20),
        ({"interrupt_on_timeout": True}, {}, 20),
    ],
)
def test_nbgraders_timeout_counts_where_ours_is_not_set(
    execute: dict[str, object], own: dict[str, object], seconds: float
) -> None:
    assert box(Execute=execute, Box=own).limits().cell_seconds == seconds


def test_isolation_is_asked_for_and_given_up_by_setting() -> None:
    assert (Box().isolation, Box().accept_unisolated) == ("", False)
    made = box(Box={"isolation": "bubblewrap", "accept_unisolated": True})
    assert (made.isolation, made.accept_unisolated) == ("bubblewrap", True)


@pytest.mark.parametrize("setting", [{"memory_mb": 0}, {"seconds": 0.0}, {"threads": "many"}, {"files": 1}])
def test_a_senseless_limit_is_refused(setting: dict[str, object]) -> None:
    with pytest.raises(TraitError):
        box(Box=setting)
