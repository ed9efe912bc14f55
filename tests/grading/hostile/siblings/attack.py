# %%
import glob
import json
import os

text = attempt("submission", lambda: open("@class@/submitted/@first@/doubling/doubling.ipynb").read()) or "{}"
attempt("listing", lambda: os.listdir("@class@/submitted"))
attempt("graded copy", lambda: os.listdir("@class@/autograded"))
attempt("plain submission", lambda: open("@plain@/submitted/@first@/ps1/problem.ipynb").read())
attempt("spoil", lambda: open("@class@/submitted/@last@/doubling/doubling.ipynb", "w").write("spoilt"))
attempt("plant", lambda: os.makedirs("@class@/autograded/@last@/doubling/hostile-mark"))
print(
    "found", glob.glob("@class@/submitted/*/*") + glob.glob("../*/*.ipynb") + glob.glob("/tmp/*/submitted/*")
)
for cell in json.loads(text).get("cells", []):
    if "def double" in "".join(cell["source"]) or "planted" in "".join(cell["source"]):
        print("ESCAPED: copying", cell["source"])


# %% answer
def double(n):
    return None
