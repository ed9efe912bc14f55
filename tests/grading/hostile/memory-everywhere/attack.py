# %%
import mmap
import os

total = 0
maps = []


def fill(make):
    global total
    try:
        for _ in range(12):
            area = make()
            for offset in range(0, 128 << 20, 4096):
                area[offset] = 1
            maps.append(area)
            total += 128
    except BaseException as error:
        print("refused: map:", type(error).__name__)
    maps.clear()


def memfd():
    handle = os.memfd_create("hostile-mark")
    os.ftruncate(handle, 128 << 20)
    return mmap.mmap(handle, 128 << 20)


def shared_file():
    handle = os.open(f"/dev/shm/hostile-mark-{len(maps)}", os.O_RDWR | os.O_CREAT)
    os.ftruncate(handle, 128 << 20)
    return mmap.mmap(handle, 128 << 20)


fill(lambda: mmap.mmap(-1, 128 << 20))
print("taken:", total)
total = 0
fill(memfd)
if total > 1100:
    print("ESCAPED: memory files:", total)
total = 0
fill(shared_file)
if total:
    print("ESCAPED: shared memory file system:", total)
