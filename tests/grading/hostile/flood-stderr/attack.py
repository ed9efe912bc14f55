# %%
import sys

for number in range(300_000):
    sys.stderr.write(
        f"flood {number}: this is a warning of about a hundred characters, written again and again\n"
    )
