"""What a cell gives in a box is what it gives in a kernel: the same cells, run by both."""

# ruff: noqa: E501  # a cell's source reads best on one line

from __future__ import annotations

import re
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from grading.box.running import run
from grading.box.wire import CellRan, Job, Limits, Ran, Run

pytestmark = [
    pytest.mark.sandbox,
    # nbclient's kernel manager leaves its event loop to the garbage collector
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]

LIBRARIES = ("numpy", "pandas", "matplotlib.pyplot")

ALIKE = [
    "1 + 1",
    "print('a')\nprint('b')\n'c'",
    "_ * 2, Out[2], In[1]",
    "import sys\nprint(1)\nprint(2, file=sys.stderr)\nprint(3)",
    "x = 3;",
    "x;",
    "None",
    "1 / 0",
    "def f(n):\n    return g(n)\ndef g(n):\n    return n['a']\nf(3)",
    "def broken(:\n    pass",
    "  x = 1\n y = 2",
    "raise ValueError('no\\nreason')",
    "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise RuntimeError('then') from e",
    "from IPython.display import HTML, JSON, Latex, Markdown, SVG, Image, Javascript, display, update_display, clear_output",
    "display(1, 'two', HTML('<b>3</b>'))",
    "HTML('<i>x</i>')",
    "Markdown('**x**')",
    "Latex('$x$')",
    "JSON({'a': [1, {'b': None}]})",
    "Javascript('1')",
    "SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')",
    "import base64\npixel = base64.b64decode('R0lGODlhAQABAAAAACwAAAAAAQABAAAC')\nImage(pixel, format='gif')",
    "display({'text/plain': 'p', 'text/html': '<p>'}, raw=True)",
    "display({'text/plain': 'p', 'image/png': b'\\x89PNG'}, raw=True, metadata={'image/png': {'width': 3}})",
    "print('gone'); clear_output(); print('here')",
    "print('gone'); clear_output(wait=True); print('later')",
    "handle = display('first', display_id='mine')\nupdate_display('second', display_id='mine')",
    "class Rich:\n    def _repr_html_(self): return '<u>r</u>'\n    def __repr__(self): return 'r'\nRich()",
    "class Bad:\n    def __repr__(self): raise ValueError('no repr')\nBad()",
    "list(range(2000))",
    "'line\\nbreak'",
    "import numpy as np\nnp.arange(6).reshape(2, 3) / 7",
    "import pandas as pd\nframe = pd.DataFrame({'a': [1, 2], 'b': ['x', 'y']})\nframe",
    "frame['a']",
    "frame.style.format(precision=1).set_uuid('u')",
    "frame['missing']",
    "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2, 4])\nprint('before the figure')",
    "fig, ax = plt.subplots(figsize=(2, 1))\nplt.show()\nprint('after')",
    "%config InlineBackend.figure_format = 'svg'\nplt.rcParams['svg.hashsalt'] = 's'\nplt.figure(figsize=(1, 1)).text(.5, .5, 'x')",
    "%config InlineBackend.figure_format = 'png'",
    "%precision 2\n3.14159",
    "%precision\n3.14159",
    "%%capture caught\nprint('quiet')",
    "caught.stdout",
    "%%writefile module_beside.py\nvalue = 42",
    "import module_beside\nmodule_beside.value",
    "%run -i module_beside.py\nvalue",
    "%who_ls int",
    "%alias_magic t timeit",
    "import asyncio\nasync def later():\n    await asyncio.sleep(0)\n    return 'awaited'\nawait later()",
    "never = later()\ntry:\n    asyncio.run(never)\nfinally:\n    never.close()",
    "asyncio.get_event_loop().is_running()",
    "async for a in []: pass",
    "import warnings\nwarnings.warn('careful')",
    "import logging\nlogging.warning('logged')",
    "import sys\nsys.exit(3)",
    "get_ipython().__class__.__name__",
    "__name__, type(get_ipython().config).__name__, 'IPKernelApp' in get_ipython().config",
    "import os\nos.environ.get('MPLBACKEND'), os.environ['TERM'], os.environ['CLICOLOR']",
    "sys.stdout.write('raw')",
    "print('no newline', end='')\nprint(' and more', flush=True)",
    "len?",
    "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\nP(1)",
    "import pickle\npickle.loads(pickle.dumps(P(2)))",
    "import inspect\nprint(inspect.getsource(f))",
    "assert 1 == 2, 'one is not two'",
    "def deep(n): return deep(n + 1)\ntry:\n    deep(0)\nexcept RecursionError as e:\n    print(type(e))",
    "display()",
    "import gc; gc.isenabled(), sys.getrecursionlimit() >= 1000",
    "if True:\n    'not shown'",
    "a = b = 1\na == b",
    "'\\x00\\x1b[31mred'",
    "print('\\U0001F600 é')",
    "%%html\n<b>x</b>",
    "%%time\npass",
    "%timeit -n1 -r1 pass",
    "",
    "   \n",
    "# only a comment",
]
"""Cells that give the same in both, up to times, addresses, process ids and the paths of files."""

NOISE = [
    (re.compile(r"0x[0-9a-f]{6,}"), "0x…"),
    (re.compile(r"ipykernel_\d+/\d+\.py"), "ipykernel_…/….py"),
    (re.compile(r"\d+(\.\d+)?(e[+-]?\d+)? [mμµnu]?s\b"), "… s"),
    (re.compile(r"\(\d+\.py, line"), "(….py, line"),
    (re.compile(r"(~|/root|/tmp)[^\s'\"]*/(work/)?(\w+\.py)"), r"…/\3"),
    (re.compile(r"total: [^\n]*"), "total: …"),
    (re.compile(r"clipPath id=\"\w+|url\(#\w+|id=\"m?[0-9a-f]+\"|#m?[0-9a-f]{8,}|<dc:date>[^<]*"), "id"),
]


def quiet(value: Any) -> Any:
    """Without what differs from run to run."""
    if isinstance(value, str):
        for pattern, instead in NOISE:
            value = pattern.sub(instead, value)
        return value
    if isinstance(value, dict):
        return {key: quiet(inner) for key, inner in value.items() if key != "transient"}
    return [quiet(inner) for inner in value] if isinstance(value, list) else value


def in_a_kernel(sources: list[str], folder: Any) -> list[tuple[list[Any], int | None]]:
    """What nbclient and ipykernel make of the cells."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    client = NotebookClient(
        notebook,
        timeout=60,
        allow_errors=True,
        coalesce_streams=False,
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute()
    return [(merged(cell.outputs), cell.execution_count) for cell in notebook.cells]


def merged(outputs: list[Any]) -> list[Any]:
    """Streams that follow each other as one: how a kernel cuts them is a matter of time."""
    result: list[Any] = []
    for output in map(dict, outputs):
        if result and output["output_type"] == "stream" and result[-1].get("name") == output["name"]:
            result[-1]["text"] += output["text"]
        else:
            result.append(output)
    return result


def box(*sources: str, graded: tuple[int, ...] = (), **job: Any) -> Ran:
    """What a box makes of the cells; those at the places `graded` are the teacher's tests."""
    steps = tuple(
        Run(index=place, source=source, graded=place in graded) for place, source in enumerate(sources)
    )
    return run(Job(steps=steps, **job))


def cells(*sources: str, graded: tuple[int, ...] = (), **job: Any) -> list[CellRan]:
    """The same, cell by cell."""
    return [result for result in box(*sources, graded=graded, **job).results if isinstance(result, CellRan)]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, Any, Any]]:
    """Each cell with what a kernel gave and what a box gave."""
    kernel = in_a_kernel(ALIKE, tmp_path_factory.mktemp("kernel"))
    ours = cells(*ALIKE, libraries=LIBRARIES, limits=Limits(seconds=200))
    return [
        (source, (quiet(outputs), count), (quiet(merged(cell.outputs)), cell.execution_count))
        for source, (outputs, count), cell in zip(ALIKE, kernel, ours, strict=True)
    ]


@pytest.mark.parametrize("place", range(len(ALIKE)), ids=[source[:30] for source in ALIKE])
def test_a_box_gives_what_a_kernel_gives(both, place: int) -> None:
    _source, kernel, ours = both[place]
    assert ours == kernel


# Where a box differs from a kernel, and why.


def test_nobody_answers_input() -> None:
    """A kernel without a person raises an error that only programmers understand."""
    asked, hidden = cells("name = input('Name? ')", "import getpass\ngetpass.getpass()")
    assert [asked.status, hidden.status] == ["error", "error"]
    assert asked.outputs[0]["ename"] == "EOFError"
    assert asked.outputs[0]["evalue"].startswith("Nobody is there to answer input() while this is graded.")
    assert len(asked.outputs[0]["traceback"]) == 4, "the student's own line, and nothing of ours"
    assert hidden.outputs[0]["evalue"].startswith("Nobody is there to answer getpass()")


def test_no_program_is_started() -> None:
    """A box has no other programs, and must not have."""
    shell, assigned, pip, run_, system = cells(
        "!ls",
        "x = !ls\nx, _exit_code",
        "%pip install x",
        "import subprocess\nsubprocess.run(['ls'])",
        "import os\nos.system('ls')",
    )
    assert shell.outputs[0]["text"] == "Programs cannot be started while this is graded. Skipped: ls\n"
    assert [shell.status, assigned.status, pip.status] == ["ok", "ok", "ok"]
    assert assigned.outputs[-1]["data"]["text/plain"] == "([], 1)"
    assert (
        run_.outputs[0]["evalue"]
        == system.outputs[0]["evalue"]
        == "Programs cannot be started while this is graded."
    )
    assert system.outputs[0]["ename"] == "PermissionError"


def test_exit_ends_nothing() -> None:
    """A kernel dies a tenth of a second after exit(), and nbclient then loses the rest of the notebook."""
    left, quit_, after = cells("exit()", "quit", "import time\ntime.sleep(.3)\n'here'")
    assert [left.outputs, quit_.outputs, after.status] == [[], [], "ok"]


def test_an_error_that_nothing_shows_is_added_as_nbgrader_does() -> None:
    """nbgrader's Execute adds the error of nbclient's reply where no output has it; a score of 0 hangs on that."""
    magic, group, patched = cells(
        "%nonsense",
        "raise ExceptionGroup('two', [ValueError(1), TypeError(2)])",
        "from IPython.core.interactiveshell import InteractiveShell\nInteractiveShell.showtraceback = lambda *a, **k: None\n1 / 0",
    )
    assert [cell.outputs[-1]["ename"] for cell in (magic, group, patched)] == [
        "UsageError",
        "ExceptionGroup",
        "ZeroDivisionError",
    ]
    assert [cell.status for cell in (magic, group, patched)] == ["error", "error", "error"]


def test_what_c_code_prints_is_kept() -> None:
    """At the end of the cell; a kernel reads it in a thread, and puts it wherever that happens to be."""
    wrote, printed = cells("import os\nos.write(1, b'one')\nos.write(2, b'two');", "print('next')")
    assert [(one["name"], one["text"]) for one in wrote.outputs] == [("stdout", "one"), ("stderr", "two")]
    assert printed.outputs == [{"output_type": "stream", "name": "stdout", "text": "next\n"}]


def test_a_widget_is_its_text_and_its_view() -> None:
    """The widget's state goes into a notebook's metadata with nbclient; nobody needs it in a graded copy."""
    slider, inside, asked = cells(
        "import ipywidgets\nipywidgets.IntSlider(value=3)",
        "out = ipywidgets.Output()\nwith out:\n    print('in the box all the same')",
        "from widgets import ask, branch, check\nask('anything')",
        libraries=("widgets", "ipywidgets"),
    )
    assert slider.outputs[0]["data"]["text/plain"] == "IntSlider(value=3)"
    assert "application/vnd.jupyter.widget-view+json" in slider.outputs[0]["data"]
    assert inside.status == "ok"
    assert asked.outputs[0]["text"] == 'ask("anything"): the answers are marked from the journal.\n'


def test_a_display_of_an_earlier_cell_can_be_changed() -> None:
    shown, _changed = cells(
        "display('first', display_id='a');",
        "from IPython.display import update_display\nupdate_display('second', display_id='a')",
    )
    assert [output["data"]["text/plain"] for output in shown.outputs] == ["'second'"]


def test_much_output_is_cut() -> None:
    limits = Limits(output_kb=10)
    flood, rich, error, result = cells(
        "for i in range(100000): print('x' * 100)",
        "display({'text/plain': 'p', 'image/png': 'A' * 20000}, raw=True)",
        "print('y' * 20000)\n1 / 0",
        "print('y' * 20000)\n2.5",
        limits=limits,
    )
    assert len(flood.outputs[0]["text"]) < 11_000
    assert "output cut" in flood.outputs[0]["text"]
    assert "output cut" in rich.outputs[0]["text"]
    assert error.outputs[-1]["ename"] == "ZeroDivisionError"
    assert result.outputs[-1]["data"] == {"text/plain": "2.5"}


def test_what_cannot_be_written_in_utf8_is_escaped() -> None:
    (cell,) = cells("print('a\\ud800b')")
    assert cell.outputs[0]["text"] == "a\\ud800b\n"


# A test cell is run without what the notebook did to Python and to the shell.

CHEATS = {
    "deletes asserts": "import ast\nclass No(ast.NodeTransformer):\n    def visit_Assert(self, node): return ast.Pass()\nget_ipython().ast_transformers.append(No())",
    "replaces the cell by 5": "get_ipython().input_transformers_cleanup.append(lambda lines: ['5\\n'])",
    "replaces the cell by -3": "get_ipython().input_transformers_post.append(lambda lines: ['-3\\n'])",
    "hides errors": "import IPython.core.interactiveshell as i\ni.InteractiveShell.showtraceback = lambda *a, **k: None",
    "breaks showtraceback": "import IPython.core.interactiveshell as i\ni.InteractiveShell.showtraceback = None",
    "hides them on the shell": "get_ipython()._showtraceback = lambda *a: None",
    "handles them": "get_ipython().set_custom_exc((Exception,), lambda *a, **k: None)",
    "run_cell": "get_ipython().run_cell = lambda *a, **k: None",
    "run_code": "async def run_code(*a, **k): return False\ntype(get_ipython()).run_code = run_code",
    "another class": "s = get_ipython()\nclass Mine(type(s)):\n    def showtraceback(self, *a, **k): pass\n    async def run_code(self, *a, **k): return False\ns.__class__ = Mine",
    "swallows in the trap": "from IPython.core.builtin_trap import BuiltinTrap\nBuiltinTrap.__exit__ = lambda *a: True",
    "an event": "get_ipython().events.register('pre_run_cell', lambda info: get_ipython().user_ns.update(answer=4))",
    "isinstance": "import builtins\nbuiltins.isinstance = lambda *a: True\nbuiltins.abs = lambda x: 0",
    "its own abs": "abs = 0",
    "its own builtins": "__builtins__ = {**vars(__builtins__), 'abs': lambda x: 0}",
    "math": "import math\nmath.isclose = lambda *a, **k: True",
    "math's code": "import numpy as np\ndef yes(*a, **k): return True\nnp.isclose = np.allclose = yes",
    "numpy's code": "import numpy as np\nnp.testing.assert_allclose.__wrapped__.__code__ = (lambda *a, **k: None).__code__\nnp.testing._private.utils.assert_array_compare = lambda *a, **k: None",
    "a trace": "import sys\ndef trace(frame, event, arg):\n    if event == 'line': frame.f_trace_lines = False\n    return trace\nsys.settrace(trace)",
    "ast": "import ast\nast.parse = lambda *a, **k: ast.Module([], [])",
    "the watch": "import grading.box.watching as w\nw.Watch.see = lambda self, value, *a: True",
    "stdout": "import sys, io\nsys.stdout = sys.stderr = io.StringIO()",
}
TESTS = (
    "assert abs(answer - 4) < 1",
    "import math\nassert math.isclose(answer, 4)",
    "import numpy as np\nassert np.isclose(answer, 4)",
    "np.testing.assert_allclose(answer, 4)",
    "assert isinstance(answer, str)",
    "assert answer == 4",
)


@pytest.mark.parametrize("cheat", CHEATS)
def test_a_cheat_passes_no_test(cheat: str) -> None:
    """One wrong answer, a cheat that has earned full marks somewhere, and tests that all must fail."""
    ran = cells(
        "answer = 1",
        CHEATS[cheat],
        *TESTS,
        "print('seen')",
        graded=tuple(range(2, 2 + len(TESTS) + 1)),
        libraries=("numpy",),
        limits=Limits(cell_seconds=2),
    )
    tests, last = ran[2:-1], ran[-1]
    assert [cell.status for cell in tests] == ["error"] * len(TESTS)
    assert all(cell.outputs[-1]["output_type"] == "error" for cell in tests)
    assert last.outputs == [{"output_type": "stream", "name": "stdout", "text": "seen\n"}]


YES = "class Yes:\n    def __eq__(self, other): return True\n    __hash__ = None\n    def __sub__(self, other): return 0.0\n    def __len__(self): return 1\n"


@pytest.mark.parametrize(
    ("made", "test"),
    [
        (f"{YES}x = Yes()", "assert x == 4"),
        (f"{YES}x = Yes()", "assert 4 == x"),
        (f"{YES}x = Yes()", "assert x in [1, 2]"),
        (f"{YES}x = Yes()", "%%time\nassert x == 4"),
        (f"{YES}x = [Yes(), 1]", "assert x == [4, 1]"),
        (f"{YES}x = {{'a': (Yes(),)}}", "assert x == {'a': (4,)}"),
        (f"{YES}x = Yes()", "assert abs(x - 4) < .1"),
        (f"{YES}x = Yes()", "import unittest\nunittest.TestCase().assertEqual(x, 4)"),
        (f"{YES}x = Yes()", "assert all(x == i for i in range(3))"),
        (f"{YES}Yes.__module__ = 'builtins'\nYes.__qualname__ = 'int'\nx = Yes()", "assert x == 4"),
        ("class Int(int):\n    def __eq__(self, other): return True\nx = Int(3)", "assert x == 4"),
        ("class Int(int):\n    def __eq__(self, other): return True\nx = Int(3)", "assert 0 < x == 4"),
        (
            "class Meta(type):\n    def __eq__(self, other): return True\n    __hash__ = type.__hash__\nclass A(metaclass=Meta): pass\nx = A()",
            "assert type(x) == int",
        ),
        ("class F(float):\n    def __repr__(self): return '5'\nx = F(0)", "x"),
        ("class L(list):\n    def __contains__(self, other): return True\nx = L()", "assert 4 in x"),
        (
            "import numpy as np\nclass A(np.ndarray):\n    def __eq__(self, other): return np.array(True)\nx = np.zeros(1).view(A)",
            "assert x == 4",
        ),
        ("def max(*a): return 4\nx = 1", "assert max(x, 2) == 2"),
        (
            "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()",
            "assert True",
        ),
    ],
)
def test_a_test_that_the_students_own_class_decided_waits_for_the_teacher(made: str, test: str) -> None:
    _made, tested = cells(made, test, graded=(1,), libraries=("numpy",))
    assert tested.status == "ok"
    assert tested.suspicious.endswith(("please look at this cell.", "please look at it."))


@pytest.mark.parametrize(
    ("made", "test"),
    [
        ("def f(x): return x * 2", "assert f(2) == 4\nassert f('a') == 'aa' and f([1]) != [2]\nassert abs(f(.1) - .2) < 1e-9"),
        (f"{YES}", "assert Yes() == Yes()\nassert [Yes()] == [Yes()]"),
        ("class V:\n    def __init__(self, x): self.x = x\n    def __mul__(self, n): return V(self.x * n)\n    def __eq__(self, o): return self.x == o.x\n    def __len__(self): return 2", "assert V(1) * 2 == V(2)\nassert len(V(1)) == 2\nassert V(3).x == 3"),
        ("from collections import namedtuple\nP = namedtuple('P', 'x y')", "assert P(1, 2) == (1, 2)"),
        ("from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int", "assert P(1) == P(1) and P(1).x == 1"),
        ("from enum import Enum\nclass C(Enum):\n    RED = 1", "assert C.RED.value == 1 and C(1) is C.RED"),
        ("import pandas as pd\nframe = pd.DataFrame({'a': [1, 2]})", "assert (frame['a'] == [1, 2]).all()\npd.testing.assert_frame_equal(frame, frame.copy())\nassert frame.shape == (2, 1)"),
        ("import numpy as np\nx = np.arange(3)", "assert (x == [0, 1, 2]).all() and x.sum() == 3\nnp.testing.assert_array_equal(x, [0, 1, 2])"),
        ("from fractions import Fraction\nx = Fraction(1, 2)", "assert x == 0.5"),
        ("sum = 10\nlist = [1]\ndef f(): return sum + len(list)", "assert sum([1, 2]) == 3\nassert f() == 11 and list('a') == ['a']"),
        ("x = 1", "sum = 0\nfor i in [1, 2]:\n    sum += i\nassert sum == 3"),
        ("async def f(): return 1", "assert await f() == 1"),
        ("x = 2", "%time assert x == 2\ndef helper(y):\n    assert y == 2\nhelper(x)"),
        ("x = 2", "for i in range(3):\n    assert x == 2, f'{i} {x == 3}'\nassert [i for i in [x] if i == 2]"),
    ],
)  # fmt: skip
def test_honest_work_is_above_doubt(made: str, test: str) -> None:
    _made, tested = cells(made, test, graded=(1,), libraries=LIBRARIES)
    assert tested.outputs == [output for output in tested.outputs if output["output_type"] == "stream"]
    assert (tested.status, tested.suspicious) == ("ok", "")


def test_what_the_lesson_has_students_define_is_theirs() -> None:
    """The release copy has `def max(…)` in it, and the class Money."""
    made = "def max(numbers): return 4\nclass Money:\n    def __eq__(self, other): return True"
    _made, tested = cells(
        made, "assert max([1]) == 4\nassert Money() == 4", graded=(1,), defines=("max", "Money")
    )
    assert (tested.status, tested.suspicious) == ("ok", "")


def test_points_are_written_as_they_are() -> None:
    _bent, points, text = cells(
        "%precision 0\nget_ipython().display_formatter.formatters['text/plain'].for_type(float, lambda v, p, c: p.text('9'))",
        "0.75",
        "str(0.75)",
        graded=(1, 2),
    )
    assert points.outputs == [
        {
            "output_type": "execute_result",
            "execution_count": 2,
            "data": {"text/plain": "0.75"},
            "metadata": {},
        }
    ]
    assert text.outputs[0]["data"]["text/plain"] == "'0.75'"


def test_a_test_fails_as_in_a_kernel() -> None:
    """The same traceback, although the cell was woven with a watch."""
    test = "def check(n):\n    assert n + 1 == 3, 'n is wrong'\nfor i in [2, 1]:\n    check(i)"
    plain, woven = cells(test, test, graded=(1,))
    assert [output["output_type"] for output in woven.outputs] == ["error"]
    assert [line.replace("In[2]", "In[1]") for line in woven.outputs[0]["traceback"]] == plain.outputs[0][
        "traceback"
    ]


@pytest.mark.parametrize("source", ["while True: pass", "import asyncio\nawait asyncio.sleep(60)"])
def test_a_test_is_late_too(source: str) -> None:
    late, after = cells(source, "assert 1 == 1", graded=(0, 1), limits=Limits(cell_seconds=0.3))
    assert (late.status, after.status) == ("late", "ok")
    assert late.outputs[-1]["ename"] == "CellTimeoutError"
    assert late.outputs[-1]["evalue"] == "Stopped after 0.3 seconds. Does a loop in it ever end?"


def test_a_test_that_is_left_by_exit_is_an_error() -> None:
    left, again = cells("import sys\nsys.exit(0)", "raise KeyboardInterrupt", graded=(0, 1))
    assert [left.outputs[-1]["ename"], again.outputs[-1]["ename"]] == ["SystemExit", "KeyboardInterrupt"]
    assert [left.status, again.status] == ["error", "error"]


def test_a_test_with_a_fault_in_it_is_an_error() -> None:
    (cell,) = cells("assert (", graded=(0,))
    assert (cell.status, cell.outputs[0]["ename"]) == ("error", "SyntaxError")
