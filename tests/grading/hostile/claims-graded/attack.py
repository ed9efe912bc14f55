# %% answer
def double(n):
    return None


50.0

# %% end
50.0
