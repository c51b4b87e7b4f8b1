"""The committed worked example, as openpyxl reads it: formulas, and the values cached beside them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from types import MappingProxyType

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook

from roi_xl.shipped_workbooks import Edition, workbook


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


@pytest.fixture(scope="session")
def built() -> dict[object, bytes]:
    """What has been built so far; a build gives the same bytes each time, as test_building.py says."""
    return {}


@pytest.fixture
def built_once(built: dict[object, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands build each workbook only once for all tests."""

    def remembered(
        edition: Edition, rows: Mapping[str, int] = MappingProxyType({}), left_out: Collection[str] = ()
    ) -> bytes:
        key = edition, tuple(sorted(rows.items())), tuple(left_out)
        if key not in built:
            built[key] = workbook(edition, rows, left_out)
        return built[key]

    monkeypatch.setattr("roi_xl.cli.new.workbook", remembered)
    monkeypatch.setattr("roi_xl.shipped_workbooks.workbook", remembered)
