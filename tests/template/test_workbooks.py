"""The workbooks we ship: fresh, complete, and the same every time."""

import io

import openpyxl
import pytest
from click.testing import CliRunner

from roi_xl.cli import cli
from roi_xl.workbooks import EDITIONS, UnfinishedWorkbookError, confirmed_values, workbook

NAMES = [edition.filename for edition in EDITIONS]


@pytest.fixture(scope="module")
def built():
    return {edition.filename: workbook(edition) for edition in EDITIONS}


@pytest.mark.parametrize("name", NAMES)
def test_a_committed_workbook_is_what_a_build_from_nothing_gives(root, built, name):
    assert (root / "workbooks" / name).read_bytes() == built[name]


def test_the_folder_holds_the_workbooks_we_ship_and_nothing_else(root):
    assert sorted(path.name for path in (root / "workbooks").iterdir()) == sorted(NAMES)


def test_check_calls_an_untouched_folder_fresh(root):
    done = CliRunner().invoke(cli, ["template", "--check", str(root / "workbooks")])
    assert done.exit_code == 0, done.output
    assert done.output.count(": fresh") == len(NAMES)


def test_check_names_a_missing_and_a_stale_workbook_and_writes_neither(tmp_path):
    (tmp_path / "sales-training.xlsx").write_bytes(b"an older build")
    done = CliRunner().invoke(cli, ["template", "--check", str(tmp_path)])
    assert done.exit_code == 1
    assert "sales-training.xlsx: stale" in done.output
    assert (tmp_path / "sales-training.xlsx").read_bytes() == b"an older build"


def test_a_build_fills_an_empty_folder(tmp_path, built):
    done = CliRunner().invoke(cli, ["template", str(tmp_path / "new")])
    assert done.exit_code == 0, done.output
    assert {path.name: path.read_bytes() for path in (tmp_path / "new").iterdir()} == built


def test_a_formula_that_only_excel_can_compute_stops_the_build_and_is_named():
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active["B2"] = '=CUBEVALUE("sales","[Measures].[Revenue]")'
    book.save(file)
    with pytest.raises(UnfinishedWorkbookError, match=r"Sheet!B2"):
        confirmed_values(file.getvalue())
