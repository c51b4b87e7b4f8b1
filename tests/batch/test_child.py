"""A child process: whatever becomes of it, its parent has an answer."""

import os
import signal
import subprocess
import sys
import time

import pytest

from roi_xl.batch import Child, Failure, Limits
from roi_xl.batch.child import answer, answers

LIMITS = Limits(seconds=60, mebibytes=1024)
REFUSED = """__import__("roi_xl.engine.formualizer.adapter").engine.formualizer.adapter.results(
    b"no package", ["S"], {}, __import__("datetime").date(2026, 1, 2)
)"""


def test_the_answer_is_what_the_function_gives():
    assert answer(sum, (1, 2, 3), limits=LIMITS) == 6


def test_a_bug_is_a_failure_that_asks_to_be_reported():
    failure = answer(int, "one", limits=LIMITS)
    assert failure == Failure(
        "internal-error",
        "ValueError: invalid literal for int() with base 10: 'one'",
        "report it, with what ROI_XL_DEBUG=1 prints",
    )


WITHOUT_POSIX = """
import operator, signal
del signal.pthread_sigmask
from roi_xl.batch import Limits
from roi_xl.batch.child import answer
print(answer(operator.add, 1, 2, limits=Limits(seconds=60, mebibytes=4096)))
"""


def test_a_child_starts_where_python_lacks_what_it_lacks_on_windows():
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT_POSIX], capture_output=True, text=True, check=False, timeout=120
    )
    assert (run.stdout, run.stderr) == ("3\n", "")


def test_a_system_that_starts_no_further_process_is_a_failure(monkeypatch):
    def refused(*_, **__):
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr("subprocess.Popen", refused)
    failure = answer(sum, (1, 2), limits=LIMITS)
    assert failure.code == "no-start"
    assert failure.reason == "the calculation can't be started (Resource temporarily unavailable)"


def test_a_panic_of_native_code_which_is_no_exception_is_a_failure_too():
    assert answer(sys.exit, "panic", limits=LIMITS).code == "internal-error"


def test_a_workbook_that_the_engine_refuses_is_a_failure():
    failure = answer(eval, REFUSED, limits=LIMITS)
    assert (failure.code, failure.remedy) == ("engine-failed", "recalculate in Excel")


def test_too_much_memory_is_a_failure():
    assert answer(bytearray, 1 << 40, limits=LIMITS).code == "too-large"


def test_endless_recursion_is_a_failure():
    assert answer(eval, "(lambda f: f(f))(lambda f: f(f))", limits=LIMITS).code == "too-deep"


def test_a_child_that_is_killed_is_a_failure_that_names_the_signal():
    failure = answer(signal.raise_signal, signal.SIGABRT, limits=LIMITS)
    assert failure.code == "engine-died"
    assert failure.reason == "the calculation died (SIGABRT; memory limit 1024 MB)"


def test_a_child_that_ends_is_a_failure_that_names_its_exit_code():
    assert answer(os._exit, 3, limits=LIMITS).reason.startswith("the calculation died (exit code 3;")


def test_more_time_than_allowed_is_a_failure():
    failure = answer(time.sleep, 600, limits=Limits(seconds=0.2, mebibytes=1024))
    assert failure == Failure("time-limit", "took more than 0.2 s", "raise --timeout, or split the workbook")


def test_a_child_that_never_starts_is_a_failure(monkeypatch):
    monkeypatch.setattr("roi_xl.batch.child._SECONDS_TO_START", 0.0)
    failure = answer(sum, (1, 2), limits=LIMITS)
    assert failure.code == "no-start"


def test_starting_is_not_on_the_workbooks_time():
    assert answer(sum, (1, 2), limits=Limits(seconds=0.3, mebibytes=1024)) == 3  # starting takes longer


def test_a_child_answers_one_call_after_the_other():
    with Child(LIMITS) as child:
        assert [result(child, abs, number) for number in (-1, -2)] == [1, 2]


def result(child, function, *arguments):
    child.ask(function, *arguments)
    while not (found := answers([child])):
        pass
    return found[0][1]


def test_several_children_are_waited_for_at_once():
    with Child(LIMITS) as one, Child(LIMITS) as other:
        one.ask(time.sleep, 600)
        other.ask(abs, -1)
        while not (found := answers([one, other])):
            pass
        assert found == [(other, 1)]


def test_a_dead_child_is_known_to_be_dead():
    with Child(LIMITS) as child:
        result(child, os._exit, 0)
        assert not child.is_alive


def test_what_native_code_prints_is_not_shown(capfd):
    answer(os.write, 2, b"thread panicked", limits=LIMITS)
    answer(os.write, 1, b"hello", limits=LIMITS)
    assert capfd.readouterr() == ("", "")


def test_debugging_shows_the_traceback(capfd, monkeypatch):
    monkeypatch.setenv("ROI_XL_DEBUG", "1")
    answer(int, "one", limits=LIMITS)
    assert "ValueError: invalid literal for int()" in capfd.readouterr().err


def test_a_child_whose_parent_is_gone_ends_when_its_time_is_up(tmp_path):
    program = (
        "import os, sys, time\n"
        "from roi_xl.batch import Child, Limits\n"
        "from roi_xl.batch.child import answers\n"
        "if __name__ == '__main__':\n"
        "    child = Child(Limits(seconds=1, mebibytes=1024))\n"
        "    child.ask(time.sleep, 600)\n"
        "    answers([child])\n"  # it has started and been asked
        "    print(child.pid, flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    script = tmp_path / "parent.py"
    script.write_text(program)
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    pid = int(done.stdout)
    for _ in range(3_000):
        if is_gone(pid):
            return
        time.sleep(0.01)
    pytest.fail("the orphan is still there")


def is_gone(pid):
    """Whether a process has ended; one that nobody has waited for yet counts."""
    try:
        with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123 - a pseudo-file
            return stat.read().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True
