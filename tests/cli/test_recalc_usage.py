"""`roi-xl recalc`: wrong usage is refused before anything is done."""

import pytest

pytestmark = pytest.mark.usefixtures("in_one_process")


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
    assert done.stderr.splitlines()[-1] == "Error: Missing argument 'FILE|FOLDER...'."


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


def test_a_day_before_excel_s_first_is_wrong_usage(invoke, sum_of_two):
    done = invoke("recalc", "--today", "1899-12-31", sum_of_two)
    assert done.exit_code == 2
    assert "Excel's days begin with 1900" in done.output
