# %%
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def call(deed, *arguments):
    got = deed(*arguments)
    if got < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    if not got:
        os._exit(0)
    return "a child"


attempt("os.fork", lambda: call(os.fork))
attempt("fork", lambda: call(libc.fork))
for number in (57, 58):
    attempt(f"number {number}", lambda: call(libc.syscall, number))
attempt("clone", lambda: call(libc.syscall, 56, 17, 0, 0, 0, 0))
