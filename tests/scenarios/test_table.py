"""`roi-xl scenarios`: tables in every format, results in every format, and what is refused with its place."""

import csv
import datetime as dt
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from click.testing import CliRunner
from small_workbooks import book

from roi_xl.cli import cli
from roi_xl.computed_workbook import Model
from roi_xl.xlsx import Package, read, with_inputs

pytestmark = pytest.mark.usefixtures("in_one_process")

SALES = Path(__file__).parents[2] / "workbooks" / "sales-training.xlsx"
CELLS = {"A1": 2, "A2": 10, "A3": "word", "B1": "=A1*A2", "B2": "=RAND()*A1", "B3": "=1/(A1-3)"}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a workbook, whose S!B1 is S!A1 × S!A2; `two` names S!A1."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.xlsx").write_bytes(book(CELLS, names=[("two", "S!$A$1"), ("product", "S!$B$1")]))
    return tmp_path


def run(*arguments, book="m.xlsx"):
    return CliRunner().invoke(cli, ["scenarios", str(book), *map(str, arguments)])


def results(path):
    rows = [*csv.DictReader(io.StringIO(Path(path).read_text(encoding="utf-8-sig")))]
    return [{key: value for key, value in row.items() if value} for row in rows]


TABLE = [("scenario", "two", "S!A2"), ("low", 1, 5), ("high", 4, ""), ("", "", 7)]
EXPECTED = [
    {"scenario": "low", "two": "1.0", "S!A2": "5.0", "product": "5.0"},
    {"scenario": "high", "two": "4.0", "product": "40.0"},
    {"scenario": "3", "S!A2": "7.0", "product": "14.0"},
]


def as_csv(path, delimiter=","):
    path.write_text("\n".join(delimiter.join(map(str, row)) for row in TABLE) + "\n", encoding="utf-8")


def as_xlsx(path):
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet()
        for number, row in enumerate(TABLE):
            sheet.write_row(number, 0, row)


def as_parquet(path):
    columns = zip(*TABLE[1:], strict=True)
    made = {
        header: [None if value == "" else value for value in column]
        for header, column in zip(TABLE[0], columns, strict=True)
    }
    pq.write_table(pa.table(made), path)


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("t.csv", as_csv),
        ("t.tsv", lambda path: as_csv(path, "\t")),
        ("t.xlsx", as_xlsx),
        ("t.parquet", as_parquet),
    ],
)
def test_a_table_gives_a_row_for_each_scenario(folder, name, write):
    write(folder / name)
    done = run("--table", name, "--read", "product", "-o", "r.csv")
    assert done.exit_code == 0, done.output
    assert results("r.csv") == EXPECTED


@pytest.mark.parametrize("name", ["r.csv", "r.xlsx", "r.json", "r.parquet"])
def test_every_format_says_the_same(folder, name):
    done = run("--grid", "two=1:4:1", "--read", "product,S!B2,S!B3", "-o", name)
    assert done.exit_code == 1
    assert "4 scenarios of 4 with results that couldn't be confirmed" in done.stdout
    assert "1 scenario of 4 with errors" in done.stdout
    read = {
        "csv": lambda: [{k: r.get(k) for k in ("product", "S!B2", "errors")} for r in results(name)],
        "xlsx": lambda: rows_of(openpyxl.load_workbook(name).active),
        "json": lambda: json.loads(Path(name).read_text())["scenarios"],
        "parquet": lambda: pq.read_table(name).to_pylist(),
    }[name.partition(".")[2]]()
    assert [float(row["product"]) for row in read] == [10, 20, 30, 40]
    assert [row["S!B2"] for row in read] == [None] * 4
    assert [row["errors"] for row in read] == [None, None, "S!B3 #DIV/0!", None]


def rows_of(sheet):
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_a_result_of_ours_is_replaced_and_nothing_else(folder):
    arguments = "--grid", "two=1,2", "--read", "product", "-o"
    assert run(*arguments, "r.csv").exit_code == 0
    assert run(*arguments, "r.csv").exit_code == 0
    Path("mine.csv").write_text("two\n1\n")
    done = run(*arguments, "mine.csv")
    assert (done.exit_code, Path("mine.csv").read_text()) == (3, "two\n1\n")
    assert run(*arguments, "mine.csv", "--force").exit_code == 0


WRONG = {
    "two,none\n1,2\n": (2, "t.csv: error [no-such-cell] there is no cell or defined name 'none'"),
    "two,S!A1\n1,2\n": (3, "t.csv: error [twice] two and S!A1 are the same cell, S!A1"),
    "S!B1\n1\n": (3, "t.csv: error [formula] the column S!B1: it holds a formula"),
    "two\nmany\n": (3, 't.csv: error [text-for-number] row 2, two: "many" stands where S!A1 holds a number'),
    "two;S!A2\n1;2\n0,5;3\n": (3, "error [unclear-value] row 3, two: '0,5' means different numbers"),
    "two,,S!A2\n1,2,3\n": (3, "the column B has no header"),
    "two,\n1,2\n": (3, "row 2 has more values than headers"),
    "two\n1,2\n": (3, "row 2 has more values than headers"),
    "two\n": (3, "there is no row below the headers"),
    "": (3, "it is empty"),
    "two\n=1+1\n": (3, "row 2, two: '=1+1' is a formula"),
}


@pytest.mark.parametrize("text", WRONG, ids=[repr(text) for text in WRONG])
def test_a_table_that_does_not_fit_is_refused_with_place_and_remedy(folder, text):
    Path("t.csv").write_text(text)
    code, said = WRONG[text]
    done = run("--table", "t.csv", "--read", "product", "-o", "r.csv")
    assert (done.exit_code, said in done.output.replace("\n", " ")) == (code, True), done.output
    assert not Path("r.csv").exists()


def test_a_value_against_the_rule_of_its_cell_is_refused(folder):
    Path("t.csv").write_text("inp_margin\n0.4\n40\n")
    done = run("--table", "t.csv", "--read", "out_roi", book=SALES)
    assert done.exit_code == 3
    assert "t.csv: error [invalid] row 3, inp_margin: 40 isn't a number between 0 and 1" in done.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["--read", "product"],
        ["--grid", "two=1", "--sample", "3", "--vary", "S!A2=uniform(1,2)", "--read", "product"],
        ["--sample", "3", "--read", "product"],
        ["--vary", "two=uniform(1,2)", "--read", "product"],
        ["--grid", "two=1:2", "--read", "product"],
        ["--grid", "two=1", "--read", ","],
        ["--grid", "two=1", "--read", "product,two"],
        ["--grid", "two=1", "--read", "product,product"],
        ["--grid", "two=1", "--read", "product", "-o", "r.docx"],
        ["--grid", "two=1", "--read", "product", "-o", "m.xlsx"],
        ["--table", "t.docx", "--read", "product"],
        ["--grid", "two=0:1:0.00001", "--grid", "S!A2=0:1:0.01", "--read", "product"],
    ],
)
def test_a_command_line_that_does_not_say_which_scenarios_is_refused(folder, arguments):
    before = Path("m.xlsx").read_bytes()
    done = run(*arguments)
    assert done.exit_code == 2, done.output
    assert Path("m.xlsx").read_bytes() == before


def test_a_comma_in_the_name_of_a_sheet_is_part_of_it(folder):
    with xlsxwriter.Workbook("comma.xlsx") as made:
        made.add_worksheet("a, b").write_formula("B1", "=A1*2", None, 0)
    done = run("--grid", "'a, b'!A1=1,2", "--read", "'a, b'!B1", "-o", "r.csv", book="comma.xlsx")
    assert (done.exit_code, [row["'a, b'!B1"] for row in results("r.csv")]) == (0, ["2.0", "4.0"])


def test_the_summary_has_numpy_s_percentiles(folder):
    done = run(
        "--sample", "40", "--seed", "5", "--vary", "two=uniform(0,1)", "--read", "product", "-o", "r.csv"
    )
    numbers = [float(row["product"]) for row in results("r.csv")]
    expected = np.percentile(numbers, [5, 25, 50, 75, 95])
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("  product"))
    assert [float(text) for text in line.split()[1:]] == pytest.approx(expected, rel=1e-5)


def test_figures_of_the_workbook_that_are_not_to_be_used_are_told(folder):
    stored = read(Package(SALES.read_bytes()))
    early = {Model(stored).cell("inp_report_date"): dt.date(2020, 1, 1)}
    Path("early.xlsx").write_bytes(with_inputs(stored, early))
    done = run("--grid", "inp_margin=0.3", "--read", "out_roi", book="early.xlsx")
    assert done.exit_code == 1
    assert "The figures of early.xlsx itself are not to be used:" in done.stdout
    assert "error [model-checks]" in done.stdout


def test_processes_side_by_side_give_the_same_rows_in_the_same_order(folder):
    arguments = "--sample", "100", "--vary", "two=uniform(0,1)", "--read", "product", "-o"
    assert run(*arguments, "1.csv", "--jobs", "1").exit_code == 0
    assert run(*arguments, "3.csv", "--jobs", "3").exit_code == 0
    assert Path("1.csv").read_bytes() == Path("3.csv").read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("name", ["r.csv", "r.json"])
def test_an_interruption_leaves_the_old_result_and_says_how_far_it_came(folder, number, code, name):
    Path(name).write_text("old")
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", SLOW, "--sample", "5000", "--vary", "two=uniform(0,1)",
         "--read", "product", "-o", name, "--force", "--jobs", "1"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert process.stdout.readline() == "row\n"
    os.killpg(process.pid, number)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == code
    assert "of 5,000 scenarios were computed; nothing was written" in errors
    assert not errors.startswith("0 of")
    assert Path(name).read_text() == "old"
    assert {path.name for path in folder.iterdir()} == {"m.xlsx", name}


SLOW = """
import sys
from roi_xl.scenarios.results import Results
real = Results.row
def row(self, *arguments):
    made = real(self, *arguments)
    if self.done == 40:
        print("row", flush=True)
    return made
Results.row = row
from roi_xl.__main__ import main
if __name__ == "__main__":
    sys.argv[:1] = ["roi-xl", "scenarios", "m.xlsx"]
    main()
"""
