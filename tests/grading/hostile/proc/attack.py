# %%
import os

parent = os.getppid()
me = os.getpid()
pids = []
try:
    pids = [int(name) for name in os.listdir("/proc") if name.isdigit()]
except OSError as error:
    print("refused: listing:", type(error).__name__)
others = {*pids, parent, 1} - {me, 0}
looked = 0
for pid in others:
    try:
        # In a process namespace of its own, number 1 may be the box itself.
        if (
            os.readlink("/proc/self/ns/pid") == os.readlink(f"/proc/{pid}/ns/pid")
            and pid in (1, parent)
            and parent <= 1
        ):
            continue
    except OSError:
        pass
    for file in ("environ", "cmdline", "maps", "mem", "stack", "auxv"):
        looked += 1
        try:
            got = open(f"/proc/{pid}/{file}", "rb").read(4000)
        except OSError:
            continue
        if b"planted" in got or b"hostile" in got or (file in ("environ", "maps", "auxv") and got):
            print("ESCAPED: proc:", pid, file, len(got))
    for link in ("cwd", "root", "exe"):
        try:
            os.listdir(f"/proc/{pid}/{link}/")
            print("ESCAPED: proc:", pid, link)
        except OSError:
            pass
    try:
        for number in os.listdir(f"/proc/{pid}/fd"):
            handle = os.open(f"/proc/{pid}/fd/{number}", os.O_RDONLY | os.O_NONBLOCK)
            print("ESCAPED: proc:", pid, "fd", number)
            os.close(handle)
    except OSError:
        pass
print("looked at", looked)
for path in (
    "/proc/sys/kernel/hostname",
    "/proc/sys/kernel/core_pattern",
    "/proc/sys/vm/drop_caches",
    "/proc/sysrq-trigger",
):
    attempt(path, lambda: os.close(os.open(path, os.O_WRONLY)))
attempt("kernel memory", lambda: open("/proc/kcore", "rb").read(10))
attempt(
    "devices",
    lambda: [os.open(f"/dev/{name}", os.O_RDONLY) for name in ("mem", "kmsg", "vda", "sda", "nvme0n1")],
)
