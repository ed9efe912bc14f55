from pathlib import Path


def damage(folder: Path) -> None:
    path = next(folder.glob("*.ipynb"))
    path.write_bytes(bytes(path.stat().st_size))
