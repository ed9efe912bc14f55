# %%
import os

# At most 400 MB, so that a disk would survive it.
size = 0
try:
    with open("big.bin", "wb", buffering=0) as file:
        while size < 400:
            size += file.write(b"\0" * (1 << 20)) >> 20
    print("ESCAPED: disk: 400 MB")
except OSError as error:
    print("stopped at", size, "MB:", type(error).__name__)
