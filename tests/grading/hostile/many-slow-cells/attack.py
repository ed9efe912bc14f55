# %%
import time

# %%
time.sleep(1.8)

# %%
time.sleep(1.8)

# %%
time.sleep(1.8)

# %%
time.sleep(1.8)
