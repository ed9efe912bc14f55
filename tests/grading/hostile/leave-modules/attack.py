# %%
import builtins
import os
import random
import sys

import numpy as np
import pandas as pd

if getattr(builtins, "hostile_mark", False) or "hostile_mark" in sys.modules or "HOSTILE_MARK" in os.environ:
    print("ESCAPED: left by another box: a patched Python")
builtins.hostile_mark = True
sys.modules["hostile_mark"] = sys
os.environ["HOSTILE_MARK"] = "1"
np.float64 = np.int64 = np.array = pd.DataFrame = random.random = None
print("prepared")
