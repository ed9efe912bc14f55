"""The pictures in docs/pictures: small, and each named beside them."""

from __future__ import annotations

import re

from tests.pictures import ALL, MOST, PICTURES, readme


def test_the_readme_beside_the_pictures_names_each_of_them() -> None:
    said = (PICTURES / "README.md").read_text(encoding="utf-8")
    assert said == readme(), "python -m tests.pictures writes it"
    assert set(re.findall(r"\]\(([a-z-]+\.png)\)", said)) == {path.name for path in PICTURES.glob("*.png")}


def test_every_page_has_its_picture() -> None:
    assert [picture.name for picture in ALL if not (PICTURES / f"{picture.name}.png").exists()] == []


def test_pictures_are_small_enough_to_be_carried_along() -> None:
    sizes = {path.name: path.stat().st_size for path in PICTURES.glob("*.png")}
    assert [name for name, size in sizes.items() if size > MOST] == []
    assert sum(sizes.values()) < 4_000_000
