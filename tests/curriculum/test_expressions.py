import random
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.expressions import Unworkable, close_to, fingerprint, latex, read
from curriculum.expressions.comparing import significant


def same(left: str, right: str) -> bool:
    return fingerprint(read(left)) in close_to(fingerprint(read(right)))


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("2x+4", "2(x+2)"), ("x^2-x-30", r"\left(x+5\right) \left(x-6\right)"), ("4x", "x*4"), ("1/2 x", "x/2"),
        ("sqrt(12)", r"2\sqrt{3}"), ("√12", r"2\sqrt{3}"), ("x^(4/3)", r"x \sqrt[3]{x}"), ("3*3^(1/4)", r"|3| \sqrt[4]{3}"),
        ("5/14", r"\frac{25}{70}"), ("1 1/2", "1.5"), ("2½", r"2\frac{1}{2}"), ("0,75", "3/4"), ("14,200", "14200"), ("75 %", "0.75"),
        ("0.3333333333", "1/3"), ("180.00000005", "180"),
        ("9.999999995", "10"), ("0.999999999", "1"), ("0.183673469", "9/49"),
        ("7sqrt(2)+x-x", r"7\sqrt{2}"), ("y*a = 4b*a", "y=4b"), ("(y+1)(y-7)(y-7)/(y-7)", "(y+1)(y-7)"),
        ("4.5*10^-7", "0.00000045"), ("$1.79", "1.79"), ("٣/٤", "0.75"), ("x**2", "x²"), ("−3", "-3"),
        ("sin^2 x + cos^2 x", "1"), ("ln x + ln y", r"\ln(xy)"), ("log_2(8)", "3"), ("(e^x)^2", "e^{2x}"), ("tan(pi/4)", "1"),
        ("sqrt(x)sqrt(y)", "sqrt(xy)"), ("|x|", "sqrt(x^2)"), ("5!", "120"), ("u^2/u", "u"), ("-(-x)", "x"), ("2x + -3", "2x-3"),
        ("pq=360", r"p=\frac{360}{q}"), ("2x-y=-1", "y=2x+1"), ("3>x", "x<3"), ("x<-3", "-2x>6"), ("5>=x>1", r"1<x\leq5"),
        ("x=3 or x=-3", r"x=\pm3"), ("x=2, x=-1", "x=-1,x=2"), ("(-inf, 3)", r"(-\infty,3)"),
        ("(0,25), (2.5,0)", r"(0,25),\left(\frac{5}{2},0\right)"),
        ("(3,oo) ∪ (-oo,2)", r"(-\infty,2)\cup(3,\infty)"), ("[[1,2],[3,4]]", r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}"),
        ("{2, 1}", r"\{1,2\}"), ("(-inf,2)U(2,inf)", r"\left(-\infty,2\right) \cup \left(2,\infty\right)"),
        ("arcsin x", r"\operatorname{arcsin}\left(x\right)"), ("1/e^(0.05t)", r"e^{-0.05t}"), ("x ∈ {2,1}", r"x\in\{1,2\}"),
        ("⟨1,2⟩", r"\left<1,2\right>"), (r"\begin{cases} x & x<0 \\ 0 & 0 \leq x \end{cases}", "[[x,0>x],[0,x>=0]]"),
        ("DNE", "dne"), ("3>|x-2|", "|x-2|<3"), ("2,5,-9", "2, 5, -9"),
        ("[[3,0],[1/3,1]]", r"\begin{bmatrix} 9 & 0 \\ 1 & 3 \end{bmatrix}/3"), ("⟨4,6⟩", "⟨1,2⟩+⟨3,4⟩"),
        ("int_0^1 t^2 dt", r"\int_{0}^{1} x^2 \,dx"), ("1/3", "∫_0^1 x^2 dx"), ("∫ 3x dx + C", r"3\int x\,dx+C"),
        (r"\int \frac{dx}{x}", "int 1/x dx"), ("int_0^1 int_0^x y dy dx", "1/6"), ("int sin x dx", r"\int\sin(x)dx"),
        ("int_1^inf 1/x^2 dx", r"\int_1^{\infty} x^{-2} dx"), ("sum_(k=1)^n k^2", r"\sum_{i=1}^{n} i^2"), ("45", "∑_(n=1)^9 n"),
        ("∑x/n", r"\frac{\sum x}{n}"), ("lim_(h->0) (2h)/h", r"\lim_{h\to 0}\frac{2h}{h}"), ("floor(x)", r"\left\lfloor x\right\rfloor"),
        ("ceil(2.1)", "3"), ("x ≡ 7 mod 5", r"x\equiv 2\pmod{5}"), ("17 mod 5", "2"), ("x̄ = 5", r"\bar{x}=5"),
        ("O_2 + 2H_2 -> 2H_2O", r"2H_2+O_2\rightarrow 2H_2O"), ("f(x,y)=y+x", "f(x, y) = x + y"),
    ],
)  # fmt: skip
def test_what_is_equal_is_the_same_however_it_is_written(typed: str, key: str) -> None:
    assert same(typed, key)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("x", "sqrt(x^2)"), ("x<=3", "x<3"), ("x>3", "x<3"), ("x>-3", "-2x>6"), ("(2,1)", "(1,2)"), ("(1,2]", "(1,2)"), ("3", "x=3"),
        ("0.333", "1/3"), ("2y", "2x"), ("(-2)^(x+1)", "(-2)^x"), ("x=3y", "xy=3"), ("0", "10^-12"), ("2.0000001", "2"),
        ("10.0000002", "10"), ("9.9999998", "10"), ("3*10^-12", "2*10^-12"), ("5,2", "2,5"),
        ("x+1", "x-1"), ("x^2-x-31", "x^2-x-30"), ("x=2", "x=2, x=-1"), ("[[1,2],[3,5]]", "[[1,2],[3,4]]"), ("2ln(x)+1", "ln(x^2)"),
        ("int_0^1 x^3 dx", "int_0^1 x^2 dx"), ("int t^2 dt", "int x^2 dx"), ("sum_(k=0)^n k", "sum_(k=1)^n k"), ("x∑y", "∑xy"),
        ("40320", "∏_(n=1)^1000000 n"), ("lim_(x->0) x", "lim_(x->1) x"), ("x ≡ 3 mod 5", "x ≡ 2 mod 5"), ("B -> A", "A -> B"),
    ],
)  # fmt: skip
def test_what_is_not_equal_is_told_apart(typed: str, key: str) -> None:
    assert not same(typed, key)


def test_order_counts_in_a_list_unless_it_may_come_in_any() -> None:
    assert fingerprint(read("3, -2"), any_order=True) == fingerprint(read("-2, 3"), any_order=True)
    assert fingerprint(read("3,5", several=True)) != fingerprint(read("3,5"))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Write your answer first."), ("x(", "Something is missing at the end."), ("(x", "A bracket ( is opened and not closed."),
        ("x)", "A bracket ) closes, but none is open."), ("1/0", "That has no value"), ("|x", "A bar | is opened"),
        ("2+*3", "“*” stands at a place"),
        ("x # y", "“#” is not read here."), (r"\foo", r"“\foo” is not known here."), ("(1,2)+3", "A number or a formula is needed there."),
        ("∫_0^1 x", "An integral ends with its variable: dx."), ("sum_(n=1) n", "Write below it where"),
        ("∫∫∫ x dx dx dx", "Too much is inside"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_in_a_sentence(typed: str, says: str) -> None:
    with pytest.raises(Unworkable, match=r"[.?]$") as error:
        fingerprint(read(typed))
    assert str(error.value).startswith(says)


@pytest.mark.parametrize(
    "typed",
    [
        "9^9^9^9^9", "(" * 1000, "-" * 1500, "5" + "%" * 1500, "x" + "/x" * 700, "2^" * 900 + "2", "sin(10^1000)", "1000!", "9!!!!!!!!",
        "e^e^e^e^e", "x^1000000", "(a+b+c+d+f+g)^40=1", "√" * 1900 + "2", "tan(pi/2)", "|" * 1999, "x" * 1999, "±" * 500 + "1", "9" * 1999,
        r"\frac" * 300, "{" * 900, "f(" * 600, "((x+1)^64)^64=0", "((((x^60)^60)^60)^60)^60", r"\begin{array}" * 100,
        "x_" * 900, "x," * 900, "∑_(n=1)^30 n" + "!" * 200, "∑_(n=1)^(10^9) n^n", "∫_0^1 " + "x^9+" * 30 + "1 dx", "∫" * 999, "⌊" * 999,
    ],
)  # fmt: skip
def test_hostile_answers_end_soon(typed: str) -> None:
    # Unbounded, 9^9^9^9 alone would take longer than anybody waits, and more memory than there is.
    with suppress(Unworkable):
        assert len(fingerprint(read(typed))) < 5000


@given(
    st.text(alphabet="0123456789xyab+-*/^()[]{}|,.;=<>≤±√π∞!%_' \\$&e", max_size=40) | st.text(max_size=20)
)
def test_anything_typed_is_read_or_refused_in_a_sentence(typed: str) -> None:
    with suppress(Unworkable):
        tree = read(typed)
        assert latex(tree)
        assert fingerprint(tree) == fingerprint(read(typed))


def test_what_is_shown_reads_as_what_was_typed() -> None:
    for typed in (
        "2(x+2)",
        "1 1/2",
        "x=±3",
        "-x^2",
        "(x+1)/(x-1)",
        "sqrt(x)^3",
        "3-(2-x)",
        "2*3^x",
        "log_2(8)x",
        "x/(y/z)",
        "(-2)^4",
        "5!x",
    ):
        assert same(latex(read(typed)), typed), latex(read(typed))


def _formula(chance: random.Random, depth: int) -> str:
    if depth == 0:
        return chance.choice(
            ["x", "y", str(chance.randint(1, 9)), f"{chance.randint(1, 9)}/{chance.randint(2, 9)}"]
        )
    left, right = _formula(chance, depth - 1), _formula(chance, depth - 1)
    return chance.choice([f"({left}+{right})", f"({left}-{right})", f"({left})*({right})", f"(({left})^2)"])


@pytest.mark.slow
def test_a_thousand_formulas_are_equal_to_themselves_rewritten_and_to_nothing_near() -> None:
    chance = random.Random(6)
    for _ in range(1000):
        one = _formula(chance, chance.randint(1, 3))
        assert same(f"({one})*3/3 + 7 - 7", one), one
        assert same(f"{one} = 0", f"0 = -2({one})"), one
        assert not same(f"{one} + x/1000", one), one


@given(st.fractions(max_denominator=10**9))
def test_significant_digits_tell_a_value_and_its_size(number: Fraction) -> None:
    text = significant(number)
    if number:
        digits, _, exponent = text.partition("e")
        assert abs(Fraction(digits) * Fraction(10) ** (int(exponent) - 14) - number) <= abs(
            number
        ) * Fraction(1, 10**14)
