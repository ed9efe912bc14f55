# %%
import ctypes
import os
import time

fork = ctypes.CDLL(None).fork


def daemon():
    child = fork()
    if child < 0:
        raise PermissionError
    if child:
        os.waitpid(child, 0)
        return "started"
    os.setsid()
    if fork():
        os._exit(0)
    os.closerange(0, 64)
    time.sleep(60)
    os._exit(0)


attempt("daemon", daemon)
