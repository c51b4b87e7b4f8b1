"""`roi-xl recalc`: what is written where, what is told, and with which exit code it ends."""

import os

import pytest

from roi_xl.xlsx import Package, a1, read


def cached(path, place="A2"):
    sheet = read(Package(path.read_bytes())).sheets[0]
    return {a1(address): value for address, value in sheet.values.items()}[place]


def test_without_a_destination_nothing_is_written_and_it_says_so(invoke, sum_of_two, contents, folder):
    before = contents(folder)
    done = invoke("recalc", sum_of_two)
    assert contents(folder) == before
    assert "Nothing was written: give --in-place, --into OUT or --output DIR" in done.stdout
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


def test_verify_reads_the_result_back(recalculated, stale):
    entries, code = recalculated("--verify", "--in-place", *stale("sales.xlsx"))
    assert (entries[0]["status"], code) == ("written", 0)


def test_the_bar_is_for_terminals_only(roi_xl, stale, folder):
    stale("a.xlsx", "b.xlsx")
    done = roi_xl("recalc", "a.xlsx", "b.xlsx", folder=folder)
    assert done.stderr == ""
    assert "Recalculating" not in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="no jury where processes aren't copied")
def test_the_third_engine_is_asked_from_within_the_sealed_child(roi_xl, book, folder):
    # 1/14 by definition; the two engines give two values, and the child may make no process by now
    path = book(folder / "stone.xlsx", {"A1": '=CONVERT(1,"lbm","stone")', "A2": "=A1*14"})
    done = roi_xl("recalc", "--in-place", path)
    assert done.stdout.startswith(f"{path}: written, 2 values changed\n")
    assert (cached(path, "A1"), cached(path)) == (pytest.approx(1 / 14), pytest.approx(1))
