# %%
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def call(deed, *arguments):
    deed(*arguments)
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def words(*texts):
    return (ctypes.c_char_p * (len(texts) + 1))(*texts, None)


attempt("os.execv", lambda: os.execv("/bin/sh", ["sh", "-c", "sleep 60"]))
attempt("by the C library", lambda: call(libc.execv, b"/bin/sh", words(b"sh", b"-c", b"sleep 60")))
attempt("by number", lambda: call(libc.syscall, 59, b"/bin/sh", words(b"sh", b"-c", b"sleep 60"), words()))
attempt(
    "in memory",
    lambda: call(libc.syscall, 322, os.memfd_create("program"), b"", words(b"sh"), words(), 0x1000),
)

# %%
os._exit(0)
