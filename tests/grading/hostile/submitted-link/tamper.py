"""The submission is the solution, by a link."""


def tamper(notebook, folder, place):
    path = next(folder.glob("*.ipynb"))
    root = place.klass if "doubling" in folder.name else place.plain
    path.unlink()
    path.symlink_to(root / "source" / folder.name / path.name)
