# %%
import ctypes
import os
import threading


def flood():
    for descriptor in (1, 2):
        for _ in range(30):
            try:
                os.write(descriptor, b"flood " * 170_000)
            except OSError:
                break


thread = threading.Thread(target=flood)
thread.start()
thread.join()
libc = ctypes.CDLL(None)
for _ in range(1000):
    libc.puts(b"flood " * 1000)
libc.fflush(None)
