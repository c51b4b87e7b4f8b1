"""`roi-xl lite` as a user meets it: what to paste, and the two files."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from roi_xl.calc import FUNCTIONS

FILES = ["main.py", "requirements.txt"]


def files(folder):
    return sorted(path.name for path in folder.iterdir())


def test_it_prints_what_it_would_write(invoke, folder):
    printed = invoke("lite")
    assert (printed.exit_code, files(folder)) == (0, [])
    invoke("lite", "-o", ".")
    for name in FILES:
        for line in Path(name).read_text("utf-8").splitlines():
            assert f"       {line}\n" in printed.stdout


def test_it_says_where_to_paste_and_how_the_cells_call(invoke):
    text = " ".join(invoke("lite").stdout.split())
    for said in ("open requirements.txt", "Open main.py", "Restart Lite", "=XLW.TRAINING_ROI("):
        assert said in text


@pytest.mark.parametrize("command", [["lite"], ["addin", "server"]], ids=" ".join)
def test_it_says_what_a_blank_cell_is(invoke, command):
    text = " ".join(invoke(*command).stdout.split())
    assert "on the desktop hands over 0 for a blank cell" in text
    assert "On the web a single blank cell arrives as if the argument had been left out" in text


def test_it_writes_both_files(invoke, folder):
    done = invoke("lite", "-o", folder)
    assert (done.exit_code, files(folder)) == (0, FILES)
    assert done.stdout.splitlines() == [f"{folder / name}: written" for name in FILES]


def test_the_written_main_offers_exactly_the_worksheet_functions(invoke, folder):
    invoke("lite", "-o", folder)
    code = "from main import *; print(*[name for name in dir() if not name.startswith('__')])"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=60, check=True
    )
    assert run.stdout.split() == sorted(FUNCTIONS)


def test_the_requirements_name_the_version_that_is_installed_here(invoke, folder):
    invoke("lite", "-o", folder)
    assert f"\nroi-xl=={version('roi-xl')}\n" in (folder / "requirements.txt").read_text("utf-8")


@pytest.mark.parametrize("taken", FILES)
def test_a_file_that_is_there_stays_without_force(invoke, folder, taken):
    (folder / taken).write_text("mine")
    done = invoke("lite", "-o", folder)
    assert (done.exit_code, files(folder), (folder / taken).read_text()) == (3, [taken], "mine")
    assert f"{taken}: error [exists] it exists already" in done.stderr
    assert invoke("lite", "-o", folder, "--force").exit_code == 0
    assert (folder / taken).read_text() != "mine"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [(["-o", "no"], 3, "there is no folder no"), (["now"], 2, "unexpected extra argument")],
)
def test_wrong_usage_is_one_message_and_writes_nothing(invoke, folder, arguments, code, said):
    done = invoke("lite", *arguments)
    assert (done.exit_code, said in done.stderr, files(folder)) == (code, True, [])


def test_a_file_that_cannot_be_replaced_is_one_message(invoke, folder):
    (folder / "requirements.txt").mkdir()
    done = invoke("lite", "-o", folder, "--force")
    assert (done.exit_code, "isn't a regular file" in done.stderr) == (3, True)
