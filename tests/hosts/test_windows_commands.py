"""Our command in CPython for Windows: it does what it does here, to the byte."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from commands import COMMANDS, here, on_windows
from session import HERE, NEWEST, named

from roi_xl.cli import COMMANDS as NAMES

MESSAGE = "roi-xl: interrupted; every workbook is either as it was or complete"
OF_THE_NEWEST = [command for command in COMMANDS if command.on_newest]


@pytest.fixture(scope="module")
def on_this_machine(windows):
    """What a command comes to here; found out while Windows is busy."""
    places = {command: windows.folder / "tests" / f"here {i}" for i, command in enumerate(COMMANDS)}
    aside = ThreadPoolExecutor(1)
    found = {command: aside.submit(here, windows, command, place) for command, place in places.items()}
    known = {}

    def outcome(command):
        if command not in known:  # in the background, or at once if its turn hasn't come
            turn = found[command]
            known[command] = here(windows, command, places[command]) if turn.cancel() else turn.result()
        return known[command]

    yield outcome
    aside.shutdown(cancel_futures=True)


@pytest.mark.parametrize("command", COMMANDS, ids=str)
def test_windows_does_what_this_machine_does(command, windows, on_this_machine, place):
    there = on_windows(windows, command, place / "there")
    assert there.code == command.code, there
    assert there == on_this_machine(command)


ELSEWHERE = {
    "doctor": "test_windows_addin.py",
    "template": "new",
    "findings": "functions",
    "docs": "functions",
}
"""The commands that the table leaves out, and where the same is tried on Windows."""


def test_every_command_is_in_the_table():
    tried = {command.arguments[0] for command in COMMANDS}
    assert tried | ELSEWHERE.keys() >= set(NAMES)
    assert not tried & ELSEWHERE.keys()


@pytest.mark.parametrize("command", OF_THE_NEWEST, ids=str)
def test_so_does_the_newest_python_of_the_bench(command, windows, on_this_machine, place):
    assert on_windows(windows, command, place / "there", NEWEST) == on_this_machine(command)


@pytest.mark.parametrize("arguments", [["-m", "roi_xl"], ["Scripts/roi-xl.exe"]], ids=["module", "program"])
def test_the_program_that_pip_makes_and_the_module_are_the_same_command(windows, place, arguments):
    program, *rest = arguments if arguments[0] != "-m" else ["python.exe", *arguments]
    done = windows.wine.run(windows.python(program=program), *rest, "eval", "=TRAINING_ROI(90000, 16000)")
    assert (done.code, done.stdout, done.stderr) == (0, b"4.625\n", b"")


@pytest.fixture
def at_work(windows, place, samples):
    """A command on many workbooks, as some Python runs it: what it comes to, and how many new contents."""
    old = (samples / "sales-example-stale.xlsx").read_bytes()
    names = [f"{number:02}.xlsx" for number in range(8)]
    for name in names:
        (place / name).write_bytes(old)

    def outcome(*program):
        arguments = "recalc", "--in-place", "--workers", "2", *names
        done = windows.wine.run(windows.python(), *program, *arguments, folder=place)
        assert sorted(path.name for path in place.iterdir() if path.suffix == ".xlsx") == names
        return done, len({data for path in place.glob("*.xlsx") if (data := path.read_bytes()) != old})

    return outcome


def test_a_command_that_is_ended_by_force_leaves_every_workbook_old_or_new(at_work):
    done, contents = at_work(named(HERE / "ended.py"))
    code, out, _ = json.loads(done.out)
    assert code == 1
    assert out.startswith("00.xlsx: written, 600 values changed")
    assert contents == 1  # all that are new are the same


CTRL_C = """
import signal, threading, time
from roi_xl.batch.python_process import Process
from roi_xl.cli import main

started, start = [], Process.__init__

def noted(process, limits):
    start(process, limits)
    started.append(process)

Process.__init__ = noted

def interrupt():
    while not started:
        time.sleep(0.01)
    signal.raise_signal(signal.SIGINT)

threading.Thread(target=interrupt).start()
main()
"""


def test_ctrl_c_ends_the_command_in_good_order(at_work, place):
    done, contents = at_work("-c", CTRL_C)
    assert (done.code, done.err.strip()) == (130, MESSAGE)
    assert contents <= 1
    assert {path.suffix for path in place.iterdir()} == {".xlsx"}
