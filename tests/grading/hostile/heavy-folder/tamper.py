"""More than a box's folder holds."""


def tamper(notebook, folder, place):
    for number in range(3):
        (folder / f"large-{number}.bin").write_bytes(b"\0" * (12 << 20))
    many = folder / "many"
    many.mkdir()
    for number in range(2000):
        (many / f"{number}.txt").write_text("x")
    deep = folder
    for _ in range(60):
        deep = deep / "deep"
    deep.mkdir(parents=True)
