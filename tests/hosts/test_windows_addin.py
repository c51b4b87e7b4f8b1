"""The add-in on Windows from installation to removal, and a doctor that leaves other programs alone."""

import json
import shutil

import pytest
from com import dll
from commands import Command, here
from session import named

from roi_xl.version import VERSION

SETTINGS = '"INTERPRETER_WIN","{python}"\r\n"ROI_XL ADDIN","{addin}"\r\n"ROI_XL VERSION","{version}"\r\n'
EXCEL = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
OFFICE = r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE"
STORE = r"C:\Program Files\WindowsApps\Microsoft.Office.Desktop_16051_x86__8wekyb3d8bbwe\Office16\EXCEL.EXE"
RULES = r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
NO_CHILDREN = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"
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
def registry(windows):
    """Set a value of the registry, and give the way to take it back."""

    def set_value(key, name, value):
        where = ["/ve"] if name is None else ["/v", name]
        done = windows.wine.run("reg", "add", key, *where, "/d", value, "/f")
        assert done.code == 0, done.err
        return lambda: windows.wine.run("reg", "delete", key, *where, "/f")

    return set_value


@pytest.fixture(scope="module")
def life(windows, startup, settings, noted, registry):
    """The outcome of each command, with the two files as they were after it."""
    registry(EXCEL, None, OFFICE)
    steps = {}
    for name in ("status", "install", "status again", "install again", "doctor", "remove", "remove again"):
        arguments = ["doctor"] if name == "doctor" else ["addin", name.split()[0]]
        done, hooks = noted("-m", "roi_xl", *arguments)
        files = [path.read_bytes() if path.exists() else None for path in (startup, settings)]
        steps[name] = done, files, hooks
        if name == "remove":
            steps["a folder is left"] = settings.parent.exists()
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
    assert settings == SETTINGS.format(python=python, addin=addin, version=VERSION).encode("cp1252")


def test_installed_it_is_said_to_be_and_installing_it_again_changes_nothing(life):
    done, files, _ = life["status again"]
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("installed: ")
    again, same, _ = life["install again"]
    assert again.out.count("up to date already") == 5
    assert same == files


def test_xlwings_dlls_are_copied_so_that_its_updates_take_none_away(life, windows, settings):
    done, _, _ = life["install"]
    for name in (dll(windows).name, dll(windows).name.replace("64", "32", 1)):
        assert f"{settings.parent.name}\\{name}: written" in done.out


def test_the_doctor_finds_nothing_wrong(life, windows):
    done, _, _ = life["doctor"]
    assert (done.code, done.err) == (0, "")
    checks = done.out.split("\n\n")[0].splitlines()
    marks = {line.split()[1]: line[0] for line in checks if not line.startswith(" ")}
    assert marks.pop("calculation") == "–"  # what a cage on Windows leaves open is told, and nothing wrong
    assert set(marks.values()) == {"✓"}
    assert dll(windows).name in done.out


def test_no_process_of_the_doctor_ends_another_program_as_it_ends(life, noted):
    _, xlwings = noted("-c", "import atexit, xlwings; atexit._clear()")
    assert "xlwings._xlwindows" in xlwings  # it ends every Excel without a workbook
    hooks = life["doctor"][2]
    assert hooks  # so that they were noted
    assert not {name for name in hooks if name.startswith("xlwings")}


def test_removing_leaves_nothing(life):
    done, files, _ = life["remove"]
    assert (done.code, done.err, files) == (0, "", [None, None])
    assert not life["a folder is left"]
    assert life["remove again"][0].out == "nothing to remove: the add-in isn't installed\n"


def test_the_doctor_really_calls_through_the_dll(life):
    assert "TRAINING_ROI(90000,16000) gives 4.625 through" in life["doctor"][0].out


def examined(roi_xl):
    """What the doctor says, by the check; asked again where a busy Wine let it start no process."""
    done = roi_xl("doctor", "--json")
    if not done.out:
        done = roi_xl("doctor", "--json")
    assert done.out, done.err
    return {entry["check"]: entry for entry in json.loads(done.out)["checks"]}


@pytest.fixture(scope="module")
def installed(windows, life):
    """A Windows with the add-in."""
    assert windows.roi_xl("addin", "install").code == 0
    yield windows
    windows.roi_xl("addin", "remove")


@pytest.fixture(scope="module")
def moved(installed, settings):
    """What the doctor says when the Python that the settings name was moved, by the check."""
    lines = settings.read_bytes()
    settings.write_bytes(lines.replace(b"pythonw.exe", b"gone\\pythonw.exe"))
    found = examined(installed.roi_xl)
    settings.write_bytes(lines)
    return found


@pytest.fixture(scope="module")
def troubled(installed, settings, registry):
    """What it says of an Office from the store, a policy, and a DLL that was taken (no check sees two of
    them), and whether installing once more puts the DLL back."""
    registry(EXCEL, None, STORE)
    take_back = registry(RULES, NO_CHILDREN, "1")
    (copy,) = settings.parent.glob("xlwings64-*.dll")
    copy.unlink()
    try:
        found = examined(installed.roi_xl)
    finally:
        take_back()
        registry(EXCEL, None, OFFICE)
    again = installed.roi_xl("addin", "install")
    return found, again.code == 0 and copy.exists()


def test_office_from_the_store_and_a_policy_are_found_out(troubled):
    found, _ = troubled
    assert "Microsoft Store" in found["Excel"]["met"]
    assert "lets Office start no program" in found["policies"]["met"]


def test_a_python_that_was_moved_is_told_within_seconds_and_what_to_do(moved):
    call = moved["call"]
    assert (call["passed"], "Could not create Python process" in call["met"]) == (False, True)
    assert "gone" in moved["settings"]["met"]


def test_a_dll_that_was_taken_is_found_out_and_put_back(troubled):
    found, is_back = troubled
    assert "a virus scanner may have taken it" in found["settings"]["met"]
    assert found["call"]["passed"]  # the one beside Python still serves
    assert is_back


# A user whose name the code page lacks: Windows' own short name of the folder stands for it

AS_LUKASZ = r"""
import os, sys
os.environ.update(
    USERPROFILE="C:\\users\\\u0141ukasz", APPDATA="C:\\users\\\u0141ukasz\\AppData\\Roaming"
)
from roi_xl.cli import main
if __name__ == "__main__":
    main()
"""


def test_a_user_whose_name_the_code_page_lacks_is_served_by_short_names(windows):
    profile = windows.folder / "prefix" / "drive_c" / "users" / "Łukasz"
    (profile / "AppData" / "Roaming" / "Microsoft" / "Excel").mkdir(parents=True)
    script = windows.folder / "as_lukasz.py"
    script.write_text(AS_LUKASZ, encoding="ascii")

    def roi_xl(*arguments):
        return windows.wine.run(windows.python(), named(script), *arguments)

    try:
        for _ in range(2):  # the second time the files are there and have short names, too
            assert roi_xl("addin", "install").code == 0
            assert roi_xl("addin", "status").out.startswith("installed: ")
        settings = (profile / ".roi_xl" / "roi_xl.conf").read_bytes()
        assert settings.decode("cp1252").splitlines()[1].endswith('\\roi_xl.xlam"')
        assert examined(roi_xl)["call"]["passed"]
        assert roi_xl("addin", "remove").code == 0
        assert not [path for path in profile.rglob("*") if path.is_file()]
    finally:
        shutil.rmtree(profile)
