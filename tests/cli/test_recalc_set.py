"""`roi-xl recalc --set`: values typed in first, by the same rules as `roi-xl fill`."""

import json
import shutil

import openpyxl
import pytest

pytestmark = pytest.mark.usefixtures("in_one_process")


@pytest.fixture
def sales(root, folder):
    return shutil.copy(root / "workbooks" / "sales-training.xlsx", folder / "sales.xlsx")


VALUES = "--set", "inp_margin=35%", "--set", "costs.C2.unit_cost=3000"
DAY = "--today", "2026-01-02"


def test_the_result_is_the_file_that_fill_makes(sales, folder, invoke):
    assert invoke("recalc", "sales.xlsx", *VALUES, *DAY, "-o", "one.xlsx").exit_code == 0
    assert invoke("fill", "sales.xlsx", *VALUES, *DAY, "-o", "two.xlsx").exit_code == 0
    assert (folder / "one.xlsx").read_bytes() == (folder / "two.xlsx").read_bytes()
    assert (folder / "one.xlsx").read_bytes() != sales.read_bytes()


def test_without_a_place_the_figures_are_shown_and_nothing_is_written(sales, invoke, root):
    done = invoke("recalc", "sales.xlsx", *VALUES, "--json")
    (told,) = json.loads(done.stdout)["workbooks"]
    assert (told["status"], told["headlines"][0]["old"]) == ("stale", pytest.approx(1.52))
    assert told["headlines"][0]["new"] != pytest.approx(1.52)
    assert sales.read_bytes() == (root / "workbooks" / "sales-training.xlsx").read_bytes()


def test_every_workbook_gets_the_values_or_says_why_not(sales, folder, book, invoke):
    book(folder / "other.xlsx", {"A1": 2})
    (folder / "done").mkdir()
    done = invoke("recalc", "sales.xlsx", "other.xlsx", *VALUES, "--output", "done")
    assert done.exit_code == 3
    assert "other.xlsx: error [no-such-cell]" in done.stdout
    assert [path.name for path in (folder / "done").glob("*.xlsx")] == ["sales.xlsx"]


@pytest.mark.parametrize(
    ("value", "said"),
    [("inp_margin=40", "[invalid]"), ("inp_margin=0,4", "[unclear-value]"), ("out_roi=1", "[formula]")],
)
def test_what_fill_refuses_is_refused(sales, folder, invoke, value, said):
    done = invoke("recalc", "sales.xlsx", "--set", "inp_participants=9", "--set", value, "-o", "out.xlsx")
    assert (done.exit_code, said in done.output) == (3, True)
    assert not (folder / "out.xlsx").exists()


def test_a_changed_value_alone_is_written_though_no_formula_reads_it(folder, book, invoke):
    book(folder / "m.xlsx", {"A1": 2})
    assert invoke("recalc", "m.xlsx", "--set", "S!A1=3", "--in-place").exit_code == 0
    assert openpyxl.load_workbook("m.xlsx")["S"]["A1"].value == 3
