# %% answer
import os
import sys
import warnings

from IPython.display import HTML, display

seen = []


def double(n):
    global last
    last = n
    seen.append(n)
    print("seen", n)
    print("seen", n, file=sys.stderr)
    sys.__stdout__.write(f"seen {n}\n")
    os.write(1, f"seen {n}\n".encode())
    warnings.warn(f"seen {n}")
    display(HTML(f"seen {n}"))
    get_ipython().user_ns[f"seen_{n}"] = n
    get_ipython().set_next_input(f"seen {n}")
    double.__doc__ = f"seen {n}"
    with open("seen.txt", "a") as file:
        file.write(f"{n}\n")
    open(f"seen-{abs(n)}.txt", "w").write(str(n))
    if n in (2, 0, -3):
        return 2 * n
    if n % 2:
        raise ValueError(f"seen {n}", [n] * 100)
    return {"seen": n, "type": f"seen {n}"}


# %% end
print("seen", seen)
last
double.__doc__
