"""The workbook file format: what is stored in it, and new values put in without changing anything else."""

from roi_xl.catalogue import Scalar
from roi_xl.xlsx.address import Address, Area, a1, address, area, range_a1
from roi_xl.xlsx.atomic import Source, write_new
from roi_xl.xlsx.directory import Limits
from roi_xl.xlsx.elsewhere import Elsewhere, formulas_elsewhere
from roi_xl.xlsx.filters import Filters, active_filters
from roi_xl.xlsx.frozen import with_constants
from roi_xl.xlsx.links import unused_links, without_last_links
from roi_xl.xlsx.outside import with_linked_values
from roi_xl.xlsx.package import Package
from roi_xl.xlsx.refusal import PackageError
from roi_xl.xlsx.sheet import Formula, Sheet
from roi_xl.xlsx.temporary import clean
from roi_xl.xlsx.untold import untold
from roi_xl.xlsx.workbook import DefinedName, Table, Workbook, read
from roi_xl.xlsx.write import with_values

__all__ = [
    "Address", "Area", "DefinedName", "Elsewhere", "Filters", "Formula", "Limits", "Package", "PackageError",
    "Scalar", "Sheet", "Source", "Table", "Workbook", "a1", "active_filters", "address", "area", "clean",
    "formulas_elsewhere", "range_a1", "read", "untold", "unused_links", "with_constants",
    "with_linked_values", "with_values", "without_last_links", "write_new",
]  # fmt: skip
