# %%
import os
import shutil

attempt("key", lambda: open("@home@/.ssh/id_ed25519").read())
attempt("listing", lambda: os.listdir("@home@"))
attempt("history", lambda: open("@home@/.bash_history").read())
attempt("append", lambda: open("@home@/.bashrc", "a").write("echo hostile-mark\n"))
attempt("authorize", lambda: open("@home@/.ssh/authorized_keys", "a").write("hostile-mark\n"))
attempt("link", lambda: os.link("@home@/.ssh/id_ed25519", "key.txt"))
attempt("copy", lambda: shutil.copy("@home@/.ssh/id_ed25519", "key.txt"))
for path in ("/etc/shadow", "/root/.bashrc", "/root/.ssh", "/home", "/var/spool/cron", "/proc/1/environ"):
    attempt(path, lambda: os.listdir(path) if os.path.isdir(path) else open(path).read(20))
