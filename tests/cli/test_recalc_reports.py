"""`roi-xl recalc`: what programs read, JSON and reports."""

import json
import os

import openpyxl
import pytest


def test_a_template_without_figures_has_none_in_json_and_reports(recalculated, invoke, folder, report_rows):
    path = folder / "new.xlsx"
    invoke("new", path)
    entries, _ = recalculated("--report", "report.csv", path)
    assert [one["new"] for one in entries[0]["headlines"] if one["label"] == "ROI"] == [None]
    assert report_rows(folder / "report.csv")[0]["ROI"] == ""


def test_json_carries_every_change_with_cell_old_and_new(recalculated, stale):
    entries, code = recalculated(*stale("sales.xlsx"))
    entry = entries[0]
    assert code == 0
    assert entry["status"] == "stale"
    assert entry["changed"] == len(entry["changes"]) == 600
    assert {"where": "ROI!E12", "old": 999.0, "new": 16000.0} in entry["changes"]


def test_json_is_one_document_even_with_failures(roi_xl, sum_of_two, folder):
    (folder / "bad.xlsx").write_bytes(b"text")
    done = roi_xl("recalc", "--json", "bad.xlsx", "missing.xlsx", "sum.xlsx", folder=folder)
    entries = json.loads(done.stdout)["workbooks"]
    assert [entry["status"] for entry in entries] == ["failed", "failed", "stale"]
    assert entries[1]["failure"] == {
        "code": "not-found", "reason": "there is no such file", "remedy": "check the path"
    }  # fmt: skip
    assert done.returncode == 3
    assert done.stderr == ""


def test_json_is_valid_for_a_name_that_is_no_text(roi_xl, sum_of_two, folder):
    name = os.fsdecode(b"\xff.xlsx")
    sum_of_two.rename(folder / name)
    done = roi_xl("recalc", "--json", name, folder=folder)
    assert json.loads(done.stdout)["workbooks"][0]["status"] == "stale"


def test_json_gives_findings_their_level_in_words(recalculated, book, folder):
    entries, _ = recalculated(book(folder / "r.xlsx", {"A1": "=RAND()"}))
    finding = entries[0]["findings"][0]
    assert (finding["level"], finding["code"], finding["where"]) == ("warning", "volatile", "S!A1")


def test_a_csv_report_has_the_same_line_ends_on_windows(recalculated, stale, folder, monkeypatch):
    monkeypatch.setattr(os, "linesep", "\r\n")
    recalculated("--report", "report.csv", *stale("a.xlsx"))
    assert b"\r" not in (folder / "report.csv").read_bytes()


@pytest.mark.parametrize("name", ["overview.csv", "overview.XLSX"])
def test_a_report_has_a_row_for_each_workbook(invoke, stale, folder, name, report_rows):
    (folder / "bad.xlsx").write_bytes(b"")
    invoke("recalc", "--report", name, *stale("a.xlsx"), "bad.xlsx")
    rows = report_rows(folder / name)
    assert [row["status"] for row in rows] == ["stale", "failed"]
    assert float(rows[0]["ROI"]) == pytest.approx(1.52, rel=1e-9)  # the worked example: 24,320 ÷ 16,000
    assert rows[1]["failure"] == "the file has 0 bytes; restore it from a backup"


def test_a_report_holds_no_formula_that_a_file_name_smuggles_in(invoke, folder, report_rows):
    for name in ("report.csv", "report.xlsx"):
        invoke("recalc", "--report", name, "=1+1")
    assert report_rows(folder / "report.csv")[0]["file"] == "'=1+1"
    assert openpyxl.load_workbook(folder / "report.xlsx").active["A2"].data_type == "s"


@pytest.mark.parametrize(
    ("report", "complaint", "code"),
    [
        ("overview.pdf", "name a file that ends in .csv, ", 2),
        ("missing/overview.csv", "there is no folder missing", 3),
        ("sum.xlsx", "this is a workbook or the result of one", 2),
        ("folder.csv", "it is a folder", 3),
        ("", "the name is empty", 2),
    ],
)
def test_a_report_that_cant_be_is_refused_before_anything_is_done(
    invoke, sum_of_two, contents, folder, report, complaint, code
):
    (folder / "folder.csv").mkdir()
    before = contents(folder)
    done = invoke("recalc", "--in-place", "--report", report, sum_of_two)
    assert done.exit_code == code
    assert complaint in done.stderr
    assert contents(folder) == before


def test_a_report_may_lie_in_the_folder_that_is_made_for_the_results(invoke, sum_of_two, folder, report_rows):
    done = invoke("recalc", "--output", "done", "--report", "done/report.csv", sum_of_two)
    assert done.exit_code == 0
    assert [row["status"] for row in report_rows(folder / "done" / "report.csv")] == ["written"]


def test_a_report_in_the_place_of_a_result_is_wrong_usage(invoke, sum_of_two):
    done = invoke("recalc", "--output", "done", "--report", "done/sum.xlsx", sum_of_two)
    assert done.exit_code == 2


def test_a_report_that_cant_be_written_is_one_line_and_exit_code_3(invoke, sum_of_two, folder):
    os.mkfifo(folder / "overview.csv")
    done = invoke("recalc", "--report", "overview.csv", sum_of_two)
    assert done.exit_code == 3
    assert done.stderr == (
        "overview.csv: error [not-a-file] overview.csv isn't a regular file; name another folder\n"
    )
