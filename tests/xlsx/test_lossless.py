"""Nothing but the changed values changes: worked examples and 48 workbooks saved by Excel are witnesses."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from roi_xl.errors import CellError
from roi_xl.xlsx import Package, a1, read, with_values, written
from roi_xl.xlsx.as_excel_writes import canonical_rows
from roi_xl.xlsx.cell_reader import any_cells, canonical_cells
from roi_xl.xlsx.patch import patched
from roi_xl.xlsx.sheet import Grid

DATA = Path(__file__).parent.parent / "data"
FILES = sorted((DATA / "samples").glob("*.xlsx")) + sorted((DATA / "excel-saved").glob("*.xlsx"))

CALAMINE = """
import json, sys
from python_calamine import CalamineWorkbook
for path in json.load(sys.stdin):
    book = CalamineWorkbook.from_path(path)
    found = {}
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        top, left = sheet.start or (0, 0)
        for row, cells in enumerate(sheet.to_python(skip_empty_area=True), top + 1):
            for column, value in enumerate(cells, left + 1):
                plain = isinstance(value, (str, float, int, bool))
                found[f"{name}!{row},{column}"] = value if plain else str(value)
    print(json.dumps(found))
"""


@pytest.fixture(scope="module", params=FILES, ids=lambda path: path.stem)
def workbook(request):
    return read(Package(request.param.read_bytes()))


def results(sheet):
    """The cells whose values are results: formulas and what arrays fill."""
    return {cell: sheet.values.get(cell) for cell in [*sheet.formulas, *sheet.members]}


def flipped(value):
    """A value of another type."""
    if isinstance(value, bool):
        return CellError.NA
    if isinstance(value, float):
        return f" was <{value}> & more"
    if isinstance(value, CellError):
        return True
    return 12.5


def flip(book):
    return {
        sheet.name: {cell: flipped(value) for cell, value in results(sheet).items()} for sheet in book.sheets
    }


def contents(data):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {
            info.filename: (
                package.read(info),
                info.date_time,
                info.extra,
                info.external_attr,
                info.compress_type,
            )
            for info in package.infolist()
        }


def test_the_container_is_reproduced_to_the_byte(workbook):
    assert workbook.package.written({}) == workbook.package.data


def test_values_that_are_cached_already_give_the_very_same_file(workbook):
    same = {sheet.name: sheet.values for sheet in workbook.sheets}
    assert written(with_values(workbook, same)) is workbook.package.data


def test_every_result_rewritten_leaves_the_same_canonical_xml(workbook, canonical):
    for sheet in workbook.sheets:
        data = workbook.package.read(sheet.part)
        values = results(sheet)
        names = {a1(cell) for cell in values}
        new = patched(data, sheet.part, values, {}, sheet.formulas)
        assert canonical(new, names) == canonical(data, names)


def test_every_result_of_another_type_and_back_leaves_the_same_canonical_xml(workbook, canonical):
    there = read(Package(written(with_values(workbook, flip(workbook)))))
    back = Package(written(with_values(there, {sheet.name: results(sheet) for sheet in workbook.sheets})))
    for sheet in workbook.sheets:
        names = {a1(cell) for cell in results(sheet)}
        assert canonical(back.read(sheet.part), names) == canonical(workbook.package.read(sheet.part), names)


def test_other_types_are_read_back_as_written(workbook):
    new = flip(workbook)
    there = read(Package(written(with_values(workbook, new))))
    for sheet in there.sheets:
        assert {cell: sheet.values[cell] for cell in new[sheet.name]} == new[sheet.name]
    assert with_values(workbook, new).sheets == there.sheets


def test_parts_without_results_keep_every_byte(workbook):
    before, after = contents(workbook.package.data), contents(written(with_values(workbook, flip(workbook))))
    touched = {sheet.part for sheet in workbook.sheets if results(sheet)}
    assert list(before) == list(after)
    assert [name for name in before if before[name] != after[name] and name not in touched] == []


def test_cells_that_hold_no_result_keep_value_and_formula(workbook):
    there = read(Package(written(with_values(workbook, flip(workbook)))))
    for old, new in zip(workbook.sheets, there.sheets, strict=True):
        kept = old.values.keys() - results(old).keys()
        assert (old.formulas, old.members, old.hidden_rows) == (new.formulas, new.members, new.hidden_rows)
        assert {cell: old.values[cell] for cell in kept} == {cell: new.values[cell] for cell in kept}


def test_the_parser_reads_what_the_expression_reads(workbook):
    strings = [f"shared {index}" for index in range(100_000)]
    for sheet in workbook.sheets:
        data = workbook.package.read(sheet.part)
        rows = canonical_rows(data)
        grids = [Grid(lambda: strings, frozenset({"1"}), 1_000_000) for _ in range(2)]
        quick = rows and canonical_cells(data, rows, grids[0])
        if quick:
            slow = any_cells(data, sheet.part, grids[1])
            assert quick.sheet("S", "") == slow.sheet("S", "")


def test_the_expression_reads_nearly_all_sheets():
    """Sheets that Excel saved are in the form that it recognises; otherwise it would be dead weight."""
    strings = [f"shared {index}" for index in range(100_000)]
    sheets = quick = 0
    for path in FILES:
        book = read(Package(path.read_bytes()))
        for sheet in book.sheets:
            data = book.package.read(sheet.part)
            rows = canonical_rows(data)
            sheets += 1
            quick += bool(rows and canonical_cells(data, rows, Grid(lambda: strings, frozenset(), 1_000_000)))
    assert quick / sheets > 0.8


def test_both_ways_of_patching_write_the_same_bytes(workbook):
    comment = b"<!-- keeps the expression out -->"
    for sheet in workbook.sheets:
        data = workbook.package.read(sheet.part)
        at = data.rindex(b"</")
        values = {cell: flipped(value) for cell, value in results(sheet).items()}
        quick = patched(data, sheet.part, values, {}, sheet.formulas)
        slow = patched(data[:at] + comment + data[at:], sheet.part, values, {}, sheet.formulas)
        assert slow.replace(comment, b"") == quick


@pytest.mark.filterwarnings("ignore::UserWarning")  # openpyxl warns of everything that it would lose
def test_openpyxl_reads_the_new_values(workbook):
    new = flip(workbook)
    loaded = openpyxl.load_workbook(io.BytesIO(written(with_values(workbook, new))), data_only=True)
    wrong = []
    for name, values in new.items():
        for cell, value in values.items():
            met = loaded[name].cell(*cell)
            if not (met.is_date and isinstance(value, float)) and met.value != value:
                wrong.append((name, a1(cell), value, met.value))
    assert wrong == []


def test_calamine_reads_the_new_values(tmp_path):
    """In a process of its own: it ends the process when memory for a sheet's dimension can't be had."""
    wanted = {}
    for path in FILES:
        book = read(Package(path.read_bytes()))
        target = tmp_path / path.name
        target.write_bytes(written(with_values(book, flip(book))))
        wanted[str(target)] = flip(book)
    done = subprocess.run(
        [sys.executable, "-c", CALAMINE],
        input=json.dumps(list(wanted)),
        capture_output=True,
        text=True,
        check=True,
    )
    wrong = []
    for (path, sheets), line in zip(wanted.items(), done.stdout.splitlines(), strict=True):
        found = json.loads(line)
        for name, values in sheets.items():
            for (row, column), value in values.items():
                met = found.get(f"{name}!{row},{column}", "")
                read_so = met == value or (
                    isinstance(value, float) and isinstance(met, str) and met.startswith("1900")
                )
                if not read_so and not isinstance(value, CellError):
                    wrong.append((Path(path).name, name, a1((row, column)), value, met))
    assert wrong == []
