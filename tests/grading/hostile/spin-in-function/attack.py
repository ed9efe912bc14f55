# %% answer
def double(n):
    while True:
        pass
