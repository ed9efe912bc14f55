# %% answer
def double(n):
    return None
