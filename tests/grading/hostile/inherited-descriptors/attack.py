# %%
import os
import stat

looked = 0
for descriptor in range(3, 256):
    try:
        about = os.fstat(descriptor)
    except OSError:
        continue
    looked += 1
    try:
        where = os.readlink(f"/proc/self/fd/{descriptor}")
    except OSError:
        where = "?"
    if stat.S_ISREG(about.st_mode) or stat.S_ISDIR(about.st_mode) or stat.S_ISBLK(about.st_mode):
        inside = os.getcwd()
        if not where.startswith((inside, "/usr/", "/memfd", "/dev/null")) and (
            "@class@" in where or "@home@" in where
        ):
            print("ESCAPED: descriptor:", where)
        if stat.S_ISDIR(about.st_mode):
            attempt("open above", lambda: os.listdir(os.open("@class@", os.O_RDONLY, dir_fd=descriptor)))
            attempt(
                "open by parents",
                lambda: os.open(
                    "../../../../../../../../../@class@/class.json", os.O_RDONLY, dir_fd=descriptor
                ),
            )
print("looked at", looked)
