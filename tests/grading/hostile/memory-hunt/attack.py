# %%
import ctypes
import gc

# The needles are put together at run time, or the hunt would find its own source.
needles = [bytes(text[::-1], "ascii") for text in eval("[@reversed@]")]

gc.unfreeze()
pages = {id(thing) >> 12 for thing in gc.get_objects()}
found = []
for page in pages:
    block = ctypes.string_at(page << 12, 4096)
    # Up to three are the needles above, and what became of them on the way.
    found += [needle[::-1] for needle in needles if block.count(needle) > 3]
print("hunted:", len(pages) * 4096, "bytes")
if found:
    print("ESCAPED: memory hunt:", found)

# %%
attempt("own memory", lambda: open("/proc/self/mem", "rb").read(1))
attempt("own maps", lambda: open("/proc/self/maps").read(20))
