# %%
import os

for size in (1 << 40, 1 << 33, 200 << 20):
    try:
        handle = os.open(f"sparse-{size}.bin", os.O_CREAT | os.O_RDWR)
        os.ftruncate(handle, size)
        os.pwrite(handle, b"end", size - 3)
        print("made", size)
    except OSError as error:
        print("refused:", size, type(error).__name__)
print("prepared")
