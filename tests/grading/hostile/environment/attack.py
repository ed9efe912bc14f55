# %%
import os

print("variables:", len(os.environ))
for name, value in os.environ.items():
    if "TRELLIS_PLANTED" in name or value.startswith("planted"):
        print("ESCAPED: environment:", name, value)
try:
    for pair in open("/proc/self/environ", "rb").read().split(b"\0"):
        if pair.startswith(b"TRELLIS_PLANTED"):
            print("ESCAPED: first environment:", pair)
except OSError as error:
    print("refused: first environment:", type(error).__name__)

# %%
# !env | grep PLANTED
