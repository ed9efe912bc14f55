# %%
import socket

attempt("IPv4", lambda: socket.create_connection(("127.0.0.1", int("@port@")), timeout=2))
attempt("localhost", lambda: socket.create_connection(("localhost", int("@port@")), timeout=2))
attempt(
    "IPv4 datagram",
    lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"hello", ("127.0.0.1", int("@udp@"))),
)
attempt("IPv6", lambda: socket.create_connection(("::1", int("@port@")), timeout=2))
try:
    service = socket.create_server(("127.0.0.1", 0))
    socket.create_connection(service.getsockname(), timeout=2)
    print("it can talk to itself, which harms nobody")
except OSError as error:
    print("refused: a service of its own:", type(error).__name__)
