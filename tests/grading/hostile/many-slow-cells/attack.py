# %%
import time

# %%
time.sleep(1.5)

# %%
time.sleep(1.5)

# %%
time.sleep(1.5)

# %%
time.sleep(1.5)

# %%
time.sleep(1.5)

# %%
time.sleep(1.5)

# %%
time.sleep(1.5)

# %%
time.sleep(1.5)
