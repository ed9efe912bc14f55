"""A very small course, written to a folder, for tests that need every part of one."""

from __future__ import annotations

from pathlib import Path

COURSE = """\
format: 1
id: tiny
title: Tiny
ages: [11, 14]
languages: [en]
about: A course for tests.
strands: {number: Number}
skills:
  - {id: halves, title: Halves, can: halve a number, strand: number}
  - {id: doubles, title: Doubles, can: double a number, strand: number, prerequisites: [halves]}
units:
  - {id: one, title: One, about: The only unit., skills: [halves, doubles]}
lessons:
  - {id: halving, title: Halving, unit: one, skills: [halves], minutes: 10, about: You halve numbers.}
  - {id: doubling, title: Doubling, unit: one, skills: [doubles], minutes: 5, about: You double numbers.}
"""

MISCONCEPTIONS = """\
takes-two: {name: Halving takes two away, say: That takes 2 away. A half is one of two equal parts., opening: Show me half of ten.}
"""

HALVES = """\
- id: half-of
  type: number
  prompt: What is half of {n}?
  vary: {n: "4..20"}
  where: ["n % 2 == 0", "n != 4"]
  answer: n / 2
  misconceptions: [{when: "n - 2", because: takes-two}]
  hints: ["Share {n} between two people.", "Count up in twos until you reach {n}."]
  solution: Two equal parts of {n} are {n / 2} each.
  well_done: Two times {n / 2} is {n}.
  not_yet: Two equal parts make the whole.
- id: which-half
  type: choice
  prompt: Which is half of 10?
  answer: "5"
  wrong: [{text: "8", because: takes-two}, "20"]
  well_done: 5 and 5 make 10.
  not_yet: Two of it must make 10.
- id: half-sealed
  type: number
  graded: true
  prompt: What is half of {n}?
  vary: {n: [30, 50, 70]}
  answer: n / 2
  misconceptions: [{when: "n - 2", because: takes-two}]
  solution: The answer is {n / 2}.
  well_done: Yes.
  not_yet: Not yet.
"""

DOUBLES = """\
- id: even-numbers
  type: multi
  prompt: Which are doubles of a whole number?
  answers: ["4", "6"]
  wrong: ["3", {text: "5", say: 5 is odd.}]
  well_done: They are 2 times 2 and 2 times 3.
  not_yet: A double can be shared by two.
- id: in-order
  type: order
  prompt: Put the steps in order.
  lines: [Take the number, Add it to itself, Say the result]
  well_done: That is doubling.
  not_yet: What must you have first?
- id: word
  type: text
  prompt: Write the word for two times as much.
  answers: [double, twice]
  misconceptions: [{when: [half], because: takes-two}]
  well_done: That is the word.
  not_yet: It begins with d.
- id: double
  type: code
  prompt: Write double.
  function: double
  points: 4
  starter: |
    def double(n):
        ...
  solution: |
    def double(n):
        return 2 * n
  cases:
    - {call: [2], expect: 4}
    - {call: [0], expect: 0}
    - {call: [-3], expect: -6, say: Below zero too.}
    - {call: [1001], expect: 2002, hidden: true}
    - {call: [7], expect: 14, hidden: true}
- id: double-of
  type: expression
  prompt: Write $2(\\v{n}x + 1)$ as a sum.
  vary: {n: "2..5"}
  answers: ["{2 * n}x + 2"]
  given: ["2({n}x + 1)"]
  misconceptions: [{when: ["{2 * n}x + 1"], because: takes-two}]
  well_done: Both parts are doubled.
  not_yet: Double each part.
  source: A book of ours
  licence: CC BY 4.0
- id: double-sealed
  type: expression
  graded: true
  prompt: What is twice one sixth of $x$?
  answers: [x/3]
  well_done: Yes.
  not_yet: Not yet.
"""

HALVING = """\
lesson: halving
start: first
nodes:
  - id: first
    kind: ask
    title: First
    item: half-of
    counts: true
    edges:
      - {if: {misconception: takes-two}, to: look, times: 1}
      - {if: {right: true, first_try: true}, to: puzzle}
      - {to: last}
  - {id: look, kind: explain, lane: support, title: Look, text: Half is one of two equal parts., edges: [{to: first}]}
  - {id: puzzle, kind: ask, lane: stretch, title: Puzzle, item: which-half, edges: [{to: last}]}
  - {id: last, kind: ask, title: Last, item: half-sealed, counts: true, edges: [{to: way}]}
  - id: way
    kind: choose
    title: Choose
    text: How do you want to end?
    options: [{id: soon, text: Soon, to: done}, {id: now, text: Now, to: done}]
  - {id: done, kind: end, title: Done, text: You can halve a number.}
"""

DOUBLING = """\
lesson: doubling
start: first
nodes:
  - id: first
    kind: ask
    title: First
    item: even-numbers
    counts: true
    edges: [{if: {felt: too-easy}, to: more}, {if: {misses: 2}, to: look, times: 1}, {to: order}]
  - {id: look, kind: explain, lane: support, title: Look, text: A double is two of the same., edges: [{to: first}]}
  - {id: more, kind: ask, lane: stretch, title: More, item: word, edges: [{to: order}]}
  - {id: order, kind: ask, title: Order, item: in-order, counts: true, edges: [{to: done}]}
  - {id: done, kind: end, title: Done, text: You can double.}
"""

HEADER = """\
---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---
"""

HALVING_NOTEBOOK = (
    HEADER
    + """
# Halving

```{code-cell} ipython3
from widgets import ask, branch, check
```

A half is one of two equal parts.

```{code-cell} ipython3
ask("which-half")
```

```{code-cell} ipython3
branch("halving")
```
"""
)

DOUBLING_NOTEBOOK = (
    HEADER
    + """
# Doubling

```{code-cell} ipython3
from widgets import ask, branch, check
```

```{code-cell} ipython3
branch("doubling")
```

Write `double`.

```{code-cell} ipython3
:tags: [answer-double]
def double(n):
    ### BEGIN SOLUTION
    return 2 * n
    ### END SOLUTION
```

```{code-cell} ipython3
check("double")
```
"""
)

FILES = {
    "course.yaml": COURSE,
    "misconceptions.yaml": MISCONCEPTIONS,
    "items/halves.yaml": HALVES,
    "items/doubles.yaml": DOUBLES,
    "lessons/halving.yaml": HALVING,
    "lessons/doubling.yaml": DOUBLING,
    "notebooks/halving.md": HALVING_NOTEBOOK,
    "notebooks/doubling.md": DOUBLING_NOTEBOOK,
}


def write_course(folder: Path, **changed: str) -> Path:
    """Write the tiny course into `folder`; `changed` maps a file's stem to another text for it."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(changed.get(path.stem, text) if path.suffix == ".yaml" else text, encoding="utf-8")
    return folder
