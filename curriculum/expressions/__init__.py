"""Mathematical expressions as people type them: read safely, compared exactly, shown again. Never `eval`."""

from curriculum.expressions.comparing import close_to, fingerprint
from curriculum.expressions.reading import read
from curriculum.expressions.tree import Expression, Unworkable
from curriculum.expressions.writing import latex

__all__ = ["Expression", "Unworkable", "close_to", "fingerprint", "latex", "read"]
