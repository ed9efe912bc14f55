# %%
def deeper(n):
    if not n:
        raise ValueError("flood " * 8_000_000)
    try:
        deeper(n - 1)
    except ValueError as error:
        raise ValueError("flood " * 10_000) from error


deeper(400)

# %%
flood = "x = 1\n" * 20_000 + "raise ValueError(x)"
exec(compile(flood, "flood", "exec"))
