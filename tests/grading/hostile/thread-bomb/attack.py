# %%
import threading

enough = threading.Event()
threads = 0
try:
    for _ in range(400):
        threading.Thread(target=enough.wait, args=(20,), daemon=True).start()
        threads += 1
except RuntimeError as error:
    print("refused: thread:", error)
print("threads:", threads)
enough.set()
