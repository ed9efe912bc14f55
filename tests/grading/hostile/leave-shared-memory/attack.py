# %%
import ctypes
import os
from multiprocessing import shared_memory

libc = ctypes.CDLL(None, use_errno=True)
KEY = int("@sysv@")


def call(function, *arguments):
    ctypes.set_errno(0)
    got = function(*arguments)
    if got < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return got


def look(what, deed):
    try:
        print("ESCAPED: left by another box:", what, deed())
    except (OSError, ValueError) as error:
        print("refused:", what, type(error).__name__)


def leave(what, deed):
    try:
        print("left:", what, deed())
    except BaseException as error:
        print("refused:", what, type(error).__name__)


look("shared memory", lambda: shared_memory.SharedMemory("hostile-mark").name)
look("System V memory", lambda: call(libc.shmget, KEY, 4096, 0o666))
look("System V queue", lambda: call(libc.msgget, KEY, 0o666))
look("System V semaphore", lambda: call(libc.semget, KEY, 1, 0o666))
look("message queue", lambda: call(libc.syscall, 240, b"hostile-mark", os.O_RDWR, 0o666, None))
look("key", lambda: call(libc.syscall, 249, b"user", b"hostile-mark", None, ctypes.c_int(-4)))

leave("shared memory", lambda: shared_memory.SharedMemory("hostile-mark", create=True, size=4096).name)
leave("System V memory", lambda: call(libc.shmget, KEY, 4096, 0o1666))
leave("System V queue", lambda: call(libc.msgget, KEY, 0o1666))
leave("System V semaphore", lambda: call(libc.semget, KEY, 1, 0o1666))
leave("message queue", lambda: call(libc.syscall, 240, b"hostile-mark", os.O_RDWR | os.O_CREAT, 0o666, None))
leave(
    "key",
    lambda: call(libc.syscall, 248, b"user", b"hostile-mark", b"left", ctypes.c_size_t(4), ctypes.c_int(-4)),
)
print("prepared")
