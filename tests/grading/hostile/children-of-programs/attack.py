# %%
import ctypes
import multiprocessing
import os
import subprocess
import sys
import time

attempt("Popen", lambda: subprocess.Popen(["/bin/sleep", "60"], start_new_session=True))
attempt("spawn", lambda: os.posix_spawn("/bin/sleep", ["sleep", "60"], {}))
attempt("fork", lambda: multiprocessing.get_context("fork").Process(target=time.sleep, args=(60,)).start())
attempt(
    "fork and exec",
    lambda: __import__("_posixsubprocess").fork_exec(
        ["sleep", "60"],
        [b"/bin/sleep"],
        True,
        (),
        None,
        None,
        -1,
        -1,
        -1,
        -1,
        -1,
        -1,
        -1,
        -1,
        False,
        True,
        0,
        None,
        None,
        None,
        -1,
        None,
        False,
    ),
)
libc = ctypes.CDLL(None)
if libc.system(b"sleep 60 &") == 0:
    print("ESCAPED: system")
pid = ctypes.c_int()
words = (ctypes.c_char_p * 3)(b"sleep", b"60", None)
if libc.posix_spawn(ctypes.byref(pid), b"/bin/sleep", None, None, words, None) == 0 and pid.value:
    print("ESCAPED: posix_spawn", pid.value)
print("prepared")
