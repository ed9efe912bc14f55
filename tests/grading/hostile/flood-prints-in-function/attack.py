# %% answer
def double(n):
    for _ in range(20):
        print("flood " * 170_000)
    return 2 * n


print("prepared")
