"""One check of a study: a record with an Excel formula and, later, the same check as a Python function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from roi_xl.errors import Level
from roi_xl.study import Study

TYPED: Final = "{typed}"
"""Placeholder for each line or column in which numbers are typed; the results for all of them are added
up."""


@dataclass(frozen=True, slots=True)
class Check:
    """One rule that a study satisfies or breaks, computed in two ways that must agree.

    Its texts are in the template's language files under its code, in `item.integrity` or `item.advice`.

    Attributes:
        code: A stable name, such as `cost_total`.
        formula: Excel formula with the placeholders of `roi_xl.template.declaration`; 0 if the rule holds.
        money: Whether the formula gives an amount, which is compared in whole cents; otherwise it counts.
        severity: ERROR if the figures must not be used while it fails, WARNING if it deserves a look.
        principle: The guiding principle of the ROI Methodology that it enforces, 1 to 12; None for arithmetic
            and for the soundness of the workbook.
        function: The same check on a study without a workbook: 0 if it holds; None if it isn't written yet.
    """

    code: str
    formula: str
    severity: Level
    money: bool = False
    principle: int | None = None
    function: Callable[[Study], float] | None = None
