# %%
import os

for name in ("gradebook.csv", "key.txt", "roster.csv", "home/.bashrc", "first.ipynb"):
    attempt(name, lambda: open(name, "rb").read())
print("prepared", sorted(os.listdir(".")))
