"""The doctor finds each thing that can be wrong, says what to do, and has nothing to say about the rest."""

import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from roi_xl.addin.doctor import CHECKS, XLWINGS, Surroundings, dll_folders, examined, required
from roi_xl.addin.install import install
from roi_xl.addin.interpreter import Interpreter
from roi_xl.addin.places import places
from roi_xl.addin.xlam import built, texts
from roi_xl.calc import FUNCTIONS

STORE = "C:\\Program Files\\WindowsApps\\PythonSoftwareFoundation.Python.3.12_x64__qbz5n2kfra8p0"
WINDOWS = {"xlwings' DLL", "folders", "add-in", "settings", "Excel", "policies", "call", "other add-ins"}


def failing(surroundings):
    return {name for name, verdict in examined(surroundings) if verdict.passed is False}


def verdict(surroundings, name):
    return dict(examined(surroundings))[name]


@pytest.fixture
def healthy(here, fresh, interpreter):
    """A Windows computer on which all is well."""
    for bits in (32, 64):
        (interpreter.prefix / f"xlwings{bits}-0.37.8.dll").touch()
    install(here, fresh, interpreter)
    return Surroundings(
        places=here, interpreter=interpreter, python="3.12.4, 64 bits",
        libraries={"xlwings": "0.37.8", "numpy": "2.4.0"}, fresh=fresh, engines="", door="",
        excel="C:\\Program Files\\Microsoft Office\\root\\Office16\\EXCEL.EXE", call="",
    )  # fmt: skip


def test_a_healthy_computer_passes_every_check(healthy):
    assert [verdict.passed for _, verdict in examined(healthy)] == [True] * len(CHECKS)


def test_without_excel_the_excel_checks_dont_apply_and_the_others_pass(healthy):
    here = replace(healthy, places=places({}), fresh=b"")
    assert {name for name, verdict in examined(here) if verdict.passed is None} == WINDOWS
    assert failing(here) == set()


def test_windows_without_excel_is_no_fault(healthy, tmp_path):
    here = replace(healthy, places=places({"APPDATA": str(tmp_path), "USERPROFILE": str(tmp_path)}))
    assert failing(here) == set()
    assert verdict(here, "add-in").detail == "Excel has never been started by this user"


def test_every_failing_check_has_a_remedy(healthy, environment):
    broken = Surroundings(
        places=places(environment),
        interpreter=Interpreter(healthy.interpreter.prefix / "x", healthy.interpreter.prefix, Path(STORE)),
        python="3.12.4, 64 bits", libraries={"xlwings": "0.36.0", "numpy": None}, fresh="no xlwings",
        engines="died", door="ImportError",
    )  # fmt: skip
    found = [verdict for _, verdict in examined(broken) if verdict.passed is False]
    assert len(found) >= 7
    assert all(verdict.remedy for verdict in found)


def test_a_python_from_the_store_fails_where_excel_is(healthy):
    store = replace(healthy.interpreter, base=Path(STORE))
    assert "Python" in failing(replace(healthy, interpreter=store))
    assert failing(replace(healthy, interpreter=store, places=places({}))) == set()


def test_a_missing_library_is_named(healthy):
    here = replace(healthy, libraries={"xlwings": "0.37.8", "pandas": None, "numpy": None})
    assert verdict(here, "libraries").detail == "missing: pandas, numpy"


@pytest.mark.parametrize("version", ["0.36.9", "1.0.0", "1.2", None])
def test_an_xlwings_out_of_range_fails(healthy, version):
    found = verdict(replace(healthy, libraries={"xlwings": version}), "xlwings")
    assert found.passed is False
    assert 'pip install "xlwings>=0.37,<1.0"' in found.remedy


@pytest.mark.parametrize("version", ["0.37.0", "0.37.8", "0.99"])
def test_an_xlwings_in_range_passes(healthy, version):
    assert verdict(replace(healthy, libraries={"xlwings": version}), "xlwings").passed


def test_the_range_of_xlwings_is_the_one_that_we_install(root):
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    at_least, below = re.search(r'"xlwings>=([\d.]+),<([\d.]+)"', text).groups()
    assert [tuple(map(int, (bound + ".0").split(".")[:2])) for bound in (at_least, below)] == [*XLWINGS]


@pytest.mark.parametrize(
    ("gaps", "passed", "met"),
    [
        ((), True, "runs in a cage: no network, no other program, nothing written, only Python"),
        (("a", "b"), None, "runs in a process of its own with limits, which nothing here keeps from a, b"),
        ("it died", None, "not asked: it died"),
    ],
)  # fmt: skip
def test_what_keeps_a_calculation_from_harm_is_said(healthy, gaps, passed, met):
    found = verdict(replace(healthy, gaps=gaps), "calculation")
    assert found.passed is passed
    assert found.detail.startswith(met)


def test_engines_that_dont_answer_fail_with_their_reason(healthy):
    assert (
        verdict(replace(healthy, engines="formulon is missing"), "formula engines").detail
        == "formulon is missing"
    )


def test_functions_that_cant_be_imported_fail_with_their_reason(healthy):
    assert failing(replace(healthy, door="ImportError: win32api")) == {"worksheet functions"}


def test_a_dll_of_another_xlwings_fails_and_is_named(healthy):
    folder = healthy.interpreter.prefix
    (folder / "xlwings64-0.37.8.dll").rename(folder / "xlwings64-0.36.0.dll")
    found = verdict(healthy, "xlwings' DLL")
    assert found.passed is False
    assert "no xlwings64-0.37.8.dll in" in found.detail
    assert "there is xlwings64-0.36.0.dll" in found.detail


def test_a_user_installation_has_no_dll_where_the_vba_looks(healthy):
    for dll in healthy.interpreter.prefix.glob("*.dll"):
        dll.unlink()
    assert "not with --user" in verdict(healthy, "xlwings' DLL").remedy


def test_a_dll_beside_the_program_is_found_too(healthy):
    for dll in healthy.interpreter.prefix.glob("*.dll"):
        dll.rename(healthy.interpreter.executable.parent / dll.name)
    assert verdict(healthy, "xlwings' DLL").passed


def test_an_add_in_that_isnt_installed_fails(healthy):
    healthy.places.addin.unlink()
    healthy.places.settings.unlink()
    found = verdict(healthy, "add-in")
    assert (found.passed, found.remedy) == (False, "run `roi-xl addin install`")
    assert verdict(healthy, "settings").passed is None


def test_an_outdated_add_in_fails(healthy, older):
    healthy.places.addin.write_bytes(older)
    assert failing(healthy) == {"add-in"}


def test_settings_that_name_another_python_fail(healthy, environment_of):
    other = environment_of("other")
    for dll in ("xlwings64-0.37.8.dll", "xlwings32-0.37.8.dll"):
        (other.prefix / dll).touch()
    assert failing(replace(healthy, interpreter=other)) == {"settings"}


def test_an_add_in_that_cant_be_built_fails_with_the_reason(healthy):
    assert verdict(replace(healthy, fresh="xlwings' VBA is new"), "add-in").detail.endswith(
        "xlwings' VBA is new"
    )


@pytest.mark.parametrize(
    ("modules", "passed"),
    [("mine", True), ("roi_xl_udfs", False), ("mine; roi_xl_udfs", False), ("roi_xl_udfs_old", True)],
)
def test_our_functions_in_xlwings_own_ribbon_clash_with_the_add_in(healthy, modules, passed):
    healthy.places.xlwings.parent.mkdir()
    healthy.places.xlwings.write_text(f'"UDF MODULES","{modules}"\n')
    assert verdict(healthy, "other add-ins").passed is passed


def test_our_functions_in_xlwings_own_ribbon_are_fine_without_the_add_in(healthy):
    healthy.places.xlwings.parent.mkdir()
    healthy.places.xlwings.write_text('"UDF MODULES","roi_xl_udfs"\n')
    healthy.places.addin.unlink()
    healthy.places.settings.unlink()
    assert verdict(healthy, "other add-ins").passed


def test_the_libraries_are_those_of_the_installed_package():
    found = required()
    assert {"xlwings", "pandas", "numpy", "openpyxl", "pyOpenVBA"} <= found.keys()
    assert "pytest" not in found
    assert None not in found.values()


@pytest.mark.skipif(sys.platform != "linux", reason="a folder that refuses even root is Linux's")
def test_a_folder_that_nothing_can_be_written_to_fails(healthy):
    here = replace(healthy.places, settings=Path("/proc/.roi_xl/roi_xl.conf"))
    found = verdict(replace(healthy, places=here), "folders")
    assert (found.passed, found.detail) == (False, "nothing can be written to /proc/.roi_xl")


def test_a_folder_in_place_of_xlwings_settings_is_none(healthy):
    healthy.places.xlwings.mkdir(parents=True)
    assert verdict(healthy, "other add-ins").passed


def test_an_add_in_that_cant_be_read_fails_with_its_remedy(healthy):
    healthy.places.addin.unlink()
    healthy.places.addin.mkdir()
    found = verdict(healthy, "add-in")
    assert (found.passed, found.remedy) == (False, "check what is there")


def test_the_dll_is_looked_for_where_and_in_the_order_in_which_the_vba_looks(here, interpreter):
    ours, beside, above = dll_folders(here, interpreter)
    assert ours == here.settings.parent
    assert (beside, above) == (interpreter.executable.parent, interpreter.prefix)
    module = texts(built(FUNCTIONS))["roi_xl_python.bas"]
    assert "For Each place In Array(SettingsFolder(), folder, Above(folder))" in module
