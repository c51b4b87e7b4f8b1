"""What answers: no calculation, but worksheets ask for it in the same way."""

from __future__ import annotations

from roi_xl.catalogue import Example, Unit, worksheet_function
from roi_xl.version import VERSION


@worksheet_function(
    "ROI_XL_VERSION",
    unit=Unit.TEXT,
    examples=[Example((), VERSION, "the release that is installed")],
)
def roi_xl_version() -> str:
    """Version of the roi-xl that answers this cell, such as 0.2.0.

    Put it into a workbook only where figures must name their tool: the cell is out of date after each update.

    Returns:
        Text: the numbers of release, change and correction, by points.

    Source:
        This release; Semantic Versioning 2.0.0 for the form.
    """
    return VERSION
