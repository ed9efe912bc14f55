# %% answer
import sys

sys.setrecursionlimit(1 << 30)


class Deep:
    def __getattr__(self, name):
        return getattr(self, name + "x")

    def __eq__(self, other):
        return self == other


def double(n):
    return [Deep(), Deep()] == [Deep(), Deep()] or double(n)
