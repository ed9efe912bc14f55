# %%
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def watch(path):
    ctypes.set_errno(0)
    handle = libc.inotify_init1(os.O_NONBLOCK)
    if handle < 0 or libc.inotify_add_watch(handle, path.encode(), 0xFFF) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return "watching"


def fanotify():
    if libc.fanotify_init(0, 0) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return "watching everything"


attempt("watch the class", lambda: watch("@class@"))
attempt("watch the submissions", lambda: watch("@class@/submitted"))
attempt("watch everything", fanotify)
