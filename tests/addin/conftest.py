"""Excel for Windows and a Python for it, as far as they are folders and files."""

from __future__ import annotations

import pytest
from pyopenvba import ExcelFile

from roi_xl.addin.install import install
from roi_xl.addin.interpreter import Interpreter
from roi_xl.addin.places import places
from roi_xl.addin.xlam import built
from roi_xl.calc import FUNCTIONS
from roi_xl.version import VERSION


@pytest.fixture(scope="session")
def fresh():
    """The add-in as it is built now."""
    return built(FUNCTIONS)


@pytest.fixture(scope="session")
def older(fresh, tmp_path_factory):
    """An add-in that an older roi-xl has built."""
    path = tmp_path_factory.mktemp("older") / "roi_xl.xlam"
    path.write_bytes(fresh)
    with ExcelFile(str(path)) as book:
        text = book.get_module("roi_xl_python")
        book.set_module(
            "roi_xl_python", text.replace(f'BUILT_BY As String = "{VERSION}"', 'BUILT_BY As String = "0.1.9"')
        )
        book.save()
    return path.read_bytes()


@pytest.fixture
def profile(tmp_path):
    """The folder of a user who has had Excel open; the name is one that breaks careless code."""
    folder = tmp_path / "Åsa Öst & Co"
    (folder / "AppData" / "Roaming" / "Microsoft" / "Excel").mkdir(parents=True)
    return folder


@pytest.fixture
def environment(profile):
    """That user's environment variables."""
    return {"APPDATA": str(profile / "AppData" / "Roaming"), "USERPROFILE": str(profile)}


@pytest.fixture
def here(environment):
    """Where that user's Excel and settings are."""
    return places(environment)


@pytest.fixture
def environment_of(tmp_path):
    """Make a virtual environment as Windows lays it out, without what is in its programs."""

    def make(name="venv", base="C:\\Python312"):
        prefix = tmp_path / name
        (prefix / "Scripts").mkdir(parents=True)
        for program in ("python.exe", "pythonw.exe"):
            (prefix / "Scripts" / program).touch()
        return Interpreter(prefix / "Scripts" / "python.exe", prefix, type(prefix)(base))

    return make


@pytest.fixture
def interpreter(environment_of):
    """The Python that should answer."""
    return environment_of()


@pytest.fixture
def installed(here, fresh, interpreter):
    """A user with the add-in."""
    install(here, fresh, interpreter)
    return here


@pytest.fixture(scope="session")
def tree():
    """Every file below a folder, with its bytes."""

    def files(folder):
        return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    return files


@pytest.fixture(scope="session")
def codes():
    """The codes of what was found."""

    def found_codes(found):
        return [finding.code for finding in found.findings]

    return found_codes
