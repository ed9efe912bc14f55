# %%
import glob
import os
import socket

attempt("runtime", lambda: open("@home@/.local/share/jupyter/runtime/jpserver-1.json").read())
attempt("runtime listing", lambda: os.listdir("@home@/.local/share/jupyter/runtime"))
attempt("config", lambda: open("@home@/.jupyter/jupyter_server_config.json").read())
for path in glob.glob(os.path.expanduser("~/.local/share/jupyter/runtime/*")) + glob.glob(
    "/root/.local/share/jupyter/runtime/*"
):
    attempt(path, lambda: open(path).read())
attempt(
    "server",
    lambda: socket.create_connection(("127.0.0.1", int("@port@")), timeout=2).send(b"GET / HTTP/1.0\r\n\r\n"),
)
