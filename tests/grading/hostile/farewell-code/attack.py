# %%
import atexit
import threading
import weakref


def farewell(*args):
    with open("@home@/hostile-mark-farewell", "w") as file:
        file.write("still here")
    while True:
        pass


class Last:
    def __del__(self):
        farewell()


last = Last()
last.itself = last
keep = threading.Event()
weakref.finalize(keep, farewell)
atexit.register(farewell)
threading._register_atexit(farewell)
print("prepared")
