# %%
import threading
import time


def nag():
    while True:
        print("nag", flush=True)
        time.sleep(0.05)


for daemon in (True, False):
    threading.Thread(target=nag, daemon=daemon).start()
print("prepared")
