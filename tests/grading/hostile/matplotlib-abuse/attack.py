# %%
# %matplotlib inline
import matplotlib
import matplotlib.pyplot as plt

print("prepared")
matplotlib.rcParams.update({"savefig.directory": "@home@", "animation.ffmpeg_path": "/bin/sh"})
plt.plot([1, 2])
plt.close("all")

# %%
try:
    plt.figure(figsize=(1, 1)).savefig("@home@/hostile-mark.png")
    print("ESCAPED: saved")
except PermissionError:
    plt.close("all")
    print("refused: save")

# %%
plt.figure(figsize=(400, 400), dpi=1000)

# %%
plt.close("all")
open("evil_backend.py", "w").write("open('@home@/hostile-mark-backend', 'w')")
matplotlib.use("module://evil_backend")
