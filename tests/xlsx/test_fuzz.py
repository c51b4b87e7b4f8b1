"""A slice of the fuzzing of the package reader; `tests/bench/fuzz_package.py` runs as many as one likes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FUZZ = Path(__file__).parent.parent / "bench" / "fuzz_package.py"


def test_two_thousand_damaged_workbooks_are_refused_or_read_rightly():
    command = [sys.executable, str(FUZZ), "--mutants", "2000", "--seed", "20240229"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
