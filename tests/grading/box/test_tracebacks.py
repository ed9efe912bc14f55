from __future__ import annotations

import json
import subprocess
import sys

import pytest

FAILING = [
    "raise NotImplementedError()",
    "def squares(n):\n    # YOUR CODE HERE\n    return [i * missing for i in range(n)]",
    '"""Check it"""\nassert squares(0) == []\nassert squares(10) == [1, 4, 9]\nprint("done")',
    "if True\n    pass",
    "for i in range(3):\n  x = 1\n y = 2",
    "import json\njson.loads('{\"a\": }')",
    "import numpy as np\nnp.linalg.inv(np.zeros((2, 2)))",
    "def deep(n):\n    return deep(n + 1)\ndeep(0)",
    "try:\n    1 / 0\nexcept ZeroDivisionError as error:\n    raise ValueError('größer als 0 → bitte') from error",
    "exec(compile('def f():\\n    raise KeyError(1)', '<made>', 'exec'))\nf()",
    "class Odd(Exception):\n    def __str__(self):\n        raise TypeError('no text')\nraise Odd",
    "sorted([1, 'a'], key=lambda one:\n    one + 1)",
    "raise ExceptionGroup('two', [ValueError(1), TypeError(2)])",
]

RUN = f"""
import json, os, sys, zlib
from IPython.core.compilerop import CachingCompiler
from IPython.core.interactiveshell import InteractiveShell
from grading.box.tracebacks import quick_tracebacks

class Compiler(CachingCompiler):
    def get_code_name(self, raw_code, transformed_code, number):
        return "/tmp/ipykernel_1/" + str(zlib.crc32(raw_code.encode())) + ".py"

shell = InteractiveShell.instance(compiler_class=Compiler)
shell.history_manager.enabled = False

def tracebacks():
    said = []
    shell._showtraceback = lambda kind, value, lines: said.append(lines)
    shell.reset()
    shell.execution_count = 1
    for cell in {FAILING!r}:
        shell.run_cell(cell, store_history=True)
    return said

tracebacks()
before = tracebacks()
quick_tracebacks()
tracebacks()
print(json.dumps([before, tracebacks()]))
"""


@pytest.mark.slow
def test_quick_tracebacks_are_letter_for_letter_the_same():
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", RUN], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    before, quick = json.loads(done.stdout)
    assert len(before) == len(FAILING) - 1  # one cell only defines a function
    assert quick == before
