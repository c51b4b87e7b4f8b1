"""The add-in's own VBA on Windows: its text in an interpreter, over xlwings' real DLL, COM and Python."""

import json

import pytest
from com import dll
from session import HERE, named

from roi_xl.version import VERSION

SCRIPT = """\
import runpy, sys
sys.path.insert(0, r"{lanes}")
sys.argv = ["", r"{dll}", r"{program}"]
runpy.run_path(r"{script}", run_name="__main__")
"""


@pytest.fixture(scope="module")
def steps(windows):
    """What happened in each step, by its name."""
    code = SCRIPT.format(
        lanes=named(HERE.parent / "lanes"), dll=named(dll(windows)), script=named(HERE / "vba_over_dll.py"),
        program=named(windows.python(program="pythonw.exe")),
    )  # fmt: skip
    done = windows.wine.run(windows.python(), "-c", code, seconds=240)
    assert done.code == 0, done.err
    return {step["step"]: step for step in map(json.loads, done.out.splitlines())}


def test_calls_arrive_and_one_python_answers_them(steps):
    assert (steps["first call"]["result"], steps["another call"]["result"]) == (4.625, 1.8125)
    assert (steps["another call"]["started"], steps["another call"]["asked"]) == (1, 2)


def test_a_call_that_was_answered_makes_no_trip(steps):
    assert (steps["the same call"]["result"], steps["the same call"]["asked"]) == (4.625, 2)


def test_a_call_that_was_answered_needs_no_python_at_all(steps):
    step = steps["Python ended: the same call"]
    assert (step["result"], step["started"], step["asked"]) == (4.625, 1, 2)


def test_a_python_that_was_ended_comes_back_within_the_next_call(steps):
    step = steps["Python ended: another call"]
    assert (step["result"], step["started"]) == (1.0, 2)
    assert (steps["and one more"]["result"], steps["and one more"]["started"]) == (2.0, 2)
    assert (steps["ended again"]["result"], steps["ended again"]["started"]) == (3.0, 4)


def test_restarting_tells_the_version_that_answers(steps):
    assert steps["Restart Python"]["result"].startswith(f"Python answers: roi-xl {VERSION}.")
    assert steps["Restart Python"]["started"] == 3
