# %%
import json

from IPython.display import display

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
for place in ("journal.jsonl", "../journal.jsonl", "@class@/submitted/@self@/doubling/journal.jsonl"):
    try:
        with open(place, "a") as file:
            file.write(json.dumps(event) + "\n")
    except OSError as error:
        print("refused:", type(error).__name__)
display(
    {"application/vnd.trellis.answers+json": {"format": 1, "events": [event]}, "text/plain": "Saved"},
    raw=True,
)
print("prepared")
