"""`roi-xl freeze`: what is written where, what is told, and with which exit code it ends."""

import json
import os
import zipfile

import openpyxl
import pytest
import xlsxwriter

from roi_xl.calc import FUNCTIONS
from roi_xl.formulas.calls import Calls
from roi_xl.xlsx import Package, read

pytestmark = pytest.mark.usefixtures("in_one_process")

ROI = "=TRAINING_ROI(90000,16000)"


@pytest.fixture
def two(book, folder):
    """A workbook whose values are out of date: one call of ours (4.625) and a cell that doubles it (9.25)."""
    return book(folder / "two.xlsx", {"A1": ROI, "A2": "=A1*2"})


def cells(path, *, values):
    sheet = openpyxl.load_workbook(path, data_only=values).worksheets[0]
    return [row[0].value for row in sheet.iter_rows()]


def calls(path):
    return Calls(read(Package(path.read_bytes())), FUNCTIONS).cells


def test_our_formulas_are_written_as_their_recalculated_values(invoke, two, folder):
    done = invoke("freeze", two, "-o", "out.xlsx")
    assert cells(folder / "out.xlsx", values=False) == [4.625, "=A1*2"]
    assert cells(folder / "out.xlsx", values=True) == [4.625, 9.25]
    assert done.stdout == "out.xlsx: written, 1 cell frozen, 2 values recalculated before freezing\n"
    assert done.exit_code == 0


def test_the_workbook_itself_stays(invoke, two):
    before = two.read_bytes()
    invoke("freeze", two, "-o", "out.xlsx")
    assert two.read_bytes() == before


def test_cached_freezes_what_the_file_has(invoke, two, folder):
    done = invoke("freeze", two, "-o", "out.xlsx", "--cached")
    assert cells(folder / "out.xlsx", values=True) == [999, 999]
    assert done.stdout == "out.xlsx: written, 1 cell frozen, as the file has them\n"


def test_a_workbook_without_our_functions_is_copied_to_the_byte(invoke, book, folder):
    path = book(folder / "sum.xlsx", {"A1": "=1+1"})
    done = invoke("freeze", path, "-o", "out.xlsx")
    assert (folder / "out.xlsx").read_bytes() == path.read_bytes()
    assert done.stdout == "out.xlsx: written, it calls none of our functions\n"


def test_freezing_a_frozen_workbook_copies_it(invoke, two, folder):
    invoke("freeze", two, "-o", "once.xlsx")
    invoke("freeze", "once.xlsx", "-o", "twice.xlsx")
    assert (folder / "twice.xlsx").read_bytes() == (folder / "once.xlsx").read_bytes()


def test_a_value_that_can_not_be_confirmed_is_frozen_and_named_as_an_error(invoke, book, folder):
    path = book(folder / "far.xlsx", {"A1": "=TRAINING_ROI([1]Other!A1,2)", "A2": "=TRAINING_ROI(3,2)"})
    done = invoke("freeze", path, "-o", "out.xlsx")
    assert cells(folder / "out.xlsx", values=False) == [999, 0.5]
    line = done.stdout.splitlines()[1]
    assert line.startswith("  error [external-link] S!A1: frozen with the value in the file, which is not ")
    assert done.exit_code == 1


def test_of_a_finding_about_many_cells_those_that_are_frozen_are_named(invoke, book, folder):
    path = book(
        folder / "far.xlsx",
        {"A1": "=[1]Other!A1", "A2": "=TRAINING_ROI([1]Other!A1,2)", "A3": "=TRAINING_ROI([1]Other!A1,3)"},
    )
    done = invoke("freeze", path, "-o", "out.xlsx", "--json")
    found = [(f["level"], f["where"], f["cells"]) for f in json.loads(done.stdout)["findings"]]
    assert found == [("error", "S!A2", ["S!A2", "S!A3"]), ("warning", "S!A1", ["S!A1", "S!A2", "S!A3"])]


def test_failing_checks_of_the_workbook_itself_are_an_error(invoke, folder):
    path = folder / "checks.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("S")
        sheet.write_formula("A1", ROI, None, 4.625)
        sheet.write_formula("A2", "=IF(A1>1,2,0)", None, 2)
        workbook.define_name("out_checks", "=S!$A$2")
    done = invoke("freeze", path, "-o", "out.xlsx")
    assert "error [model-checks] S!A2" in done.stdout
    assert done.exit_code == 1


def test_a_cell_without_a_known_value_keeps_its_formula_and_is_an_error(invoke, folder):
    path = folder / "blank.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = ROI
    book.save(path)
    done = invoke("freeze", path, "-o", "out.xlsx", "--cached")
    assert cells(folder / "out.xlsx", values=False) == [ROI]
    assert done.stdout.splitlines()[0] == "out.xlsx: written, no cell frozen"
    assert done.stdout.splitlines()[1].startswith("  error [no-value] Sheet!A1: ")
    assert done.exit_code == 1


def test_many_findings_are_counted_and_the_first_ones_shown(invoke, folder):
    path = folder / "blank.xlsx"
    book = openpyxl.Workbook()
    for row in range(1, 16):
        book.active[f"A{row}"] = ROI
    book.save(path)
    done = invoke("freeze", path, "-o", "out.xlsx", "--cached")
    assert done.stdout.count("error [no-value]") == 12
    assert done.stdout.splitlines()[-1] == "  … and 3 more findings (--json lists all)"


def test_json_lists_every_cell(invoke, two):
    done = invoke("freeze", two, "-o", "out.xlsx", "--json")
    assert json.loads(done.stdout) == {
        "schema": 1,
        "kind": "roi-xl freeze",
        "written": "out.xlsx",
        "cells": ["S!A1"],
        "handed_over": [],
        "changed": 2,
        "findings": [],
    }


def test_json_of_a_failure_says_why_and_what_the_exit_code_means(roi_xl, folder):
    done = roi_xl("freeze", "none.xlsx", "-o", "out.xlsx", "--json")
    assert done.returncode == 3
    assert done.stderr == "none.xlsx: error [not-found] there is no such file; check the path\n"
    assert json.loads(done.stdout) == {
        "schema": 1,
        "kind": "roi-xl freeze",
        "place": "none.xlsx",
        "failure": {"code": "not-found", "reason": "there is no such file", "remedy": "check the path"},
        "exit_code": 3,
        "meaning": "BOOK couldn't be read or computed, or OUT not written",
    }


@pytest.mark.parametrize("spelling", ["", "-lite", "-xll", "-xlam", "-stale"])
def test_the_worked_example_is_frozen_in_every_spelling(invoke, recalculated, samples, folder, spelling):
    done = invoke("freeze", samples / f"sales-example{spelling}.xlsx", "-o", "out.xlsx")
    assert done.exit_code == 0, done.stdout
    assert not calls(folder / "out.xlsx")
    entry = recalculated("--check", "out.xlsx")[0][0]
    assert (entry["status"], entry["calls"]) == ("current", 0)


@pytest.mark.parametrize("options", [[], ["--cached"]])
def test_of_the_template_it_is_told_that_it_goes_on_without_the_add_in(invoke, root, folder, options):
    path = root / "workbooks" / "sales-training.xlsx"
    done = invoke("freeze", path, "-o", "out.xlsx", *options)
    first, second = done.stdout.splitlines()
    assert first.startswith(f"out.xlsx: written, {len(calls(path))} cells computed without our functions")
    assert second.startswith("  note [goes-on] this workbook goes on without the add-in, and says so")
    assert done.exit_code == 0


def test_nothing_is_called_frozen_as_the_file_has_it_that_is_not(invoke, root, folder):
    done = invoke("freeze", root / "workbooks" / "sales-training.xlsx", "-o", "out.xlsx", "--cached")
    assert "frozen" not in done.stdout


def test_today_is_what_today_gives(invoke, book, folder):
    path = book(folder / "today.xlsx", {"A1": "=TRAINING_ROI(TODAY(),1)"})
    invoke("freeze", path, "-o", "out.xlsx", "--today", "2026-01-01")
    assert cells(folder / "out.xlsx", values=True) == [46022.0]


# --- where it is written ---


def test_an_existing_file_is_refused(invoke, two, folder):
    (folder / "out.xlsx").write_bytes(b"mine")
    done = invoke("freeze", two, "-o", "out.xlsx")
    assert (folder / "out.xlsx").read_bytes() == b"mine"
    assert "out.xlsx: error [exists] it exists already; choose another name, or give --force" in done.stderr
    assert done.exit_code == 3


def test_force_replaces_an_existing_file(invoke, two, folder):
    (folder / "out.xlsx").write_bytes(b"mine")
    assert invoke("freeze", two, "-o", "out.xlsx", "--force").exit_code == 0
    assert cells(folder / "out.xlsx", values=True) == [4.625, 9.25]


@pytest.mark.parametrize("name", ["two.xlsx", "./two.xlsx", "link.xlsx"])
def test_the_workbook_is_never_its_own_result(invoke, two, folder, name):
    (folder / "link.xlsx").symlink_to(two)
    before = two.read_bytes()
    done = invoke("freeze", two, "-o", name, "--force")
    assert two.read_bytes() == before
    assert "is BOOK itself" in done.stderr
    assert done.exit_code == 2


def test_a_hard_link_to_the_workbook_leaves_the_workbook(invoke, two, folder):
    os.link(two, folder / "hard.xlsx")
    before = two.read_bytes()
    invoke("freeze", two, "-o", "hard.xlsx", "--force")
    assert two.read_bytes() == before


def test_a_folder_is_called_one(invoke, folder):
    (folder / "models").mkdir()
    done = invoke("freeze", "models", "-o", "out.xlsx")
    assert done.exit_code == 3
    assert "it is a folder; name the workbooks in it" in done.stderr
    assert not (folder / "out.xlsx").exists()


def test_another_suffix_is_wrong_usage(invoke, two, folder):
    done = invoke("freeze", two, "-o", "out.xlsm")
    assert "Excel opens it only if it ends in .xlsx, as two.xlsx does" in done.stderr
    assert done.exit_code == 2
    assert not (folder / "out.xlsm").exists()


def test_without_output_it_is_wrong_usage(invoke, two):
    assert invoke("freeze", two).exit_code == 2


def test_a_missing_folder_is_named(invoke, two):
    done = invoke("freeze", two, "-o", "nowhere/out.xlsx")
    assert "nowhere/out.xlsx: error [not-found] there is no folder nowhere; make it" in done.stderr
    assert done.exit_code == 3


def test_a_result_that_is_open_in_excel_is_left(invoke, two, folder):
    (folder / "out.xlsx").write_bytes(b"mine")
    (folder / "~$out.xlsx").write_bytes(b"")
    done = invoke("freeze", two, "-o", "out.xlsx", "--force")
    assert (folder / "out.xlsx").read_bytes() == b"mine"
    assert "[open-elsewhere]" in done.stderr


# --- what can't be read ---

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4096)
BAD = {
    "empty": (b"", "empty"),
    "text": (b"Dear colleague", "not-a-zip"),
    "password": (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "excel 97": (OLE + "Workbook".encode("utf-16-le"), "xls"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_no_workbook_is_refused_and_nothing_written(invoke, folder, contents, name):
    (folder / "bad.xlsx").write_bytes(BAD[name][0])
    before = contents(folder)
    done = invoke("freeze", "bad.xlsx", "-o", "out.xlsx")
    assert f"bad.xlsx: error [{BAD[name][1]}]" in done.stderr
    assert contents(folder) == before
    assert done.exit_code == 3


def test_a_missing_workbook_is_refused(invoke, folder):
    done = invoke("freeze", "none.xlsx", "-o", "out.xlsx")
    assert "none.xlsx: error [not-found] there is no such file; check the path" in done.stderr
    assert done.exit_code == 3


def test_excels_mark_that_a_workbook_is_open_is_not_a_workbook(invoke, folder):
    (folder / "~$two.xlsx").write_bytes(b"\x05someone")
    done = invoke("freeze", "~$two.xlsx", "-o", "out.xlsx")
    assert "[owner-file]" in done.stderr
    assert done.exit_code == 3


def test_a_workbook_with_macros_keeps_them(invoke, folder):
    (folder / "macros.bin").write_bytes(b"macros, never looked at")
    with xlsxwriter.Workbook("in.xlsm") as workbook:
        workbook.add_vba_project("macros.bin")
        workbook.add_worksheet("S").write_formula("A1", ROI, None, 4.625)
    assert invoke("freeze", "in.xlsm", "-o", "out.xlsm").exit_code == 0
    assert not calls(folder / "out.xlsm")
    new = Package((folder / "out.xlsm").read_bytes())
    assert new.read("xl/vbaProject.bin") == b"macros, never looked at"


def test_a_signed_workbook_is_refused(invoke, two, folder):
    with zipfile.ZipFile(two, "a") as package:
        package.writestr("_xmlsignatures/sig1.xml", "<a/>")
    done = invoke("freeze", two, "-o", "out.xlsx")
    assert "two.xlsx: error [signed] it is digitally signed; remove the signature in Excel" in done.stderr
    assert not (folder / "out.xlsx").exists()
