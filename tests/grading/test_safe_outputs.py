"""What a student's code displays must not act in the teacher's browser."""

from __future__ import annotations

import nbformat.v4
import pytest

from grading.safe_outputs import make_safe, make_text_safe

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg"><style>.a{}</style><path d="M0 0"/></svg>'


def shown(**data: str) -> dict[str, object]:
    return {"output_type": "display_data", "metadata": {}, "data": data}


@pytest.mark.parametrize(
    "html",
    [
        "<script>fetch('/formgrader/api/grade')</script>",
        "<SCRIPT src=x></SCRIPT>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">a</a>',
        "<iframe srcdoc='<script>1</script>'></iframe>",
        "<svg onload=alert(1)></svg>",
        "<form action=/formgrader><input></form>",
        "<script>alert(1)",
        "<math><mtext><script>alert(1)</script></mtext></math>",
    ],
)
def test_nothing_that_acts_survives(html: str) -> None:
    for kind in ("text/html", "text/markdown"):
        kept = make_safe({"output_type": "display_data", "metadata": {}, "data": {kind: html}})["data"][kind]
        for sign in (
            "<script",
            "<SCRIPT",
            "onerror=alert(1)>",
            "javascript:",
            "<iframe",
            "<svg",
            "<form",
            "<math",
        ):
            assert sign not in kept
    cell = nbformat.v4.new_markdown_cell(html)
    make_text_safe(cell)
    for sign in ("<script", "<SCRIPT", "onerror=alert(1)>", "javascript:", "<iframe", "<svg", "<form"):
        assert sign not in cell.source


def test_tables_pictures_and_text_stay() -> None:
    table = '<table border="1"><thead><tr><th></th><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>'
    assert (
        "<td>1</td>"
        in make_safe(shown(**{"text/html": f"<style scoped>td {{}}</style>{table}"}))["data"]["text/html"]
    )
    data = {"image/png": "aGVsbG8=", "text/plain": "<Figure>", "image/svg+xml": PICTURE, "text/latex": "$x$"}
    assert make_safe(shown(**data))["data"] == data
    stream = {"output_type": "stream", "name": "stdout", "text": "<script>"}
    assert make_safe(stream) == stream


def test_javascript_and_widgets_leave_their_text() -> None:
    data = {
        "application/javascript": "alert(1)",
        "application/vnd.jupyter.widget-view+json": "{}",
        "text/plain": "x",
    }
    assert make_safe(shown(**data))["data"] == {"text/plain": "x"}
    assert make_safe(shown(**{"application/javascript": "1"}))["data"] == {"text/plain": ""}


@pytest.mark.parametrize(
    "svg",
    [
        PICTURE.replace("<path", "<script>1</script><path"),
        PICTURE.replace("<svg ", "<svg onload='x()' "),
        PICTURE.replace("<path", "<foreignObject><p/></foreignObject><path"),
        PICTURE.replace("<path", "<a href='javascript:x()'/><path"),
    ],
)
def test_pictures_that_act_go(svg: str) -> None:
    assert make_safe(shown(**{"image/svg+xml": svg, "text/plain": "p"}))["data"] == {"text/plain": "p"}


def test_a_pictures_size_is_numbers_and_nothing_else() -> None:
    lie = "1 onerror=alert(1)"
    metadata = {
        "image/png": {"width": 3, "height": lie, "alt": lie},
        "width": lie,
        "needs_background": "light",
        "x": 1,
    }
    output = {"output_type": "display_data", "data": {"image/png": "aGVsbG8="}, "metadata": metadata}
    assert make_safe(output)["metadata"] == {"image/png": {"width": 3}, "needs_background": "light"}
    assert make_safe(shown(**{"image/png": '"><script>1</script>', "text/plain": "p"}))["data"] == {
        "text/plain": "p"
    }


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "[x](java&#115;cript&colon;alert(1))",
        "[x][y]\n\n[y]: JaVaScRiPt:alert(1)",
        "[x](vbscript:alert(1))",
    ],
)
def test_an_address_that_runs_a_script_is_no_link(text: str) -> None:
    assert make_safe(shown(**{"text/markdown": text, "text/plain": "x"}))["data"] == {"text/plain": "x"}
    cell = nbformat.v4.new_markdown_cell(text)
    make_text_safe(cell)
    assert cell.source == f"~~~\n{text}\n~~~"


def test_plain_writing_is_left_as_it_is() -> None:
    for text in ("If $a<b$ and b > c & d, then *yes*.", "![p](jupyter.png)", "A <b>bold</b> word"):
        cell = nbformat.v4.new_markdown_cell(text)
        make_text_safe(cell)
        assert cell.source == text
