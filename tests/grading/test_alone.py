"""One grading run at a time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from grading.alone import AlreadyGrading, alone

HOLD = """import sys
from pathlib import Path
from grading.alone import alone
with alone(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_run_is_told(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(AlreadyGrading, match="Grading is going on already"), alone(tmp_path):
        pass
    with alone(tmp_path):
        pass


def test_a_killed_run_holds_nothing(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(AlreadyGrading), alone(tmp_path):
            pass
        other.kill()
        other.wait()
        with alone(tmp_path):
            pass
