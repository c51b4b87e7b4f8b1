"""The Python that Excel starts: what it imports, and what it leaves behind."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

LANES = Path(__file__).parent.parent / "hosts" / "lanes"
OURS = "from roi_xl.addin.server import imported_xlwings; imported_xlwings()"
IMPORTED = """
import atexit, json, sys
sys.path.insert(0, sys.argv[1])
BEFORE
hooks, register = [], atexit.register
def noted(function, *args, **kwargs):
    hooks.append(function.__module__)
    return register(function, *args, **kwargs)
import windows
atexit.register = noted
with windows.played():
    IMPORT
ends_processes = [module for module in hooks if module.startswith("xlwings")]
atexit._clear()  # or this very process would look for Excel
json.dump([ends_processes, sorted({"pandas", "numpy"} & {*sys.modules})], sys.stdout)
"""


def imported(statement, before=""):
    """Which of xlwings' hooks are left for the end of a process, and which large packages are loaded."""
    code = IMPORTED.replace("IMPORT", statement).replace("BEFORE", before)
    run = subprocess.run(
        [sys.executable, "-c", code, str(LANES)], capture_output=True, text=True, check=True, timeout=120
    )
    return json.loads(run.stdout)


def test_xlwings_by_itself_would_end_excels_processes_and_loads_pandas():
    hooks, large = imported("import xlwings", before="import pandas")
    assert hooks == ["xlwings._xlwindows"]
    assert large == ["numpy", "pandas"]


def test_no_hook_is_left_that_ends_processes():
    hooks, _ = imported(OURS)
    assert hooks == []


def test_large_packages_that_no_function_has_asked_for_are_not_loaded():
    assert imported(OURS)[1] == []


def test_a_hook_of_no_module_is_registered():
    # such as that of a built-in method, whose __module__ is None
    code = (
        "import atexit, io\nfrom roi_xl.addin import server\n"
        "with server._deaf_to('xlwings'):\n    atexit.register(io.StringIO().close)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")


def test_a_package_that_was_loaded_before_stays():
    assert imported(OURS, before="import numpy")[1] == ["numpy"]


@pytest.mark.parametrize("name", ["numpy", "pandas"])
def test_who_needs_a_large_package_gets_it_afterwards(name):
    assert name in imported(f"{OURS}; import json; sys.platform = 'linux'; import {name}")[1]


READY = """
import sys
sys.path.insert(0, sys.argv[1])
import windows
with windows.played():
    from roi_xl.addin.server import ready
    ready()
import xlwings.udfs
print({name: module["filetime"] for name, module in xlwings.udfs.udf_modules.items()})
"""


def test_an_update_under_a_running_excel_replaces_no_module_of_the_server():
    # xlwings loads a module anew when the time of its file changes: the new door over the old rest
    run = subprocess.run(
        [sys.executable, "-c", READY, str(LANES)], capture_output=True, text=True, check=True, timeout=120
    )
    assert run.stdout.strip() == "{'roi_xl_udfs': None, 'roi_xl_udfs.explain': None}"
