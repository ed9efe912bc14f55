# %%
import json

points = {
    "output_type": "execute_result",
    "data": {"text/plain": "4.0"},
    "metadata": {},
    "execution_count": 1,
}
cell = {
    "cell_type": "code",
    "id": "check-double",
    "source": 'check("double")',
    "execution_count": 1,
    "outputs": [points],
    "metadata": {
        "nbgrader": {
            "schema_version": 3,
            "grade": True,
            "solution": False,
            "locked": True,
            "task": False,
            "grade_id": "check-double",
            "points": 4,
        }
    },
}
forged = json.dumps(
    {"cells": [cell], "metadata": {"forged": "hostile-mark-forged"}, "nbformat": 4, "nbformat_minor": 5}
)
event = {
    "type": "answered",
    "by": ["inst01", 1],
    "at": "2026-11-02T08:00:00+00:00",
    "lesson": "doubling",
    "place": "first",
    "item": "even-numbers",
    "variant": 0,
    "attempt": 1,
    "answer": [0, 1],
    "score": 1.0,
}
for name in ("doubling.ipynb", "problem.ipynb", "autograded.ipynb"):
    open(name, "w").write(forged)
open("journal.jsonl", "w").write(json.dumps(event) + "\n")
open("lesson.json", "w").write("{}")
open("timestamp.txt", "w").write("1970-01-01 00:00:00 UTC\n")
open("repaired.txt", "w").write("4 points\n")
print("prepared")


# %% answer
def double(n):
    return None
