# %% answer
def deep(kind):
    value = 4
    for _ in range(100_000):
        value = [value] if kind == "list" else {"a": value}
    return value


def double(n):
    circle = []
    circle.append(circle)
    knot = {}
    knot["self"] = (knot, [knot])
    return [deep("list"), deep("dict"), circle, knot][n % 4]


print("prepared")
