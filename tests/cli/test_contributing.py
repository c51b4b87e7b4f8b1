"""What CONTRIBUTING says about commands is so: its example is a command of at most 60 lines."""

import re
import sys
from importlib import util

import pytest
from click.testing import CliRunner
from in_process import InProcess


@pytest.fixture
def code(root):
    text = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return re.search(r"```python\n(.*?)```", text.partition("## How to add a command")[2], re.DOTALL)[1]


@pytest.fixture
def count(code, tmp_path, monkeypatch):
    """The command, pasted into a module; computed here, since no child may read this folder."""
    (tmp_path / "pasted.py").write_text(code, encoding="utf-8")
    spec = util.spec_from_file_location("pasted", tmp_path / "pasted.py")
    module = util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "pasted", module)
    spec.loader.exec_module(module)
    monkeypatch.setattr("roi_xl.cli.run.LocalProcesses", lambda *_: InProcess())
    return module.count


def test_a_command_is_at_most_60_lines(code):
    assert 30 < len(code.splitlines()) <= 60


def test_the_command_can_be_pasted_and_counts(count, book, folder):
    book(folder / "a.xlsx", {"A1": "=1+1", "A2": 1})
    book(folder / "b.xlsx", {"A1": "=1+1", "A2": "=A1"})
    done = CliRunner().invoke(count, ["b.xlsx", "a.xlsx", "b.xlsx"])
    assert (done.stdout, done.exit_code) == ("b.xlsx: 2 formulas\na.xlsx: 1 formula\n", 0)


def test_a_file_that_can_not_be_read_is_its_line_and_exit_code(count, book, folder):
    book(folder / "a.xlsx", {"A1": "=1+1"})
    done = CliRunner().invoke(count, ["none.xlsx", "a.xlsx"])
    assert done.exit_code == 3
    assert done.stdout.splitlines()[0].startswith("none.xlsx: error [not-found] ")
    assert done.stdout.splitlines()[1] == "a.xlsx: 1 formula"


def test_its_help_has_its_example_and_exit_codes(count):
    said = CliRunner().invoke(count, ["--help"]).stdout
    assert "  roi-xl count programmes\n" in said
    assert "  3    a file couldn't be read, computed or written\n" in said
