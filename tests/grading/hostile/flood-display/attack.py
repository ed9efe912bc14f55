# %%
from IPython.display import HTML, display

display(HTML("<p>flood</p>" * 4_000_000))

# %%
handle = display("start", display_id="same")
for number in range(20_000):
    display(HTML(f"<b>{number}</b>"))
    handle.update(HTML(f"<i>{number}</i>"))
