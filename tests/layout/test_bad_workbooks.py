"""Filled workbooks as people hand them in: changed, damaged, saved by other programs, or not ours at all."""

import dataclasses
import io
import shutil
import subprocess

import openpyxl
import pytest
from edits import Where
from law import reading

from roi_xl.errors import Level
from roi_xl.study import RECORDS, Inputs, Study
from roi_xl.template.book import BOOK
from roi_xl.template.declaration import Lines, Role, Table

OF_LINES = {line.name for sheet in BOOK.sheets for block in sheet.blocks if isinstance(block, Lines)
            for line in block.lines if line.role is Role.INPUT}  # fmt: skip
TABLES = {block.id: block for sheet in BOOK.sheets for block in sheet.blocks if isinstance(block, Table)}
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")


def test_another_program_may_save_it(changed, original):
    assert changed(openpyxl.Workbook.close) == (original, ())


def test_sheets_may_be_renamed_and_moved(changed, original):
    def rename(book):
        for name in book.defined_names.values():
            name.attr_text = name.attr_text.replace("'Costs'", "'What it cost'").replace("'Lists'", "'L'")
        book["Costs"].title, book["Lists"].title = "What it cost", "L"
        book.move_sheet("What it cost", 5)

    assert changed(rename) == (original, ())


def test_headers_may_be_reworded(changed, original):
    def reword(book):
        sheet = book["Costs"]
        sheet["C6"] = "What was bought"
        sheet.tables["tbl_costs"].tableColumns[1].name = "What was bought"

    assert changed(reword) == (original, ())


def test_libreoffice_may_save_it(root, tmp_path, original):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is missing: install the Debian package libreoffice-calc")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    kind = ("--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", tmp_path / "out")
    subprocess.run(
        [office, profile, "--headless", *kind, root / "workbooks" / "sales-training.xlsx"],
        check=True,
        capture_output=True,
        timeout=120,
    )
    study, findings = reading((tmp_path / "out" / "sales-training.xlsx").read_bytes())
    assert findings == ()
    kept = ("costs", "benefits", "scenarios", "evidence", "follow_up", "assumptions")
    assert [getattr(study, part) for part in kept] == [getattr(original, part) for part in kept]


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "code"),
    [
        ("Costs", "E7", "five thousand", "not-a-number"),
        ("Costs", "E7", "1", "not-a-number"),
        ("Costs", "E7", True, "not-a-number"),
        ("Costs", "D7", "Directly", "unknown-choice"),
        ("Inputs", "E12", "in spring", "not-a-number"),
        ("Inputs", "E12", 9e9, "not-a-date"),
        ("Costs", "C7", "#REF!", "cell-error"),
        ("Costs", "E7", "#NAME?", "cell-error"),
        ("Costs", "D7", "#N/A", "cell-error"),
    ],
    ids=[
        "words",
        "a number stored as text",
        "TRUE",
        "a choice of one's own",
        "a date in words",
        "no date",
        "an error",
        "an error for a number",
        "an error for a choice",
    ],
)
def test_what_does_not_belong_in_a_cell_is_a_finding_with_its_place(changed, sheet, cell, value, code):
    def spoil(book):
        book[sheet][cell] = value

    _, findings = changed(spoil)
    assert [(f.level, f.code, f.where) for f in findings] == [(Level.ERROR, code, f"{sheet}!{cell}")]


def test_a_deleted_table_is_named_and_everything_else_is_read(changed, original):
    def delete(book):
        del book["Follow-up"].tables["tbl_follow_up"]

    study, findings = changed(delete)
    assert [(f.code, f.detail) for f in findings] == [("table-missing", "the table tbl_follow_up is missing")]
    assert study == dataclasses.replace(original, follow_up=())


def test_a_deleted_name_is_named(changed, original):
    def delete(book):
        del book.defined_names["inp_salary"]

    study, findings = changed(delete)
    assert [f.code for f in findings] == ["name-missing"]
    assert study.inputs == dataclasses.replace(original.inputs, salary=None)


def test_a_deleted_sheet_takes_its_table_with_it(changed):
    def delete(book):
        del book["Evidence"]

    assert [f.detail for f in changed(delete)[1]] == ["the table tbl_evidence is missing"]


def test_a_cleared_row_closes_up_and_what_belonged_to_it_is_named(changed, original):
    def clear(book):
        for row in book["Benefits"][Where("en").rows("benefits", 2, 2)]:
            for cell in row:
                cell.value = None

    study, findings = changed(clear)
    assert [line.id for line in study.benefits] == ["B1", "B3", "B4"]
    assert study.attribution == original.attribution
    assert [f.code for f in findings] == ["row-without-partner", "row-without-partner"]


def test_a_workbook_of_somebody_else_is_told_apart():
    file = io.BytesIO()
    openpyxl.Workbook().save(file)
    study, (finding,) = reading(file.getvalue())
    assert (study, finding.code, finding.level) == (Study(), "not-a-template", Level.ERROR)


def test_inputs_of_a_study_are_the_lines_that_are_typed():
    assert {f"inp_{field.name}" for field in dataclasses.fields(Inputs)} == OF_LINES


@pytest.mark.parametrize("part", RECORDS)
def test_fields_of_a_record_are_the_columns_that_are_typed(part):
    typed = {column.id for column in TABLES[part].typed}
    assert {field.name.rstrip("_") for field in dataclasses.fields(RECORDS[part])} == typed
