# %% answer
class Names(dict):
    def __missing__(self, name):
        return Names()

    def __getitem__(self, name):
        if name == "double":
            return lambda *args: None
        return dict.__getitem__(self, name)

    get = lambda self, name, default=None: self[name] if name in self else default


def double(n):
    return None


shell = get_ipython()
try:
    shell.user_ns = Names(shell.user_ns)
    shell.user_module.__dict__.clear()
except BaseException as error:
    print("refused:", type(error).__name__)
