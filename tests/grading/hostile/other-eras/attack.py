# %%
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def x32():
    if libc.syscall(0x40000000 + 41, 2, 1, 0) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return "a socket"


attempt("x32", x32)
