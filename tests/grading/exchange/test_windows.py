"""With the platform's name as nbgrader asks for it changed to Windows': where its own exchange refuses, ours works."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from nbgrader.exchange import default

from grading.exchange.exchange import account
from grading.exchange.settings import CLASSES
from tests.grading.exchange.world import World, on_windows


def test_nbgraders_own_exchange_refuses_here(world: World) -> None:
    own = "--ExchangeFactory.list=nbgrader.exchange.default.ExchangeList"
    with on_windows():
        assert "not available on Windows" in world.teacher.does("list", own, code=1).log


def test_every_command_works(world: World) -> None:
    with on_windows():
        world.release()
        ana = world.fetched("ana")
        ana.does("submit", "ps1")
        world.teacher.does("collect", "ps1")
        assert (world.submitted("ana") / "p1.ipynb").is_file()
        world.write_feedback("ana")
        world.teacher.does("release_feedback", "ps1")
        ana.does("fetch_feedback", "ps1")
        assert "feedback already fetched" in ana.does("list", "--cached").log
        assert "feedback already fetched" in ana.does("list", "--inbound").log
        ana.does("list", "--cached", "--remove")
        world.teacher.does("list", "--inbound", "--remove")
        world.teacher.does("list", "--remove")
    names = [path.name for path in world.home.rglob("*") if "JUPYTER" not in str(path)]
    assert [name for name in names if set(name) & set(':*?"<>|')] == []


def test_who_a_student_is_without_an_id_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "JUPYTERHUB_USER"):
        monkeypatch.delenv(name, raising=False)
    with on_windows():
        assert account() == "ana"


def test_nothing_of_the_default_exchange_and_nothing_about_owners_or_permissions_is_used(root: Path) -> None:
    """Their one place is removing read-only files, which Windows keeps otherwise."""
    for path in sorted((root / "grading" / "exchange").glob("*.py")):
        named = {
            node.attr
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Attribute)
        }
        assert not named & {
            "getpwuid",
            "getuid",
            "st_uid",
            "st_mode",
            "symlink",
            "symlink_to",
            "link",
            "access",
        }, path
        assert "chmod" not in named or path.name == "tree.py"
    for option, name in CLASSES.items():
        module, _, what = name.rpartition(".")
        ours = getattr(__import__(module, fromlist=[what]), what)
        assert not any(base.__module__.startswith(default.__name__) for base in ours.__mro__), option


def test_all_eight_are_named() -> None:
    from nbgrader.exchange import ExchangeFactory, abc

    options = {name for name, trait in ExchangeFactory.class_traits(config=True).items() if name != "config"}
    assert set(CLASSES) == options
    assert len(CLASSES) == 8
    for option, name in CLASSES.items():
        trait = ExchangeFactory.class_traits()[option]
        module, _, what = name.rpartition(".")
        assert issubclass(getattr(__import__(module, fromlist=[what]), what), trait.klass)
        assert issubclass(trait.klass, abc.Exchange)
