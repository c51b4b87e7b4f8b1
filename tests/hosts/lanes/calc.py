"""LibreOffice Calc: an add-in generated from the catalogue, called by the formulas of a workbook."""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
from book import CALLS, WRONG, where, written
from calc_addin.names import stored
from calc_addin.office import recalculated


def told(cell):
    if cell.data_type == "e":
        return {"error": cell.value}
    if isinstance(cell.value, str) and cell.value.startswith("needs "):
        return {"needs": cell.value.removeprefix("needs ")}
    return float(cell.value) if isinstance(cell.value, int) else cell.value


def result(sheet, area):
    rows = sheet.iter_rows(area.row + 1, area.row + area.height, area.column + 1, area.column + area.width)
    cells = [[*map(told, row)] for row in rows]
    if any(WRONG in row for row in cells):
        raise SystemExit(f"LibreOffice left {where(area)} as it was")
    return cells if area.height * area.width > 1 else cells[0][0]


if __name__ == "__main__":
    with TemporaryDirectory() as name:
        folder = Path(name)
        data, areas = written(json.load(sys.stdin), stored)
        (folder / "cases.xlsx").write_bytes(data)
        saved = recalculated(folder / "cases.xlsx", folder / "office", with_add_in=True)
        sheet = openpyxl.load_workbook(saved, data_only=True)[CALLS]
        json.dump([result(sheet, area) for area in areas], sys.stdout)
