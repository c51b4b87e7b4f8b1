"""The mathematics: numbers in, numbers out. No Excel, no files, no clock.

`FUNCTIONS` is the catalogue that Excel's door, the batch engine, the template and the command line get.
"""

from roi_xl.calc import (
    about,
    cashflow,
    costs,
    evidence,
    isolation,
    returns,
    simulation,
    statements,
    uncertainty,
    value,
)
from roi_xl.catalogue import collect

NAMED_FOR = ("TRAINING_ROI", "COST_OF_ERROR", "HOUR_VALUE", "ATTRIBUTED_BENEFIT", "ROI_RANGE")
"""The five functions that the product is named for; they come first everywhere."""

FUNCTIONS = collect(
    costs,
    value,
    isolation,
    returns,
    cashflow,
    uncertainty,
    simulation,
    evidence,
    statements,
    about,
    first=NAMED_FOR,
)
"""Every worksheet function, by name."""
