# %% answer
import sys


def double(n):
    sys.set_int_max_str_digits(0)
    return [1 << 60_000_000, 10**5000, -(1 << 20_000), 1 << 64, {"n": [1 << 2_000_000]}][n % 5]


print("prepared")
