from pathlib import Path


def damage(folder: Path) -> None:
    path = next(folder.glob("*.ipynb"))
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b"return") + 3])
