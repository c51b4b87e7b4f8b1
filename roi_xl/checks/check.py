"""What a check of a study is: one record with an Excel formula and, in time, a Python function beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from roi_xl.errors import Level
from roi_xl.study import Study

TYPED: Final = "{typed}"
"""In a formula: a line or a column in which numbers are typed; what it says of each is added up."""


@dataclass(frozen=True, slots=True)
class Check:
    """One rule that a study keeps or breaks, with two witnesses that have to agree.

    Its words lie under its code in the template's languages, `item.integrity` or `item.advice`.

    Attributes:
        code: A stable name, such as `cost_total`.
        formula: Excel's formula with the placeholders of `roi_xl.template.declaration`; 0 where it holds.
        severity: ERROR where the figures are not to be used while it fails, WARNING where it deserves a look.
        principle: Which of the twelve guiding principles of the ROI Methodology it keeps, from 1; None for
            arithmetic and for the soundness of the workbook.
        function: The same from a study, without a workbook: 0 where it holds; None where there is none yet.
    """

    code: str
    formula: str
    severity: Level
    principle: int | None = None
    function: Callable[[Study], float] | None = None
