# %% answer
import os


def double(n):
    return None
