# %%
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def call(number, *arguments):
    ctypes.set_errno(0)
    got = libc.syscall(number, *arguments)
    if got == 0 and number == 56:
        os._exit(0)
    if got < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return got


NEW = {
    "user": 0x10000000,
    "mount": 0x20000,
    "network": 0x40000000,
    "process": 0x20000000,
    "ipc": 0x8000000,
    "names": 0x4000000,
    "cgroup": 0x2000000,
}
for name, flag in NEW.items():
    attempt(f"unshare {flag:x} {name}", lambda: call(272, flag))
    attempt(f"clone {flag:x} {name}", lambda: call(56, flag | 17, 0, 0, 0, 0))
arguments = (ctypes.c_uint64 * 11)(0x10000000, 0, 0, 0, 17)
attempt("clone3", lambda: call(435, ctypes.byref(arguments), 88))
for kind in ("mnt", "net", "user", "pid"):
    attempt(f"enter {kind}", lambda: call(308, os.open("/proc/1/ns/" + kind, os.O_RDONLY), 0))
