# %%
from IPython.display import HTML, display

ODD = "\ud800 \x00 \x1b[2J\x1b]0;owned\x07 \u202e \uffff \U0010ffff"
display({"text/plain": ODD, "text/html": ODD, ODD: ODD}, raw=True, metadata={ODD: ODD})
print("prepared", ODD)

# %%
raise type("E\ud800", (Exception,), {})(ODD)


# %% answer
def double(n):
    return [ODD, {ODD: ODD}, [ODD]][n % 3]
