"""The locked cells hold what the student likes."""


def tamper(notebook, folder, place):
    for cell in notebook["cells"]:
        nbgrader = cell["metadata"].get("nbgrader", {})
        if nbgrader.get("grade"):
            cell["source"] = "pass\n4.0"
            cell["metadata"]["deletable"] = True
        if nbgrader.get("grade_id") == "imports":
            cell["source"] = "check = branch = ask = lambda *a, **k: 4.0"
