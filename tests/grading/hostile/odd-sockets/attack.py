# %%
import socket

for family in (1, 2, 10):
    attempt(f"raw {family}", lambda: socket.socket(family, socket.SOCK_RAW, 255).connect(("192.0.2.1", 0)))
for family in (15, 16, 17, 29, 38, 40, 44):
    attempt(
        f"family {family}",
        lambda: socket.socket(family, socket.SOCK_RAW if family in (15, 16, 17) else socket.SOCK_STREAM),
    )
