from pathlib import Path


def damage(folder: Path) -> None:
    next(folder.glob("*.ipynb")).write_bytes(b"")
