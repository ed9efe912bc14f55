# %%
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
roster, key = "@class@/roster.csv", "@home@/.ssh/id_ed25519"


def call(number, *arguments):
    if libc.syscall(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def changed(path, deed):
    """Some calls only say that they worked, so what counts is what a look at the file says."""
    before = os.stat(path)
    deed()
    after = os.stat(path)
    if after == before:
        raise PermissionError("nothing has changed")
    return "changed"


attempt("rights", lambda: changed(key, lambda: os.chmod(key, 0o640)))
attempt(
    "rights of a folder", lambda: changed("@class@/submitted", lambda: os.chmod("@class@/submitted", 0o777))
)
attempt("owner", lambda: changed(roster, lambda: os.chown(roster, 12345, 12345)))
attempt("times", lambda: changed(roster, lambda: os.utime(roster, (0, 0))))
attempt("attribute", lambda: os.setxattr(roster, "user.hostile", b"mark"))
attempt("attributes", lambda: os.removexattr(roster, "user.none"))
attempt("rights by number", lambda: changed(key, lambda: call(90, key.encode(), 0o644)))
attempt("rights at", lambda: changed(key, lambda: call(268, -100, key.encode(), 0o604)))
attempt("rights at 2", lambda: changed(key, lambda: call(452, -100, key.encode(), 0o620, 0)))
attempt("times at", lambda: changed(roster, lambda: call(280, -100, roster.encode(), None, 0)))
attempt(
    "inode flags", lambda: __import__("fcntl").ioctl(os.open("@home@", os.O_RDONLY), 0x80086601, bytes(8))
)
