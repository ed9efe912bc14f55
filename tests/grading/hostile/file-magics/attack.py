# %%
# !cat @home@/.ssh/id_ed25519 @class@/roster.csv

# %%
# %run @class@/nbgrader_config.py

# %%
# %load @class@/class.json

# %%
# %pycat @home@/.bash_history

# %%
# %%bash
# cat @class@/course/items/doubles.yaml
# echo mark > @home@/hostile-mark-bash

# %%
# %%writefile @home@/hostile-mark-writefile
# mark

# %%
# %cd @class@
# %ls submitted
# %store
# %history -g -f @home@/hostile-mark-history
# %logstart @home@/hostile-mark-log
# %bookmark hostile-mark @class@

# %%
# %edit -x @home@/.bashrc

# %%
print("prepared")
# %sx head -c 200 @class@/gradebook.db
