# %%
import os

for name, target in (
    ("gradebook.png", "@class@/gradebook.db"),
    ("key.csv", "@home@/.ssh/id_ed25519"),
    ("folder", "@home@"),
    ("up", ".."),
    ("circle", "circle"),
    ("away.txt", "@home@/hostile-mark-followed"),
    ("fd", "/proc/self/fd/0"),
    ("roster.csv", "@class@/roster.csv"),
    ("zero.bin", "/dev/zero"),
):
    try:
        os.symlink(target, name)
    except OSError as error:
        print("refused: symlink:", type(error).__name__)
attempt("hard link", lambda: os.link("@class@/roster.csv", "hard.csv"))
os.makedirs("inside", exist_ok=True)
try:
    os.symlink("@home@", "inside/home")
    open("plain.txt", "w").write("plain")
    os.link("plain.txt", "twice.txt")
    open("inside/home/hostile-mark-through", "w").write("x")
except OSError as error:
    print("refused: through:", type(error).__name__)
print("prepared")
