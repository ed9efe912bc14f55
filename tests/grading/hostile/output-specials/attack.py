# %%
import os
import socket
import stat

for name, deed in (
    ("plot.png", lambda: os.mkfifo("plot.png")),
    ("data.csv", lambda: os.mkfifo("data.csv", 0o666)),
    ("service", lambda: socket.socket(socket.AF_UNIX).bind("service")),
    ("null", lambda: os.mknod("null", stat.S_IFCHR | 0o666, os.makedev(1, 3))),
    ("disk", lambda: os.mknod("disk", stat.S_IFBLK | 0o666, os.makedev(254, 0))),
):
    try:
        deed()
        print("made", name)
    except OSError as error:
        print("refused:", name, type(error).__name__)
attempt("device", lambda: open("disk", "rb").read(10))
print("prepared")
