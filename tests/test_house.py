"""The house rules: style, types and layers hold for every file."""

import subprocess
import sys
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        [str(BIN / "ruff"), "check", "--no-cache", "."],
        [str(BIN / "ruff"), "format", "--no-cache", "--check", "."],
        [sys.executable, "-m", "mypy"],
        [str(BIN / "lint-imports"), "--no-cache"],
    ],
    ids=["ruff check", "ruff format", "mypy --strict", "import-linter"],
)
def test_the_code_keeps_the_house_rules(root, command):
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_module_is_longer_than_400_lines(root):
    lines = {
        path: len(path.read_text(encoding="utf-8").splitlines())
        for folder in ("roi_xl", "udfs")
        for path in (root / folder).rglob("*.py")
    }
    assert {path.name: count for path, count in lines.items() if count > 400} == {}
