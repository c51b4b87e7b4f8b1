"""A function that means harm inside a child: refused; without the cage each of its tricks would work."""

import contextlib
import os
import pickle
import socket
import struct
import sys
import time
from pathlib import Path

import pytest

from roi_xl.batch import Child, Failure, Limits, cage
from roi_xl.batch.cage import gaps
from roi_xl.batch.child import answer, answers
from roi_xl.batch.python_process import clean_environment

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems offer less; doctor says what")

LIMITS = Limits(seconds=60, mebibytes=2048)
LOOSE = Limits(seconds=60, mebibytes=2048, caged=False)
TRICKS = {
    "connect to a server": "__import__('socket').create_connection(('127.0.0.1', {port}), 5).close()",
    "send a datagram": "__import__('socket').socket(2, 2).sendto(b'x', ('127.0.0.1', {port}))",
    "connect to a program of this machine": "__import__('socket').socket(1).connect({folder!r} + '/socket')",
    "run a program": "__import__('subprocess').run(['/bin/true']).returncode",
    "run one the short way": "__import__('os').posix_spawn('/bin/true', ['true'], {{}})",
    "run one through the shell": "1 / (__import__('os').system('true') == 0)",
    "start a process": "__import__('os').fork() or __import__('os')._exit(0)",
    "write a file": "open({folder!r} + '/new', 'w').close()",
    "write one without a name": "__import__('os').open({folder!r}, 0o20000000 | 0o200000 | 2)",
    "overwrite a file": "open({secret!r}, 'r+').write('x')",
    "delete a file": "__import__('os').unlink({secret!r})",
    "move a file": "__import__('os').rename({secret!r}, {secret!r} + '2')",
    "link to a file": "__import__('os').link({secret!r}, {folder!r} + '/link')",
    "cut a file": "__import__('os').truncate({secret!r}, 0)",
    "let everyone read a file": "__import__('os').chmod({secret!r}, 0o777)",
    "make a folder": "__import__('os').mkdir({folder!r} + '/new')",
    "read a file": "open({secret!r}).read()",
    "list a folder": "len(__import__('os').listdir({folder!r}))",
    "read the users of this machine": "open('/etc/passwd').read()",
    "read the parent's environment": "open('/proc/{parent}/environ').read()",
    "read the parent's memory": "open('/proc/{parent}/mem', 'rb').close()",
    "look for other processes": "len(__import__('os').listdir('/proc'))",
    "signal the parent": "__import__('os').kill({parent}, 0)",
}
"""What each tries, as Python has it; `folder` and `secret` are another person's."""


@pytest.fixture
def place(tmp_path):
    """What the tricks are about: a folder, a file with a secret in it, a server, this process."""
    secret = tmp_path / "secret"
    secret.write_text("s3cret")
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        local = stack.enter_context(socket.socket(socket.AF_UNIX))
        local.bind(str(tmp_path / "socket"))
        local.listen()
        yield {
            "folder": str(tmp_path), "secret": str(secret), "port": server.getsockname()[1],
            "parent": os.getpid(),
        }  # fmt: skip


@pytest.mark.parametrize("trick", TRICKS)
def test_a_child_can_do_no_harm(trick, place):
    met = answer(eval, TRICKS[trick].format(**place), limits=LIMITS)
    assert isinstance(met, Failure), met
    assert met.code == "internal-error"
    assert any(word in met.reason for word in ("PermissionError", "FileExistsError", "ZeroDivisionError")), (
        met
    )
    assert Path(place["secret"]).read_text() == "s3cret"
    assert sorted(path.name for path in Path(place["folder"]).iterdir()) == ["secret", "socket"]


@pytest.mark.parametrize("trick", TRICKS)
def test_without_the_cage_it_could(trick, place):
    met = answer(eval, TRICKS[trick].format(**place), limits=LOOSE)
    assert not isinstance(met, Failure), met


def test_nothing_of_the_cage_is_missing_on_this_kernel():
    assert answer(gaps, limits=LIMITS) == ()


def test_the_second_engine_is_found_compiled_inside_the_cage():
    settings = "__import__('roi_xl.engine.formulon.compiled').engine.formulon.compiled.settings()"
    told = f"setattr(__import__('wasmtime').Config(), 'cache', str({settings}))"
    assert answer(eval, told, limits=LIMITS) is None


def test_the_environment_is_no_business_of_a_child(monkeypatch):
    monkeypatch.setenv("API_TOKEN", "s3cret")
    everything = "' '.join(__import__('os').environ.values()) + open('/proc/self/environ').read()"
    assert "s3cret" not in answer(eval, everything, limits=LOOSE)
    monkeypatch.setattr("roi_xl.batch.python_process.clean_environment", dict)
    assert answer(eval, everything, limits=LOOSE).count("s3cret") == 2  # so it would be seen


def test_what_a_child_needs_it_is_given():
    given = {
        "HOME": "/h",
        "SystemRoot": "C:\\Windows",
        "PATH": "/bin",
        "AWS_SECRET_ACCESS_KEY": "s",
        "USER": "me",
    }
    assert clean_environment(given).keys() == {"HOME", "SystemRoot", "PATH"}


def test_every_thread_is_sealed_for_good_and_leaves_no_core(excel_saved):
    from roi_xl.recalc import Settings
    from roi_xl.tasks.recalculation import new_values

    data = (excel_saved / "apache-simple-monthly-budget.xlsx").read_bytes()
    with Child(LIMITS) as child:
        asked(child, new_values, data, Settings(__import__("datetime").date(2026, 1, 2), "strict"))
        folder = Path(f"/proc/{child.pid}")
        threads = [dict(line.split(":\t", 1) for line in path.read_text().splitlines() if ":\t" in line)
                   for path in folder.glob("task/*/status")]  # fmt: skip
        assert len(threads) > 1
        assert {(thread["NoNewPrivs"], thread["Seccomp"]) for thread in threads} == {("1", "2")}
        limits = (folder / "limits").read_text()
        assert " ".join(limits.partition("Max core file size")[2].split()[:2]) == "0 0"
        assert (folder / "oom_score_adj").read_text() == "1000\n"


def asked(child, function, *arguments):
    child.ask(function, *arguments)
    while not (found := answers([child])):
        pass
    return found[0][1]


class Evil:
    def __reduce__(self):
        return Path.touch, (Path(os.environ["MARKER"]),)


SAY = """
import os, stat, time
for place in range(3, 64):
    try:
        if stat.S_ISSOCK(os.fstat(place).st_mode):
            os.write(place, {data!r})
    except OSError:
        pass
time.sleep({seconds})
"""
HEADER = struct.Struct("!cQQ")
EVIL = [
    ("as multiprocessing sends objects", lambda data: struct.pack("!i", len(data)) + data),
    ("as an answer", lambda data: HEADER.pack(b"a", len(data), 0) + data),
    ("beside an answer", lambda data: HEADER.pack(b"a", 4, len(data)) + b"null" + data + data),
    ("as a failure", lambda data: HEADER.pack(b"f", len(data), 0) + data),
    ("as a greeting", lambda data: HEADER.pack(b"r", len(data), 0) + data),
    ("as something else", lambda data: HEADER.pack(b"p", len(data), 0) + data),
]


@pytest.mark.parametrize(("how", "framed"), EVIL, ids=[how for how, _ in EVIL])
def test_an_object_that_runs_code_when_it_is_read_is_no_answer(tmp_path, monkeypatch, how, framed):
    marker = tmp_path / "harm"
    monkeypatch.setenv("MARKER", str(marker))
    data = pickle.dumps(Evil())
    pickle.loads(data)
    assert marker.exists()  # it would
    marker.unlink()
    failure = answer(exec, SAY.format(data=framed(data), seconds=600), limits=LIMITS)
    assert failure.code == "malformed-answer"
    assert failure.remedy == "don't trust the workbook; else raise --memory"
    assert not marker.exists()


def test_neither_is_one_that_a_function_returns():
    failure = answer(eval, "type('Evil', (), {})()", limits=LIMITS)
    assert failure.reason == "TypeError: a child answers plain data, no Evil"


def test_an_answer_larger_than_the_limit_is_refused_before_it_comes():
    failure = answer(exec, SAY.format(data=HEADER.pack(b"a", 4, 1 << 40), seconds=600), limits=LIMITS)
    assert failure.reason.startswith("the calculation answered an answer larger than 2048 MB")


def test_half_an_answer_is_waited_for_no_longer_than_for_a_whole_one():
    said = SAY.format(data=HEADER.pack(b"a", 4, 0) + b"nu", seconds=600)
    assert answer(exec, said, limits=Limits(seconds=1, mebibytes=1024)).code == "time-limit"


def test_a_child_that_never_takes_a_call_holds_nobody_up():
    said = SAY.format(data=HEADER.pack(b"a", 4, 0) + b"null", seconds=600)
    with Child(Limits(seconds=1, mebibytes=1024)) as child:
        assert asked(child, exec, said) is None
        start = time.monotonic()
        assert asked(child, len, bytes(20_000_000)).code == "time-limit"
        assert time.monotonic() - start < 30
        assert not child.is_alive


def test_a_library_that_is_linked_is_read_where_it_lies(tmp_path, monkeypatch):
    (tmp_path / "elsewhere" / "lib").mkdir(parents=True)
    (tmp_path / "site" / "lib.dist-info").mkdir(parents=True)
    (tmp_path / "site" / "lib").symlink_to(tmp_path / "elsewhere" / "lib")
    monkeypatch.syspath_prepend(tmp_path / "site")
    assert tmp_path / "elsewhere" / "lib" in set(cage.readable())
    assert tmp_path / "elsewhere" not in set(cage.readable())
