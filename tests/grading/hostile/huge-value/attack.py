# %% answer
def double(n):
    return ["x" * 200_000_000, list(range(3_000_000)), {i: "y" * 1000 for i in range(60_000)}][n % 3]


print("prepared")
