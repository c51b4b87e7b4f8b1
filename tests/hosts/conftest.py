"""One table of cases for every host: the examples of the catalogue and the protocol of cells."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from xml.sax.saxutils import escape

import npm_packages
import pytest
from core import told

from roi_xl.calc import FUNCTIONS

HOSTS = Path(__file__).parent
LANES = HOSTS / "lanes"
sys.path.append(str(HOSTS / "windows"))
import bench  # noqa: E402
import session  # noqa: E402

SECONDS = 300


def table():
    """Every case with its expected result: the protocol of cells, then the examples of the catalogue.

    An example with an empty range is left out: no sheet has one.
    """
    examples = [
        {
            "id": f"{name} example {number}",
            "function": name,
            "args": [*map(told, example.args)],
            "result": told(example.result),
        }
        for name, function in FUNCTIONS.items()
        for number, example in enumerate(function.examples, start=1)
        if () not in example.args
    ]
    return [*json.loads((HOSTS / "cases.json").read_text(encoding="utf-8")), *examples]


def nothing_missing():
    """A lane that needs Python alone."""


def soffice():
    """What the lane of LibreOffice lacks."""
    if shutil.which("soffice") is None:
        return "Debian's package libreoffice-calc"
    uno = subprocess.run(["/usr/bin/python3", "-c", "import uno"], capture_output=True, check=False)
    return "Debian's package python3-uno" if uno.returncode else None


def pyodide():
    """What the lane of xlwings Lite lacks."""
    return npm_packages.lacking("pyodide")


def as_it_is(value):
    """A host that hands over what stands in the cell."""
    return value


def empty_text_as_blank(value):
    """xlwings' converters take the empty text of a formula for a blank cell."""
    return None if value == "" else value


@dataclass(frozen=True)
class Lane:
    """A host, or what stands in its place.

    Attributes:
        command: What runs the cases.
        lacks: What it needs and this machine doesn't have, or None.
        session: The fixture of what it would otherwise set up for itself alone.
        arrives: What reaches our functions of the value of a cell.
    """

    command: Sequence[str]
    lacks: Callable[[], str | None] = nothing_missing
    arrives: Callable[[object], object] = as_it_is
    session: str = ""

    def asked(self, case):
        """A case as it reaches our functions in this host."""
        return case | {"args": [self._argument(plain) for plain in case["args"]]}

    def _argument(self, plain):
        if isinstance(plain, list):
            return [[*map(self.arrives, cells)] for cells in plain]
        return plain if plain == {"left out": True} else self.arrives(plain)


def _python(name, *arguments):
    return [sys.executable, str(LANES / f"{name}.py"), *arguments]


HOST_LANES = {
    "core": Lane(_python("core")),
    "classic": Lane(_python("classic"), arrives=empty_text_as_blank),
    "vba": Lane(_python("vba")),
    "server": Lane(_python("server"), arrives=empty_text_as_blank),
    "lite": Lane(_python("lite"), pyodide, empty_text_as_blank),
    "calc": Lane(_python("calc"), soffice),
    "batch": Lane(_python("batch")),
    "windows": Lane(_python("com"), bench.lacking, session="windows"),
}


@pytest.fixture(scope="session")
def cases():
    """The cases, each with `id`, `function`, `args` and `result`."""
    return table()


def answers(command, cases):
    """What a lane's program gives for some cases."""
    asked = [{key: case[key] for key in ("id", "function", "args")} for case in cases]
    run = subprocess.run(
        command, input=json.dumps(asked), capture_output=True, text=True, encoding="utf-8",
        timeout=SECONDS, check=False, env=os.environ | {"PYTHONUTF8": "1"},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-4_000:]
    return json.loads(run.stdout)


@pytest.fixture(scope="session")
def lane(cases, request):
    """What a lane gives for every case, in their order; further arguments go to its program."""

    @cache
    def results(name, *arguments):
        host = HOST_LANES[name]
        lacking = host.lacks()
        if lacking is not None:
            pytest.skip(f"the {name} lane needs {lacking}")
        if host.session:
            request.getfixturevalue(host.session)
        return answers([*host.command, *arguments], cases)

    return results


@pytest.fixture(scope="session")
def expected(cases):
    """What the core gives for every case as a host hands it over."""

    @cache
    def results(name):
        return answers(HOST_LANES["core"].command, map(HOST_LANES[name].asked, cases))

    return results


@pytest.fixture(scope="session")
def core():
    """What the core gives for some cases, such as those of a host that hands over something else."""
    return partial(answers, HOST_LANES["core"].command)


# LibreOffice's Basic, a second implementation of VBA's language

LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false"><library:element library:name="Module"/>
</library:library>"""
MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module"
 script:language="StarBasic">{code}</script:module>"""


class Basic:
    """LibreOffice; it runs the `Sub Check` of a text, which writes to the file `result` and ends it."""

    def __init__(self, folder):
        self.result = folder / "result"
        self._profile = folder / "profile"

    def __call__(self, code):
        self._run("--terminate_after_init")  # makes the profile; it would overwrite ours
        library = self._profile / "user" / "basic" / "Standard"
        (library / "script.xlb").write_text(LIBRARY, encoding="utf-8")
        text = MODULE.format(code=escape("Option VBASupport 1\n" + code))
        (library / "Module.xba").write_text(text, encoding="utf-8")
        self._run("macro:///Standard.Module.Check")
        return self.result.read_text()

    def _run(self, *arguments):
        """Run it with a user profile of its own; it starts a process that must not outlive it."""
        settings = f"-env:UserInstallation={self._profile.as_uri()}"
        program = subprocess.Popen(
            [shutil.which("soffice"), settings, "--headless", "--norestore", *arguments],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            program.wait(timeout=120)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(program.pid, signal.SIGKILL)
            program.wait()


@pytest.fixture
def basic(tmp_path):
    """A second reader of VBA; it is used for one text."""
    if shutil.which("soffice") is None:
        pytest.skip("a second reader of the VBA needs Debian's package libreoffice-calc")
    return Basic(tmp_path)


# Windows, under Wine

_windows_tests: dict[str, float] = {}
_bench_built: list[str] = []


@pytest.fixture(scope="session")
def windows():
    """CPython for Windows with our wheel, and a stand-in for Excel; shared by the whole run."""
    lacking = bench.lacking()
    if lacking is not None:
        pytest.skip(f"the Windows lane needs {lacking}")
    was_there = (bench.place() / bench.BUILD).is_file()
    built = bench.built()
    seconds = (built / bench.BUILD).read_text(encoding="ascii")
    _bench_built.append("bench was there" if was_there else f"bench built in {seconds} s")
    with session.session() as own, pytest.MonkeyPatch.context() as patch:
        patch.setenv(session.JOINED, str(own.folder))
        yield own


@pytest.fixture
def place(windows, request):
    """A folder of a test's own in that Windows."""
    name = re.sub(r"\W+", "-", request.node.name)[:60]
    folder = windows.folder / "tests" / f"{name}-{len([*(windows.folder / 'tests').glob('*')])}"
    folder.mkdir(parents=True)
    return folder


def pytest_runtest_logreport(report):
    """Note what the Windows lane takes, the bench included."""
    if "test_windows_" in report.nodeid or report.nodeid.endswith("[windows]"):
        _windows_tests[report.nodeid] = _windows_tests.get(report.nodeid, 0) + report.duration


def pytest_terminal_summary(terminalreporter):
    """Say what the Windows lane has taken."""
    if _windows_tests and _bench_built:
        seconds = sum(_windows_tests.values())
        terminalreporter.write_line(
            f"Windows lane: {len(_windows_tests)} tests, {seconds:.0f} s ({_bench_built[0]})"
        )
