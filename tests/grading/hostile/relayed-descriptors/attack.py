# %%
import os
import socket
import struct

one, other = socket.socketpair()
socket.send_fds(one, [b"x"], [os.open(".", os.O_RDONLY)])
_, descriptors, _, _ = socket.recv_fds(other, 1, 4)
attempt("to outside", lambda: os.listdir(os.open("@class@", os.O_RDONLY, dir_fd=descriptors[0])))
attempt("datagram pair", lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM))
attempt("new address", lambda: one.connect("@socket@"))
attempt("bound", lambda: one.bind("\0hostile-mark-relay"))
for descriptor in range(3, 40):
    try:
        mine = socket.socket(fileno=os.dup(descriptor))
        mine.sendto(b"hello", socket.MSG_DONTWAIT, "@socket@")
        print("did: sent on", descriptor)
    except OSError:
        continue
