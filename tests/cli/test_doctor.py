"""`roi-xl doctor` as a user meets it."""

import json
import os
import sys
from functools import cache

import pytest

from roi_xl.addin.doctor import CHECKS
from roi_xl.cli import doctor


@pytest.fixture
def not_windows(monkeypatch, looked_at):
    """A computer without Excel."""
    monkeypatch.delenv("APPDATA", raising=False)
    monkeypatch.delenv("USERPROFILE", raising=False)
    monkeypatch.setattr(doctor, "surroundings", looked_at)


@pytest.fixture(scope="module")
def excel(tmp_path_factory):
    """The folder of a Windows user who has had Excel open."""
    folder = tmp_path_factory.mktemp("windows")
    (folder / "Microsoft" / "Excel").mkdir(parents=True)
    return folder


@pytest.fixture
def windows(excel, monkeypatch, looked_at):
    """That user's Windows; the Python is this one, without xlwings' DLLs."""
    monkeypatch.setenv("APPDATA", str(excel))
    monkeypatch.setenv("USERPROFILE", str(excel))
    monkeypatch.setattr(doctor, "surroundings", looked_at)


@pytest.fixture(scope="module")
def looked_at():
    """What the command finds on each of the two computers, found once; what it says of that is asked here."""
    really = doctor.surroundings
    once = cache(lambda _: really())
    return lambda: once(os.environ.get("APPDATA"))


def test_a_healthy_installation_without_excel_ends_with_0_and_says_what_the_add_in_needs(invoke, not_windows):
    done = invoke("doctor")
    assert done.exit_code == 0, done.stdout
    assert "✗" not in done.stdout
    assert "The add-in needs Excel for Windows" in done.stdout


def test_both_engines_and_the_door_to_excel_are_tried(invoke, not_windows):
    lines = invoke("doctor").stdout.splitlines()
    assert any(line.startswith("✓ formula engines") and "both give 2" in line for line in lines)
    assert any(line.startswith("✓ worksheet functions") for line in lines)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems can't keep a calculation from everything")
def test_the_calculation_runs_in_a_cage(invoke, not_windows):
    assert "✓ calculation         runs in a cage: no network" in invoke("doctor").stdout


def test_what_is_wrong_is_marked_and_followed_by_its_remedy(invoke, windows):
    done = invoke("doctor")
    after = done.stdout.partition("✗ add-in ")[2].partition("– settings")[0]
    assert done.exit_code == 1
    assert after.strip().endswith("→ run `roi-xl addin install`")


def test_where_excel_is_it_says_how_to_find_out_what_no_check_sees(invoke, windows):
    assert 'press "Explain this cell" in Excel' in invoke("doctor").stdout


def test_json_has_one_object_per_check(invoke, not_windows):
    done = invoke("doctor", "--json")
    found = json.loads(done.stdout)["checks"]
    assert [entry["check"] for entry in found] == [check.name for check in CHECKS]
    assert {entry["passed"] for entry in found} == {True, None}
    assert all(entry.keys() == {"check", "passed", "met", "remedy"} for entry in found)


def test_json_ends_with_1_when_something_is_wrong(invoke, windows):
    done = invoke("doctor", "--json")
    failing = [entry for entry in json.loads(done.stdout)["checks"] if entry["passed"] is False]
    assert done.exit_code == 1
    assert all(entry["remedy"] for entry in failing)


def test_where_the_terminal_lacks_the_signs_words_stand_for_them(roi_xl):
    done = roi_xl("doctor", environment={"PYTHONIOENCODING": "ascii", "APPDATA": "", "USERPROFILE": ""})
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("ok Python")
    assert "- add-in" in done.stdout


def test_it_takes_one_workbook(invoke):
    assert invoke("doctor", "mine.xlsx", "yours.xlsx").exit_code == 2


@pytest.mark.parametrize(
    ("folder", "name", "mark", "said"),
    [
        ("workbooks", "sales-training.xlsx", "✓", "made by a version of the template that is known here"),
        ("tests/data/template-none", "*.xlsx", "✗", "the first version of the template wrote it"),
        ("tests/data/excel-saved", "apache-TextFormatTests.xlsx", "–", "it has none of our tables and names"),
    ],
)
def test_a_workbook_s_version_of_the_template_is_checked(invoke, not_windows, root, folder, name, mark, said):
    (path, *_) = sorted((root / folder).glob(name))
    first = " ".join(invoke("doctor", path).stdout.split()).partition(" Python ")[0]
    assert first.startswith(f"{mark} workbook {path.name}: {said}")
    assert ("roi-xl new" in first) == (mark == "✗")
