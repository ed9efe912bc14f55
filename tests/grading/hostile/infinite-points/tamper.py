"""Points that no one can add up."""

import itertools


def tamper(notebook, folder, place):
    odd = itertools.cycle([float("inf"), float("nan"), -4, "1000", [1], None, True, 10**400])
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["points"] = next(odd)
