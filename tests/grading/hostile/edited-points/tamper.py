"""Every cell with nbgrader metadata is worth a thousand points."""


def tamper(notebook, folder, place):
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["points"] = 1000
            cell["metadata"]["nbgrader"]["max_score"] = 1000.0
