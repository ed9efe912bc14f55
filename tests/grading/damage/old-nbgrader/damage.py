from pathlib import Path

from tests.grading.damage.corpus import load, store


def damage(folder: Path) -> None:
    notebook = load(folder)
    for one in notebook["cells"]:
        told = one["metadata"].get("nbgrader")
        if told:
            one["metadata"]["nbgrader"] = {
                key: told[key] for key in ("grade", "solution", "locked", "grade_id", "task")
            }
            if told.get("points"):
                one["metadata"]["nbgrader"]["points"] = str(told["points"])
    store(folder, notebook)
