# %%
import threading
import time


def meddle():
    import builtins

    while True:
        for name in ("isinstance", "type", "len"):
            setattr(builtins, name, getattr(builtins, name))
        time.sleep(0)


threading.Thread(target=meddle, daemon=True).start()
print("prepared")
