"""The checks that fail are counted from their rows, and named wherever `recalc` speaks."""

import csv
import datetime as dt
import io
import json

import openpyxl
import pytest
from changes import cell, line, shown
from click.testing import CliRunner

from roi_xl.cli import cli
from roi_xl.computed_workbook import Model
from roi_xl.recalc import Settings, recalculated
from roi_xl.tampering.which_checks_fail import failing_checks
from roi_xl.template.words import Content

pytestmark = pytest.mark.usefixtures("in_one_process")

RULE, REMEDY = Content("", "en", {}).words().texts("item", "integrity", "cost_signs")
SIGNS = f"R104 {RULE}"
FIRST = "Costs: C1 Course material and licence (-7000)"


@pytest.fixture(scope="module")
def edited(root):
    """The example with other contents of cells, saved by openpyxl."""

    def of(contents):
        book = openpyxl.load_workbook(root / "workbooks" / "sales-training.xlsx")
        for (sheet, (row, column)), content in contents.items():
            book[sheet].cell(row, column).value = content
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()

    return of


@pytest.fixture(scope="module")
def negative(shipped, edited):
    """The example with a negative cost, and the number of failing checks typed over with 0."""
    return edited({cell(shipped, "costs", "unit_cost", 1): -7000, line(shipped, "out_checks"): 0})


def told(data):
    _, done = recalculated(data, Settings(dt.date(2026, 1, 1)))
    return done


def test_a_failing_check_is_named_although_the_count_says_0(shipped, negative):
    done = told(negative)
    result = shown(cell(shipped, "integrity", "result", "cost_signs"))
    assert [(check.where, check.check) for check in done.failing_checks] == [(result, SIGNS)]
    found = {(finding.code, finding.where) for finding in done.findings}
    assert {("model-checks", result), ("formula-replaced", shown(line(shipped, "out_checks")))} == found


def test_every_failing_check_has_its_own_line(shipped, edited):
    end = line(shipped, "inp_end")
    done = told(edited({cell(shipped, "costs", "unit_cost", 1): -7000, end: dt.date(2001, 1, 1)}))
    wanted = [shown(cell(shipped, "integrity", "result", item)) for item in ("cost_signs", "dates")]
    assert [finding.where for finding in done.findings if finding.code == "model-checks"] == wanted


def test_no_check_fails_in_the_shipped_workbook(shipped):
    assert failing_checks(Model(shipped)) == ()


@pytest.fixture
def folder(tmp_path, monkeypatch, negative):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "course.xlsx").write_bytes(negative)
    return tmp_path


def test_text_json_and_report_name_it(folder, shipped):
    where = shown(cell(shipped, "integrity", "result", "cost_signs"))
    text = CliRunner().invoke(cli, ["recalc", "--check", "course.xlsx"])
    assert text.exit_code == 1
    assert f"error [model-checks] {where}: the check “{SIGNS}” fails at “{FIRST}”" in text.stdout
    assert REMEDY in " ".join(text.stdout.split())
    replaced = f"error [formula-replaced] {shown(line(shipped, 'out_checks'))}: it holds the number 0"
    assert replaced in text.stdout
    command = ["recalc", "--check", "--json", "--report", "report.csv", "course.xlsx"]
    (told,) = json.loads(CliRunner().invoke(cli, command).stdout)["workbooks"]
    assert told["failing_checks"] == [{"where": where, "check": SIGNS, "first": FIRST, "remedy": REMEDY}]
    (row,) = csv.DictReader((folder / "report.csv").read_text(encoding="utf-8-sig").splitlines())
    assert row["failing checks"] == f"{where} {SIGNS}"


def test_doctor_names_the_cell(folder, shipped):
    done = CliRunner().invoke(cli, ["doctor", "course.xlsx"])
    first = " ".join(done.stdout.split()).partition(" Python ")[0]
    assert done.exit_code == 1
    assert f"{shown(line(shipped, 'out_checks'))}: it holds the number 0 where a formula belongs" in first


def test_a_workbook_without_the_rows_of_its_checks_is_judged_by_its_count(tmp_path):
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"] = 2
    book.defined_names["out_checks"] = openpyxl.workbook.defined_name.DefinedName(
        "out_checks", attr_text="Sheet!$A$1"
    )
    book.save(file)
    (finding,) = told(file.getvalue()).findings
    assert finding.detail.startswith("2 of the workbook's own integrity checks fail")
