"""What students write in answer to nbgrader's documentation course: right, wrong, unfinished, in many hands.

`{name}` and `{few}` are a student's own variable and number; other braces are doubled. All of it is honest work, and none
of it writes to stderr.
"""

from __future__ import annotations

from collections.abc import Sequence

UNANSWERED = ""
"""Leaves the cell as it was released."""

SQUARES = (
    UNANSWERED,
    """
    if n < 1:
        raise ValueError("n must be at least 1")
    return [i ** 2 for i in range(1, n + 1)]
    """,
    """
    if n < 1:
        raise ValueError
    {name} = []
    for i in range(1, n + 1):
        {name}.append(i * i)
    return {name}
    """,
    """
    if n < 1:
        raise ValueError(f"{{n}} is less than 1")
    return list(map(lambda {name}: {name} ** 2, range(1, n + 1)))
    """,
    """
    if n <= 0:
        raise ValueError("too small")
    {name} = 0
    done = []
    while {name} < n:
        {name} += 1
        done += [pow({name}, 2)]
    return done
    """,
    """
    if n < 1:
        raise ValueError("n < 1")
    if n == 1:
        return [1]
    return squares(n - 1) + [n ** 2]
    """,
    """
    # every odd number more is the next square
    if n < 1:
        raise ValueError("n must be positive, not " + str(n))
    {name}, total = [], 0
    for odd in range(1, 2 * n, 2):
        total += odd
        {name}.append(total)
    return {name}
    """,
    """
    import numpy as np

    if n < 1:
        raise ValueError("n must be at least 1")
    return (np.arange(1, n + 1) ** 2).tolist()
    """,
    """
    if n < 1:
        raise ValueError("n must be at least 1")
    {name} = [i ** 2 for i in range(1, n + 1)]
    print("squares of", n, "numbers:", {name})
    return {name}
    """,
    """
    if n < 1:
        raise ValueError("n must be at least 1")
    {name} = []
    for i in range(1, n + 1):
        square = 0
        for _ in range(i):  # adding is all it takes
            for _ in range(i * {few}):
                square += 1
        {name}.append(square // {few})
    return {name}
    """,
    """
    return [i ** 2 for i in range(1, n + 1)]
    """,
    """
    if n < 1:
        raise ValueError
    {name} = []
    for i in range(n):
        {name}.append(i ** 2)
    return {name}
    """,
    """
    if n < 1:
        raise ValueError("n must be at least 1")
    return [i * 2 for i in range(1, n + 1)]
    """,
    """
    if n < 1:
        raise TypeError("that is no number I can use")
    return [i ** 2 for i in range(1, n + 1)]
    """,
    """
    if n < 1:
        print("n must be at least 1")
    for {name} in range(1, n + 1):
        print({name} ** 2)
    """,
    """
    if n < 1:
        raise ValueError("n must be at least 1")
    return [{name} ** 2 for i in range(1, n + 1)]
    """,
    """
    if n < 1:
        raise ValueError("n must be at least 1")
    return tuple(i ** 2 for i in range(1, n + 1))
    """,
    """
    if n < 1
        raise ValueError("n must be at least 1")
    return [i ** 2 for i in range(1, n + 1)]
    """,
    """
    {name} = [i ** 2 for i in range(n + 1)]
    return {name}[1:] if {name}[n] / n else []
    """,
    """
    assert n >= 1, "n must be at least 1"
    return [float(i) ** 2 for i in range(1, n + 1)]
    """,
)

SUM_OF_SQUARES = (
    UNANSWERED,
    """
    return sum(squares(n))
    """,
    """
    {name} = 0
    for square in squares(n):
        {name} += square
    return {name}
    """,
    """
    {name} = squares(n)
    total = 0
    for i in range(len({name})):
        total = total + {name}[i]
    return total
    """,
    """
    from functools import reduce

    return reduce(lambda {name}, square: {name} + square, squares(n), 0)
    """,
    """
    import numpy as np

    return int(np.sum(squares(n)))
    """,
    """
    {name} = sum(squares(n))
    print(f"The sum is {{{name}}}.")
    return {name}
    """,
    """
    # there is a formula
    return n * (n + 1) * (2 * n + 1) // 6
    """,
    """
    return sum(i ** 2 for i in range(1, n + 1))
    """,
    """
    return sum(squares(n - 1))
    """,
    """
    return sum(squares(n)) / 2
    """,
    """
    for {name} in squares(n):
        total += {name}
    return total
    """,
    """
    print(sum(squares(n)))
    """,
)

APPLICATION = (
    UNANSWERED,
    """
    def pyramidal_number(n):
        \"\"\"How many balls lie in a pyramid of n layers.\"\"\"
        return sum_of_squares(n)

    pyramidal_number({few})
    """,
    """
    import math

    def {name}(n):
        return math.sqrt(sum_of_squares(n) / n)

    print("root mean square of 1 to {few}:", round({name}({few}), 3))
    """,
    """
    for {name} in range(1, {few} + 1):
        print({name}, sum_of_squares({name}))
    """,
    """
    import matplotlib.pyplot as plt

    numbers = list(range(1, {few} + 1))
    plt.plot(numbers, [sum_of_squares(n) for n in numbers], "o-", label="{name}")
    plt.xlabel("n")
    plt.legend()
    plt.show()
    """,
    """
    import numpy as np

    {name} = np.array([sum_of_squares(n) for n in range(1, {few} + 1)])
    np.round({name} / {name}.mean(), 2)
    """,
    """
    # how many squares are there on a board of {few} by {few} fields?
    {name} = {few}
    f"There are {{sum_of_squares({name})}} squares of any size."
    """,
    """
    def variance(n):
        mean = (n + 1) / 2
        return sum_of_squares(n) / n - mean ** 2

    [variance(n) for n in range(1, {few})]
    """,
    """
    {name} = {{n: sum_of_squares(n) for n in range(1, {few})}}
    {name}
    """,
    """
    def {name}(n):
        return sum_of_squares(n) / (n - {few})

    {name}({few})
    """,
    """
    import pandas as pd

    {name} = pd.DataFrame({{"n": range(1, {few} + 1)}})
    {name}["sum"] = {name}["n"].map(sum_of_squares)
    {name}
    """,
)

EQUATIONS = (
    UNANSWERED,
    r"$\sum_{{i=1}}^n i^2$",
    r"$$\sum_{{{name}=1}}^{{n}} {name}^2 = \frac{{n(n+1)(2n+1)}}{{6}}$$",
    r"$\sum_{{i=0}}^n i^2$, since $0^2 = 0$",
    r"$1^2 + 2^2 + \dots + n^2$ – das ist die Summe der Quadrate.",
    "I do not know how to write {name} in LaTeX.",
    r"$f(n) = \sum_{{k=1}}^n k \cdot k$",
)

TASKS = (
    UNANSWERED,
    r"$\sum_{{k=1}}^n k = \frac{{n(n+1)}}{{2}}$ and $\sum_{{k=0}}^{{n-1}} x^k = \frac{{1-x^n}}{{1-x}}$",
    r"$\sum x^i = \frac{{1}}{{1-x}}$",
    "The first {few} numbers add up to a half of {few} times one more.",
)

TASK_CODE = (
    UNANSWERED,
    "sum(range(1, {few} + 1)) == {few} * ({few} + 1) // 2",
    "{name} = 0.5\nprint(sum({name} ** i for i in range({few})), (1 - {name} ** {few}) / (1 - {name}))",
    "[sum(range(n)) for n in range({few})]",
)

FIBONACCI = (
    UNANSWERED,
    "It computes the Fibonacci sequence.",
    "It computes the {few}th Fibonacci number by *recursion*: the cases 0 and 1 end it, all others add the two before.",
    "The function calls itself twice, which takes long for big x: I waited for f({few}{few}).",
    "Es ist die Folge 1, 1, 2, 3, 5, 8 … (Kaninchen!)",
    "Adds up {name}.",
)

INPUTS = (
    UNANSWERED,
    "Not sure.",
    "For negative numbers it never comes to an end: Python stops it with a `RecursionError`.",
    "For -{few} and other inputs below zero, and for 0.5, since no base case is ever reached.",
    "Strings, because `x - 1` fails.",
)

NAMES = (
    "Ada", "Ben", "Chidi", "Dörte", "Elif", "Fatima", "Günther", "Ha-eun", "Inés", "Jürgen", "Kwame", "Łukasz",
    "Mónica", "Nguyễn", "Ömer", "Priya", "Quentin", "Rósa", "Søren", "Tomáš", "Uchenna", "Valentina", "Wanjiru",
    "Xiùyīng", "Yusuf", "Zoë",
)  # fmt: skip
SURNAMES = (
    "Adeyemi",
    "Bitdiddle",
    "Çelik",
    "Díaz",
    "Eriksson",
    "Ferreira",
    "García",
    "Hacker",
    "Ito",
    "Jansen",
)
VARIABLES = (
    "result",
    "numbers",
    "values",
    "total",
    "answer",
    "out",
    "tmp",
    "xs",
    "liste",
    "acc",
    "ergebnis",
    "sq",
)
DUE = "2015-02-02 14:58:23 America/Los_Angeles"
DAYS = ("2015-02-01 09:28:58 America/Los_Angeles", DUE, "2015-02-03 08:00:00 UTC", "")
"""When they handed in; "" for no timestamp."""

PACKS: dict[str, Sequence[str]] = {
    "squares": SQUARES,
    "sum_of_squares": SUM_OF_SQUARES,
    "sum_of_squares_equation": EQUATIONS,
    "sum_of_squares_application": APPLICATION,
    "part-a": FIBONACCI,
    "part-b": INPUTS,
    "task": TASKS,
    "task code": TASK_CODE,
}
"""By the name of the cell."""
