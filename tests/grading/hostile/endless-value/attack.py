# %% answer
import itertools


class Mirror:
    def __getattr__(self, name):
        return Mirror()

    def __call__(self, *args, **kwargs):
        return Mirror()

    def __iter__(self):
        return itertools.count()

    def __len__(self):
        return 4

    __length_hint__ = lambda self: 1 << 62


class Long(list):
    def __iter__(self):
        return itertools.repeat(4)

    def __len__(self):
        return 1


def double(n):
    return [itertools.count(), Mirror(), Long([1]), (4 for _ in itertools.count())][n % 4]


print("prepared")
