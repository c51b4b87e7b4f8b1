"""Numbers and dates typed as text into a workbook of ours: whatever reads them can't be computed."""

from __future__ import annotations

from collections.abc import Iterator

from roi_xl.computed_workbook import Model
from roi_xl.errors import Finding
from roi_xl.template import names
from roi_xl.xlsx import place

_CODES = frozenset({"not-a-number", "not-a-date"})


def texts_for_numbers(model: Model) -> Iterator[Finding]:
    """A finding for each cell of the inputs that should hold a number or a date and holds something else.

    None for a cell that hands on what another holds, and none for a workbook that isn't ours.

    Args:
        model: The workbook.

    Raises:
        PackageError: The workbook's custom properties are damaged.
    """
    if any(name.name == names.ROI for name in model.book.names):
        from roi_xl.layout import study_from  # imported here: most workbooks don't need the declaration

        _, findings = study_from(model)
        wrong = [finding for finding in findings if finding.code in _CODES]
        sheets = model.book.sheets if wrong else ()
        linked = {place((sheet.name, cell)) for sheet in sheets for cell in sheet.formulas}
        yield from (finding for finding in wrong if finding.where not in linked)
