# %%
import socket

# 192.0.2.1 belongs to nobody (RFC 5737). A datagram socket's connect sends nothing: it only asks for a way.
for name, family, kind, address in (
    ("IPv4 datagram", socket.AF_INET, socket.SOCK_DGRAM, ("192.0.2.1", 9)),
    ("IPv6 datagram", socket.AF_INET6, socket.SOCK_DGRAM, ("2001:db8::1", 9)),
):
    attempt(name, lambda: socket.socket(family, kind).connect(address))

# Where even that is refused, the loud ways may be tried too.
try:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(("192.0.2.1", 9))
except OSError:
    import urllib.request

    attempt("stream", lambda: socket.create_connection(("192.0.2.1", 80), timeout=1))
    attempt("address", lambda: urllib.request.urlopen("http://192.0.2.1/", timeout=1))
    attempt("pandas", lambda: __import__("pandas").read_csv("http://192.0.2.1/data.csv"))
