# %%
import os
import shutil

here = os.getcwd()
open("file.txt", "w").write("file")
for deed in (
    lambda: os.chmod(here, 0),
    lambda: os.rename(here, here + "-hostile-mark"),
    lambda: shutil.rmtree(here),
    lambda: os.rmdir(here),
    lambda: os.chdir("/"),
    lambda: os.symlink("@home@", here),
):
    try:
        deed()
        print("done")
    except OSError as error:
        print("refused:", type(error).__name__)
print("prepared")
