# %% answer
from decimal import Decimal
from fractions import Fraction


def double(n):
    return [str(2 * n), float(2 * n), Fraction(2 * n), Decimal(2 * n), [2 * n], complex(2 * n)][n % 6]


print("prepared")
