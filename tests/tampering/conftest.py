"""The shipped example, and what is found in it after a change."""

import pytest

from roi_xl.computed_workbook import Model
from roi_xl.tampering.comparison import findings_of
from roi_xl.xlsx import Package, read


@pytest.fixture(scope="session")
def shipped(root):
    """The worked example in memory."""
    return read(Package((root / "workbooks" / "sales-training.xlsx").read_bytes()))


@pytest.fixture(scope="session")
def found():
    """The findings about a workbook as it is stored: code and every cell that each of them names."""

    def of(book):
        return [
            (finding.code, where)
            for finding in findings_of(Model(book))
            for where in finding.cells or (finding.where,)
        ]

    return of
