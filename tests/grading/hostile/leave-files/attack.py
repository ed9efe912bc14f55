# %%
import os
import sys
import sysconfig
import tempfile

found = [name for name in os.listdir(".") if "hostile-mark" in name]
for folder in (tempfile.gettempdir(), "/tmp", "/var/tmp", "/dev/shm", os.path.expanduser("~"), "@home@"):
    try:
        found += [f"{folder}/{name}" for name in os.listdir(folder) if "hostile-mark" in name]
    except OSError:
        pass
if found:
    print("ESCAPED: left by another box:", found)

LINE = "import builtins; builtins.hostile_mark = True\n"
packages = sysconfig.get_path("purelib")
attempt("home", lambda: open("@home@/hostile-mark-home", "w").write(LINE))
attempt("startup", lambda: open("@home@/.ipython/profile_default/startup/hostile-mark.py", "w").write(LINE))
attempt("startup made", lambda: os.makedirs("@home@/.ipython/profile_default/startup/hostile-mark"))
attempt("site-packages", lambda: open(f"{packages}/hostile-mark.pth", "w").write(LINE))
attempt("sitecustomize", lambda: open(f"{packages}/hostile-mark-sitecustomize.py", "w").write(LINE))
attempt("project", lambda: open("@project@/hostile-mark.py", "w").write(LINE))
attempt("pycache", lambda: open("@project@/grading/__pycache__/hostile-mark.pyc", "w").write(LINE))
attempt("temporary", lambda: open("@temp@/hostile-mark-temp", "w").write(LINE))
attempt("user site", lambda: os.makedirs("@home@/.local/lib/python3.11/site-packages/hostile-mark"))
left = 0
for folder in (".", tempfile.gettempdir(), "/tmp", "/var/tmp", "/dev/shm", os.path.expanduser("~")):
    try:
        open(f"{folder}/hostile-mark-left", "w").write(LINE)
        left += 1
    except OSError:
        pass
print("left in", left, "places")
