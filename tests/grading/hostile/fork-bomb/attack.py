# %%
import ctypes
import os
import time

# Two hundred that each end by themselves: enough to see a bound of 64, harmless to the machine.
fork = ctypes.CDLL(None).fork
children = 0
for _ in range(200):
    child = fork()
    if child < 0:
        break
    if not child:
        time.sleep(15)
        os._exit(0)
    children += 1
print("children:", children)
