# %%
# At most three gigabytes, so that a machine would survive it.
taken = []
try:
    for _ in range(48):
        taken.append(bytearray(b"x") * (64 << 20))
    print("ESCAPED: memory: 3 GB")
except MemoryError:
    size = len(taken) * 64
    taken.clear()
    print("stopped at", size, "MB")
