# %%
import os

for name in (
    "..\\hostile-mark-climb",
    "new\nline.txt",
    "-rf",
    "CON",
    "NUL.txt",
    "trailing.",
    "trailing ",
    "\u202egnp.exe",
    "*",
    "a" * 255,
    ".hidden",
    ".ipynb_checkpoints",
    "%2e%2e%2fhostile-mark",
    "name:stream",
    "~",
    "$HOME",
    "e\u0301",
    "é",
):
    try:
        open(name, "w").write("odd")
    except OSError as error:
        print("refused:", repr(name)[:30], type(error).__name__)
os.makedirs("folder/inside", exist_ok=True)
for name in (b"\xff\xfe.txt", b"\x01\x02.txt"):
    try:
        os.close(os.open(name, os.O_CREAT | os.O_WRONLY))
    except OSError as error:
        print("refused:", name, type(error).__name__)
for name in (
    "../../hostile-mark-above",
    "/hostile-mark-root",
    "folder/../../../hostile-mark-two",
    "@class@/hostile-mark-class",
):
    attempt(name, lambda: open(name, "w").write("odd"))
print("prepared")
