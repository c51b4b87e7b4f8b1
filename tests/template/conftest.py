"""The committed worked example, as openpyxl reads it: formulas, and the values cached beside them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook


@pytest.fixture(scope="session")
def example(root: Path) -> Path:
    """The worked example as it's committed."""
    return root / "workbooks" / "sales-training.xlsx"


@pytest.fixture(scope="session")
def formulas(example: Path) -> Workbook:
    """Its formulas."""
    return openpyxl.load_workbook(example)


@pytest.fixture(scope="session")
def cached(example: Path) -> Workbook:
    """What its formula cells hold."""
    return openpyxl.load_workbook(example, data_only=True)


@pytest.fixture(scope="session")
def formula_cells(formulas: Workbook) -> list[Cell]:
    """Every cell with a formula."""
    return [
        cell
        for sheet in formulas
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("=")
    ]


@pytest.fixture(scope="session")
def figure(cached: Workbook) -> Callable[[str], object]:
    """The value of a cell by its defined name."""

    def value(name: str) -> object:
        ((sheet, address),) = cached.defined_names[name].destinations
        return cached[sheet][address].value

    return value
