"""The command interrupted: every workbook is old or new, nothing is left, and no traceback is shown."""

import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")

MESSAGE = "roi-xl: interrupted; every workbook is either as it was or complete\n"


@pytest.fixture
def running(command, stale, folder):
    """The command at work on many workbooks, in a process group of its own as a shell starts it."""
    processes = []

    def start(*options):
        names = [path.name for path in stale(*(f"{number:02}.xlsx" for number in range(30)))]
        process = subprocess.Popen(
            [command, "recalc", "--in-place", *options, *names],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


@pytest.fixture
def versions(samples, folder):
    """The contents of the workbooks in the folder: `old`, or the fingerprint of what was made of them."""

    def found():
        old = (samples / "sales-example-stale.xlsx").read_bytes()
        return {"old" if (data := path.read_bytes()) == old else hash(data) for path in folder.glob("*.xlsx")}

    return found


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_an_interruption_leaves_every_workbook_old_or_new(running, versions, folder, number, code):
    process = running()
    first = process.stdout.readline()
    os.killpg(process.pid, number)
    _, errors = process.communicate(timeout=30)
    assert first == "00.xlsx: written, 600 values changed; ROI 152.0% (was 99900.0%)\n"
    assert process.returncode == code
    assert errors.strip() == MESSAGE.strip()
    assert {path.suffix for path in folder.iterdir()} == {".xlsx"}
    assert len(versions() - {"old"}) == 1  # all that are new are the same


def test_an_interruption_while_children_start_is_answered_by_the_parent_alone(running, versions, folder):
    process = running("--workers", "4")
    wait_for_a_child(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    output, errors = process.communicate(timeout=30)
    assert (process.returncode, output, errors.strip()) == (130, "", MESSAGE.strip())
    assert versions() == {"old"}


LOST = """
import gc, os, signal, sys
from roi_xl.batch.python_process import Process
from roi_xl.cli import main

started, start = [], Process.__init__

def noted(process, limits):
    start(process, limits)
    started.append(process)

Process.__init__ = noted

def interrupt(phase, info):
    # what is raised in here, Python only prints: as in finalisers, and wherever else a signal may come
    if started:
        gc.callbacks.remove(interrupt)
        os.kill(os.getpid(), signal.SIGINT)

gc.set_threshold(10)
gc.callbacks.append(interrupt)
main()
"""


def test_an_interruption_that_python_loses_is_found_between_two_steps(stale, versions, folder):
    names = [path.name for path in stale(*(f"{number:02}.xlsx" for number in range(30)))]
    run = subprocess.run(
        [sys.executable, "-c", LOST, "recalc", "--in-place", *names],
        cwd=folder, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert run.returncode == 130
    assert "Exception ignored in: <function interrupt" in run.stderr
    assert run.stderr.endswith(MESSAGE)
    assert versions() == {"old"}


def test_no_child_outlives_the_command(running):
    process = running("--json")
    wait_for_a_child(process.pid)
    os.kill(process.pid, signal.SIGINT)
    process.communicate(timeout=30)
    wait_until_gone(process.pid)


def test_json_that_is_interrupted_is_no_half_document(running):
    process = running("--json")
    wait_for_a_child(process.pid)
    os.kill(process.pid, signal.SIGTERM)
    output, _ = process.communicate(timeout=30)
    assert output == ""


def test_a_reader_that_has_gone_ends_the_command_without_a_traceback(running, versions, folder):
    process = running()
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(timeout=60) == 3
    assert process.stderr.read() == ""
    assert {path.suffix for path in folder.iterdir()} == {".xlsx"}
    assert len(versions() - {"old"}) == 1


def test_a_hangup_that_is_ignored_stays_ignored(command, stale):
    (path,) = stale("00.xlsx")
    process = subprocess.Popen(
        ["nohup", command, "recalc", "--in-place", path.name],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    wait_for_a_child(process.pid)
    process.send_signal(signal.SIGHUP)
    output, _ = process.communicate(timeout=60)
    assert output.startswith("00.xlsx: written")


@pytest.mark.parametrize("end", ["csv", "json", "xlsx"])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_reports_what_was_done_and_what_was_not_reached(
    running, folder, report_rows, end, number, code
):
    process = running("--report", f"r.{end}", "--workers", "1")
    process.stdout.readline()
    os.killpg(process.pid, number)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors.strip()) == (code, MESSAGE.strip())
    rows = report_rows(folder / f"r.{end}")
    assert [row["file"] for row in rows] == [f"{number:02}.xlsx" for number in range(30)]
    statuses = [row["status"] for row in rows]
    written = statuses.count("written")
    assert 0 < written < 30
    assert statuses == ["written"] * written + ["not reached"] * (30 - written)
    if end != "json":
        assert rows[-1]["failure"] == "the run was interrupted before it; run it again"


def test_an_interrupted_run_is_resumed_where_it_stopped(running, roi_xl, folder, report_rows, versions):
    process = running("--resume", "r.csv", "--workers", "1")
    process.stdout.readline()
    os.killpg(process.pid, signal.SIGTERM)
    process.communicate(timeout=60)
    done = [row["status"] for row in report_rows(folder / "r.csv")].count("written")
    assert 0 < done < 30
    names = sorted(path.name for path in folder.glob("*.xlsx"))
    again = roi_xl("recalc", "--in-place", "--resume", "r.csv", *names, folder=folder)
    left = f"30 workbooks: {done} left out, unchanged since r.csv, {30 - done} written\n"
    assert (again.returncode, again.stdout.splitlines(keepends=True)[-1]) == (0, left)
    rows = report_rows(folder / "r.csv")
    assert [row["status"] for row in rows] == ["written"] * 30
    assert [row["skipped"] for row in rows].count("yes") == done
    assert len(versions()) == 1


def test_an_interruption_while_the_report_is_written_waits_for_it(stale, folder, report_rows):
    (path,) = stale("00.xlsx")
    code = f"import os, signal; from roi_xl.cli import main, reports; put = reports.put\n{DURING}main()"
    run = subprocess.run(
        [sys.executable, "-c", code, "recalc", "--report", "r.csv", path.name],
        cwd=folder, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (run.returncode, run.stderr.strip()) == (130, MESSAGE.strip())
    assert [row["status"] for row in report_rows(folder / "r.csv")] == ["stale"]


DURING = """
def interrupted(*arguments, **options):
    os.kill(os.getpid(), signal.SIGINT)
    put(*arguments, **options)

reports.put = interrupted
"""


def test_what_is_being_written_at_the_interruption_is_told_as_written(stale, folder, versions, report_rows):
    options = "--in-place", "--workers", "1", "--report", "r.csv"
    names = [path.name for path in stale("00.xlsx", "01.xlsx")]
    run = subprocess.run(
        [sys.executable, "-c", WRITING, "recalc", *options, *names],
        cwd=folder, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (run.returncode, run.stderr.strip()) == (130, MESSAGE.strip())
    assert len(versions()) == 2
    assert [row["status"] for row in report_rows(folder / "r.csv")] == ["written", "not reached"]
    assert run.stdout.startswith("00.xlsx: written, 600 values changed")


WRITING = """
import os, signal
from roi_xl.batch import InPlace
from roi_xl.cli import main
put = InPlace.put

def interrupted(*arguments):
    os.kill(os.getpid(), signal.SIGINT)
    return put(*arguments)

InPlace.put = interrupted
main()
"""


def test_a_reader_that_has_gone_leaves_a_report(running, folder, report_rows):
    process = running("--report", "r.csv", "--workers", "1")
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(timeout=60) == 3
    statuses = [row["status"] for row in report_rows(folder / "r.csv")]
    assert len(statuses) == 30
    assert set(statuses) <= {"written", "not reached"}


# ---- start-up ---------------------------------------------------------------------------------------------

STARTING = """
import os, signal, sys

class Interrupting:
    left = int(sys.argv.pop(1))

    @classmethod
    def find_spec(cls, *_):
        cls.left -= 1
        if cls.left == 0:
            os.kill(os.getpid(), signal.SIGINT)

from roi_xl.__main__ import main
sys.meta_path.insert(0, Interrupting)
sys.argv[0] = "roi-xl"
main()
"""
"""Ctrl-C when the so-many-th module is loaded, counted from where the command begins."""


@pytest.mark.parametrize("module", [1, 2, 3, 4, 7, 20, 40, 60, 80, 100, 120])
def test_an_interruption_while_it_starts_shows_no_traceback(stale, contents, folder, module):
    (path,) = stale("00.xlsx")
    before = contents(folder)
    run = subprocess.run(
        [sys.executable, "-c", STARTING, str(module), "recalc", "--in-place", path.name],
        cwd=folder, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert run.returncode in (
        130,
        -signal.SIGINT,
    )  # by the signal itself, which shells tell as 130
    assert run.stdout == ""
    assert run.stderr in ("", MESSAGE)  # the very first modules are loaded before there are words
    assert contents(folder) == before


def test_the_command_loads_next_to_nothing_before_it_answers_an_interruption(root):
    code = "import sys; import roi_xl.__main__; print(*(name for name in sys.modules if 'roi_xl' in name))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = [name for name in done.stdout.split() if not name.startswith("__editable")]
    assert loaded == ["roi_xl", "roi_xl.__main__"]
    assert 'roi-xl = "roi_xl.__main__:main"' in (root / "pyproject.toml").read_text()


# ---- kills ------------------------------------------------------------------------------------------------


def test_a_dozen_kills_lose_nothing_and_the_next_run_cleans_up():
    bench = Path(__file__).parents[1] / "bench" / "kills.py"
    command = [sys.executable, bench, "--kills", "12", "--seed", "4"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_temporary_file_of_a_killed_run_goes_with_the_next_run(roi_xl, stale, contents, folder):
    (path,) = stale("00.xlsx")
    subprocess.run([sys.executable, "-c", KILLED, path], check=False)
    assert len(list(folder.iterdir())) == 2
    assert roi_xl("recalc", "--check", path.name, folder=folder).returncode == 1
    assert len(list(folder.iterdir())) == 2  # it changes nothing, and that isn't nothing
    assert roi_xl("recalc", "--in-place", path.name, folder=folder).returncode == 0
    assert list(folder.iterdir()) == [path]


KILLED = """
import os, sys
from roi_xl.files import Source
with Source(sys.argv[1], in_place=True) as source:
    os.replace = lambda *_: os._exit(9)
    source.replace(b"PK half")
"""


def wait_for_a_child(pid):
    """Until the command has started one of its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    while not children.read_text().split():
        time.sleep(0.01)


def wait_until_gone(group):
    """Until no process of a group is left; fails if one stays."""
    for _ in range(1_000):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.01)
    pytest.fail("a child is still there")


# ---- a terminal -------------------------------------------------------------------------------------------


@pytest.fixture
def on_a_terminal(command):
    """What the command shows on a terminal, with its exit code."""

    def run(*arguments):
        ours, theirs = pty.openpty()
        with subprocess.Popen(
            [command, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True
        ) as process:
            os.close(theirs)
            shown = b"".join(read_all(ours))
            os.close(ours)
            return shown.decode(), process.wait(timeout=60)

    return run


def read_all(descriptor):
    while select.select([descriptor], [], [], 60)[0]:
        try:
            data = os.read(descriptor, 65_536)
        except OSError:  # Linux's word for the end of a terminal
            return
        if not data:
            return
        yield data


def test_a_terminal_gets_a_bar_and_the_lines_after_it(on_a_terminal, stale):
    stale("a.xlsx", "b.xlsx")
    shown, code = on_a_terminal("recalc", "a.xlsx", "b.xlsx")
    bar, _, lines = shown.rpartition("2/2")
    assert "Recalculating" in bar
    assert "0/2" in bar
    assert lines.index("a.xlsx") < lines.index("b.xlsx")
    assert code == 0


def test_no_bar_stands_among_the_lines_of_a_pipe(command, stale):
    stale("a.xlsx", "b.xlsx")
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [command, "recalc", "a.xlsx", "b.xlsx"], stdout=subprocess.PIPE, stderr=theirs, check=False
    )
    os.close(theirs)
    assert b"".join(read_all(ours)) == b""
    os.close(ours)
    assert done.stdout.startswith(b"a.xlsx: ")


def test_an_interrupted_terminal_still_hears_what_was_written(command, stale, folder):
    names = [path.name for path in stale(*(f"{number:02}.xlsx" for number in range(30)))]
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [command, "recalc", "--in-place", *names], stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True
    ) as process:
        os.close(theirs)
        shown = b""
        for piece in read_all(ours):
            shown += piece
            if b"1/30" in shown and b"^" not in shown:
                process.send_signal(signal.SIGINT)
                shown += b"^"
        os.close(ours)
    assert process.returncode == 130
    assert b".xlsx: \x1b[32mwritten\x1b[0m, 600 values changed" in shown


def test_a_single_workbook_needs_no_bar(on_a_terminal, stale):
    stale("a.xlsx")
    shown, _ = on_a_terminal("recalc", "a.xlsx")
    assert "Recalculating" not in shown


def test_words_of_the_verdict_are_coloured_on_a_terminal(on_a_terminal, stale):
    stale("a.xlsx")
    shown, _ = on_a_terminal("recalc", "a.xlsx")
    assert "\x1b[33mout of date\x1b[0m" in shown
