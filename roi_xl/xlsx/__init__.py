"""The workbook file format: reads what a file stores, and writes new values without changing other bytes."""

from roi_xl.catalogue import Scalar
from roi_xl.xlsx.address import (
    Address,
    Area,
    Cell,
    a1,
    address,
    addresses,
    area,
    holds,
    place,
    range_a1,
    size,
)
from roi_xl.xlsx.directory import Limits
from roi_xl.xlsx.filters import Filters, active_filters
from roi_xl.xlsx.formulas_outside_cells import OutsideFormula, outside_formulas
from roi_xl.xlsx.frozen import with_constants
from roi_xl.xlsx.input_cells import InputsRefusedError, Refusal
from roi_xl.xlsx.input_values import Input
from roi_xl.xlsx.inputs import Edit, entered, with_inputs
from roi_xl.xlsx.linked_values import with_linked_values
from roi_xl.xlsx.links import unused_links, without_last_links
from roi_xl.xlsx.missing_results import without_results
from roi_xl.xlsx.package import Package
from roi_xl.xlsx.refusals import PackageError
from roi_xl.xlsx.sheet import Formula, Sheet
from roi_xl.xlsx.workbook import DefinedName, Table, Workbook, read
from roi_xl.xlsx.write import with_values, written

__all__ = [
    "Address", "Area", "Cell", "DefinedName", "Edit", "Filters", "Formula", "Input",
    "InputsRefusedError", "Limits", "OutsideFormula", "Package", "PackageError", "Refusal", "Scalar",
    "Sheet", "Table", "Workbook", "a1", "active_filters", "address", "addresses", "area", "entered",
    "holds", "outside_formulas", "place", "range_a1", "read", "size", "unused_links", "with_constants",
    "with_inputs", "with_linked_values", "with_values", "without_last_links", "without_results",
    "written",
]  # fmt: skip
