# %% answer
import os


class Grenade:
    def __init__(self, deed):
        self.deed = deed

    def __repr__(self):
        return self.deed()

    __str__ = _repr_html_ = _repr_mimebundle_ = __repr__

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self.deed()


def recurse():
    return recurse()


def double(n):
    return Grenade([lambda: os._exit(0), recurse, lambda: "x" * 50_000_000, lambda: 1 / 0][n % 4])


print("prepared")
Grenade(lambda: {"text/plain": 7, "text/html": object(), 3: b"\xff", "application/json": {1: {2}}})
