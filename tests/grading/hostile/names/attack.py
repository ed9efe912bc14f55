# %%
import socket

attempt("a way out", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(("192.0.2.1", 53)))
try:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(("192.0.2.1", 53))
except OSError:
    # `.invalid` is no name anywhere (RFC 6761), and there is no way out to ask.
    attempt("name", lambda: socket.getaddrinfo("answers.trellis.invalid", 80))
    attempt("number", lambda: socket.gethostbyaddr("192.0.2.1"))
