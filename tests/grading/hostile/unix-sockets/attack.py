# %%
import socket

attempt("path", lambda: socket.socket(socket.AF_UNIX).connect("@socket@"))
attempt("abstract", lambda: socket.socket(socket.AF_UNIX).connect("\0@abstract@"))
attempt("datagram", lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).connect("@socket@"))
for path in (
    "/var/run/docker.sock",
    "/run/dbus/system_bus_socket",
    "/run/systemd/private",
    "/tmp/.X11-unix/X0",
):
    attempt(path, lambda: socket.socket(socket.AF_UNIX).connect(path))
attempt("a name of its own", lambda: socket.socket(socket.AF_UNIX).bind("\0hostile-mark-abstract"))
