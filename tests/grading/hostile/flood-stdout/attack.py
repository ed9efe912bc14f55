# %%
for _ in range(100):
    print("flood " * 170_000)
