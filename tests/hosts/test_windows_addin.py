"""The add-in on Windows from installation to removal, and a doctor that leaves other programs alone."""

import pytest
from com import dll
from commands import Command, here
from session import named

SETTINGS = '"INTERPRETER_WIN","{python}"\r\n"ROI_XL ADDIN","{addin}"\r\n'
NOTE = """
import atexit, os
if "NOTED" in os.environ:
    register = atexit.register
    def noted(function, *args, **kwargs):
        with open(os.environ["NOTED"], "a") as file:
            print(function.__module__, file=file)
        return register(function, *args, **kwargs)
    atexit.register = noted
"""
"""A module that every Python imports as it starts: it notes what is to be called as the process ends."""


@pytest.fixture(scope="module")
def startup(windows):
    """Where Excel looks for the add-in."""
    return windows.profile / "AppData" / "Roaming" / "Microsoft" / "Excel" / "XLSTART" / "roi_xl.xlam"


@pytest.fixture(scope="module")
def settings(windows):
    """Where the add-in's VBA looks for Python."""
    return windows.profile / ".roi_xl" / "roi_xl.conf"


@pytest.fixture(scope="module")
def noted(windows):
    """What a command comes to, and the modules that asked for something to be done as its processes end."""
    module = windows.site / "sitecustomize.py"
    module.write_text(NOTE, encoding="ascii")

    def modules(*arguments):
        file = windows.folder / "noted"
        file.write_text("", encoding="ascii")
        done = windows.wine.run(windows.python(), *arguments, environment={"NOTED": named(file)})
        return done, set(file.read_text(encoding="ascii").split())

    yield modules
    module.unlink()


@pytest.fixture(scope="module")
def life(windows, startup, settings, noted):
    """The outcome of each command, with the two files as they were after it."""
    steps = {}
    for name in ("status", "install", "status again", "install again", "doctor", "remove", "remove again"):
        arguments = ["doctor"] if name == "doctor" else ["addin", name.split()[0]]
        done, hooks = noted("-m", "roi_xl", *arguments)
        files = [path.read_bytes() if path.exists() else None for path in (startup, settings)]
        steps[name] = done, files, hooks
    return steps


def test_before_it_is_installed_it_is_absent(life):
    done, files, _ = life["status"]
    assert (done.code, done.err, files) == (1, "", [None, None])
    assert done.out.startswith(r"absent: C:\users" + "\\")


def test_what_is_installed_is_what_is_built_anywhere(life, windows, place):
    done, (addin, _), _ = life["install"]
    assert (done.code, done.err) == (0, "")
    here(windows, Command(("addin", "build", "-o", "roi_xl.xlam")), place / "here")
    assert addin == (place / "here" / "roi_xl.xlam").read_bytes()


def test_the_settings_name_the_python_without_a_window_in_windows_code_page(life, windows, startup):
    _, (_, settings), _ = life["install"]
    python = named(windows.python(program="pythonw.exe"))
    addin = "C:\\" + str(startup.relative_to(windows.folder / "prefix" / "drive_c")).replace("/", "\\")
    assert settings == SETTINGS.format(python=python, addin=addin).encode("cp1252")


def test_installed_it_is_said_to_be_and_installing_it_again_changes_nothing(life):
    done, files, _ = life["status again"]
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("installed: ")
    again, same, _ = life["install again"]
    assert again.out.count("up to date already") == 2
    assert same == files


def test_the_doctor_finds_nothing_wrong(life, windows):
    done, _, _ = life["doctor"]
    assert (done.code, done.err) == (0, "")
    checks = done.out.split("\n\n")[0].splitlines()
    assert {line[0] for line in checks if not line.startswith(" ")} == {"✓"}
    assert dll(windows).name in done.out


def test_no_process_of_the_doctor_ends_another_program_as_it_ends(life, noted):
    _, xlwings = noted("-c", "import atexit, xlwings; atexit._clear()")
    assert "xlwings._xlwindows" in xlwings  # it ends every Excel without a workbook
    hooks = life["doctor"][2]
    assert hooks  # so that they were noted
    assert not {name for name in hooks if name.startswith("xlwings")}


def test_removing_leaves_nothing(life, settings):
    done, files, _ = life["remove"]
    assert (done.code, done.err, files) == (0, "", [None, None])
    assert not settings.parent.exists()
    assert life["remove again"][0].out == "nothing to remove: the add-in isn't installed\n"
