"""`roi-xl recalc`: what is written where, what is told, and with which exit code it ends."""

import csv
import json
import os

import openpyxl
import pytest

from roi_xl.xlsx import Package, a1, read


@pytest.fixture
def sum_of_two(book, folder):
    """A workbook that is out of date in one cell: 1 + 1, not 999."""
    return book(folder / "sum.xlsx", {"A1": 1, "A2": "=A1+1"})


def cached(path, place="A2"):
    sheet = read(Package(path.read_bytes())).sheets[0]
    return {a1(address): value for address, value in sheet.values.items()}[place]


def test_without_a_destination_nothing_is_written_and_it_says_so(invoke, sum_of_two, contents, folder):
    before = contents(folder)
    done = invoke("recalc", sum_of_two)
    assert contents(folder) == before
    assert "Nothing was written: give --in-place or --output DIR" in done.stdout
    assert done.exit_code == 0


def test_changed_cells_are_shown_with_old_and_new_value(invoke, sum_of_two):
    assert "S!A2: 999 → 2" in invoke("recalc", sum_of_two).stdout


def test_in_place_puts_the_new_values_into_the_workbook(invoke, sum_of_two):
    done = invoke("recalc", "--in-place", sum_of_two)
    assert cached(sum_of_two) == 2.0
    assert done.stdout.startswith(f"{sum_of_two}: written, 1 value changed\n")


def test_in_place_a_second_time_touches_nothing(invoke, sum_of_two):
    invoke("recalc", "--in-place", sum_of_two)
    before = sum_of_two.stat()
    done = invoke("recalc", "--in-place", sum_of_two)
    after = sum_of_two.stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)
    assert done.stdout.startswith(f"{sum_of_two}: current\n")


def test_output_writes_the_result_into_a_new_folder_and_leaves_the_workbook(
    invoke, sum_of_two, contents, folder
):
    before = sum_of_two.read_bytes()
    done = invoke("recalc", "--output", folder / "a" / "b", sum_of_two)
    assert cached(folder / "a" / "b" / "sum.xlsx") == 2.0
    assert sum_of_two.read_bytes() == before
    assert f"written to {folder / 'a' / 'b' / 'sum.xlsx'}" in done.stdout


def test_output_copies_a_workbook_that_is_current_to_the_byte(invoke, sum_of_two, folder):
    invoke("recalc", "--in-place", sum_of_two)
    done = invoke("recalc", "--output", "done", sum_of_two)
    assert (folder / "done" / "sum.xlsx").read_bytes() == sum_of_two.read_bytes()
    assert done.stdout.startswith(f"{sum_of_two}: written to done/sum.xlsx, unchanged\n")


def test_check_changes_nothing_and_fails_on_stale_values(invoke, sum_of_two, contents, folder):
    before = contents(folder)
    done = invoke("recalc", "--check", sum_of_two)
    assert contents(folder) == before
    assert done.exit_code == 1
    assert "out of date in 1 cell" in done.stdout
    assert "S!A2: 999 → 2" in done.stdout


def test_check_is_content_with_current_values(invoke, sum_of_two):
    invoke("recalc", "--in-place", sum_of_two)
    assert invoke("recalc", "--check", sum_of_two).exit_code == 0


def test_many_changes_are_counted_and_the_first_ones_shown(invoke, book, folder):
    path = book(folder / "many.xlsx", {f"A{row}": f"=1+{row}" for row in range(1, 11)})
    done = invoke("recalc", path)
    assert done.stdout.count("999 →") == 5
    assert "… and 5 more changed cells (--json lists all)" in done.stdout


def test_headline_figures_are_shown_with_what_they_were(invoke, stale):
    done = invoke("recalc", *stale("sales.xlsx"))
    line = next(line for line in done.stdout.splitlines() if line.startswith("  ROI  "))
    assert line.split() == ["ROI", "152.0%", "ROI!E23", "(was", "99900.0%)"]


def test_a_template_without_figures_shows_none(invoke, folder):
    path = folder / "new.xlsx"
    invoke("new", path)
    lines = [line.split()[:-1] for line in invoke("recalc", path).stdout.splitlines()]
    assert ["ROI", "–"] in lines
    assert ["Net", "benefit", "–"] in lines
    assert ["Costs", "0"] in lines


def test_a_template_without_figures_has_none_in_json_and_reports(recalculated, invoke, folder):
    path = folder / "new.xlsx"
    invoke("new", path)
    entries, _ = recalculated("--report", "report.csv", path)
    assert [one["new"] for one in entries[0]["headlines"] if one["label"] == "ROI"] == [None]
    assert table(folder / "report.csv")[0]["ROI"] == ""


def test_many_workbooks_get_a_line_each_in_the_order_of_the_arguments(invoke, stale, book, folder):
    paths = [*stale("slow.xlsx"), *(book(folder / f"{name}.xlsx", {"A1": "=1+1"}) for name in "cab")]
    lines = invoke("recalc", *paths).stdout.splitlines()
    assert [line.split(":")[0] for line in lines[:4]] == [str(path) for path in paths]
    assert lines[0].endswith(
        ": out of date in 600 cells (Start!C5, Start!C6, Start!C7, …); ROI 152.0% (was 99900.0%)"
    )
    assert lines[1].endswith(": out of date in 1 cell (S!A1)")
    assert lines[4] == "4 workbooks: 4 out of date"


def test_verbose_tells_of_each_of_many_workbooks_as_of_one(invoke, book, folder):
    paths = [book(folder / f"{name}.xlsx", {"A1": "=1+1"}) for name in "ab"]
    assert invoke("recalc", "-v", *paths).stdout.count("S!A1: 999 → 2") == 2


def test_one_bad_file_never_stops_the_others(invoke, sum_of_two, folder):
    bad = folder / "bad.xlsx"
    bad.write_bytes(b"")
    done = invoke("recalc", "--in-place", bad, sum_of_two)
    assert cached(sum_of_two) == 2.0
    assert done.exit_code == 3
    assert done.stdout.splitlines()[-1] == "2 workbooks: 1 written, 1 failed"


def test_a_workbook_named_twice_is_done_once(recalculated, sum_of_two, folder):
    (folder / "link.xlsx").symlink_to(sum_of_two)
    entries, _ = recalculated("--in-place", sum_of_two, "./sum.xlsx", "link.xlsx")
    assert [entry["file"] for entry in entries] == [str(sum_of_two)]


def test_a_link_stays_a_link_to_the_workbook_that_is_replaced(invoke, sum_of_two, folder):
    link = folder / "link.xlsx"
    link.symlink_to("sum.xlsx")
    invoke("recalc", "--in-place", link)
    assert link.is_symlink()
    assert cached(sum_of_two) == 2.0


def test_hard_links_that_keep_the_old_workbook_are_told_of(recalculated, sum_of_two, folder):
    (folder / "other.xlsx").hardlink_to(sum_of_two)
    entries, code = recalculated("--in-place", sum_of_two)
    finding = entries[0]["findings"][0]
    assert (finding["code"], finding["level"], code) == ("hard-links", "warning", 0)
    assert finding["detail"] == "1 other name of the file (hard links) kept the old workbook"
    assert (cached(sum_of_two), cached(folder / "other.xlsx")) == (2.0, 999.0)


def test_hard_links_are_no_matter_where_nothing_is_replaced(recalculated, sum_of_two, folder):
    (folder / "other.xlsx").hardlink_to(sum_of_two)
    entries, _ = recalculated("--output", "done", sum_of_two)
    assert entries[0]["findings"] == []


@pytest.mark.parametrize("workers", [1, 3])
def test_the_result_doesnt_depend_on_how_many_work_side_by_side(recalculated, book, folder, workers):
    paths = [book(folder / f"{number}.xlsx", {"A1": f"={number}+1"}) for number in range(5)]
    entries, _ = recalculated("--workers", workers, *paths)
    assert [entry["changes"][0]["new"] for entry in entries] == [1, 2, 3, 4, 5]


def test_today_is_what_the_option_says(recalculated, book, folder):
    entries, _ = recalculated("--today", "2026-01-02", book(folder / "t.xlsx", {"A1": "=TODAY()"}))
    assert entries[0]["changes"][0]["new"] == 46024  # Excel's serial number of 2 January 2026


# ---- JSON and reports -------------------------------------------------------------------------------------


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
def test_a_report_has_a_row_for_each_workbook(invoke, stale, folder, name):
    (folder / "bad.xlsx").write_bytes(b"")
    invoke("recalc", "--report", name, *stale("a.xlsx"), "bad.xlsx")
    rows = table(folder / name)
    assert [row["status"] for row in rows] == ["stale", "failed"]
    assert float(rows[0]["ROI"]) == pytest.approx(1.52, rel=1e-9)  # the worked example: 24,320 ÷ 16,000
    assert rows[1]["failure"] == "the file has 0 bytes; restore it from a backup"


def table(path):
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    header, *rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_a_report_holds_no_formula_that_a_file_name_smuggles_in(invoke, folder):
    for name in ("report.csv", "report.xlsx"):
        invoke("recalc", "--report", name, "=1+1")
    assert table(folder / "report.csv")[0]["file"] == "'=1+1"
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


def test_a_report_may_lie_in_the_folder_that_is_made_for_the_results(invoke, sum_of_two, folder):
    done = invoke("recalc", "--output", "done", "--report", "done/report.csv", sum_of_two)
    assert done.exit_code == 0
    assert [row["status"] for row in table(folder / "done" / "report.csv")] == ["written"]


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


# ---- usage ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["--in-place", "--check"],
        ["--in-place", "--output", "done"],
        ["--check", "--output", "done"],
        ["--today", "tomorrow"],
        ["--workers", "0"],
        ["--memory", "1"],
        ["--timeout", "0"],
        ["--engines", "triple"],
        ["--engines", "fast"],  # one engine alone: gone, since it left most of our own template undone
        ["--fail-on", "note"],
    ],
    ids=" ".join,
)
def test_contradictions_and_nonsense_are_wrong_usage(invoke, sum_of_two, contents, folder, arguments):
    before = contents(folder)
    assert invoke("recalc", *arguments, sum_of_two).exit_code == 2
    assert contents(folder) == before


def test_no_file_is_wrong_usage(roi_xl):
    done = roi_xl("recalc")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == "Error: Missing argument 'FILE...'."


def test_output_refuses_the_folder_in_which_the_workbooks_lie(invoke, sum_of_two, folder):
    done = invoke("recalc", "--output", folder, sum_of_two)
    assert done.exit_code == 2
    assert "use --in-place" in done.stderr


def test_output_refuses_a_folder_whose_link_leads_to_a_workbook(invoke, sum_of_two, folder):
    (folder / "done").mkdir()
    (folder / "done" / "sum.xlsx").symlink_to(sum_of_two)
    assert invoke("recalc", "--output", "done", sum_of_two).exit_code == 2


def test_output_refuses_two_workbooks_of_one_name(invoke, sum_of_two, book, folder):
    (folder / "other").mkdir()
    other = book(folder / "other" / "SUM.xlsx", {"A1": 1})
    done = invoke("recalc", "--output", "done", sum_of_two, other)
    assert done.exit_code == 2
    assert "would both be written to" in done.stderr


def test_output_refuses_to_overwrite_a_workbook_that_is_open_in_excel(recalculated, sum_of_two, folder):
    (folder / "done").mkdir()
    (folder / "done" / "sum.xlsx").write_bytes(b"old")
    (folder / "done" / "~$sum.xlsx").write_bytes(b"x")
    entries, code = recalculated("--output", "done", sum_of_two)
    assert (entries[0]["failure"]["code"], code) == ("open-elsewhere", 3)
    assert (folder / "done" / "sum.xlsx").read_bytes() == b"old"


@pytest.mark.parametrize("arguments", [[""], ["sum.xlsx", ""], ["--output", "", "sum.xlsx"]])
def test_an_empty_name_is_wrong_usage_before_anything_is_done(
    invoke, sum_of_two, contents, folder, arguments
):
    before = contents(folder)
    done = invoke("recalc", "--in-place", *arguments)
    assert done.exit_code == 2
    assert "the name is empty" in done.stderr
    assert contents(folder) == before


def test_output_refuses_a_workbook_as_folder(invoke, sum_of_two):
    done = invoke("recalc", "--output", sum_of_two, sum_of_two)
    assert done.exit_code == 3
    assert f"{sum_of_two}: error [not-a-folder] a file is in the way; name another folder" in done.stderr


def test_output_refuses_a_file_as_folder(invoke, sum_of_two, folder):
    (folder / "done").write_text("not a folder")
    done = invoke("recalc", "--output", "done/further", sum_of_two)
    assert done.exit_code == 3
    assert "done/further: error [not-a-folder] a file is in the way; name another folder" in done.stderr


def test_output_refuses_a_folder_that_nobody_may_write_to(invoke, sum_of_two, folder):
    (folder / "done").mkdir(mode=0o555)
    done = invoke("recalc", "--output", "done", sum_of_two)
    assert done.exit_code == 3
    assert "done: error [no-permission] permission denied" in done.stderr


# ---- findings and exit codes ------------------------------------------------------------------------------


@pytest.mark.parametrize(("fail_on", "code"), [("error", 0), ("warning", 1), ("never", 0)])
def test_fail_on_is_the_mildest_finding_that_fails(invoke, book, folder, fail_on, code):
    path = book(folder / "r.xlsx", {"A1": "=RAND()"})  # a warning: never current
    assert invoke("recalc", "--fail-on", fail_on, path).exit_code == code


def test_a_kept_value_whose_input_changed_is_an_error(invoke, book, folder):
    path = book(folder / "r.xlsx", {"A1": "=1+1", "A2": "=RAND()+A1"})
    done = invoke("recalc", path)
    assert done.exit_code == 1
    assert "error [volatile] S!A2" in done.stdout


def test_a_headline_that_was_not_evaluated_is_marked(invoke, book, folder):
    done = invoke("recalc", book(folder / "r.xlsx", {"A1": "=TRAINING_ROI(RAND(),1)"}))
    assert "S!A1 (not evaluated: as the file has it)" in done.stdout


def test_findings_beyond_a_dozen_are_counted(invoke, book, folder):
    cells = {f"A{row}": f"=FOREIGN_{row}()" for row in range(1, 17)}
    assert (
        "… and 4 more findings (--json lists all)" in invoke("recalc", book(folder / "r.xlsx", cells)).stdout
    )


def test_many_workbooks_get_their_errors_but_not_their_warnings(invoke, book, folder):
    cells = {f"A{row}": f"=B{row}+FOREIGN_{row}()" for row in range(1, 6)}
    cells |= {f"B{row}": "=1+1" for row in range(1, 6)} | {"C1": "=NOW()"}
    one, other = book(folder / "a.xlsx", cells), book(folder / "b.xlsx", {"A1": "=NOW()"})
    lines = invoke("recalc", one, other).stdout.splitlines()
    assert lines[0] == f"{one}: out of date in 5 cells (S!B1, S!B2, S!B3, …), 6 of 11 formulas not evaluated"
    assert [line[:9] for line in lines[1:4]] == ["  error ["] * 3
    assert lines[4:6] == [
        "  … and 2 more errors (--json lists all)",
        f"{other}: nothing evaluated: 1 formula",
    ]


def test_a_current_workbook_says_what_was_not_evaluated(invoke, book, folder):
    path = book(folder / "r.xlsx", {"A1": "=RAND()", "A2": "=1+1"})
    invoke("recalc", "--in-place", path)
    done = invoke("recalc", path)
    assert done.stdout.startswith(f"{path}: current as far as evaluated, 1 of 2 formulas not evaluated")
    nothing = book(folder / "n.xlsx", {"A1": "=RAND()"})
    assert invoke("recalc", path, nothing).stdout.splitlines()[-1] == (
        "2 workbooks: 2 current, 1 has no formula evaluated"
    )
    assert invoke("recalc", nothing).stdout.startswith(f"{nothing}: nothing evaluated: 1 formula\n")


@pytest.mark.parametrize(
    ("fail_on", "code"), [("error", 0), ("never", 0), ("warning", 1), ("unevaluated", 1)]
)
def test_a_formula_that_is_not_evaluated_may_be_made_to_count(invoke, book, folder, fail_on, code):
    path = book(folder / "r.xlsx", {"A1": "=RAND()"})
    assert invoke("recalc", "--check", "--fail-on", fail_on, path).exit_code == code
    complete = book(folder / "c.xlsx", {"A1": "=1+1"})
    invoke("recalc", "--in-place", complete)
    assert invoke("recalc", "--check", "--fail-on", fail_on, complete).exit_code == 0


def test_a_text_from_a_workbook_gives_the_terminal_no_orders(invoke, book, folder):
    path = book(folder / "t.xlsx", {"A1": '=UNICHAR(27)&"[2J"&UNICHAR(10)&"x"'})
    done = invoke("recalc", path)
    assert 'S!A1: 999 → "\\x1b[2J\\nx"' in done.stdout


def test_verify_reads_the_result_back(recalculated, stale):
    entries, code = recalculated("--verify", "--in-place", *stale("sales.xlsx"))
    assert (entries[0]["status"], code) == ("written", 0)


def test_the_bar_is_for_terminals_only(roi_xl, stale, folder):
    stale("a.xlsx", "b.xlsx")
    done = roi_xl("recalc", "a.xlsx", "b.xlsx", folder=folder)
    assert done.stderr == ""
    assert "Recalculating" not in done.stdout


def test_a_day_before_excel_s_first_is_wrong_usage(invoke, sum_of_two):
    done = invoke("recalc", "--today", "1899-12-31", sum_of_two)
    assert done.exit_code == 2
    assert "Excel's days begin with 1900" in done.output


@pytest.mark.skipif(os.name == "nt", reason="no jury where processes aren't copied")
def test_the_third_engine_is_asked_from_within_the_sealed_child(roi_xl, book, folder):
    # 1/14 by definition; the two engines give two values, and the child may make no process by now
    path = book(folder / "stone.xlsx", {"A1": '=CONVERT(1,"lbm","stone")', "A2": "=A1*14"})
    done = roi_xl("recalc", "--in-place", path)
    assert done.stdout.startswith(f"{path}: written, 2 values changed\n")
    assert (cached(path, "A1"), cached(path)) == (pytest.approx(1 / 14), pytest.approx(1))
