from fractions import Fraction

import pytest

from curriculum.arithmetic import ArithmeticFault
from curriculum.prose import fill, plain, prose

NAMES = {"a": 3, "x": Fraction(3, 4), "n": Fraction(7, 3), "who": "Amina"}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{a} of {x}", "3 of 3/4"),
        ("{who} has {a + 1}", "Amina has 4"),
        ("{x:decimal} is {x:percent}", "0.75 is 75 %"),
        ("{n:mixed}", "2 1/3"),
        ("{0 - a}", "−3"),
        (r"$\v{x:frac}$", r"$\frac{3}{4}$"),
        (r"$\frac{1}{\v{a}}$ and {a}", r"$\frac{1}{3}$ and 3"),
        ("{{a}}", "{a}"),
    ],
)
def test_placeholders_are_filled(template: str, text: str) -> None:
    assert fill(template, NAMES) == text


@pytest.mark.parametrize("template", ["{b}", "{n:decimal}", "{a:roman}", "{1/0}"])
def test_a_placeholder_that_cannot_be_filled_is_a_fault(template: str) -> None:
    with pytest.raises(ArithmeticFault):
        fill(template, NAMES)


def test_maths_becomes_mathml_and_html_stays_text() -> None:
    made = prose(r"**Which** is $\frac{1}{2}$? <script>x</script>")
    assert "<strong>Which</strong>" in made.html
    assert "<mfrac>" in made.html
    assert "<script>" not in made.html
    assert made.text == "Which is 1/2? <script>x</script>"


def test_tables_can_be_scrolled_and_links_are_not_made() -> None:
    made = prose("| a & *b* | b |\n|---|---|\n| 1 | 2 |\n\n[here](https://example.org)")
    assert '<div class="scroll" tabindex="0" role="region" aria-label="a &amp; b, b"><table>' in made.html
    assert "<a" not in made.html


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("*one* **two** `three`", "one two three"),
        (r"$2 \times 3$", "2 × 3"),
        (r"$\frac{3 \times 2}{5}$", "(3 × 2)/5"),
        (r"$1 < 2 \quad \text{y} \qquad 2 < 3$", "1 < 2 y 2 < 3"),
        ("snake_case_name stays", "snake_case_name stays"),
    ],
)
def test_markdown_reads_as_words(markdown: str, words: str) -> None:
    assert plain(markdown) == words


def test_a_percent_sign_in_a_formula_is_shown() -> None:
    assert "&#x00025;" in prose("$40%$").html
    shown = prose(r"$\text{40\% of it}$").html
    assert "&#x00025;" in shown
    assert "\\" not in shown
