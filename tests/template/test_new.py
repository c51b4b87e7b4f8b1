"""`roi-xl new`: a workbook to fill in, and words that help when it can't be written."""

import openpyxl
import pytest
from click.testing import CliRunner

from roi_xl.cli import cli
from roi_xl.lang import LANGUAGES

pytestmark = pytest.mark.usefixtures("built_once", "in_one_process")


def run(*arguments):
    return CliRunner().invoke(cli, ["new", *map(str, arguments)])


def test_a_new_workbook_is_the_blank_one(tmp_path, root):
    assert run(tmp_path / "mine.xlsx").exit_code == 0
    assert (tmp_path / "mine.xlsx").read_bytes() == (root / "workbooks" / "blank-training.xlsx").read_bytes()


def test_a_blank_workbook_shows_neither_an_error_nor_a_failing_check(tmp_path):
    run(tmp_path / "mine.xlsx")
    book = openpyxl.load_workbook(tmp_path / "mine.xlsx", data_only=True)
    ((sheet, address),) = book.defined_names["out_checks"].destinations
    errors = {c.value for each in book for row in each.iter_rows() for c in row if c.data_type == "e"}
    # the figures of a chart for periods that aren't there: tests/template/test_skeleton.py
    assert (book[sheet][address].value, errors) == (0, {"#N/A"})


def test_a_worked_example_speaks_swedish(tmp_path):
    assert run(tmp_path / "mitt.xlsx", "--language", "sv", "--variant", "sales").exit_code == 0
    assert "Kostnader" in openpyxl.load_workbook(tmp_path / "mitt.xlsx").sheetnames


def test_more_benefit_lines_make_room_for_their_attribution(tmp_path):
    assert run(tmp_path / "large.xlsx", "--benefits", 40, "--costs", 60).exit_code == 0
    book = openpyxl.load_workbook(tmp_path / "large.xlsx")
    tables = dict(item for sheet in book for item in sheet.tables.items())
    _, top, _, bottom = openpyxl.utils.range_boundaries(tables["tbl_attribution"])
    assert bottom - top == 41  # 40 lines and the total


def test_sheets_are_left_out_and_come_back_from_it(tmp_path):
    short, whole = tmp_path / "short.xlsx", tmp_path / "whole.xlsx"
    assert run(short, "--without", "people", "--without", "Plans").exit_code == 0
    left = openpyxl.load_workbook(short).sheetnames
    assert run(whole, "--from", short).exit_code == 0
    assert {*openpyxl.load_workbook(whole).sheetnames} - {*left} == {"People", "Plans"}
    again = run(whole, "--from", short, "--without", "people", "--force")
    assert again.exit_code == 2
    assert "--without is for a workbook that nothing fills" in again.output


def test_an_existing_file_stays(tmp_path):
    (tmp_path / "mine.xlsx").write_bytes(b"months of work")
    done = run(tmp_path / "mine.xlsx")
    assert done.exit_code == 3
    assert "it exists already; choose another name, or give --force" in done.output
    assert (tmp_path / "mine.xlsx").read_bytes() == b"months of work"


def test_an_existing_file_is_replaced_by_force(tmp_path, root):
    (tmp_path / "mine.xlsx").write_bytes((root / "workbooks" / "sales-training.xlsx").read_bytes())
    assert run(tmp_path / "mine.xlsx", "--force").exit_code == 0
    assert (tmp_path / "mine.xlsx").read_bytes() == (root / "workbooks" / "blank-training.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--variant", "slaes"), "no variant 'slaes': choose one of sales, "),
        (("--language", "xx"), f"no language 'xx': choose one of {', '.join(LANGUAGES)}"),
        (("--variant", "sales", "--benefits", "2"), "4 rows don't fit table benefits of 2"),
        (("--costs", "0"), "0 is not in the range"),
        (("--variant", "quick", "--costs", "9"), "the page has three benefit lines and its costs: leave out"),
        (("--variant", "quick", "--without", "people"), "the page is one sheet: leave out --without"),
        (("--variant", "tech", "--without", "Projects"), "tech fills in projects, so it can't be left out"),
        (("--without", "kpi"), "kpi can't be left out; these sheets can: estimates, projects, plans"),
    ],
    ids=[
        "unknown variant",
        "unknown language",
        "too few rows",
        "no rows",
        "a page has no more rows",
        "a page has no sheets",
        "a sheet in use",
        "a sheet that is needed",
    ],
)
def test_wrong_usage_says_what_there_is(tmp_path, arguments, said):
    done = run(tmp_path / "mine.xlsx", *arguments)
    assert (done.exit_code, said in done.output) == (2, True), done.output
    assert not (tmp_path / "mine.xlsx").exists()


def test_help_names_the_languages_there_are():
    told = " ".join(run("--help").output.split())
    assert f"Language of every visible word: {', '.join(LANGUAGES)}." in told


def test_another_kind_of_file_is_refused(tmp_path):
    done = run(tmp_path / "mine.xlsm")
    assert (done.exit_code, "name a file that ends in .xlsx" in done.output) == (2, True)


def test_a_folder_that_does_not_exist_is_named_before_anything_is_built(tmp_path, monkeypatch):
    monkeypatch.setattr("roi_xl.cli.new.workbook", None)  # calling it would fail
    done = run(tmp_path / "nowhere" / "mine.xlsx")
    assert done.exit_code == 3
    assert f"there is no folder {tmp_path / 'nowhere'}; make it" in done.output
