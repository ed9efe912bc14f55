# %%
# At most 300 MB, so that a disk would survive it.
size = 0
try:
    for number in range(30):
        with open(f"part-{number}.bin", "wb", buffering=0) as file:
            for _ in range(10):
                size += file.write(b"\1" * (1 << 20)) >> 20
except OSError as error:
    print("refused:", type(error).__name__)
print("wrote", size, "MB")
