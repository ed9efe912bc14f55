# %%
import os

made = 0
try:
    for number in range(10_000):
        os.close(os.open(f"file-{number}.txt", os.O_CREAT | os.O_WRONLY))
        made += 1
except OSError as error:
    print("refused:", type(error).__name__)
print("made", made)
