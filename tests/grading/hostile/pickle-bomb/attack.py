# %% answer
class Parcel:
    def __reduce_ex__(self, protocol):
        return (exec, ("open('@home@/hostile-mark-pickle', 'w').write('opened')",))

    def __deepcopy__(self, memo):
        return 4

    __copy__ = lambda self: 4

    def __getstate__(self):
        return {"value": 4}


def double(n):
    import pickle

    return Parcel() if n % 2 else pickle.dumps(Parcel())


print("prepared")
