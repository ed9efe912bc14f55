"""Every cell claims to be graded."""


def tamper(notebook, folder, place):
    for number, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "code":
            nbgrader = cell["metadata"].setdefault(
                "nbgrader", {"grade_id": f"mine-{number}", "schema_version": 3, "task": False}
            )
            nbgrader.update(grade=True, points=50, locked=False, solution=True)
