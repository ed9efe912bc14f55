# %%
import os

home, depth = os.getcwd(), 0
try:
    for _ in range(1500):
        os.mkdir("deeper-and-deeper-and-deeper")
        os.chdir("deeper-and-deeper-and-deeper")
        depth += 1
    open("bottom.txt", "w").write("bottom")
except OSError as error:
    print("refused:", type(error).__name__)
print("deep", depth)
os.chdir(home)
